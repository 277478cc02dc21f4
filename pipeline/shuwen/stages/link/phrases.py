"""The tokens of a sentence, and the phrases around a figure that may hold a name.

A token is a word; a figure, an expression of time or a named thing is one token, whatever words it is made of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple, TypeVar

from shuwen.document import Document, Entity, Sentence, Word

FIGURE, TIME, NAME = "Q", "T", "E"
#: Word classes that no name begins or ends with: adverbs, prepositions, conjunctions, particles, pronouns, marks.
LOOSE = frozenset("d p c u uj ul ud ug uv uz y e o r x f zg t m q h k w".split())
#: Word classes that no name begins or ends with: adverbs, prepositions, conjunctions, particles.
FUNCTION = frozenset("d p c u uj ul ud ug uv uz y e o".split())
#: Word classes that a noun phrase is made of (jieba's tag set).
NOMINAL = frozenset("n nr ns nt nz nrt nrfg vn an l j i eng ng b".split())
#: The labels of entities that are one token.
LABELS = frozenset(("LOC", "ORG", "PARK", "PROJECT", "FACILITY", "EVENT", "PER"))

_T = TypeVar("_T")
_start = attrgetter("start")
_MARKS = frozenset('，,；;：:。！？!?、（）()“”"「」『』《》—|\n\r\t 　*·')
# Marks that join the words of a phrase.
_JOINTS = '、“”"「」《》·-—/ '


class Token(NamedTuple):
    """A word, a name (E), an expression of time (T) or a figure (Q) at [start, end). `label` is a name's sort.

    `said` is its text, cut short; for a figure, a time or a name only that it is one. `mark` says whether it is
    punctuation, `loose` whether no name begins or ends with it, `parts` whether it ends a phrase.
    """

    text: str
    start: int
    end: int
    tag: str
    label: str
    said: str
    mark: bool
    loose: bool
    parts: bool


def token(text: str, start: int, end: int, tag: str, label: str = "") -> Token:
    """The token with these words, place and tag."""
    said = label or tag if tag in (FIGURE, TIME, NAME) else text[:6]
    mark = text in _MARKS or (tag == "x" and not any(map(str.isalnum, text)))
    parts = tag == FIGURE or (mark and text not in _JOINTS)
    return Token(text, start, end, tag, label, said, mark, tag in LOOSE or mark, parts)


def tokens_of(document: Document, sentence: Sentence) -> tuple[Token, ...]:
    """The tokens of a sentence in order, without gaps."""
    found: list[Token] = []
    fixed = _fixed(document, sentence)
    words = sentence.words
    at = 0
    for one in [*fixed, token("", sentence.end, sentence.end, "")]:
        while at < len(words) and words[at].start < one.start:
            found.append(_clipped(document.text, words[at], found[-1].end if found else sentence.start, one.start))
            at += 1
        while at < len(words) and words[at].end <= one.end:
            at += 1
        if one.text:
            found.append(one)
    return tuple(token for token in found if token.text)


def _clipped(text: str, word: Word, start: int, end: int) -> Token:
    """A word without what a name or a figure beside it takes of it."""
    start, end = max(word.start, start), min(word.end, end)
    return token(text[start:end], start, end, word.tag)


def _fixed(document: Document, sentence: Sentence) -> list[Token]:
    """Figures, expressions of time and names in order; what overlaps one before it in this list is left out."""
    text = document.text
    first, last = sentence.start, sentence.end
    spans = [token(q.text, q.start, q.end, FIGURE) for q in _within(document.quantities, first, last)]
    spans += [token(text[p.start : p.end], p.start, p.end, TIME) for p in _within(document.periods, first, last)]
    names: Sequence[Entity] = _within(document.entities, first, last)
    spans += [token(text[e.start : e.end], e.start, e.end, NAME, e.label) for e in names if e.label in LABELS]
    taken: list[Token] = []
    for span in spans:
        at = bisect_left(taken, span.start, key=_start)
        clear = (at == 0 or taken[at - 1].end <= span.start) and (at == len(taken) or span.end <= taken[at].start)
        if clear and span.end <= last:
            taken.insert(at, span)
    return taken


def _within(things: Sequence[_T], start: int, end: int) -> Sequence[_T]:
    return things[bisect_left(things, start, key=_start) : bisect_left(things, end, key=_start)]


class Phrase(NamedTuple):
    """Tokens [first, last) of a sentence between two boundaries. `place`: H before the figure, T after it, L1, L2 … further back."""

    place: str
    first: int
    last: int


def phrases(tokens: Sequence[Token], start: int, end: int, back: int = 3) -> Iterator[Phrase]:
    """The phrases around the figure at [start, end): its own, the one after it, and `back` before its own.

    A boundary is a mark other than 、 and brackets' ends, or another figure.
    """
    at = bisect_left(tokens, start, key=_start)
    last = at
    place = 0
    while last >= 0 and place <= back:
        first = last
        while first > 0 and not tokens[first - 1].parts:
            first -= 1
        if first < last or place == 0:
            yield Phrase("H" if place == 0 else f"L{place}", first, last)
            place += 1
        if first == 0:
            break
        last = first - 1
    after = bisect_left(tokens, end, key=_start)
    stop = after
    while stop < len(tokens) and not tokens[stop].parts:
        stop += 1
    yield Phrase("T", after, stop)


#: What a name is written without: spaces, quotes and stars.
SQUEEZED = str.maketrans("", "", ' 　\t\r\n“”"「」*')


# Prepositions that a name may begin with, since what they govern tells one series from another: 对美出口, 被帮扶企业.
_GOVERN = frozenset("对向被")


def _may_begin(one: Token) -> bool:
    """Whether a loose word may begin a name all the same: 每股收益, 美元指数, 一般预算收入, 对美出口."""
    return one.tag == "m" or (one.tag == "q" and len(one.text) > 1) or one.text in _GOVERN or (one.tag == "r" and one.text[0] == "每")


def _governed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token stands inside what a preposition and a name begin: 对|巴西|出口 is one name or none."""
    return any(tokens[first].text in _GOVERN and tokens[first + 1].tag == NAME for first in (at - 1, at - 2) if first >= 0)


class Line:
    """The tokens of a sentence, with what is asked again and again of their runs.

    `squeezed` is the text without spaces and quotes, the run [first, last) in it stands at [cuts[first], cuts[last]).
    `begins[first]` and `ends[last]`: whether a name may begin or end there. `nouns`, `verbs` and `odd` count, up to each
    token, those of noun phrases, the verbs, and those that are told when a name holds them.
    """

    __slots__ = ("begins", "cuts", "ends", "nouns", "odd", "squeezed", "tokens", "verbs")

    def __init__(self, tokens: Sequence[Token], text: str) -> None:
        self.tokens = tokens
        self.begins = [(not one.loose or _may_begin(one)) and not _governed(tokens, at) for at, one in enumerate(tokens)]
        self.ends = [False, *(not one.loose and one.tag != TIME for one in tokens)]
        whole = [text[one.start : two.start].translate(SQUEEZED) for one, two in pairwise(tokens)]
        whole += [text[one.start : one.end].translate(SQUEEZED) for one in tokens[-1:]]
        self.squeezed = "".join(whole)
        self.cuts = list(accumulate(map(len, whole), initial=0))
        self.nouns = list(accumulate((one.tag in NOMINAL for one in tokens), initial=0))
        self.verbs = list(accumulate((one.tag == "v" for one in tokens), initial=0))
        self.odd = list(accumulate((one.tag not in NOMINAL for one in tokens), initial=0))

    def opening(self, first: int) -> tuple[str, str, str | None, str]:
        """What a run from `first` on begins with, and what stands before it: the words and the tags."""
        one = self.tokens[first]
        if not first:
            return one.said, one.tag, None, ""
        left = self.tokens[first - 1]
        return one.said, one.tag, left.said, left.tag

    def closing(self, last: int, place: str) -> tuple[str, str, str, str | None, str]:
        """What a run up to `last` ends with, and what stands after it, in the phrase at `place`."""
        one = self.tokens[last - 1]
        if last == len(self.tokens):
            return place, one.said, one.tag, None, ""
        right = self.tokens[last]
        return place, one.said, one.tag, right.said, right.tag

    def inside(self, first: int, last: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The labels of what is odd in a run, and what it says between its first and last token."""
        inner = self.tokens[first:last]
        labels = tuple([one.tag if one.tag in (FIGURE, TIME) else one.label or one.tag for one in inner if one.tag not in NOMINAL])
        return labels, tuple([one.said for one in inner[1:-1] if one.tag not in NOMINAL])
