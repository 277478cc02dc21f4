"""The slot of a figure: what it is to its indicator. Features of the figure and its neighbours, weighed for each slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from shuwen.records import Choice, Direction, Mention, Quantity, Slot
from shuwen.stages.link.features import bigrams, span_class
from shuwen.stages.link.rules.cues import cues
from shuwen.stages.link.scene import Item, Scene
from shuwen.stages.link.scorer import Weights, best

SLOTS: tuple[Slot, ...] = ("value", "change", "share", "base", "gap", "threshold")
#: The slots whose figures speak for a record, the first before the others.
LEADS: tuple[Slot, ...] = ("value", "change", "share", "gap", "base")


def features(scene: Scene, item: Item) -> Iterator[str]:
    """What tells the slot of a figure: itself, the vote, the words around it and its neighbours."""
    quantity, vote = item.quantity, item.vote
    yield "u=" + item.sort
    yield "c=" + (quantity.unit[:3] if quantity.kind == "count" else "-")
    yield "bd=" + quantity.bound
    yield f"v={vote.slot}"
    yield f"v={vote.slot}|{item.sort}"
    if vote.basis:
        yield "vb=" + vote.basis.partition(":")[0]
    yield "r=" + scene.document.article.region
    yield from _before(scene, item)
    yield from _after(scene, item)
    yield from _beside(scene, item, -1, "p")
    yield from _beside(scene, item, 1, "n")


def _before(scene: Scene, item: Item) -> Iterator[str]:
    head, lead = item.figure.head, item.figure.lead
    for size in (1, 2, 3, 4):
        if len(head) >= size:
            yield f"h{size}=" + head[-size:]
    yield from bigrams("hb=", head[-10:])
    words = scene.words(item.sentence, item.figure.near, item.quantity.start)
    for place, word in enumerate(reversed(words[-4:])):
        yield f"w{place}={word.text}"
        yield f"g{place}={word.tag}"
        yield "w=" + word.text
    yield "lh=" + str(min(len(head), 24) // 3)
    yield "lead=" + lead[:1]
    if item.figure.joined:
        yield "joined"


def _after(scene: Scene, item: Item) -> Iterator[str]:
    tail = item.figure.tail
    for size in (1, 2, 3):
        yield f"t{size}=" + tail[:size]
    yield from bigrams("tb=", tail[:7])
    end = item.quantity.end
    for place, word in enumerate(scene.words(item.sentence, end, min(item.figure.right, end + 12))[:3]):
        yield f"a{place}={word.text}"
        yield f"ag{place}={word.tag}"
    if item.figure.listed:
        yield "listed"


def _beside(scene: Scene, item: Item, offset: int, mark: str) -> Iterator[str]:
    other = scene.near(item, offset)
    if other is None:
        yield mark + "-"
        return
    same = other.quantity.unit == item.quantity.unit
    yield f"{mark}u={other.sort}"
    yield f"{mark}v={other.vote.slot}"
    yield f"{mark}uu={other.quantity.kind}{item.quantity.kind}{same}"
    first, second = sorted((other.quantity, item.quantity), key=lambda one: one.start)
    between = scene.text[first.end : second.start]
    yield f"{mark}d={min(len(between), 24) // 3}"
    if len(between) <= 3:
        yield f"{mark}b={between}"


def choose(scene: Scene, item: Item, model: Weights) -> tuple[Slot, Choice]:
    """The best slot for a figure, and why."""
    at, choice = model.chosen("slot", list(features(scene, item)))
    return "value" if SLOTS[at] in ("share", "change") and rate_of(item) else SLOTS[at], choice


_RATE = re.compile(r"的(?P<name>[^，。；、0-9]{0,8}率)(?!先)")


def rate_of(item: Item) -> str:
    """The rate that a percentage is the height of (98%的合格率), or ""; 60%的乡镇 is a part of them, 9%的增长率 a change."""
    rate = _RATE.match(item.figure.tail) if item.quantity.kind == "percent" else None
    return rate["name"] if rate and not rate["name"].endswith(tuple(cues().rates)) else ""


_MINUS = ("-", "－", "−", "负", "負")
BASES = ("none", "yoy", "mom", "ytd", "avg", "since")


def basis_features(scene: Scene, item: Item) -> Iterator[str]:
    """What tells the basis of a change: the vote, the words before it, the sort of thing that moved."""
    quantity, vote = item.quantity, item.vote
    yield f"v={_basis_class(vote.basis)}"
    yield f"v={_basis_class(vote.basis)}|{item.sort}|{vote.slot}"
    yield "u=" + item.sort
    yield "r=" + scene.document.article.region
    yield f"annual={scene.annual}"
    period = item.record.period
    yield "span=" + span_class(period.name if period else "")
    yield "mood=" + item.record.status  # a plan's doubling is seldom from the year before
    yield f"mood={item.record.status}|{scene.relation(period.name if period else '')}"
    for word in scene.words(item.sentence, item.figure.left, quantity.start)[-12:]:
        yield "l=" + word.text
    yield from bigrams("hb=", item.figure.head[-12:])
    for word in scene.words(item.sentence, max(item.sentence.start, quantity.start - 60), quantity.start):
        yield "s=" + word.text
    if item.record.indicator:
        yield from bigrams("i=", item.record.indicator.name[-6:])
    yield "t=" + item.figure.tail[:2]


def _basis_class(basis: str | None) -> str:
    return (basis or "none").partition(":")[0]


def filled(scene: Scene, item: Item, slot: Slot, basis: Weights, whole: Mention | None) -> Quantity:
    """The figure in its slot, with the basis (by the model for it), direction and `whole` (of those slots that have one)."""
    vote = item.vote
    quantity = vote if slot == vote.slot else msgspec.structs.replace(item.quantity, slot=slot)
    if slot in ("share", "gap", "base", "threshold"):
        quantity = msgspec.structs.replace(quantity, of=whole)
    if slot == "change":
        direction = quantity.direction or _direction(item)
        moved = msgspec.structs.replace(quantity, basis=_basis(scene, item, basis), direction=direction)
        return _without_minus(moved)
    if slot == "gap" and quantity.direction is None:
        return msgspec.structs.replace(quantity, direction=_direction(item))
    return quantity


def _without_minus(quantity: Quantity) -> Quantity:
    """A change of -3.2% has fallen by 3.2 %: its sign is the direction and no part of the figure (ruling 15)."""
    sign = next((minus for minus in _MINUS if quantity.text.startswith(minus)), "")
    values = [value for value in (quantity.value, quantity.low, quantity.high) if value is not None]
    if not sign or any(value >= 0 for value in values):
        return quantity
    low, high = quantity.high, quantity.low  # the lesser fall is the higher level
    return msgspec.structs.replace(
        quantity,
        text=quantity.text[len(sign) :],
        start=quantity.start + len(sign),
        value=None if quantity.value is None else -quantity.value,
        low=None if low is None else -low,
        high=None if high is None else -high,
        direction="down",
    )


def _basis(scene: Scene, item: Item, model: Weights) -> str | None:
    scores = model.scores(basis_features(scene, item))
    chosen = BASES[best(scores)[0]]
    if chosen == "since":
        return item.vote.basis
    return None if chosen == "none" else chosen


def leading(quantities: Sequence[Quantity]) -> Quantity:
    """The figure that speaks for a record: its level, else the first that is no condition."""
    return min(quantities, key=lambda one: LEADS.index(one.slot) if one.slot in LEADS else len(LEADS))


def _direction(item: Item) -> Direction:
    """Down where the last word of movement before the figure says so."""
    head = item.figure.lead
    down = max((head.rfind(word) for word in cues().downs), default=-1)
    up = max((head.rfind(word) for word in cues().ups), default=-1)
    return "down" if down > up else "up"

