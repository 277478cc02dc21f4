"""What is held for the Nth time, and works and shows in 《》."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shuwen.document import Entity
from shuwen.resources import lexicon
from shuwen.stages.entities.search import either

_WORK = re.compile(r"《(?P<name>[^《》\n]{1,20})》")

# What a paper's title may end with: 某某计划（草案）, 某某报告2010.
_VERSION = re.compile(r"(?:[（(][^（()）]*[）)]|[0-9年版]+)+$")


@cache
def _edition() -> re.Pattern[str]:
    """第N届, a name of at most twenty characters and an ending; quotes may stand in it."""
    table = lexicon("facilities")
    endings = {*table["endings"]["EVENT"], *table["editions"]["words"]}
    terms = "|".join(table["editions"]["terms"])
    inside = rf"(?:(?![{table['editions']['stops']}])[一-鿿A-Za-z·]|[“（](?=[^“”（），。]{{1,12}}[”）])|[”）])"
    return re.compile(
        rf"第[一二三四五六七八九十百0-9]{{1,4}}届(?![一-鿿]{{0,12}}(?:{terms})){inside}{{1,20}}?{either(endings)}"
        r"(?![期目日点约]|[展览]?会)”?"
    )


def events(text: str) -> Iterator[Entity]:
    """Editions (第三届青荷文化节) and works (《青荷》), these with their marks."""
    for match in _edition().finditer(text) if "届" in text else ():
        name = match.group() if "“" in match.group() else match.group().rstrip("”")
        yield Entity(match.start(), match.start() + len(name), "EVENT", name)
    papers = tuple(lexicon("facilities")["papers"]["words"])
    for match in _WORK.finditer(text) if "《" in text else ():
        name = _VERSION.sub("", match["name"])
        if not name.endswith(papers) and not name.startswith("关于"):
            yield Entity(match.start(), match.end(), "EVENT", match.group())
