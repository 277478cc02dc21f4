"""What the proposers look at: one article's figures in order, with what the first rules said of each. Frozen."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import Any

import msgspec

from shuwen.document import Document, PeriodExpression, Sentence, Span, Word
from shuwen.lang.genre import is_annual
from shuwen.records import Quantity, Record, Status
from shuwen.stages.link.figures import Figure, figures_of
from shuwen.stages.link.hints import Hint, Hints
from shuwen.stages.link.phrases import NOMINAL, Line, Token, tokens_of
from shuwen.stages.link.pointer import Network
from shuwen.stages.link.series import Pair, pairs_of
from shuwen.stages.link.topics import Topics, topics_of

__all__ = ["NOMINAL", "Before", "Item", "Scene", "scene_of"]

_start = attrgetter("start")
_paragraph = attrgetter("paragraph")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the article. `index` counts all figures, `at` is the index of its sentence.

    `vote` is the quantity as the first rules filled it, `record` the record they put it in, `group` that record's number.
    """

    index: int
    at: int
    figure: Figure
    vote: Quantity
    record: Record
    group: int

    @property
    def quantity(self) -> Quantity:
        """The figure as the recogniser found it."""
        return self.figure.quantity

    @property
    def sentence(self) -> Sentence:
        """The sentence that it stands in."""
        return self.figure.sentence

    @property
    def sort(self) -> str:
        """The kind, with the unit where one kind measures unlike things."""
        quantity = self.quantity
        unlike = quantity.kind in {"measure", "percent", "ratio"}
        return f"{quantity.kind}:{quantity.unit}" if unlike else quantity.kind


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What the first rules said of the record before: the names of its fields, and the sentence, by index, of its figure.

    Not what was decided: one wrong choice would then draw the next ones after it.
    """

    indicator: str
    subject: str
    period: str
    status: Status
    at: int


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the linker sees it."""

    document: Document
    items: tuple[Item, ...]
    annual: bool
    headline_periods: tuple[PeriodExpression, ...] = ()
    tokens: dict[int, tuple[Token, ...]]  # of each sentence that holds a figure, by its index
    topics: Topics
    lines: dict[int, Line] = {}
    hints: Hints | None = None
    pairs: dict[int, Pair] = {}  # of the figures of paired lists, by where they begin
    profiles: dict[str, Any] = {}  # of names, what `standing` keeps of them

    def line(self, at: int) -> Line:
        """The tokens of the sentence with that index, with what is asked of their runs."""
        found = self.lines.get(at)
        if found is None:
            found = self.lines[at] = Line(self.tokens[at], self.text)
        return found

    def pair(self, item: Item) -> Pair | None:
        """What stands at the figure's place of the list that its series goes with, if it goes with one."""
        return self.pairs.get(item.quantity.start)

    def hinted(self, item: Item, field: str) -> tuple[Hint, ...]:
        """What the pointer says of a field of a figure's record, the likeliest first; nothing where there is no pointer."""
        return self.hints.of(item.quantity.start, field) if self.hints is not None else ()

    @property
    def text(self) -> str:
        """The simplified text."""
        return self.document.text

    def words(self, sentence: Sentence, start: int, end: int) -> tuple[Word, ...]:
        """The words of a sentence that begin in [start, end)."""
        words = sentence.words
        return words[bisect_left(words, start, key=_start) : bisect_left(words, end, key=_start)]

    def periods(self, start: int, end: int) -> tuple[PeriodExpression, ...]:
        """The expressions of time that begin in [start, end)."""
        periods = self.document.periods
        return periods[bisect_left(periods, start, key=_start) : bisect_left(periods, end, key=_start)]

    def periods_before(self, position: int, count: int) -> tuple[PeriodExpression, ...]:
        """The last `count` expressions of time before `position`."""
        last = bisect_left(self.document.periods, position, key=_start)
        return self.document.periods[max(0, last - count) : last]

    def figures_between(self, position: int, item: Item) -> int:
        """How many figures stand from `position` to a figure; more than 12 count as 12."""
        count = 0
        for other in reversed(self.items[max(0, item.index - 12) : item.index]):
            if other.quantity.start < position:
                break
            count += 1
        return count

    def sentence_start(self, position: int) -> int:
        """Where the sentence around `position` begins."""
        return self.document.sentences[self.sentence_at(position)].start

    def sentence_at(self, position: int) -> int:
        """The index of the sentence around `position`."""
        return max(0, bisect_left(self.document.sentences, position + 1, key=_start) - 1)

    def paragraph_start(self, item: Item) -> int:
        """Where a figure's paragraph begins."""
        sentences = self.document.sentences
        return sentences[bisect_left(sentences, item.sentence.paragraph, key=_paragraph)].start

    @staticmethod
    def clause_number(sentence: Sentence, position: int) -> int:
        """How many clauses of a sentence begin up to `position`."""
        return bisect_left(sentence.clauses, position + 1, key=_start)

    def clause(self, item: Item) -> Span:
        """The clause of its sentence that a figure stands in."""
        clauses = item.sentence.clauses
        return clauses[max(0, bisect_left(clauses, item.quantity.start + 1, key=_start) - 1)]

    def relation(self, period: str) -> str:
        """Where an ISO interval lies against the publication date: none, undated, past, current, future."""
        published = self.document.published
        first, _, last = period.partition("/")
        if not last:
            return "none"
        if published is None:
            return "undated"
        day = published.isoformat()
        return "past" if last < day else "future" if first > day else "current"

    def section(self, item: Item) -> int:
        """How planned the section of a figure's sentence sounds, in whole steps from -3 to 3; 0 where nothing tells."""
        return _step(self.document.sections[item.at])

    def mood(self, item: Item) -> int:
        """How planned a figure's own sentence sounds, likewise."""
        return _step(self.document.moods[item.at])

    def before(self, item: Item) -> Before | None:
        """The record that a figure shortly before this one stands in, if it is another."""
        earlier = self.items[max(0, item.index - 4) : item.index]
        other = next((one for one in reversed(earlier) if one.group != item.group), None)
        if other is None:
            return None
        record = other.record
        names = (mention.name if mention else "" for mention in (record.indicator, record.subject, record.period))
        indicator, subject, period = names
        return Before(indicator=indicator, subject=subject, period=period, status=record.status, at=other.at)

    def nearness(self, before: Before, item: Item) -> str:
        """Whether the record before stands in the figure's own sentence, in its paragraph, or elsewhere."""
        if before.at == item.at:
            return "same"
        paragraph = self.document.sentences[before.at].paragraph
        return "paragraph" if paragraph == item.sentence.paragraph else "elsewhere"

    def near(self, item: Item, offset: int) -> Item | None:
        """The figure `offset` places on, if it stands in the same sentence."""
        index = item.index + offset
        if not 0 <= index < len(self.items):
            return None
        other = self.items[index]
        return other if other.at == item.at else None


def _step(logit: float) -> int:
    return max(-3, min(3, round(logit)))


def scene_of(document: Document, records: tuple[Record, ...], network: Network | None = None) -> Scene:
    """The scene of a document; `records` are the first rules' reading of it, every quantity in exactly one."""
    voted = {(q.start, q.end): (group, record, q) for group, record in enumerate(records) for q in record.quantities}
    items: list[Item] = []
    for at, figures in _by_sentence(document):
        for figure in figures:
            group, record, vote = voted[figure.quantity.start, figure.quantity.end]
            items.append(Item(index=len(items), at=at, figure=figure, vote=vote, record=record, group=group))
    tokens = {at: tokens_of(document, document.sentences[at]) for at in {item.at for item in items}}
    sorts = {item.quantity.start: item.sort for item in items}
    return Scene(
        document=document,
        items=tuple(items),
        annual=is_annual(document.headline),
        headline_periods=document.headline_periods,
        tokens=tokens,
        topics=topics_of(document, records, tokens),
        hints=Hints(document, tokens, network) if network is not None else None,
        pairs={start: pair for line in tokens.values() for start, pair in pairs_of(line, sorts).items()},
    )


def _by_sentence(document: Document) -> list[tuple[int, list[Figure]]]:
    """The figures of each sentence that has some; one in no sentence falls to the last sentence before it."""
    starts = [sentence.start for sentence in document.sentences]
    groups: dict[int, list[Quantity]] = {}
    for quantity in document.quantities:
        at = max(0, bisect_left(starts, quantity.start + 1) - 1)
        groups.setdefault(at, []).append(quantity)
    found = []
    for at, quantities in groups.items():
        sentence = document.sentences[at]
        first = bisect_left(document.periods, sentence.start, key=_start)
        last = bisect_left(document.periods, sentence.end, key=_start)
        masks = [Span(one.start, one.end) for one in document.periods[first:last]]
        found.append((at, figures_of(document.text, sentence, quantities, masks)))
    return found
