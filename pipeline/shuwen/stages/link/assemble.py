"""Figures -> records, field by field: slots, then which figures stand together, then status and period of each record."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence

from shuwen.document import Document
from shuwen.records import Choice, Quantity, Record, Slot
from shuwen.stages.link import attach, confidence, names, slots, spans, status, subjects, wholes
from shuwen.stages.link.pointer import network
from shuwen.stages.link.rules.assemble import first_reading
from shuwen.stages.link.scene import Item, Scene, scene_of
from shuwen.stages.link.scorer import Weights, weights

MODELS = ("slot", "basis", "of", "attach", "status", "period", "indicator", "subject")


def link(document: Document) -> Document:
    """Set `records`: every quantity stands in exactly one, in the order of their first figures."""
    if not document.quantities:
        return document.evolve(records=())
    scene = scene_of(document, first_reading(document), network())
    found = read(scene, {name: weights(name) for name in MODELS})
    records = tuple(confidence.rated(scene, record, confidence.certainty()) for record in found)
    check_partition(document.quantities, records)
    floor = document.config.link.min_confidence
    return document.evolve(records=tuple(record for record in records if record.confidence >= floor))


def read(scene: Scene, models: Mapping[str, Weights]) -> list[Record]:
    """The records of a scene: slots, then which figures stand together, then field by field, record after record.

    Their `confidence` is what the first rules said of the leading figure, until they are rated.
    """
    decided = [slots.choose(scene, item, models["slot"]) for item in scene.items]
    chosen = [slot for slot, _ in decided]
    parts = wholes.read(scene, chosen, models["of"])
    groups = attach.choose(scene, chosen, models["attach"])
    members: dict[int, list[Item]] = {}
    for item, group in zip(scene.items, groups, strict=True):
        members.setdefault(group, []).append(item)
    records = []
    for items in members.values():
        quantities = [slots.filled(scene, one, chosen[one.index], models["basis"], parts.get(one.index)) for one in items]
        records.append(_record(scene, lead(items, chosen), quantities, [decided[one.index] for one in items], models))
    return records


def lead(items: Sequence[Item], chosen: Sequence[Slot]) -> Item:
    """The figure that speaks for a record: its level, else the first that is no condition."""
    for slot in slots.LEADS:
        for item in items:
            if chosen[item.index] == slot:
                return item
    return items[0]


def _record(
    scene: Scene,
    first: Item,
    quantities: Sequence[Quantity],
    slotted: Sequence[tuple[Slot, Choice]],
    models: Mapping[str, Weights],
) -> Record:
    """The record that `first` leads; `slotted` are the slots of its quantities and why."""
    before = scene.before(first)
    slot = next(slot for quantity, (slot, _) in zip(quantities, slotted, strict=True) if quantity.end == first.quantity.end)
    mood, why_mood = status.choose(list(status.features(scene, first, slot, before)), models["status"])
    offered = names.candidates(scene, first, slot, before)
    indicator, why_indicator = names.choose(offered, scene, models["indicator"])
    subject, why_subject = subjects.choose(subjects.weighed(scene, first, slot, before, indicator), scene, models["subject"])
    if subject and subject.name in scene.topics.labels and names.begins_with(indicator, subject):
        others = [one for one in offered if one.name and not one.name.startswith(subject.name)]
        indicator, why_indicator = names.choose(others or offered, scene, models["indicator"])
    period, why_period = spans.choose(spans.candidates(scene, first, slot, mood, before), scene, models["period"])
    return Record(
        id=_identifier(scene.document, quantities),
        indicator=indicator,
        subject=subject,
        period=period,
        status=mood,
        quantities=tuple(quantities),
        sentence=(first.sentence.start, first.sentence.end),
        confidence=first.record.confidence,
        why=(*(why for _, why in slotted), why_mood, why_indicator, why_subject, why_period),
    )


def _identifier(document: Document, quantities: Sequence[Quantity]) -> str:
    """Stable: from the article's id and the places of the figures. It begins with a letter, so that no spreadsheet takes it
    for a number (496146179896, 377945e52828).
    """
    places = ",".join(f"{one.start}-{one.end}" for one in quantities)
    return "r" + hashlib.sha256(f"{document.article.id}\n{places}".encode()).hexdigest()[:12]


def check_partition(quantities: Sequence[Quantity], records: Sequence[Record]) -> None:
    """The law of linking: the records hold every quantity once, and no two quantities overlap.

    A quantity is known by its end; its start leaves the minus out where that is the direction of a change.
    """
    given = sorted((one.start, one.end) for one in quantities)
    linked = sorted(one.end for record in records for one in record.quantities)
    assert [end for _, end in given] == linked, "a quantity is lost or stands in two records"
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(given)), "two quantities overlap"
