"""A day of publication as people and programs write it -> a date, or a note that says why there is none."""

from __future__ import annotations

import datetime
import re
import reprlib
import unicodedata
from typing import Any

from shuwen.records import Region

FIRST, LAST = 1900, 2100  # the years believed
CHINA = datetime.timezone(datetime.timedelta(hours=8))  # the clock of all three regions
ROC = 1911  # the year before the first of the Republic's calendar
MILLISECONDS = 1e11  # epoch numbers from here on count milliseconds: as seconds they would lie after the year 5000
DAY = re.compile(
    r"(?P<era>(?:中华|中華)?民[国國])?\s*(?P<year>[0-9]{2,4})\s*(?P<sign>[年/.-])\s*(?P<month>[0-9]{1,2})\s*[月/.-]\s*(?P<day>[0-9]{1,2})(?![0-9])"
)
EPOCH = re.compile(r"-?[0-9]{9,13}(?:\.[0-9]+)?")


def day(published: Any, region: Region = "CN") -> tuple[datetime.date | None, str | None]:
    """The day in `published`, and a note where it gives none though it is not empty.

    It may be a date or a time, seconds or milliseconds since 1970, or a text: ISO 8601, 2024年3月1日, 2024/3/1, 2024-3-1,
    113年3月1日 (the Republic's calendar: three digits; two only after 民国 or in Taiwan). Never raises.
    """
    if published is None or (isinstance(published, str) and not published.strip()):
        return None, None
    try:
        found = _read(published, region)
    except (ValueError, OverflowError, OSError):  # no such day, or no such time on this machine
        found = None
    if found is None:
        return None, f"published: {reprlib.repr(published)} is no day; left out"
    if not FIRST <= found.year <= LAST:
        return None, f"published: {reprlib.repr(published)} lies outside {FIRST}–{LAST}; left out"
    return found, None


def _read(published: Any, region: Region) -> datetime.date | None:
    if isinstance(published, datetime.datetime):
        return (published.astimezone(CHINA) if published.tzinfo else published).date()
    if isinstance(published, datetime.date):
        return published
    if isinstance(published, int | float) and not isinstance(published, bool):
        return _compact(published) or _epoch(published)
    if not isinstance(published, str):
        return None
    text = unicodedata.normalize("NFKC", published).strip()
    if EPOCH.fullmatch(text):
        return _epoch(float(text))
    if match := DAY.match(text):
        return _written(match, region)
    return datetime.datetime.fromisoformat(text).date()


def _compact(number: float) -> datetime.date | None:
    """20240301 as a number: as seconds it would be a day in 1970."""
    text = str(number)
    return datetime.date.fromisoformat(text) if len(text) == 8 and text.isdigit() and text[:2] in ("19", "20") else None


def _epoch(number: float) -> datetime.date:
    return datetime.datetime.fromtimestamp(number / 1000 if abs(number) >= MILLISECONDS else number, CHINA).date()


def _written(match: re.Match[str], region: Region) -> datetime.date | None:
    year = int(match["year"])
    if match["era"] or len(match["year"]) == 3 or (len(match["year"]) == 2 and region == "TW"):
        year += ROC
    elif len(match["year"]) == 2:
        return None  # 24/3/1 may be three days
    return datetime.date(year, int(match["month"]), int(match["day"]))
