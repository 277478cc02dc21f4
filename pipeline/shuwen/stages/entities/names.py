"""Names known by their endings: the right edge is the ending, the left edge is found word by word."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from shuwen.document import Entity, Word
from shuwen.resources import lexicon

LONGEST = 24  # characters of a name before its ending
_NOUN_TAGS = ("n", "j", "s", "b", "l", "i", "x", "z", "g")
_PROPER_TAGS = {"nr", "ns", "nt", "nz", "nrt", "nrfg", "j", "x", "eng", "ng", "g", "tg", "vg", "ag"}
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"'}


@cache
def _lexicon() -> dict[str, Any]:
    return lexicon("organisations")


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(_lexicon()[table]["words"])


@cache
def _endings() -> tuple[re.Pattern[str], dict[str, str]]:
    labels = {ending: label for label, endings in _lexicon()["endings"].items() for ending in endings}
    longest_first = sorted(labels, key=lambda ending: (-len(ending), ending))
    return re.compile("|".join(longest_first)), labels


@cache
def _known() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_lexicon()["known"]["ORG"], key=lambda name: (-len(name), name))))


def names_by_ending(text: str, words: Sequence[Word], located: Sequence[Entity]) -> Iterator[Entity]:
    """Organisations, parks, projects and townships of one run of words; `located` are the document's places, sorted."""
    edges = [word.start for word in words]
    start, end = words[0].start, words[-1].end
    boundaries = {*edges, end}
    places = {place.end: place for place in _inside(located, start, end)}
    pattern, labels = _endings()
    for match in pattern.finditer(text, start, end):
        # An ending that stops inside a word is none: 公司|化, 市|场.
        if match.end() not in boundaries and not _is_ending(words, edges, match):
            continue
        if entity := _named(text, words, edges, places, match, labels[match.group()]):
            yield entity
    for match in _known().finditer(text, start, end):
        if match.start() in boundaries and match.end() in boundaries:
            yield Entity(match.start(), match.end(), "ORG", match.group())


def _inside(located: Sequence[Entity], start: int, end: int) -> Sequence[Entity]:
    first = bisect.bisect_left(located, start, key=lambda place: place.start)
    return located[first : bisect.bisect_left(located, end, key=lambda place: place.start)]


def _is_ending(words: Sequence[Word], edges: Sequence[int], match: re.Match[str]) -> bool:
    """Whether the word that the ending runs into goes on with something that is not part of it, such as 园区|内."""
    word = words[bisect.bisect_right(edges, match.end() - 1) - 1]
    return word.start <= match.start() and word.text[match.end() - word.start :] in {"内", "里", "人", "区"}


def _named(
    text: str, words: Sequence[Word], edges: Sequence[int], places: dict[int, Entity], ending: re.Match[str], label: str
) -> Entity | None:
    """The entity that ends with `ending`, or None where what stands before it makes no name."""
    start = _left_edge(text, words, edges, places, ending.start())
    head = text[start : ending.start()]
    if not head:
        return None
    place = _opening_place(places, start, ending.start())
    rest = head[place.end - start :] if place else head
    if not _is_name(words, edges, place, rest, ending, label):
        return None
    return Entity(start, ending.end(), label, _full_name(text, place, start, ending.end(), label))


def _left_edge(text: str, words: Sequence[Word], edges: Sequence[int], places: dict[int, Entity], right: int) -> int:
    """Where the name begins: after the first word to the left that can't be in it, or at the place that opens it."""
    start = right
    while True:
        if start in places:
            return _outermost(places, start)
        at = bisect.bisect_left(edges, start) - 1
        if at < 0 or right - words[at].start > LONGEST:
            return start
        word = words[at]
        if start == right and word.end > right:  # the ending is the tail of a word: 发改|委
            start = word.start
            continue
        if word.text in _QUOTES.values() and (opening := _opening_quote(text, word.start)) >= 0:
            return opening if start == word.end else start
        if not _fits(word):
            return start
        start = word.start


def _outermost(places: dict[int, Entity], end: int) -> int:
    """The start of a run of places that ends at `end`."""
    start = end
    while start in places and places[start].start < start:
        start = places[start].start
    return start


def _opening_quote(text: str, closing: int) -> int:
    opening = max(text.rfind(quote, max(0, closing - 20), closing) for quote in _QUOTES)
    return opening if opening >= 0 and closing - opening > 1 else -1


def _fits(word: Word) -> bool:
    if word.text in _words("outside"):
        return False
    if word.text in _words("inside"):
        return True
    if word.tag == "x" and not any("一" <= char <= "鿿" for char in word.text):
        return word.text in {"·", "-", "—", "&"}
    return word.tag.startswith(_NOUN_TAGS) or word.tag in {"eng", "vn", "an"}


def _opening_place(places: dict[int, Entity], start: int, right: int) -> Entity | None:
    return next((place for end, place in places.items() if place.start == start and end <= right), None)


def _is_name(
    words: Sequence[Word], edges: Sequence[int], place: Entity | None, rest: str, ending: re.Match[str], label: str
) -> bool:
    """Whether head and ending make a name rather than a common noun."""
    inner = _slice(words, edges, ending.start() - len(rest), ending.start())
    generic = all(word.text in _words("common") or word.text in _words("inside") for word in inner)
    proper = any(word.tag in _PROPER_TAGS or len(word.text) == 1 for word in inner if word.text not in _words("common"))
    if label == "LOC":
        return _is_township(place, rest, ending.group(), inner, generic=generic)
    if label == "PROJECT":
        quoted = rest[:1] in _QUOTES
        return quoted or (place is not None and bool(rest)) or (proper and len(rest) >= 2 and not generic)
    if place is not None and place.code != "100000":
        return len(rest) <= 16 and not (label == "ORG" and ending.group() in {"厂", "股份", "控股"} and not rest)
    if rest[:1] in _QUOTES:
        return len(rest) <= 14
    return len(rest) >= 2 and proper and not generic


def _is_township(place: Entity | None, rest: str, ending: str, inner: Sequence[Word], *, generic: bool) -> bool:
    """县 and 市 that the gazetteer lacks (former or invented), and what lies below them."""
    if not 1 < len(rest) <= 4 or generic or any(word.text in _words("common") for word in inner):
        return False
    if rest[-1] in "省市县区乡镇村城各全该本大小强名" or rest[0] in "各全该本这每某":
        return False
    if ending in {"村", "街道", "市"} and place is None:
        return False
    return all(word.tag in _PROPER_TAGS or len(word.text) == 1 for word in inner)


def _slice(words: Sequence[Word], edges: Sequence[int], start: int, end: int) -> Sequence[Word]:
    return words[bisect.bisect_left(edges, start) : bisect.bisect_left(edges, end)]


def _full_name(text: str, place: Entity | None, start: int, end: int, label: str) -> str:
    """The name without a larger place before a township, and without quotation marks round the whole head."""
    if label == "LOC" and place is not None:
        start = place.end
    return re.sub(r"[“”「」『』\"]", "", text[start:end])
