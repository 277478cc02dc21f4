"""Features that several fields ask for."""

from __future__ import annotations

from collections.abc import Iterator


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
