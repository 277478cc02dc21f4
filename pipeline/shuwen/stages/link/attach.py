"""Which figures stand in one record: each figure joins the record of one shortly before it, or opens one.

Pairs of figures are weighed first, on text and slots alone; decoding is then one pass from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shuwen.document import Word
from shuwen.records import Slot
from shuwen.stages.link.scene import NOMINAL, Item, Scene
from shuwen.stages.link.scorer import SCALE, Part, Weights, listed

#: How many figures back the partner may stand.
REACH = 6
_MARKS = "；;。：、（("


def pairs(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Every figure with those up to `REACH` before it, in its own paragraph or the one before."""
    for later in items:
        for earlier in items[max(0, later.index - REACH) : later.index]:
            if later.sentence.paragraph - earlier.sentence.paragraph <= 1:
                yield earlier, later


class _Lead(NamedTuple):
    """The text before a figure back to the one before it, the same for all its pairs: its nouns, its words."""

    nouns: int
    own: int  # nouns in the figure's own phrase
    said: Part


def _lead(scene: Scene, later: Item, slot: Slot) -> _Lead:
    start = later.quantity.start
    words = scene.words(later.sentence, later.figure.left, start)
    own = _count(scene.words(later.sentence, later.figure.near, start))
    said = tuple([word.text for word in words])
    return _Lead(min(_count(words), 4), min(own, 3), (_said, (said[:3], said[-20:], slot)))


def _said(first: Sequence[str], last: Sequence[str], slot: str) -> Iterator[str]:
    for text in first:
        yield "lw=" + text
    for text in last[-4:]:
        yield "ew=" + text
        yield f"ew={text}|{slot}"
    for text in last:
        yield "bw=" + text


def features(scene: Scene, earlier: Item, later: Item, slots: Sequence[Slot]) -> Iterator[str]:
    """What tells whether two figures stand in one record; `slots` are those of all the article's figures."""
    for told, key in _parts(scene, (earlier, later), slots, _lead(scene, later, slots[later.index])):
        yield from told(*key)


def _parts(scene: Scene, pair: tuple[Item, Item], slots: Sequence[Slot], lead: _Lead) -> list[Part]:
    earlier, later = pair
    first, second = slots[earlier.index], slots[later.index]
    way, apart = f"{first}>{second}", later.index - earlier.index
    distance = min(apart, 4)
    vote = "v1" if earlier.group == later.group else "v0"
    same = earlier.at == later.at
    between = scene.text[earlier.quantity.end : later.quantity.start]
    commas = min(sum(map(between.count, "，,；;：:、")), 5)
    marks = "".join([mark for mark in _MARKS if mark in between])
    parts: list[Part] = [
        (_lies, (vote, distance, way, same, min(later.sentence.paragraph - earlier.sentence.paragraph, 2))),
        (_sorts, ((earlier.sort, later.sort), (earlier.quantity.kind, later.quantity.kind), way)),
        (_marks, (commas, distance, min(len(between), 80) // 8)),
        (_edges, (between[:2], between[-3:])),
        (_joins, (later.figure.joined, earlier.figure.listed, apart, way)),
        (_tails, (later.figure.tail[:2], second, earlier.figure.tail[:2], first)),
    ]
    if marks:
        parts.append((_holds, (marks, way)))
    one, other = scene.pair(earlier), scene.pair(later)
    if one and other:
        parts.append((listed, (f"paired={one.order == other.order}", f"paired={one.order == other.order}|{same}")))
    if len(between) <= 4:
        parts.append((listed, ("btw=" + between, f"btw={between}|{way}")))
    if apart > 1:
        inside = slots[earlier.index + 1 : later.index]
        parts.append((listed, (f"mid={'/'.join(inside[:3])}|{way}", f"midv={inside.count('value')}|{way}")))
    if same:
        nouns = min(_count(scene.words(later.sentence, earlier.quantity.end, later.quantity.start)), 6)
        parts += [(_nouns, (lead.nouns, way, vote)), (_nearer, (nouns, lead.own, way, vote, distance)), lead.said]
    return parts


def _lies(vote: str, distance: int, way: str, same: bool, paragraphs: int) -> Iterator[str]:
    yield vote
    yield f"{vote}|{distance}"
    yield f"{vote}|{way}"
    yield way
    yield f"{way}|{distance}"
    yield f"d{distance}|{same}"
    yield f"par={paragraphs}"
    if not same:
        yield f"X{way}|{vote}"


def _sorts(sorts: tuple[str, str], kinds: tuple[str, str], way: str) -> Iterator[str]:
    yield f"su={sorts[0] == sorts[1]}|{way}"
    yield f"{sorts[0]}>{sorts[1]}"
    yield f"{kinds[0]}>{kinds[1]}|{way}"


def _marks(commas: int, distance: int, length: int) -> Iterator[str]:
    yield f"cm={commas}|{distance}"
    yield f"len={length}"


def _holds(marks: str, way: str) -> Iterator[str]:
    for mark in marks:
        yield "has=" + mark
        yield f"has={mark}|{way}"


def _edges(begin: str, end: str) -> Iterator[str]:
    yield "b1=" + begin[:1]
    yield "b2=" + begin
    for size in (1, 2, 3):
        yield f"e{size}=" + end[-size:]


def _joins(joined: bool, listed: bool, apart: int, way: str) -> Iterator[str]:
    if joined:
        yield f"joined|{apart}|{way}"
    if listed:
        yield f"listed|{apart}"


def _tails(after: str, second: str, before: str, first: str) -> Iterator[str]:
    yield "bt1=" + after[:1]
    yield f"bt2={after}|{second}"
    yield f"at2={before}|{first}"


def _nouns(named: int, way: str, vote: str) -> Iterator[str]:
    """How many nouns stand before the later figure: no noun means no new name."""
    yield f"nl={named}"
    yield f"nl={named}|{way}"
    yield f"nl={named}|{vote}"


def _nearer(between: int, own: int, way: str, vote: str, distance: int) -> Iterator[str]:
    """The nouns between the two, and in the later one's own phrase."""
    yield f"nb={between}|{distance}"
    yield f"nh={own}|{way}"
    yield f"nh={own}|{vote}|{distance}"


def _count(words: Sequence[Word]) -> int:
    return sum([word.tag in NOMINAL and len(word.text) > 1 for word in words])


def choose(scene: Scene, slots: Sequence[Slot], model: Weights) -> list[int]:
    """The number of each figure's record, counted in order of their first figures."""
    always = model.packed.get("1", 0)  # the weight that every example has
    leads = [_lead(scene, item, slots[item.index]) for item in scene.items]
    odds = {
        (earlier.index, later.index): (always + model.total(_parts(scene, (earlier, later), slots, leads[later.index]))) / SCALE
        for earlier, later in pairs(scene.items)
    }
    return decode(len(scene.items), odds)


def decode(size: int, odds: Mapping[tuple[int, int], float]) -> list[int]:
    """Left to right: a figure joins the record of the partner with the highest log-odds above 0, else opens one."""
    groups: list[int] = []
    opened = 0
    for later in range(size):
        partners = [(odds[earlier, later], earlier) for earlier in range(max(0, later - REACH), later) if (earlier, later) in odds]
        score, partner = max(partners, default=(0.0, -1))
        if score > 0:
            groups.append(groups[partner])
        else:
            groups.append(opened)
            opened += 1
    return groups
