"""Which figures stand in one record: each figure joins the record of one shortly before it, or opens one.

Pairs of figures are weighed first, on text and slots alone; decoding is then one pass from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shuwen.document import Word
from shuwen.records import Slot
from shuwen.stages.link.scene import NOMINAL, Item, Scene
from shuwen.stages.link.scorer import Weights

#: How many figures back the partner may stand.
REACH = 6
_MARKS = "；;。：、（("


def pairs(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Every figure with those up to `REACH` before it, in its own paragraph or the one before."""
    for later in items:
        for earlier in items[max(0, later.index - REACH) : later.index]:
            if later.sentence.paragraph - earlier.sentence.paragraph <= 1:
                yield earlier, later


def features(scene: Scene, earlier: Item, later: Item, slots: Sequence[Slot]) -> Iterator[str]:
    """What tells whether two figures stand in one record; `slots` are those of all the article's figures."""
    first, second = slots[earlier.index], slots[later.index]
    way = f"{first}>{second}"
    distance = min(later.index - earlier.index, 4)
    vote = "v1" if earlier.group == later.group else "v0"
    between = scene.text[earlier.quantity.end : later.quantity.start]
    same = earlier.at == later.at
    yield vote
    yield f"{vote}|{distance}"
    yield f"{vote}|{way}"
    yield way
    yield f"{way}|{distance}"
    yield f"d{distance}|{same}"
    yield f"su={earlier.sort == later.sort}|{way}"
    yield f"{earlier.sort}>{later.sort}"
    yield f"{earlier.quantity.kind}>{later.quantity.kind}|{way}"
    yield f"par={min(later.sentence.paragraph - earlier.sentence.paragraph, 2)}"
    if not same:
        yield f"X{way}|{vote}"
    yield f"cm={min(sum(map(between.count, '，,；;：:、')), 5)}|{distance}"
    for mark in _MARKS:
        if mark in between:
            yield "has=" + mark
            yield f"has={mark}|{way}"
    yield f"len={min(len(between), 80) // 8}"
    yield from _edges(between, way)
    yield from _beside(earlier, later, slots)
    if same:
        yield from _nouns(scene, earlier, later, way=way, vote=vote)


def _edges(between: str, way: str) -> Iterator[str]:
    if len(between) <= 4:
        yield "btw=" + between
        yield f"btw={between}|{way}"
    yield "b1=" + between[:1]
    yield "b2=" + between[:2]
    for size in (1, 2, 3):
        yield f"e{size}=" + between[-size:]


def _beside(earlier: Item, later: Item, slots: Sequence[Slot]) -> Iterator[str]:
    way = f"{slots[earlier.index]}>{slots[later.index]}"
    distance = later.index - earlier.index
    if later.figure.joined:
        yield f"joined|{distance}|{way}"
    if earlier.figure.listed:
        yield f"listed|{distance}"
    yield "bt1=" + later.figure.tail[:1]
    yield f"bt2={later.figure.tail[:2]}|{slots[later.index]}"
    yield f"at2={earlier.figure.tail[:2]}|{slots[earlier.index]}"
    if distance > 1:
        inside = slots[earlier.index + 1 : later.index]
        yield f"mid={'/'.join(inside[:3])}|{way}"
        yield f"midv={inside.count('value')}|{way}"


def _nouns(scene: Scene, earlier: Item, later: Item, *, way: str, vote: str) -> Iterator[str]:
    """How many nouns stand between the two, and in the later one's own phrase: no noun means no new name."""
    sentence, start = later.sentence, later.quantity.start
    distance = min(later.index - earlier.index, 4)
    lead = scene.words(sentence, later.figure.left, start)
    named = _count(lead)
    yield f"nl={min(named, 4)}"
    yield f"nl={min(named, 4)}|{way}"
    yield f"nl={min(named, 4)}|{vote}"
    yield f"nb={min(_count(scene.words(sentence, earlier.quantity.end, start)), 6)}|{distance}"
    own = min(_count(scene.words(sentence, later.figure.near, start)), 3)
    yield f"nh={own}|{way}"
    yield f"nh={own}|{vote}|{distance}"
    second = way.partition(">")[2]
    for word in lead[:3]:
        yield "lw=" + word.text
    for word in lead[-4:]:
        yield "ew=" + word.text
        yield f"ew={word.text}|{second}"
    for word in lead[-20:]:
        yield "bw=" + word.text


def _count(words: Sequence[Word]) -> int:
    return sum(word.tag in NOMINAL and len(word.text) > 1 for word in words)


def choose(scene: Scene, slots: Sequence[Slot], model: Weights) -> list[int]:
    """The number of each figure's record, counted in order of their first figures."""
    odds = {
        (earlier.index, later.index): model.scores(features(scene, earlier, later, slots))[0]
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
