"""Parks told by the place before them: a place that a park's ending follows is a part of the park's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from shuwen.document import Entity
from shuwen.resources import lexicon
from shuwen.stages.entities.gazetteer import COUNTRY


@cache
def _park_after() -> re.Pattern[str]:
    table = lexicon("facilities")["park_after"]
    kinds, zones, trades, whole = ("|".join(table[key]) for key in ("kinds", "zones", "trades", "whole"))
    between = rf"(?:(?![{table['stops']}])[一-鿿]){{0,4}}?"
    return re.compile(rf"{between}(?:(?:{kinds})*(?:{zones})|(?:{trades})*园区?(?![{table['goes_on']}])|{whole})")


def with_parks(text: str, entities: Iterable[Entity]) -> Iterator[Entity]:
    """The entities, sorted and apart, each place grown to the park that it opens: 蓼河县 + 产业集聚区.

    Whatever lies in the longer name goes. The name has the place's full one.
    """
    end = 0
    for entity in entities:
        if entity.start < end:
            continue
        match = _park_after().match(text, entity.end) if entity.label == "LOC" and entity.code != COUNTRY else None
        if match:
            entity = Entity(entity.start, match.end(), "PARK", entity.name + match.group())
        end = entity.end
        yield entity
