"""Portraits: 某某公司位于某市，占地[1]，职工[2]. Who a sentence introduces, the figures after it are about."""

from __future__ import annotations

import re
from functools import cache

from shuwen.document import Entity
from shuwen.resources import lexicon
from shuwen.stages.link.scene import Item, Scene

__all__ = ["portrayed"]

# How many names before a figure are looked at, which bounds the time that a long paragraph takes.
_NAMES = 8
# How far into its sentence a name may begin and still be what the sentence is about, in characters.
_OPENING = 12


def portrayed(scene: Scene, item: Item) -> Entity | None:
    """The organisation that the figure's paragraph introduced last before it, unless another name has begun a clause since."""
    start, end = scene.paragraph_start(item), item.quantity.start
    focus = None
    for one in scene.topics.before(end, _NAMES):
        if one.start < start:
            continue
        if _introduced(scene, one):
            focus = one
        elif focus is not None and one.start in scene.topics.clauses and one.name != focus.name:
            focus = None
    return focus


def _introduced(scene: Scene, one: Entity) -> bool:
    """Whether a sentence begins with an organisation and says what it is, where it lies or when it was founded."""
    if one.label != "ORG":
        return False
    begin = scene.sentence_start(one.start)
    opens = one.start - begin <= _OPENING and "，" not in scene.text[begin : one.start]
    return opens and _introduces().match(scene.text, one.end) is not None


@cache
def _introduces() -> re.Pattern[str]:
    words = sorted(lexicon("organisations")["introduces"]["words"], key=len, reverse=True)
    return re.compile(rf"(?:（[^（）]{{1,20}}）)?，?(?:{'|'.join(words)})")
