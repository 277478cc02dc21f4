"""Features that several fields ask for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


def bigrams(mark: str, text: str) -> Iterator[str]:
    """Every pair of neighbouring characters, as features."""
    for at in range(len(text) - 1):
        yield mark + text[at : at + 2]


def span_class(name: str) -> str:
    """How long an ISO interval is, and where in the year: none, day, year, years, ytd, part."""
    first, _, last = name.partition("/")
    if not last:
        return "none"
    if first == last:
        return "day"
    if first[:4] != last[:4]:
        return "years"
    if first[5:] == "01-01":
        return "year" if last[5:] == "12-31" else "ytd"
    return "part"


@lru_cache(maxsize=1 << 15)
def relation(one: str, other: str) -> str:
    """How two names lie to each other."""
    if one == other:
        return "same"
    if not one or not other:
        return "none"
    if one in other:
        return "ends" if other.endswith(one) else "begins" if other.startswith(one) else "inside"
    if other in one:
        return "ended" if one.endswith(other) else "begun" if one.startswith(other) else "around"
    return "apart" if set(one).isdisjoint(other) else "mixed"
