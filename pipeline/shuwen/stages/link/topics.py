"""What an article speaks of as a whole: its names, how often and where they stand, and what its sentences begin with."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from shuwen.document import Document, Entity, Sentence
from shuwen.lang.words import cut_words
from shuwen.records import Record
from shuwen.resources import lexicon
from shuwen.stages.link.phrases import TIME, Token, token, tokens_of

#: The place that an article of a region speaks of where it names none.
HOMES = {"TW": "台湾", "HK": "香港"}
#: The labels of names that a figure may be about.
SUBJECTS = frozenset(("LOC", "ORG", "PARK", "PROJECT", "FACILITY", "EVENT"))
# How much of a sentence is looked at for what it begins with, in characters.
_OPENING = 24
# How much of the article is searched for what its title and headings begin with, in characters.
_LONGEST = 5_000


class Topics(msgspec.Struct, frozen=True, kw_only=True):
    """The names of one article. `names` are in reading order; `initial` counts those that begin a clause.

    `openings` counts the runs of tokens that clauses with figures begin with, `title_openings` are those of the title. By
    the index of a sentence with figures, `headings` has those of the last heading before it and `starts` those of its
    paragraph's first sentence; `times` counts them all in the text. `items` numbers, for each sentence, the item of news
    or section that it stands in: a heading opens a new one. `leading` are the names that are named, begin clauses and are
    voted for most, `repeated` the openings most often met. `heaviest` is how many clauses the name that begins most of
    them begins, `begun` how many any name begins.
    """

    names: tuple[Entity, ...]
    clauses: frozenset[int]
    counts: Mapping[str, int]
    initial: Mapping[str, int]
    openings: Mapping[str, int]
    labels: Mapping[str, str]
    titled: tuple[str, ...]
    title_openings: tuple[str, ...]
    headings: Mapping[int, tuple[str, ...]]
    starts: Mapping[int, tuple[str, ...]]
    items: tuple[int, ...]
    leading: tuple[str, ...]
    repeated: tuple[str, ...]
    heaviest: int
    begun: int
    times: Mapping[str, int]

    begins: tuple[int, ...]  # where each of `names` begins
    said: dict[int, dict[str, Entity]] = {}

    def before(self, position: int, count: int) -> tuple[Entity, ...]:
        """The last `count` names before `position`."""
        last = bisect_left(self.begins, position)
        return self.names[max(0, last - count) : last]

    def within(self, start: int, end: int) -> tuple[Entity, ...]:
        """The names that begin in [start, end)."""
        return self.names[bisect_left(self.begins, start) : bisect_left(self.begins, end)]

    def last_said(self, position: int) -> dict[str, Entity]:
        """By name, where each of the last 30 names before `position`, the start of a sentence, stands last."""
        found = self.said.get(position)
        if found is None:
            found = self.said[position] = {one.name: one for one in self.before(position, 30)}
        return found


def topics_of(document: Document, records: Sequence[Record], tokens: Mapping[int, tuple[Token, ...]]) -> Topics:
    """The topics of a document; `tokens` are those of its sentences with figures."""
    names = tuple(one for one in document.entities if one.label in SUBJECTS and one.name)
    clauses = frozenset(clause.start for sentence in document.sentences for clause in sentence.clauses)
    counts = Counter(one.name for one in names)
    title = document.headline
    initial = Counter(one.name for one in names if one.start in clauses)
    voted = Counter(record.subject.name for record in records if record.subject)
    openings = Counter(text for sentence in tokens.values() for text in _openings(sentence, clauses))
    title_openings, headings, starts = _title_openings(title), _headings(document, tokens), _starts(document, tokens)
    lines = {text for runs in (title_openings, *headings.values(), *starts.values()) for text in runs}
    return Topics(
        names=names,
        begins=tuple(one.start for one in names),
        clauses=clauses,
        counts=counts,
        initial=initial,
        openings=openings,
        labels={one.name: one.label for one in names},
        titled=tuple(sorted((name for name in counts if name in title), key=title.find)),
        title_openings=title_openings,
        headings=headings,
        starts=starts,
        items=_items(document.sentences),
        leading=tuple(dict.fromkeys([*_most(counts, 3), *_most(initial, 2), *_most(voted, 2)])),
        repeated=tuple(_most({text: times for text, times in openings.items() if times > 1 and len(text) > 1}, 3)),
        heaviest=max(initial.values(), default=0),
        begun=sum(initial.values()),
        times=_times(document.text, lines),
    )


def _most(counts: Mapping[str, int], size: int) -> list[str]:
    """The names that count most; of equals the first in the order of characters."""
    return sorted(counts, key=lambda name: (-counts[name], name))[:size]


def _times(text: str, lines: Iterable[str]) -> dict[str, int]:
    """How often each opening stands in the article's first part, which bounds the time that this takes."""
    return {line: min(text.count(line, 0, _LONGEST), 4) for line in lines}


def _title_openings(title: str) -> tuple[str, ...]:
    words = [token(word.text, word.start, word.end, word.tag) for word in cut_words(title, 0, min(len(title), _OPENING))]
    return tuple(text for _, _, text in opening_runs(words, 0, len(words)) if len(text) > 1)


def _headings(document: Document, tokens: Mapping[int, object]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    last: tuple[str, ...] = ()
    for at, sentence in enumerate(document.sentences):
        if is_heading(document.text, sentence):
            last = _first_runs(document, sentence)
        elif at in tokens:
            found[at] = last
    return found


def _starts(document: Document, tokens: Mapping[int, object]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    first = 0
    for at, sentence in enumerate(document.sentences):
        if sentence.paragraph != document.sentences[first].paragraph:
            first = at
        if at in tokens and first != at:
            found[at] = found[first] if first in found else _first_runs(document, document.sentences[first])
    return found


def _items(sentences: Sequence[Sentence]) -> tuple[int, ...]:
    item, numbers = 0, []
    for sentence in sentences:
        item += sentence.heading
        numbers.append(item)
    return tuple(numbers)


def is_heading(text: str, sentence: Sentence) -> bool:
    """Whether a sentence names what follows: a heading, or a short line without a stop."""
    return sentence.heading or (sentence.end - sentence.start <= 30 and text[sentence.end - 1] not in "。！？；，")


def _first_runs(document: Document, sentence: Sentence) -> tuple[str, ...]:
    """The runs that a sentence begins with; only its first words are cut."""
    end = min(sentence.end, sentence.start + _OPENING)
    words = cut_words(document.text, sentence.start, end)
    tokens = tokens_of(document, msgspec.structs.replace(sentence, end=end, words=words))
    return tuple(text for _, _, text in opening_runs(tokens, 0, len(tokens)) if len(text) > 1)


def _openings(tokens: Sequence[Token], clauses: frozenset[int]) -> Iterator[str]:
    for at, one in enumerate(tokens):
        if one.start in clauses:
            yield from (text for _, _, text in opening_runs(tokens, at, len(tokens)))


def opening_runs(tokens: Sequence[Token], first: int, last: int, longest: int = 5) -> Iterator[tuple[int, int, str]]:
    """The runs of content words that a phrase [first, last) begins with, once times and loose words are passed.

    A word of place that stands before everything is after nothing, and so part of a name: 中老铁路, 东明县.
    """
    while first < last and (tokens[first].tag == TIME or (tokens[first].loose and not _opens_name(tokens, first, last))):
        first += 1
    text = ""
    for at in range(first, min(first + longest, last)):
        one = tokens[at]
        if one.mark or one.tag in (TIME, "Q"):
            return
        text += one.text
        if not one.loose and one.tag != "v" and not text.endswith(_titles()):
            yield first, at + 1, text


def _opens_name(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether a single word of place begins a name: the next word is one of content."""
    one = tokens[at]
    return one.tag == "f" and len(one.text) == 1 and at + 1 < last and not tokens[at + 1].loose and tokens[at + 1].tag != TIME


@cache
def _titles() -> tuple[str, ...]:
    """What persons are called by their post (市长, 记者): they say a figure, and it is not theirs."""
    return tuple(lexicon("organisations")["persons"]["titles"])
