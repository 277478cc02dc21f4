"""Persons, where a title or an office stands beside the name. Meant to be right rather than complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from shuwen.document import Entity, Word
from shuwen.resources import lexicon


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = lexicon("organisations")["persons"]
    titles = "|".join(sorted(table["titles"], key=lambda title: (-len(title), title)))
    speech = "|".join(table["speech"])
    name = rf"(?P<name>[{table['surnames']}](?!某|总|先生|女士)[一-鿿]{{1,2}}?)"
    end = rf"(?=[，。、；：）)（(\s]|{speech}|$)"
    return (
        re.compile(rf"(?:{titles})[：: ]?{name}{end}"),
        re.compile(rf"(?:^|(?<=[，。；、：“”\s])){name}(?=(?:副)?(?:{titles})(?:[，。、；]|{speech}))"),
    )


def persons(text: str, words: Sequence[Word]) -> Iterator[Entity]:
    """Names after or before a title, of two or three characters, in one run of words."""
    start, end = words[0].start, words[-1].end
    boundaries = None
    for pattern in _patterns():
        for match in pattern.finditer(text, start, end):
            if boundaries is None:
                boundaries = {word.start for word in words} | {end}
            if match.end("name") in boundaries:
                yield Entity(match.start("name"), match.end("name"), "PER", match["name"])
