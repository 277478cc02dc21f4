"""Companies told by the stock code after their name, short names that a text introduces, and later mentions of both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shuwen.document import Document, Entity, Word
from shuwen.resources import lexicon

_TICKER = re.compile(
    r"""
    [（(](?:股票代[码号][:：]?\s*|股号[:：]?\s*|代[码号][:：]?\s*)?
    (?: [0-9]{4,6}(?:[-.][A-Z]{1,3})? | [A-Z]{1,5}[.:：][A-Z0-9]{1,6} )
    [)）]
    """,
    re.VERBOSE,
)
_SHORT_NAME = re.compile(r"[（(](?:以下|下)?(?:简)?称[为:：]?[“\"「]?(?P<name>[^“”\"「」()（），。]{2,10})[”\"」]?[)）]")
_BEFORE_NAME = re.compile(r"厂商|大厂|厂|业者|龙头|公司|集团|概念股|股|通路商|代工|上游|下游|制造商|供应商|子公司|母公司|巨头|[一-鿿]商")


def listed_companies(document: Document, zones: Sequence[tuple[Word, ...]]) -> list[Entity]:
    """Organisations whose stock code follows them in brackets, and the short names given with 以下简称."""
    text = document.text
    found: list[Entity] = []
    for words in zones:
        start, end = words[0].start, words[-1].end
        for match in _TICKER.finditer(text, start, end):
            left = _left_edge(words, match.start())
            if match.start() - left >= 2:
                found.append(Entity(left, match.start(), "ORG", text[left : match.start()]))
        found += [
            Entity(match.start("name"), match.end("name"), "ORG", match["name"])
            for match in _SHORT_NAME.finditer(text, start, end)
        ]
    return found


def _left_edge(words: Sequence[Word], right: int) -> int:
    """Where the company's name begins: after the last word that says what sort of firm it is, or that no name holds."""
    outside = set(lexicon("organisations")["outside"]["words"])
    start = right
    for word in reversed([word for word in words if right - 10 <= word.start < right]):
        if _BEFORE_NAME.fullmatch(word.text) or word.text in outside or word.tag in {"p", "c", "d", "r", "m", "v", "u", "uj", "f", "t"}:
            break
        if word.tag == "x" and not word.text.isalnum() and word.text not in {"-", "*"}:
            break
        start = word.start
    return start


def repeats(text: str, known: Sequence[Entity]) -> Iterator[Entity]:
    """Every other place where a name found elsewhere in the text stands."""
    names = {entity.name: entity for entity in known if len(entity.name) >= 2 and entity.name == text[entity.start : entity.end]}
    if not names:
        return
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))))
    for match in pattern.finditer(text):
        entity = names[match.group()]
        yield entity._replace(start=match.start(), end=match.end())
