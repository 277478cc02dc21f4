"""What callers hand in, checked at the door: each check gives its argument back, or raises `InputError` saying what is wanted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, get_args

from shuwen.errors import InputError
from shuwen.records import Article, Kind, Region


def a_text(value: Any, name: str = "text") -> str:
    """A text; bytes are to be decoded first."""
    if isinstance(value, str):
        return value
    hint = "; extract_many takes articles" if isinstance(value, Article) else "; decode it first" if isinstance(value, bytes) else ""
    raise InputError(f"the {name} is of type {type(value).__name__}, not str{hint}")


def a_region(value: Any) -> Region:
    """CN, TW or HK."""
    if value in get_args(Region):
        return value  # type: ignore[no-any-return]  # one of the literals
    raise InputError(f"region is {value!r}, not one of {', '.join(get_args(Region))}")


def some_kinds(value: Any) -> tuple[Kind, ...] | None:
    """Kinds of figures, None for all."""
    if value is None:
        return None
    known = get_args(Kind)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InputError(f"kinds is {value!r}; give a list such as ['money', 'percent']")
    found = tuple(value)
    for kind in found:
        if kind not in known:
            raise InputError(f"unknown kind {kind!r}; known here: {', '.join(known)}")
    return found


def a_day(value: Any) -> datetime.date | None:
    """The day of publication, None where it isn't known; of a time its day."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if value is None or isinstance(value, datetime.date):  # a year that no article is of costs its periods, not the article
        return value
    raise InputError(f"published is {value!r}; give a datetime.date, such as datetime.date(2024, 3, 1)")


def some_articles(value: Any) -> Iterable[Article | str]:
    """Articles or texts; a text alone would be taken for a list of its characters."""
    if isinstance(value, str | bytes | Article) or not isinstance(value, Iterable):
        raise InputError(f"articles is of type {type(value).__name__}; give a list or another iterable of texts or articles")
    return value
