"""[year] [half | quarter | months [days] | edge]: the parts of the calendar, and the year where none is named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from shuwen.stages.periods import calendar
from shuwen.stages.periods.calendar import DAY, CalendarError, Interval
from shuwen.stages.periods.patterns import numeral
from shuwen.stages.periods.reader import Found, Reader, attempt, full_year


def calendar_part(reader: Reader, match: re.Match[str]) -> Found:
    """The expression that a match of the calendar pattern is."""
    said = _said_year(reader, match)
    kind, part = _part(match)
    if said is None and match["when"]:  # a relative year, but nothing to count from
        return Found(match.start(), match.end(), None, kind)
    if said is not None:
        found = attempt(kind, match, lambda: part(said))
    else:
        found = attempt(kind, match, lambda: part(_guessed_year(reader, match, part)))
        found = found._replace(own_year=False)
    return found


def _said_year(reader: Reader, match: re.Match[str]) -> int | None:
    """The year that the match names, or None where it names none or it can't be resolved."""
    if digits := match["year"] or match["iso_year"] or match["roc_year"]:
        return full_year(digits, reader.anchor.region)
    if match["reign"]:
        return calendar.REIGNS[match["reign"]] + (1 if match["reign_year"] == "元" else numeral(match["reign_year"]))
    word = match["relative"]
    if not word:
        return None
    if match["aside"]:  # 今（113）年
        return full_year(match["aside"], reader.anchor.region)
    if word in {"当", "同", "次", "翌"}:
        year = reader.last.last.year if reader.last else None
        if year is None and word == "当" and reader.anchor.annual:
            return reader.anchor.this_year - 1
        return None if year is None else year + (word in {"次", "翌"})
    offset = {"今": 0, "本": 0, "去": -1, "上": -1, "上一": -1, "前": -2, "大前": -3, "明": 1, "后": 2}[word]
    try:
        return reader.anchor.this_year + offset
    except CalendarError:
        return None


def _part(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]]:
    """The kind of the part of a year that is named, and the interval that it is in a given year."""
    if whole := _half_or_quarters(match):
        return _edge(match["part_edge"], *whole) if match["part_edge"] else whole
    if match["listed_month"]:
        month = numeral(match["listed_month"])
        return "month", lambda year: calendar.months(year, month, month)
    if match["first_months"]:
        count = numeral(match["first_months"])
        return "cumulative", lambda year: calendar.months(year, 1, count)
    if match["month"] or match["iso_month"]:
        return _month_part(match)
    if match["season"]:
        first = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[match["season"]]
        return "quarter", lambda year: calendar.months(year, first, (first + 1) % 12 + 1)
    if match["year_edge"] or match["bare_edge"]:
        month = {"初": 1, "中": 6}.get(match["year_edge"] or match["bare_edge"], 12)
        if month == 12:
            return "day", lambda year: calendar.day(year, 12, 31)
        if month == 1:
            return "day", lambda year: calendar.day(year, 1, 1)
        return "month", lambda year: calendar.months(year, month, month)
    return ("year" if match["when"] else "whole"), lambda year: calendar.years(year, year)


def _half_or_quarters(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]] | None:
    """The half or the quarters that are named; None where the part is another."""
    if half := match["half"] or match["listed_half"] or match["h_after"] or match["h_before"]:
        start = 1 if half in "上前1" else 7
        return "half", lambda year: calendar.months(year, start, start + 5)
    if match["first_quarters"]:
        count = numeral(match["first_quarters"])
        return "cumulative", lambda year: calendar.quarters(year, 1, count)
    named = match["q_"] or match["q__"] or match["q_after"] or match["q_before"] or match["listed_quarter"]
    if not named and not match["quarter"]:
        return None
    first = numeral(named) if named else 1
    until = match["quarter_to"] or match["quarter_to_"]
    last = numeral(until) if until else first
    if _is_scattered(first, last, match["quarter_list"] or match["quarter_list_"]):
        return "range", _scattered
    return "quarter", lambda year: calendar.quarters(year, first, last)


def _edge(edge: str, _kind: str, whole: Callable[[int], Interval]) -> tuple[str, Callable[[int], Interval]]:
    """The 末, 底 or 初 of a half or a quarter: its last or first day."""
    return "day", lambda year: edge_day(whole(year), edge)


def edge_day(whole: Interval, edge: str) -> Interval:
    """The first day of an interval for 初, else its last."""
    date = whole.first if edge == "初" else whole.last
    return Interval(date, date)


def _month_part(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]]:
    first = numeral(match["month"] or match["iso_month"])
    if digits := match["day"] or match["day_bare"] or match["iso_day"]:
        number = numeral(digits)
        until = numeral(match["day_to"]) if match["day_to"] else number
        return ("range" if match["day_to"] else "day"), lambda year: Interval(
            calendar.day(year, first, number).first, calendar.day(year, first, until).last
        )
    last = numeral(match["month_to"]) if match["month_to"] else first
    if _is_scattered(first, last, match["month_list"]):
        return "range", _scattered
    if match["month_to"]:
        return ("cumulative" if first == 1 else "range"), lambda year: calendar.months(year, first, last)
    if edge := match["month_edge"]:
        return month_edge(first, edge)
    return "month", lambda year: calendar.months(year, first, last)


def _is_scattered(first: int, last: int, between: str | None) -> bool:
    """Whether the members of a list (3、5月; 一、三季度) do not follow each other."""
    return between is not None and last - first != len(re.findall("[、和及]", between))


def _scattered(_year: int) -> Interval:
    """3、5月, 一、三季度: what lies apart is no interval."""
    raise CalendarError("months or quarters that do not follow each other")


def month_edge(month: int, edge: str) -> tuple[str, Callable[[int], Interval]]:
    """A month's 初, 底, 末, 中下旬 or 上半月: its kind, and the days that it is in a given year."""

    def resolve(year: int) -> Interval:
        whole = calendar.months(year, month, month)
        if edge in "底末初":
            return edge_day(whole, edge)
        first, last = _MONTH_PARTS.get(edge) or (_MONTH_PARTS[edge[0] + "旬"][0], _MONTH_PARTS[edge[-2:]][1])
        return Interval(whole.first + DAY * (first - 1), whole.last if last == 31 else whole.first + DAY * (last - 1))

    return ("day" if edge in "底末初" else "range"), resolve


#: The first and last day of the parts of a month, 31 for its last whatever that is.
_MONTH_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上半月": (1, 15), "下半月": (16, 31)}


def _guessed_year(reader: Reader, match: re.Match[str], part: Callable[[int], Interval]) -> int:
    """The year of an expression that names none: the one spoken of, else the latest that can be reported on."""
    year = reader.context_year(match.start())
    if year is not None and not match["bare_edge"] and not match["whole"]:
        return year
    anchor = reader.anchor
    if year is not None and anchor.published is None:
        return year
    this_year = anchor.this_year
    if reader.planned(match.start(), match.end()):
        return this_year
    if match["whole"] or match["bare_edge"]:
        reports_last = anchor.annual or (anchor.published is not None and anchor.published.month <= 3)
        return this_year - reports_last if match["bare_edge"] != "初" or anchor.annual else this_year
    if anchor.annual:
        return this_year - 1
    if anchor.published is None:
        return this_year
    if _is_deadline(reader, match, part(this_year)):
        return this_year
    near = _is_near(part(this_year), anchor.published, outlook=match["part_edge"] is not None)
    return this_year if near else this_year - 1


_BEFORE = re.compile(r"(?:之|以)?前(?![0-9一二两三四五六七八九十])(?![^，。；]{0,10}(?:已|完成了|曾))")


def _is_deadline(reader: Reader, match: re.Match[str], interval: Interval) -> bool:
    """9月底前, of a September to come: a deadline, unless it is told of what is done."""
    return interval.last > reader.anchor.today and _BEFORE.match(reader.text, match.end()) is not None


def _is_near(interval: Interval, published: datetime.date, *, outlook: bool) -> bool:
    """Whether what is told of an interval can be told of this year's: it is over, or will be soon.

    A half or a quarter not yet begun, or its edge, is still this year's (an `outlook`), but for the year's first months.
    """
    begun = interval.first.replace(day=1) <= published
    if outlook or (interval.last - interval.first).days > 80:
        return begun or published.month > 4
    if interval.first == interval.last:
        return begun or (interval.last - published).days <= 31
    return begun and (interval.last - published).days < 31
