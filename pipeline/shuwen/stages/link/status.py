"""Done, planned or forecast: the words of the clause, the section it stands in, and where its period lies."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from shuwen.records import Choice, Slot, Status
from shuwen.stages.link.features import bigrams
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Weights

STATUSES: tuple[Status, ...] = ("actual", "planned", "forecast")

# How far around its figure a word of mood is looked for, in characters.
_CLAUSE, _SENTENCE, _AFTER = 40, 120, 40


def features(scene: Scene, item: Item, slot: Slot, before: Before | None) -> Iterator[str]:
    """What tells the status of the record that a figure leads."""
    vote = item.record.status
    relation = scene.relation(item.record.period.name if item.record.period else "")
    yield "v=" + vote
    yield f"v={vote}|{scene.annual}"
    yield "rel=" + relation
    yield f"rel={relation}|{vote}"
    yield f"rel={relation}|{scene.annual}"
    yield "sl=" + slot
    yield "u=" + item.sort
    yield "bd=" + item.quantity.bound
    yield f"bd={item.quantity.bound}|{scene.annual}"
    yield "r=" + scene.document.article.region
    yield from bigrams("T=", scene.document.headline[:60])
    yield from _words(scene, item)
    yield from _neighbours(scene, item)
    yield from _section(scene, item, vote)
    if before is not None:
        yield f"prev={before.status}|{scene.nearness(before, item)}"


def _words(scene: Scene, item: Item) -> Iterator[str]:
    sentence, start, end = item.sentence, item.quantity.start, item.quantity.end
    clause = scene.words(sentence, max(scene.clause(item).start, start - _CLAUSE), start)
    for word in clause:
        yield "cw=" + word.text
    for first, second in itertools.pairwise(clause):
        yield f"cb={first.text}{second.text}"
    if clause:
        yield "c0=" + clause[0].text
    for word in scene.words(sentence, item.figure.near, start):
        yield "hw=" + word.text
    head = item.figure.head
    for size in (1, 2, 3):
        yield f"h{size}=" + head[-size:]
    yield from bigrams("tb=", item.figure.tail[:9])
    for word in scene.words(sentence, max(sentence.start, start - _SENTENCE), start):
        yield "sw=" + word.text
    for word in scene.words(sentence, end, min(sentence.end, end + _AFTER)):
        yield "aw=" + word.text
    for word in sentence.words[:4]:
        yield "s0=" + word.text


def _neighbours(scene: Scene, item: Item) -> Iterator[str]:
    for offset in (-3, -2, -1, 1, 2):
        index = item.index + offset
        if 0 <= index < len(scene.items):
            other = scene.items[index]
            yield f"n{offset}={other.record.status}|{other.at == item.at}"


def _section(scene: Scene, item: Item, vote: Status) -> Iterator[str]:
    section = scene.section(item)
    yield f"sec={section}"
    yield f"sec={section}|{vote}"
    yield f"sec={section}|{scene.annual}"
    mood = scene.mood(item)
    yield f"mood={mood}"
    yield f"mood={mood}|{vote}"
    yield f"mood={mood}|{scene.annual}"


def choose(told: Sequence[str], model: Weights) -> tuple[Status, Choice]:
    """The status that features tell, and why."""
    at, choice = model.chosen("status", told)
    return STATUSES[at], choice
