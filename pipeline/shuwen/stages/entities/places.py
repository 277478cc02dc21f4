"""Places of the gazetteer in a document: word boundaries checked, nested names joined, codes settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from shuwen.document import Document, Entity, Word
from shuwen.resources import lexicon
from shuwen.stages.entities.gazetteer import COUNTRY, Match, region_level, regions_in, resolve_region


class Inner:
    """The offsets inside words."""

    def __init__(self, text: str, zones: Sequence[tuple[Word, ...]]) -> None:
        self.mark = mark = bytearray(len(text) + 1)
        for zone in zones:
            start, end = zone[0].start, zone[-1].end
            mark[start:end] = b"\1" * (end - start)
            for word in zone:
                mark[word.start] = 0

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and self.mark[at] == 1


def places(document: Document, zones: Sequence[tuple[Word, ...]], inner: Inner) -> list[Entity]:
    """Every place named in the text, 河南省驻马店市确山县 as one with the name and code of the last."""
    words = {word.start: word for zone in zones for word in zone}

    def accept(match: Match) -> bool:
        return not match.short or (match.start not in inner and _ends_well(match, words, inner))

    found = regions_in(document.text, accept=accept)
    near = _centre(document, found)
    region = document.article.region
    found = [_seen_from(region, document.text, _settled(document.text, match, near)) for match in found]
    found += _short_counties(zones, found, near)
    found.sort()
    return list(_joined(found))


def _ends_well(match: Match, words: dict[int, Word], inner: Inner) -> bool:
    """Whether a name ends with a word, or opens one that jieba too takes for a place or an organisation."""
    if match.end not in inner:
        return True
    word = words.get(match.start)
    return word is not None and word.end >= match.end and word.tag in {"ns", "nt", "nz"}


def _centre(document: Document, found: Sequence[Match]) -> str:
    """The code of the place that the article is about: the title's, else the one most often named."""
    for match in regions_in(document.title or ""):
        if match.code not in {"", COUNTRY}:
            return match.code
    counts = Counter(match.code for match in found if match.code not in {"", COUNTRY})
    return counts.most_common(1)[0][0] if counts else ""


def _settled(text: str, match: Match, near: str) -> Match:
    """The match with the place meant where several bear the name."""
    if match.code:
        return match
    resolved = resolve_region(text[match.start : match.end], near)
    return match._replace(name=resolved[0], code=resolved[1]) if resolved else match


def _short_counties(zones: Sequence[tuple[Word, ...]], found: Sequence[Match], near: str) -> Iterator[Match]:
    """Counties by their short names, where jieba too sees a place and the text speaks of their province."""
    not_alone = set(lexicon("regions")["not_alone"])
    taken = {at for match in found for at in range(match.start, match.end)}
    before = {match.end: match.code for match in found}
    for word in (word for zone in zones for word in zone):
        if word[3] != "ns" or len(word[0]) != 2 or word.text in not_alone or word.start in taken:
            continue
        outer = before.get(word.start, "") or near
        resolved = resolve_region(word.text, outer)
        if resolved and region_level(resolved[1]) == "county" and outer and resolved[1][:2] == outer[:2]:
            yield Match(word.start, word.end, *resolved, short=True)


def _joined(found: Sequence[Match]) -> Iterator[Entity]:
    """Matches as entities, each run of places that lie within the one before as one."""
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and _within(found[last], found[last + 1]):
            last += 1
        end = found[last]
        yield Entity(found[at].start, end.end, "LOC", end.name, end.code)
        at = last + 1


def _seen_from(region: str, text: str, match: Match) -> Match:
    """我国 and 全国 in Taiwan's news are Taiwan; there and in Hong Kong 中国 is said of the mainland."""
    written = text[match.start : match.end]
    if match.code != COUNTRY or region == "CN":
        return match
    if region == "TW" and written in {"我国", "全国"}:
        return match._replace(name="台湾", code="710000")
    return match._replace(name="中国")


def _within(outer: Match, inner: Match) -> bool:
    """Whether `inner` follows at once and lies inside `outer`."""
    if outer.end != inner.start or not outer.code or not inner.code or outer.code == COUNTRY:
        return False
    return inner.code != outer.code and inner.code.startswith(outer.code.rstrip("0"))
