"""Paired lists: A和B分别为[1]和[2] says of A what its first figure is, and of B the second.

A series is a run of like figures of one sentence with nothing but joints between them; 分别 or 依次 before it says that
they go one by one with the members of a list that was named: of things, of subjects or of years. A later series of the
same size goes with the same list (…，同比分别增长[3]和[4]).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from shuwen.resources import lexicon
from shuwen.stages.link.phrases import FIGURE, NAME, SQUEEZED, TIME, Token
from shuwen.stages.link.rules.indicators import has_head

__all__ = ["Pair", "pairs_of"]

_APART = frozenset(("分别", "依次", "各自"))
_JOINTS = frozenset("、和与及跟") | {"以及", "同"}
_DIVISIONS = frozenset("省市县区州盟旗镇乡")
_LONGEST = 12  # tokens of one member


class Pair(NamedTuple):
    """The place of a figure in its series, and what stands at that place of the list.

    `things` are names for its indicator, the likeliest first; `who` is what may be its subject, and surely is where the
    members of the list are `placed`: all provinces, towns and the like; `time` is where the expression of its time begins, or -1.
    """

    order: int
    things: tuple[str, ...] = ()
    who: str = ""
    time: int = -1
    placed: bool = False


def pairs_of(tokens: Sequence[Token], sorts: Mapping[int, str]) -> dict[int, Pair]:
    """The pairs of one sentence by where the figures begin; `sorts` says what sort a figure is by where it begins."""
    found: dict[int, Pair] = {}
    members: tuple[Pair, ...] = ()
    for series in _series(tokens, sorts):
        marker = _marker(tokens, series[0])
        if marker < 0:
            continue
        named = _members(tokens, marker, len(series))
        if named:
            members = named
        if len(members) == len(series):
            found.update((tokens[at].start, pair) for at, pair in zip(series, members, strict=True))
    return found


def _series(tokens: Sequence[Token], sorts: Mapping[int, str]) -> Iterator[list[int]]:
    """The runs of at least two like figures, each figure by its index among the tokens."""
    run: list[int] = []
    for at, one in enumerate(tokens):
        if one.tag != FIGURE:
            continue
        like = run and sorts.get(one.start) == sorts.get(tokens[run[-1]].start)
        if not (like and _joined(tokens[run[-1] + 1 : at])):
            if len(run) > 1:
                yield run
            run = []
        run.append(at)
    if len(run) > 1:
        yield run


def _joined(between: Sequence[Token]) -> bool:
    """Whether nothing but a joint and what softens a figure stands between two."""
    joints = [one for one in between if one.text in _JOINTS or one.text in "，,"]
    return bool(joints) and all(one.text in _JOINTS or one.text in "，," or one.text in _softeners() for one in between)


@cache
def _softeners() -> frozenset[str]:
    return frozenset(lexicon("series")["softeners"]["words"])


def _marker(tokens: Sequence[Token], first: int) -> int:
    """The index of the word that says one by one, between the figure and the one before it or the sentence's start; or -1."""
    for at in range(first - 1, -1, -1):
        if tokens[at].tag == FIGURE:
            return -1
        if tokens[at].text in _APART:
            return at
    return -1


def _members(tokens: Sequence[Token], marker: int, size: int) -> tuple[Pair, ...]:
    """The members of the list that ends before the marker, if it has that size: in its own clause or one before."""
    stop = marker
    for _ in range(3):
        first = _clause_start(tokens, stop)
        parts = _parts(tokens, first, stop)
        if len(parts) == size:
            return tuple(_paired(tokens, parts))
        if size == 2 and len(parts) == 1 and (halves := _halves(_text(tokens, _after_place(tokens, *parts[0]), parts[0][1]))):
            return tuple(Pair(order, (name,)) for order, name in enumerate(halves))
        if first == 0 or tokens[first - 1].tag == FIGURE:
            break
        stop = first - 1
    return ()


def _after_place(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where a name goes on after the place that opens it: 某县|粮食和棉花产量, the place is the subject."""
    return first + (last - first > 1 and (tokens[first].tag == NAME or tokens[first].text == "我国"))


def _clause_start(tokens: Sequence[Token], stop: int) -> int:
    first, depth = stop, 0
    while first > 0:
        one = tokens[first - 1]
        depth += (one.text in "）)") - (one.text in "（(")
        if one.tag == FIGURE or (one.parts and not depth and one.text not in "（）()"):
            break
        first -= 1
    return first


def _parts(tokens: Sequence[Token], first: int, stop: int) -> list[tuple[int, int]]:
    """The parts of a coordination [first, stop), each without what no name begins or ends with."""
    parts, begin, depth = [], first, 0
    for at in range(first, stop):
        depth += (tokens[at].text in "（(") - (tokens[at].text in "）)")
        if not depth and tokens[at].text in _JOINTS:
            parts.append((begin, at))
            begin = at + 1
    parts.append((begin, stop))
    timed = len(parts) > 1 and all(tokens[first].tag == TIME for first, _ in parts)
    trimmed = [_trimmed(tokens, first, last, timed=timed) for first, last in parts]
    return trimmed if all(0 < last - first <= _LONGEST for first, last in trimmed) else []


def _trimmed(tokens: Sequence[Token], first: int, last: int, *, timed: bool) -> tuple[int, int]:
    while first < last and (tokens[first].loose or (tokens[first].tag == TIME and not timed)):
        first += 1
    while first < last and (tokens[last - 1].loose or tokens[last - 1].text in _trailing()):
        last -= 1
    return first, last


@cache
def _trailing() -> frozenset[str]:
    """Verbs between a list and its figures: 产值、税收实现分别为."""
    return frozenset(lexicon("series")["trailing"]["words"])


def _paired(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """The pairs of a list; the head that only its last member has is shared, and so is the first one's modifier."""
    final, end = parts[-1]
    shared = _shared_head(tokens, parts)
    head = _text(tokens, shared, end)
    named = any(tokens[first].tag == NAME and tokens[first].label != "PER" for first, _ in parts)
    closings = {tokens[(shared if first == final else last) - 1].text[-1] for first, last in parts}
    divisions = closings <= _DIVISIONS
    placed = all(tokens[first].tag == NAME for first, _ in parts) or (len(closings) == 1 and divisions)
    for order, (first, last) in enumerate(parts):
        own = _text(tokens, first, shared if first == final else last)
        if tokens[first].tag == TIME:
            yield Pair(order, (head,) if head else (), time=tokens[first].start)
        elif head:
            yield Pair(order, (head, own + head) if named else (own + head, head), own, placed=divisions)
        elif placed:
            yield Pair(order, (), own, placed=divisions)
        else:
            yield Pair(order, tuple(_modified(tokens, parts[0], first, last)))


def _shared_head(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> int:
    """Where in the last member the head begins that the others lack; its end where they lack none."""
    (first, last), (final, end) = parts[0], parts[-1]
    if has_head(_text(tokens, first, last)) and any(one.tag != NAME for one in tokens[first:last]):
        return end
    closing = tokens[last - 1].text[-1]
    alike = [at for at in range(final + 1, end) if tokens[at - 1].text[-1] == closing]
    return alike[-1] if alike else min(final + max(last - first for first, last in parts[:-1]), end)


def _modified(tokens: Sequence[Token], opening: tuple[int, int], first: int, last: int) -> Iterator[str]:
    """A member as it stands, and with what only the first of them says: 农村居民人均收入和支出."""
    begin, stop = _after_place(tokens, *opening), opening[1]
    own = _text(tokens, begin if first == opening[0] else first, last)
    yield own
    if first != opening[0] and stop - begin > last - first:
        yield _text(tokens, begin, stop - (last - first)) + own


def _halves(name: str) -> tuple[str, str] | None:
    """产销量 -> 产量, 销量; 进出口总额 -> 进口总额, 出口总额: words that hold two, by the lexicon."""
    for word, (one, other) in _compressed().items():
        if word in name:
            before, _, after = name.rpartition(word)
            return before + one + after, before + other + after
    return None


@cache
def _compressed() -> dict[str, tuple[str, str]]:
    table: dict[str, list[str]] = lexicon("series")["compressed"]
    return {word: (halves[0], halves[1]) for word, halves in table.items()}


def _text(tokens: Sequence[Token], first: int, last: int) -> str:
    return "".join(one.text for one in tokens[first:last]).translate(SQUEEZED)
