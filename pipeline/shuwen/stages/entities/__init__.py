"""Places, organisations, parks, projects and persons in the text, from the gazetteer and by rule.

The gazetteer is searched for in the whole text. Names known by their endings (…有限公司, …产业集聚区, …镇) are
looked for where there are words to find their left edge: in sentences with figures, headings, the first paragraphs and
openings such as “X位于”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from shuwen.document import Document, Entity, Word
from shuwen.lang.words import cut_words
from shuwen.resources import lexicon
from shuwen.stages.entities.events import events
from shuwen.stages.entities.names import names_by_ending
from shuwen.stages.entities.parks import with_parks
from shuwen.stages.entities.persons import persons
from shuwen.stages.entities.places import Inner, places
from shuwen.stages.entities.shortnames import cut_short, introduced, opens_both, opens_title
from shuwen.stages.entities.tickers import listed_companies, repeats

__all__ = ["find_entities"]

# Where two readings overlap and are equally long, the earlier of these stands.
_ORDER = ("PARK", "ORG", "PROJECT", "FACILITY", "EVENT", "LOC", "PER")
_OPENING = 32  # characters within which a sentence that tells what a name is says so
_REPEATED = {"ORG", "PARK", "PROJECT", "FACILITY", "EVENT"}


def find_entities(document: Document) -> Document:
    """Set `entities`: sorted, and of those that would overlap the longest. Offsets as in `document.text`."""
    zones = [words for words in _zones(document) if words]
    inner = Inner(document.text, zones)
    located = places(document, zones, inner)
    found: list[Entity] = list(located)
    for words in zones:
        found += names_by_ending(document.text, words, located)
        found += persons(document.text, words)
    found += listed_companies(document, zones)
    found += introduced(document.text, found)
    found += cut_short(document, found, located)
    found += opens_title(document)
    found += opens_both(document)
    found += events(document.text)
    found += repeats(document.text, [entity for entity in found if entity.label in _REPEATED], inner)
    kept = _without_overlap(document, found)
    return document.evolve(entities=tuple(with_parks(document.text, kept)))


def _zones(document: Document) -> Iterable[tuple[Word, ...]]:
    """The words of each sentence that has any, and of headings and the first paragraph, which are cut here."""
    for sentence in document.sentences:
        if sentence.words:
            yield sentence.words
        elif sentence.heading or sentence.paragraph <= 1:
            yield cut_words(document.text, sentence.start, sentence.end)
        elif _tells().search(document.text, sentence.start, min(sentence.clauses[0].end, sentence.start + _OPENING)):
            yield cut_words(document.text, sentence.start, sentence.clauses[0].end)


@cache
def _tells() -> re.Pattern[str]:
    """What says at a sentence's opening what the name before it is; it sets what the next figures are of."""
    return re.compile(f"(?:{'|'.join(lexicon('facilities')['tells']['words'])})")


def _without_overlap(document: Document, found: list[Entity]) -> tuple[Entity, ...]:
    """The entities in order, without those that lie in a masked span or touch a longer one."""
    taken = bytearray(len(document.text))
    for span in document.masked:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    kept = []
    for entity in sorted(set(found), key=_preference):
        if not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    return tuple(sorted(kept))


def _preference(entity: Entity) -> tuple[int, int, bool, int, str]:
    """Longest first; then by label; then those with a code; the rest keeps the order the same on every run."""
    return entity.start - entity.end, _ORDER.index(entity.label), not entity.code, entity.start, entity.name
