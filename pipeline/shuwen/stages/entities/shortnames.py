"""Short names: those that a text introduces, those that a company's full name is cut to, and those that open a title."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from shuwen.document import Document, Entity
from shuwen.lang.words import cut_words
from shuwen.resources import lexicon
from shuwen.stages.entities.gazetteer import resolve_region
from shuwen.stages.entities.search import standing

# The longest short name, and how many companies that begin alike are told apart.
_LONGEST = 8
_ALIKE = 8
# How much of title and text is compared, in characters.
_SHARED = 16
_INTRODUCED = re.compile(
    r"[”’」\"]?[（(](?:以下|下)?(?:简)?称[为:：]?[“‘’\"「]?(?P<name>[^《》“”‘’\"「」()（），。]{2,10})[”’\"」]?[)）]"
)
_OPENS_TITLE = re.compile(r"(?P<name>[一-鿿A-Za-z]{2,8})(?:[：:]|[(（][0-9A-Z.:]{4,9}[)）])")
_NO_NAME_TAGS = {"t", "m", "d", "v", "vn", "p", "c", "r", "u", "uj", "x", "f"}
_COMMON_TAGS = ("n", "v", "a", "b", "l", "i", "s", "d", "vn", "t", "m", "q", "r")
_NAME_TAGS = {"nr", "ns", "nt", "nz", "nrt", "nrfg"}


def introduced(text: str, known: Sequence[Entity]) -> Iterator[Entity]:
    """The X of （以下简称“X”）, labelled as the name before the bracket is; nothing where that is no name."""
    if "称" not in text:
        return
    ending_at = {entity.end: entity for entity in known if entity.label not in {"LOC", "PER"}}
    for match in _INTRODUCED.finditer(text):
        long = ending_at.get(match.start()) or ending_at.get(match.start("name") - 1)
        if long is not None and resolve_region(match["name"]) is None:
            yield Entity(match.start("name"), match.end("name"), long.label, match["name"])


def cut_short(document: Document, known: Sequence[Entity], located: Sequence[Entity]) -> Iterator[Entity]:
    """Where the beginning of a company's name stands alone: 宏图装备 beside 郑州宏图装备制造有限公司."""
    text = document.text
    cores = _cores(known, located)
    if not cores:
        return
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for core in sorted(set(cores.values())):
        if len(heads[core[:2]]) < _ALIKE:
            heads[core[:2]].append(core)
    found: list[tuple[int, str]] = []
    for at, head in standing(text, heads):
        if at not in cores:
            found.append((at, max((_shared(text, at, core) for core in heads[head]), key=len)))
    counts = Counter(name for _, name in found)
    for start, name in found:
        if counts[name] >= (1 if len(name) > 3 else 2) and is_own(name):
            yield Entity(start, start + len(name), "ORG", name)


def _cores(known: Sequence[Entity], located: Sequence[Entity]) -> dict[int, str]:
    """Where each company's name stands -> what is left without its place and its tail, if that is a name."""
    tails = tuple(lexicon("companies")["tails"]["words"])
    places = {place.start: place.end for place in located}
    cores = {}
    for entity in known:
        tail = next((tail for tail in tails if entity.name.endswith(tail)), "")
        if entity.label != "ORG" or not tail:
            continue
        start = places.get(entity.start, entity.start)
        core = entity.name[start - entity.start : len(entity.name) - len(tail)]
        if len(core) >= 2:
            cores[start] = core
    return cores


def _shared(text: str, at: int, core: str) -> str:
    """What the text at `at` has in common with the beginning of `core`."""
    size = 2
    while size < min(len(core), _LONGEST) and text.startswith(core[size], at + size):
        size += 1
    return core[:size]


def opens_both(document: Document) -> Iterator[Entity]:
    """A company that the title and the text both open with before a time or a verb, and whose results the text tells."""
    title, text = document.headline, document.text
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(title[:_SHARED], text[:_SHARED], strict=False))
    end = 0
    for word in cut_words(title, 0, len(list(alike))):
        if word.tag == "t" or (word.tag == "x" and not word.text.isalnum()):
            break
        end = word.end
    name = title[:end]
    if 3 <= end <= _LONGEST and not name.endswith(("业", "市场")) and resolve_region(name) is None and _has_results(text, name):
        yield Entity(0, end, "ORG", name)


def opens_title(document: Document) -> Iterator[Entity]:
    """A company that the title opens with: X：, X(2330), or X with its results told in the text (X去年盈利)."""
    title, text = document.headline, document.text
    match = _OPENS_TITLE.match(title)
    name = match["name"] if match else _opening(title)
    if name.endswith(tuple(lexicon("companies")["topics"]["words"])):
        return
    at = text.find(name) if name and resolve_region(name) is None else -1
    if at >= 0 and (is_own(name) or (match is not None and f"{name}公司" in text)) and _has_results(text, name):
        yield Entity(at, at + len(name), "ORG", name)


def _opening(title: str) -> str:
    """The first words of a title that may be a name, up to a verb, a time or a mark."""
    end = 0
    for word in cut_words(title, 0, min(len(title), 16)):
        if (word.tag in _NO_NAME_TAGS and len(word.text) > 1) or (word.tag == "x" and not word.text.isalnum()):
            break
        end = word.end
    return title[:end] if 2 <= end <= _LONGEST else ""


def _has_results(text: str, name: str) -> bool:
    """Whether the text says of `name`, within a few characters, what is said of companies alone."""
    return re.search(re.escape(name) + _results(), text) is not None


@cache
def _results() -> str:
    table = lexicon("companies")["results"]
    return rf"(?:(?:{'|'.join(table['firms'])})|[^，。；]{{0,10}}?(?:{'|'.join(table['words'])}))"


def is_own(name: str) -> bool:
    """Whether a name is none of a place and no mere noun: one of its words is a name, or it is split as no word is."""
    if resolve_region(name) is not None or name in lexicon("companies")["trades"]["words"]:
        return False
    words = cut_words(name, 0, len(name))
    common = set(lexicon("organisations")["common"]["words"]) | set(lexicon("organisations")["outside"]["words"])
    named = [word for word in words if word.text not in common and resolve_region(word.text) is None]
    if any(word.tag in _NAME_TAGS or word.tag in {"x", "eng", "j", "g"} for word in named):
        return True
    return sum(len(word.text) == 1 for word in named) > 1
