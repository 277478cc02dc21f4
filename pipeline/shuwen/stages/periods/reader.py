"""What the rules of periods share: what relative words are counted from, what was said before, what was found."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from shuwen.stages.periods import calendar
from shuwen.stages.periods.calendar import CalendarError, Interval
from shuwen.stages.periods.patterns import BREAK, GOVERNMENT_PLANNED, PLANNED

_TO_ARABIC = str.maketrans("〇零○一二三四五六七八九", "000123456789")


class Anchor(NamedTuple):
    """What relative words are counted from. `annual`: the article reports on the year before it was published."""

    published: datetime.date | None
    year: int | None
    region: str
    annual: bool

    @property
    def this_year(self) -> int:
        """The year of 今年; `CalendarError` where nothing tells it."""
        if self.published:
            return self.published.year
        if self.year is None:
            raise CalendarError("no year to count from")
        return self.year

    @property
    def today(self) -> datetime.date:
        """The publication date; `CalendarError` where there is none."""
        if self.published is None:
            raise CalendarError("no date to count from")
        return self.published

    @property
    def up_to_now(self) -> datetime.date:
        """The last day that the article reports on."""
        if self.annual:
            return calendar.years(self.this_year - 1, self.this_year - 1).last
        return self.today if self.published else calendar.years(self.this_year, self.this_year).last


class Found(NamedTuple):
    """One expression on its way: where it stands, what it means, and whether its year was said."""

    start: int
    end: int
    interval: Interval | None
    kind: str
    role: str = ""
    own_year: bool = True


class Reader:
    """Resolves the matches of one text from left to right, remembering what later ones refer to."""

    def __init__(self, text: str, anchor: Anchor) -> None:
        self.text = text
        self.anchor = anchor
        self.last: Interval | None = None  # of the latest expression that is no base of comparison
        self.last_end = 0

    def planned(self, start: int, end: int) -> bool:
        """Whether plan words stand in the same clause."""
        clause = re.split(r"[。；;！？\n]", self.text[max(0, start - 24) : start])[-1]
        clause += re.split(r"[。；;！？\n]", self.text[end : end + 24])[0]
        return (GOVERNMENT_PLANNED if self.anchor.annual else PLANNED).search(clause) is not None

    def context_year(self, start: int) -> int | None:
        """The year of the latest expression, if it still holds: to the sentence's end, or on where no date is known."""
        if self.last is None:
            return None
        if self.anchor.published and BREAK.search(self.text, self.last_end, start):
            return None
        return self.last.last.year

    def note(self, found: Found) -> None:
        """Remember an expression for those that refer to it."""
        if (
            found.interval
            and found.role not in {"base", "from", "record"}
            and found.kind not in {"plan", "now", "vague"}
        ):
            self.last, self.last_end = found.interval, found.end


def attempt(kind: str, match: re.Match[str], make: Callable[[], Interval], role: str = "") -> Found:
    """What `make` finds, or an unresolved expression where it finds nothing to count from."""
    end = match.start() + len(match.group().rstrip("的 "))
    try:
        return Found(match.start(), end, make(), kind, role)
    except (CalendarError, OverflowError):
        return Found(match.start(), end, None, kind, role)


def full_year(digits: str, region: str) -> int:
    """The year that digits stand for: 2015, 98, 二〇一五; in Taiwan also those of the Republic, 114."""
    number = int(digits.translate(_TO_ARABIC))
    if region == "TW" and len(digits) <= 3 and number < 200:
        return number + calendar.REIGNS["民国"]
    if len(digits) == 2:
        return number + (1900 if number >= 50 else 2000)
    return number
