"""Places, organisations, parks, projects and persons in the text, from the gazetteer and by rule.

The gazetteer is searched for in the whole text. Names known by their endings (…有限公司, …产业集聚区, …镇) are
looked for where there are words to find their left edge: in sentences with figures, headings and the first paragraph.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from shuwen.document import Document, Entity, Word
from shuwen.stages.entities.names import names_by_ending
from shuwen.stages.entities.persons import persons
from shuwen.stages.entities.places import places
from shuwen.stages.entities.tickers import listed_companies, repeats
from shuwen.stages.words import cut_words

__all__ = ["find_entities"]

# Where two readings overlap and are equally long, the earlier of these stands.
_ORDER = ("PARK", "ORG", "PROJECT", "LOC", "PER")


def find_entities(document: Document) -> Document:
    """Set `entities`: sorted, not overlapping, the longest of those that would overlap. Offsets as in `document.text`."""
    zones = [words for words in _zones(document) if words]
    located = places(document, zones)
    found: list[Entity] = list(located)
    for words in zones:
        found += names_by_ending(document.text, words, located)
        found += persons(document.text, words)
    companies = listed_companies(document, zones)
    found += companies
    found += repeats(document.text, [entity for entity in found if entity.label in {"ORG", "PARK", "PROJECT"}])
    return document.evolve(entities=_without_overlap(document, found))


def _zones(document: Document) -> Iterable[tuple[Word, ...]]:
    """The words of each sentence that has any, and of headings and the first paragraph, which are cut here."""
    for sentence in document.sentences:
        if sentence.words:
            yield sentence.words
        elif sentence.heading or sentence.paragraph <= 1:
            yield cut_words(document.text, sentence.start, sentence.end)


def _without_overlap(document: Document, found: list[Entity]) -> tuple[Entity, ...]:
    kept: list[Entity] = []
    starts: list[int] = []
    for entity in sorted(set(found), key=lambda e: (e.start - e.end, _ORDER.index(e.label), e.start, e.name)):
        at = bisect.bisect_left(starts, entity.start)
        before_ends = kept[at - 1].end if at else 0
        next_starts = starts[at] if at < len(starts) else len(document.text)
        if before_ends <= entity.start and entity.end <= next_starts:
            kept.insert(at, entity)
            starts.insert(at, entity.start)
    return tuple(entity for entity in kept if not _masked(document, entity))


def _masked(document: Document, entity: Entity) -> bool:
    at = bisect.bisect_right(document.masked, (entity.start, len(document.text)))
    return at > 0 and document.masked[at - 1].end > entity.start
