"""How well the linker could do: the score if the best of its candidates were always chosen, by field.

Where a ceiling is near the score, propose better; where it is far above, choose better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shuwen.stages.link import attach, names, spans, subjects
from shuwen.stages.link.scene import Item
from shuwen.training.agreement import same_field
from shuwen.training.corpus import Gold
from shuwen.training.evaluation import read_gold
from shuwen.training.linker import Lesson, lessons

#: The fields that have a ceiling. Every slot and every status is always offered, so theirs is 1.
FIELDS = ("slot", "link", "status", "indicator", "subject", "period")


def ceilings(gold: Path | Iterable[Gold], split: str | None = None) -> Mapping[str, float]:
    """The part of the records (of the pairs of figures, for `link`) for which the right answer is among those offered."""
    documents = read_gold(gold, split) if isinstance(gold, Path) else gold
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for lesson in lessons(documents):
        lesson.slots = [item.vote.slot or "value" if known is None else known[2]["slot"] for item, known in _known(lesson)]
        for field, hit in (*_fields(lesson), *_links(lesson)):
            asked[field] += 1
            right[field] += hit
    return {field: right[field] / asked[field] if asked[field] else 1.0 for field in FIELDS}


def _known(lesson: Lesson) -> Iterator[tuple[Item, Any]]:
    return zip(lesson.scene.items, lesson.gold, strict=True)


def _fields(lesson: Lesson) -> Iterator[tuple[str, bool]]:
    """For each gold record, whether each field's answer is offered."""
    scene = lesson.scene
    for item, record in lesson.leads():
        slot, before = lesson.slots[item.index], scene.before(item)
        offered = {
            "indicator": [one.name for one in names.candidates(scene, item, slot, before)],
            "subject": [one.name for one, _ in subjects.weighed(scene, item, slot, before, None)],
            "period": [one.name for one in spans.candidates(scene, item, slot, record["status"], before)],
        }
        for field, found in offered.items():
            yield field, any(same_field(field, record[field] or "", name) for name in found)
        yield "status", True


def _links(lesson: Lesson) -> Iterator[tuple[str, bool]]:
    """For each figure that joins a gold record, whether one of the record's earlier figures is within reach."""
    reachable = {(first.index, second.index) for first, second in attach.pairs(lesson.scene.items)}
    members: dict[int, list[int]] = {}
    for item, known in _known(lesson):
        if known is None:
            continue
        yield "slot", True
        earlier = members.setdefault(known[0], [])
        if earlier:
            yield "link", any((one, item.index) in reachable for one in earlier)
        earlier.append(item.index)
