"""What the pointer says of each figure, as names: the likeliest indicators, subjects and periods, to weigh others by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from shuwen.document import Document
from shuwen.stages.link.features import relation
from shuwen.stages.link.phrases import FUNCTION, NAME, SQUEEZED, TIME, Token
from shuwen.stages.link.pointer import FIELDS, Network, Span, likeliest, reading, runs
from shuwen.stages.link.scorer import Part

_start = attrgetter("start")


class Hint(NamedTuple):
    """A name that is pointed at, where it stands in the text (None in the title), and its log-odds against nothing."""

    name: str
    start: int | None
    end: int | None
    odds: float


class Hints:
    """The hints of one article, worked out figure by figure when they are asked for."""

    def __init__(self, document: Document, tokens: Mapping[int, tuple[Token, ...]], network: Network) -> None:
        self._document, self._network = document, network
        self._reading = reading(document, sorted(tokens.items()))
        self._states: Any = None
        self._kept: dict[int, Mapping[str, tuple[Hint, ...]]] = {}

    def of(self, start: int, field: str) -> tuple[Hint, ...]:
        """The hints of the figure that begins at `start`, the likeliest first, each name once."""
        kept = self._kept.get(start)
        if kept is None:
            kept = self._kept[start] = self._all(start)
        return kept[field]

    def _all(self, start: int) -> Mapping[str, tuple[Hint, ...]]:
        read = self._reading
        if self._states is None:
            self._states = self._network.states(read.rows)
        window, odds = self._network.odds(read, self._states, read.at(start))
        within = runs(read.phrase[window])
        return {field: tuple(self._named(field, likeliest(odds, window, within, field))) for field in FIELDS}

    def _named(self, field: str, found: Sequence[Span]) -> Iterator[Hint]:
        seen = set()
        tokens = self._reading.tokens
        for first, last, odds in found:
            # A span may take in the particle at its edge (仅青河市就); the name is what lies between.
            while first < last and (tokens[first].tag in FUNCTION or tokens[first].tag == "f"):
                first += 1
            while first < last and tokens[last].tag in FUNCTION:
                last -= 1
            name = self._name(field, first, last)
            if name and name not in seen:
                seen.add(name)
                titled = first < self._reading.title
                start, end = self._reading.tokens[first].start, self._reading.tokens[last].end
                yield Hint(name, None if titled else start, None if titled else end, odds)

    def _name(self, field: str, first: int, last: int) -> str:
        document, tokens, titled = self._document, self._reading.tokens, first < self._reading.title
        one, end = tokens[first], tokens[last].end
        if field == "period":
            return "" if titled or one.tag != TIME else str(_at(document.periods, one.start).name)
        if field == "subject" and first == last and one.tag == NAME:
            return str(_at(document.entities, one.start).name)
        return (document.headline if titled else document.text)[one.start : end].translate(SQUEEZED)


def _at(things: Sequence[Any], start: int) -> Any:
    """The one of `things`, in order, that begins at `start`."""
    return things[bisect_left(things, start, key=_start)]


def hinting(name: str, hints: Sequence[Hint]) -> Part:
    """What the hints say of a candidate, as a part of its features."""
    if not hints:
        return _NO_PART
    top = _step(hints[0].odds)
    for rank, hint in enumerate(hints):
        if hint.name == name:
            return _ranked, (rank, _step(hint.odds), top, _step(hints[0].odds - hint.odds))
    return _unranked, (relation(name, hints[0].name), top)


def _step(odds: float) -> int:
    return max(-6, min(6, round(odds)))


def _ranked(rank: int, odds: int, top: int, gap: int) -> Iterator[str]:
    yield f"hint={rank}"
    yield f"hint={rank}|{odds}"
    yield f"hint-odds={odds}"
    yield f"hint-gap={gap}|{top}"
    yield f"hint-gap={gap}"


def _unranked(relation: str, top: int) -> Iterator[str]:
    yield f"hint=out|{top}"
    yield f"hint={relation}"
    yield f"hint={relation}|{top}"


def _none() -> Iterator[str]:
    yield from ()


_NO_PART: Part = (_none, ())
