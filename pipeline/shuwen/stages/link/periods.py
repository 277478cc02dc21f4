"""Dates, times and periods in simplified text, resolved to closed intervals of days.

What an expression means may hang on the publication date (今年), on another expression before it (当年, 同期) or on
the kind of article: a government's annual report counts whole years up to the last (五年来, 全年).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from shuwen.records import Mention
from shuwen.stages.link import calendar
from shuwen.stages.link.calendar import DAY, CalendarError, Interval
from shuwen.stages.link.period_patterns import (
    BREAK,
    CALENDAR,
    GOVERNMENT_PLANNED,
    OTHER_RULES,
    PLANNED,
    RANGE_SIGN,
    SINCE,
    TRIGGER,
    numeral,
)


class PeriodExpression(msgspec.Struct, frozen=True, kw_only=True):
    """An expression of time at [start, end) of the text it was found in.

    `name` is its closed ISO interval, or empty where it can't be told. `kind`: year, whole (全年, with no year named),
    half, quarter, month, day, week, range, cumulative (from the year's start), plan, now, anaphoric, vague.
    `role_hint`: base (比2010年), from (2010年以来, 自2010年), deadline (到2020年), fiscal, or empty.
    `stock` is the single-day interval that a level, as against a flow, has: the last day. `year` is that of the last day.
    """

    start: int
    end: int
    name: str
    kind: str
    role_hint: str = ""
    year: int | None = None
    stock: str = ""


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


class _Found(NamedTuple):
    """One expression on its way: where it stands, what it means, and whether its year was said."""

    start: int
    end: int
    interval: Interval | None
    kind: str
    role: str = ""
    own_year: bool = True


class _Reader:
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

    def note(self, found: _Found) -> None:
        if found.interval and found.role not in {"base", "from"} and found.kind not in {"plan", "now", "vague"}:
            self.last, self.last_end = found.interval, found.end


def period_expressions(
    text: str, published: datetime.date | None, region: str = "CN", *, year: int | None = None, annual: bool = False
) -> list[PeriodExpression]:
    """Every expression of time in simplified `text`, in order, not overlapping.

    `published` resolves relative words; `year` stands in for it where only the year is known. `annual` says that the
    article is a government's yearly report (`is_annual`), so that 全年 and 五年来 end with the year before.
    Offsets are code points into `text`.
    """
    if not TRIGGER.search(text):
        return []
    reader = _Reader(text, Anchor(published, year, region, annual))
    found: list[_Found] = []
    for match, resolve in _matches(text, region):
        one = resolve(reader, match)
        one = _with_affixes(reader, one)
        if found and (joined := _joined(reader, found[-1], one)):
            found[-1] = one = joined
        else:
            found.append(one)
        reader.note(one)
    return [_expression(one) for one in found]


def find_periods(
    text: str, published: datetime.date | None, *, region: str = "CN", original: str | None = None
) -> list[Mention]:
    """Every expression of time as a Mention, `name` its ISO interval (empty where it can't be told).

    `text` is simplified; `original`, of the same length, is what the mentions quote.
    """
    source = text if original is None else original
    return [
        Mention(text=source[one.start : one.end], start=one.start, end=one.end, name=one.name)
        for one in period_expressions(text, published, region)
    ]


def anchor_year(text: str, title: str = "", region: str = "CN") -> int | None:
    """The year that an article without a date speaks from, where its title or text tells; None where neither does.

    A yearly report is published in the year that its title names, a communiqué in the year after. Else it is the one
    year of the title, or the latest year that the text states something of.
    """
    named = {int(m[1]) for m in re.finditer(r"(?<!\d)((?:19|20)\d\d)年?", title)}
    if len(named) == 1:
        return named.pop() + ("公报" in title)
    firm = [year for one in period_expressions(text, None, region) if (year := _firm_year(text, one)) is not None]
    return max(firm, default=None)


def _firm_year(text: str, one: PeriodExpression) -> int | None:
    """The year of a statement about the present or the year just past, as against history, plans and titles of works."""
    after = text[one.end : one.end + 12]
    stated = one.kind in {"year", "half", "quarter", "cumulative"} and one.role_hint in {"", "base"}
    if one.year is None or not stated or _HISTORY.match(after) or PLANNED.search(text, max(0, one.start - 10), one.end + 16):
        return None
    return one.year + (1 if re.match("度?(?:盈余|股利|股息|现金股利|财报|年报)", after) else 0)


_HISTORY = re.compile(r"的?《|[^，。]{0,6}(?:成立|创[办立建]|出生|建成|颁布|发布的|危机|奥运|以来|版)")


def is_annual(title: str) -> bool:
    """Whether a title is that of a government's yearly report or statistical communiqué."""
    return re.search(r"政府工作(?:的)?报告|(?:统计|发展)公报|计划执行情况|预算执行情况", title) is not None


def _expression(one: _Found) -> PeriodExpression:
    if one.interval is None:
        return PeriodExpression(start=one.start, end=one.end, name="", kind=one.kind, role_hint=one.role)
    last = one.interval.last
    return PeriodExpression(
        start=one.start,
        end=one.end,
        name=one.interval.name,
        kind=one.kind,
        role_hint=one.role,
        year=last.year,
        stock=Interval(last, last).name,
    )


_Resolver = Callable[[_Reader, "re.Match[str]"], _Found]


def _matches(text: str, region: str) -> Iterator[tuple[re.Match[str], _Resolver]]:
    """The matches of all rules, earliest first, a longer one before a shorter; none overlaps another."""
    rules = [(CALENDAR[region], _calendar), *((pattern, _RESOLVERS[name]) for name, pattern in OTHER_RULES.items())]
    hits = [(m.start(), -m.end(), n, m, resolve) for n, (p, resolve) in enumerate(rules) for m in p.finditer(text)]
    reached = 0
    for start, _, _, match, resolve in sorted(hits, key=lambda hit: hit[:3]):
        if start >= reached:
            reached = match.end()
            yield match, resolve


def _attempt(kind: str, match: re.Match[str], make: Callable[[], Interval], role: str = "") -> _Found:
    """What `make` finds, or an unresolved expression where it finds nothing to count from."""
    try:
        return _Found(match.start(), match.end(), make(), kind, role)
    except (CalendarError, OverflowError):
        return _Found(match.start(), match.end(), None, kind, role)


# --- the calendar: [year] [half | quarter | months [days] | edge] ---


def _calendar(reader: _Reader, match: re.Match[str]) -> _Found:
    said = _said_year(reader, match)
    kind, part = _part(match)
    if said is None and match["when"]:  # a relative year, but nothing to count from
        return _Found(match.start(), match.end(), None, kind)
    if said is not None:
        found = _attempt(kind, match, lambda: part(said))
    else:
        found = _attempt(kind, match, lambda: part(_guessed_year(reader, match, part)))
        found = found._replace(own_year=False)
    return found


def _said_year(reader: _Reader, match: re.Match[str]) -> int | None:
    """The year that the match names, or None where it names none or it can't be resolved."""
    if digits := match["year"] or match["iso_year"]:
        return _full_year(digits, reader.anchor.region)
    if match["reign"]:
        return calendar.REIGNS[match["reign"]] + (1 if match["reign_year"] == "元" else numeral(match["reign_year"]))
    word = match["relative"]
    if not word:
        return None
    if match["aside"]:  # 今（113）年
        return _full_year(match["aside"], reader.anchor.region)
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


def _full_year(digits: str, region: str) -> int:
    number = int("".join(str("〇一二三四五六七八九".find(c)) if c in "〇一二三四五六七八九" else c for c in _zeros(digits)))
    if region == "TW" and len(digits) <= 3 and number < 200:
        return number + calendar.REIGNS["民国"]
    if len(digits) == 2:
        return number + (1900 if number >= 50 else 2000)
    return number


def _zeros(digits: str) -> str:
    return digits.replace("零", "〇").replace("○", "〇")


def _part(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]]:
    """The kind of the part of a year that is named, and the interval that it is in a given year."""
    if match["half"]:
        first = 1 if match["half"] in "上前" else 7
        return "half", lambda year: calendar.months(year, first, first + 5)
    if match["first_quarters"] or match["quarter"] or match["q_"] or match["q__"]:
        return _quarter_part(match)
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


def _quarter_part(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]]:
    if match["first_quarters"]:
        count = numeral(match["first_quarters"])
        return "cumulative", lambda year: calendar.quarters(year, 1, count)
    first = 1 if match["quarter"] else numeral(match["q_"] or match["q__"])
    until = match["quarter_to"] or match["quarter_to_"]
    last = numeral(until) if until else first
    return "quarter", lambda year: calendar.quarters(year, first, last)


def _month_part(match: re.Match[str]) -> tuple[str, Callable[[int], Interval]]:
    first = numeral(match["month"] or match["iso_month"])
    if digits := match["day"] or match["iso_day"]:
        number = numeral(digits)
        until = numeral(match["day_to"]) if match["day_to"] else number
        return ("range" if match["day_to"] else "day"), lambda year: Interval(
            calendar.day(year, first, number).first, calendar.day(year, first, until).last
        )
    last = numeral(match["month_to"]) if match["month_to"] else first
    if match["month_to"]:
        return ("cumulative" if first == 1 else "range"), lambda year: calendar.months(year, first, last)
    if edge := match["month_edge"]:
        return _month_edge(first, edge)
    return "month", lambda year: calendar.months(year, first, last)


def _month_edge(month: int, edge: str) -> tuple[str, Callable[[int], Interval]]:
    def resolve(year: int) -> Interval:
        whole = calendar.months(year, month, month)
        if edge in "底末":
            return Interval(whole.last, whole.last)
        if edge == "初":
            return Interval(whole.first, whole.first)
        first = whole.first + DAY * {"上": 0, "中": 10, "下": 20}[edge[0]]
        return Interval(first, whole.last if edge[0] == "下" else first + DAY * 9)

    return ("day" if edge in "底末初" else "range"), resolve


def _guessed_year(reader: _Reader, match: re.Match[str], part: Callable[[int], Interval]) -> int:
    """The year of an expression that names none: the one spoken of, else that nearest to publication and not after it."""
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
    return this_year if _is_near(part(this_year), anchor.published) else this_year - 1


def _is_near(interval: Interval, published: datetime.date) -> bool:
    """Whether what is told of an interval can be told of this one: it is over, or will be soon."""
    begun = interval.first.replace(day=1) <= published
    if interval.first == interval.last:
        return begun or (interval.last - published).days <= 31
    return begun and (interval.last - published).days < 31


# --- everything else ---


def _full_range(reader: _Reader, match: re.Match[str]) -> _Found:
    first = _full_year(match["first"], reader.anchor.region)
    last = match["last"]
    last_year = first // 100 * 100 + int(last) if len(last) == 2 and first > 1000 else _full_year(last, reader.anchor.region)
    return _attempt("range", match, lambda: calendar.years(first, last_year))


def _fiscal(reader: _Reader, match: re.Match[str]) -> _Found:
    """2024至25年度: Hong Kong's fiscal year begins in April; elsewhere a crop's or a school's year in September."""
    first = int(match["first"])
    month = 4 if reader.anchor.region == "HK" else 9
    return _attempt("year", match, lambda: calendar.months(first, month, month - 1), "fiscal")


def _plan(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        whole = calendar.plan(match["plan"])
        if match["edge"] in {"末", "末期"}:
            return calendar.years(whole.last.year, whole.last.year)
        if match["edge"] in {"初", "初期"}:
            return calendar.years(whole.first.year, whole.first.year)
        if match["since"]:
            return Interval(whole.first, max(whole.first, reader.anchor.up_to_now))
        if match["part"]:
            count = numeral(match["count"])
            return calendar.years(whole.first.year, whole.first.year + count - 1)
        return whole

    return _attempt("plan", match, resolve, "from" if match["since"] else "")


def _past(reader: _Reader, match: re.Match[str]) -> _Found:
    """近三年, 过去五年, 五年来: whole years in a yearly report, else back from the day of publication."""
    count, unit = numeral(match["count"]), match["unit"] or match["unit_"]

    def resolve() -> Interval:
        anchor = reader.anchor
        if unit == "年" and (anchor.annual or anchor.published is None):
            last = anchor.this_year - 1
            return calendar.years(last - count + 1, last)
        return Interval(_stepped(anchor.today, unit, -count), anchor.today)

    return _attempt("range", match, resolve)


def _future(reader: _Reader, match: re.Match[str]) -> _Found:
    count, unit = numeral(match["count"]), match["unit"]

    def resolve() -> Interval:
        anchor = reader.anchor
        if unit == "年" and (anchor.annual or anchor.published is None):
            return calendar.years(anchor.this_year, anchor.this_year + count - 1)
        return Interval(anchor.today + DAY, _stepped(anchor.today, unit, count))

    return _attempt("range", match, resolve)


def _stepped(date: datetime.date, unit: str, count: int) -> datetime.date:
    """`date` moved by so many 天, 周, 月, 季 or 年; a day that a month lacks becomes its last."""
    if unit in "天日":
        return date + DAY * count
    if unit in "周":
        return date + DAY * 7 * count
    month = date.year * 12 + date.month - 1 + count * {"月": 1, "季": 3, "年": 12}[unit]
    whole = calendar.months(month // 12, month % 12 + 1, month % 12 + 1)
    return min(whole.last, whole.first + DAY * (date.day - 1))


def _relative_month(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        if match["month_word"] in {"当", "同", "该"}:
            if reader.last is None:
                raise CalendarError("no month spoken of")
            date = reader.last.last
        else:
            step = {"上": -1, "本": 0, "这": 0, "下": 1}[match["month_word"]]
            date = _stepped(reader.anchor.today, "月", step)
            if match["aside"]:
                date = calendar.months(date.year, int(match["aside"]), int(match["aside"])).first
        whole = calendar.months(date.year, date.month, date.month)
        if match["day"]:
            return calendar.day(date.year, date.month, numeral(match["day"]))
        edge = match["edge"]
        return _month_edge(date.month, edge)[1](date.year) if edge else whole

    return _attempt("day" if match["day"] else "month", match, resolve)


def _relative_quarter(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        step = {"上": -3, "本": 0, "这": 0, "下": 3}[match["word"]]
        date = _stepped(reader.anchor.today, "月", step)
        quarter = (date.month + 2) // 3
        return calendar.quarters(date.year, quarter, quarter)

    return _attempt("quarter", match, resolve)


def _relative_day(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        word = match["word"]
        if word in {"当", "同"}:
            if reader.last is None:
                raise CalendarError("no day spoken of")
            return Interval(reader.last.last, reader.last.last)
        step = {"今": 0, "昨": -1, "前": -2, "大前": -3, "明": 1, "后": 2}[word]
        date = reader.anchor.today + DAY * step
        return Interval(date, date)

    return _attempt("day", match, resolve)


def _bare_day(reader: _Reader, match: re.Match[str]) -> _Found:
    """8日: the latest day of that number up to publication, or in the month just spoken of."""

    def resolve() -> Interval:
        number = numeral(match["day"])
        if reader.last and reader.last_end and not BREAK.search(reader.text, reader.last_end, match.start()):
            return calendar.day(reader.last.last.year, reader.last.last.month, number)
        today = reader.anchor.today
        if number <= today.day or reader.planned(match.start(), match.end()):
            return calendar.day(today.year, today.month, number)
        before = _stepped(today, "月", -1)
        return calendar.day(before.year, before.month, number)

    return _attempt("day", match, resolve)._replace(own_year=False)


def _week(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        prefix = match["prefix"] or ""
        whole = calendar.week(reader.anchor.today, prefix.count("下") - prefix.count("上"))
        which = match["weekday"] or match["weekday_"]
        if not which:
            return whole
        if which == "末":
            return Interval(whole.first + DAY * 5, whole.last)
        date = whole.first + DAY * min("一二三四五六日天".index(which), 6)
        return Interval(date, date)

    return _attempt("day" if match["weekday"] or match["weekday_"] else "week", match, resolve)


def _holiday(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        year = _full_year(match["year"], reader.anchor.region) if match["year"] else reader.anchor.this_year
        year += {"去": -1, "明": 1}.get(match["word"] or "", 0)
        whole = calendar.holiday({"新春": "春节", "十一": "国庆"}.get(match["name"], match["name"]), year)
        if match["count"]:
            return Interval(whole.first, whole.first + DAY * (numeral(match["count"]) - 1))
        return Interval(whole.first, whole.first) if match["first"] else whole

    return _attempt("range", match, resolve)


def _holiday_part(reader: _Reader, match: re.Match[str]) -> _Found:
    """假期前三天, of the holiday spoken of."""

    def resolve() -> Interval:
        if reader.last is None or not 1 < (reader.last.last - reader.last.first).days < 10:
            raise CalendarError("no holiday spoken of")
        first = reader.last.first
        return Interval(first, first + DAY * (numeral(match["count"]) - 1))

    return _attempt("range", match, resolve)


def _decade(_reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        century = {"上": 19, "本": 20}.get(match["century"] or "上")
        hundreds = (numeral(match["century"]) - 1) if century is None else century
        first = hundreds * 100 + numeral(match["decade"])
        half = {"初": (0, 4), "末": (5, 9)}.get(match["edge"] or "", (0, 9))
        return calendar.years(first + half[0], first + half[1])

    return _attempt("range", match, resolve)


def _event(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        first = calendar.EVENTS[match["event"]]
        return Interval(first, max(first, reader.anchor.up_to_now))

    return _attempt("range", match, resolve, "from")


def _government(reader: _Reader, match: re.Match[str]) -> _Found:
    def resolve() -> Interval:
        now = reader.anchor.up_to_now
        whole = calendar.term(now.year)
        return Interval(whole.first, min(now, whole.last))

    return _attempt("range", match, resolve)


def _now(reader: _Reader, match: re.Match[str]) -> _Found:
    return _attempt("now", match, lambda: Interval(reader.anchor.today, reader.anchor.today))


def _same_period(reader: _Reader, match: re.Match[str]) -> _Found:
    """去年同期, 2009年同期, 同期: the interval spoken of, moved to that year."""

    def resolve() -> Interval:
        if reader.last is None:
            raise CalendarError("no period spoken of")
        if match["year"]:
            return calendar.shift_years(reader.last, _full_year(match["year"], reader.anchor.region) - reader.last.last.year)
        if not match["word"]:
            return reader.last
        return calendar.shift_years(reader.last, {"去": -1, "上": -1, "前": -2}[match["word"]])

    return _attempt("anaphoric", match, resolve, "base" if match["year"] or match["word"] else "")


def _vague(_reader: _Reader, match: re.Match[str]) -> _Found:
    return _Found(match.start(), match.end(), None, "vague")


_RESOLVERS: dict[str, _Resolver] = {
    "full_range": _full_range,
    "fiscal": _fiscal,
    "plan": _plan,
    "past": _past,
    "future": _future,
    "month": _relative_month,
    "quarter": _relative_quarter,
    "relative_day": _relative_day,
    "bare_day": _bare_day,
    "week": _week,
    "holiday": _holiday,
    "holiday_part": _holiday_part,
    "decade": _decade,
    "event": _event,
    "government": _government,
    "now": _now,
    "same_period": _same_period,
    "vague": _vague,
}


# --- what stands around an expression ---

_BASE_BEFORE = re.compile(r"(?:[比较为是]|相较于?|相当于)$")
_BASE_AROUND = re.compile(r"[与和同跟由从]$")
_BASE_AFTER = re.compile(r"(?:底|末)?(?:的?[^，。；起开后]{0,12}(?:相比|比较|持平|相当|[增提升扩]\w{0,3}[到至为]|[降减缩下]\w{0,3}[到至为]))")
_CUMULATIVE_BEFORE = re.compile(r"(?:截至|截止到?|截止至)(?:了)?[ “]*$")
_DEADLINE_BEFORE = re.compile(r"(?:[到至]|力争|争取)$")
_DEADLINE_AFTER = re.compile(r"(?:之?前|以前|内)(?![后三两二四五六七八九\d])")
_FROM_BEFORE = re.compile(r"自(?:从)?$")
_FROM_AFTER = re.compile(r"[起后]|以后|之后|开始")
_RECORD_SINCE = re.compile(r"(?:\([^()]{0,16}\)|（[^（）]{0,16}）)?以来")


def _with_affixes(reader: _Reader, one: _Found) -> _Found:
    """The expression with what the words beside it add: 截至, 以来, 到, 比, 自."""
    before = reader.text[max(0, one.start - 6) : one.start]
    text = reader.text
    if after := SINCE.match(text, one.end):
        if one.role != "from" and one.kind not in {"past", "vague"}:
            return _since(reader, one._replace(end=after.end()))
        return one
    if cumulative := _CUMULATIVE_BEFORE.search(before):
        return _cumulative(one, one.start - len(before) + cumulative.start())
    if one.role:
        return one
    if _FROM_BEFORE.search(before) or _FROM_AFTER.match(text, one.end) or _RECORD_SINCE.match(text, one.end):
        return one._replace(role="from")
    compared = _BASE_AROUND.search(before) and _BASE_AFTER.match(text, one.end)
    if (compared or _BASE_BEFORE.search(before)) and not _RANGE_AHEAD.match(text, one.end):
        return one._replace(role="base")
    if _DEADLINE_BEFORE.search(before) or _DEADLINE_AFTER.match(text, one.end):
        return one._replace(role="deadline")
    return one


_RANGE_AHEAD = re.compile(r"\s*(?:到|至|[-—–~～])")


def _since(reader: _Reader, one: _Found) -> _Found:
    """From the first day of the expression to now."""
    if one.interval is None:
        return one._replace(role="from")
    first = one.interval.first
    try:
        last = reader.anchor.up_to_now
        if last < first:  # 今年以来 in a yearly report
            last = reader.anchor.today
    except CalendarError:
        return one._replace(interval=None, kind="range", role="from")
    if last < first:
        return one._replace(interval=None, kind="range", role="from")
    kind = "cumulative" if first.month == first.day == 1 and last.year == first.year else "range"
    return one._replace(interval=Interval(first, last), kind=kind, role="from")


def _cumulative(one: _Found, start: int) -> _Found:
    """截至10月底: from New Year's Day to then."""
    if one.interval is None:
        return one._replace(start=start, kind="cumulative")
    last = one.interval.last
    return one._replace(start=start, interval=Interval(datetime.date(last.year, 1, 1), last), kind="cumulative")


def _joined(reader: _Reader, left: _Found, right: _Found) -> _Found | None:
    """从A到B, A—B as one range, where both are resolved and nothing but the sign stands between them."""
    if not RANGE_SIGN.fullmatch(reader.text, left.end, right.start) or left.interval is None or right.interval is None:
        return None
    if {left.kind, right.kind} & {"cumulative", "plan", "vague", "anaphoric"} and right.kind != "now":
        return None
    last = right.interval.last
    if last < left.interval.first and not right.own_year:
        last = calendar.shift_years(right.interval, left.interval.last.year - last.year).last
        if last < left.interval.first:
            last = calendar.shift_years(right.interval, left.interval.last.year - right.interval.last.year + 1).last
    if last < left.interval.first:
        return None
    role = "" if left.role in {"from", "base"} else left.role
    return _Found(left.start, right.end, Interval(left.interval.first, last), "range", role)
