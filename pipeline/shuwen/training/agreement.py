"""When two annotations say the same: numbers exactly, names leniently, periods by their last day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import Any

LIKENESS = Fraction(3, 5)  # the share of common character pairs from which two names are alike

_COUNTRY = {"全国", "中国", "我国", "内地", "中国内地"}
_FILLING = re.compile(r"[\s的之、，,。（）()《》“”\"·]")
_REGION_SUFFIX = re.compile(r"(?<=..)(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市|自治州|州|县|区)$")


def name_of(field: Any) -> str:
    """The normalised name of a field given as null, a string, or a mention."""
    if isinstance(field, Mapping):
        field = field.get("name")
    return (field or "").strip()


def exact(value: Any) -> Fraction | str | None:
    """The number that a JSON value stands for; a text that is no number stays as it is and equals only itself."""
    if value in (None, ""):
        return None
    try:
        return Fraction(str(value)) if "/" in str(value) else Fraction(Decimal(str(value)))
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return str(value)


def squash(name: str) -> str:
    """A name without punctuation and the particles 的 and 之."""
    return _FILLING.sub("", name)


def alike(one: str, other: str) -> bool:
    """Equal but for punctuation; or one inside the other, at least half as long; or sharing 60 % of character pairs.

    The last is Dice's coefficient over bigrams, as a multiset.
    """
    one, other = squash(one), squash(other)
    if one == other:
        return True
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    if short in long and 2 * len(short) >= len(long):
        return True
    return dice(one, other) >= LIKENESS


def dice(one: str, other: str) -> Fraction:
    """The share of pairs of neighbouring characters, as a multiset, that two names have in common; 0 where neither has any."""
    first, second = (Counter(map("".join, pairwise(name))) for name in (one, other))
    return Fraction(2 * (first & second).total(), (first.total() + second.total()) or 1)


def same_field(field: str, one: str, other: str) -> bool:
    """Whether two normalised names of a record's field say the same."""
    if field == "indicator":
        return alike(one, other)
    if field == "subject":
        return alike(one, other) or alike(_bare_region(one), _bare_region(other)) or {one, other} <= _COUNTRY
    return _same_period(one, other) if field == "period" else one == other


def _bare_region(name: str) -> str:
    """The place without its rank, so that 青山县 and 青山 are one."""
    return _REGION_SUFFIX.sub("", name)


def _same_period(one: str, other: str) -> bool:
    """Equal, or ending on one day where either is that day alone (a stock dated to the day or to its year)."""
    if one == other:
        return True
    (first, _, last), (other_first, _, other_last) = one.partition("/"), other.partition("/")
    return bool(last) and last == other_last and (first == last or other_first == other_last)
