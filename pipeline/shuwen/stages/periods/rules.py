"""Expressions of time beside the calendar's own: plans, spans, weeks, holidays, decades, events, back-references."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from shuwen.stages.periods import calendar
from shuwen.stages.periods.calendar import DAY, CalendarError, Interval
from shuwen.stages.periods.calendar_rules import edge_day, month_edge
from shuwen.stages.periods.patterns import BREAK, OTHER_RULES, numeral
from shuwen.stages.periods.reader import Found, Reader, attempt, full_year

Resolver = Callable[[Reader, "re.Match[str]"], Found]


def _full_range(reader: Reader, match: re.Match[str]) -> Found:
    first = full_year(match["first"], reader.anchor.region)
    last = match["last"]
    short = len(last) == 2 and first > 1000
    last_year = first // 100 * 100 + int(last) if short else full_year(last, reader.anchor.region)
    return attempt("range", match, lambda: calendar.years(first, last_year))


def _fiscal(reader: Reader, match: re.Match[str]) -> Found:
    """2024至25年度: Hong Kong's fiscal year begins in April; elsewhere a crop's or a school's year in September."""
    if match["school"]:
        return _school_year(reader, match)
    first, last = int(match["first"]), int(match["last"])
    if last % 100 != (first + 1) % 100:
        return _full_range(reader, match)
    if (
        match["money"] or match["money_"]
    ) and reader.anchor.region != "HK":  # whose, and so from what month, isn't told
        return Found(match.start(), match.end(), None, "year", "fiscal")
    month = 4 if reader.anchor.region == "HK" else 9
    return attempt("year", match, lambda: calendar.months(first, month, month - 1), "fiscal")


def _school_year(reader: Reader, match: re.Match[str]) -> Found:
    """2023学年, 112学年度, 2023/24学年: from September, in Taiwan from August."""
    digits = match.groupdict().get("year") or match["first"]
    republic = len(digits) < 4
    year = int(digits) + calendar.REIGNS["民国"] * republic
    month = 8 if republic or reader.anchor.region == "TW" else 9
    return attempt("year", match, lambda: calendar.months(year, month, month - 1), "fiscal")


def _pair(reader: Reader, match: re.Match[str]) -> Found:
    """今明两年."""
    first, last = ({"去": -1, "今": 0, "明": 1, "后": 2}[match[side]] for side in ("first", "last"))
    return attempt(
        "range", match, lambda: calendar.years(reader.anchor.this_year + first, reader.anchor.this_year + last)
    )


def _fiscal_year(_reader: Reader, match: re.Match[str]) -> Found:
    """2023财年第一季度: when a company's year begins is not told, so its days are unknown."""
    kind = "half" if match["half"] or match["half_"] else "quarter" if match["quarter"] else "year"
    return Found(match.start(), match.end(), None, kind, "fiscal")


def _lettered(_reader: Reader, match: re.Match[str]) -> Found:
    """2023Q3, 23Q3, 3Q23, Q3 2023, 2023H1."""
    named = {name.rstrip("_"): text for name, text in match.groupdict().items() if text}
    year = full_year(named["year"].strip(), "CN")  # never the Republic's: 113年Q2 has its 年
    if "q" in named:
        quarter = int(named["q"])
        return attempt("quarter", match, lambda: calendar.quarters(year, quarter, quarter))
    half = int(named["h"])
    return attempt("half", match, lambda: calendar.months(year, half * 6 - 5, half * 6))


def _listed_year(_reader: Reader, match: re.Match[str]) -> Found:
    """The first years of 2012、2013和2014年, the last of 2012、13年, both of 22年、23年."""
    year = full_year(match["year"], "CN")
    return attempt("year", match, lambda: calendar.years(year, year))


def _plan(reader: Reader, match: re.Match[str]) -> Found:
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

    return attempt("plan", match, resolve, "from" if match["since"] else "")


def _past(reader: Reader, match: re.Match[str]) -> Found:
    """近三年, 过去五年, 五年来: whole years in a yearly report, else back from the day of publication."""
    count, unit = _length(match, (match["unit"] or match["unit_"] or match["months"])[0])

    def resolve() -> Interval:
        anchor = reader.anchor
        if unit == "年" and (anchor.annual or anchor.published is None):
            last = anchor.this_year - 1
            return calendar.years(last - count + 1, last)
        return Interval(_stepped(anchor.today, unit, -count) + DAY, anchor.today)

    return attempt("range", match, resolve)


def _length(match: re.Match[str], unit: str) -> tuple[int, str]:
    """How many of which unit a span holds; 半年 and 一年半 are counted in months, 半个月 in days."""
    if match["count"] == "半":
        return (6, "月") if unit == "年" else (15, "天")
    count = numeral(match["count"])
    return (count * 12 + 6, "月") if match["and_half"] else (count, unit)


def _future(reader: Reader, match: re.Match[str]) -> Found:
    count, unit = _length(match, match["unit"])

    def resolve() -> Interval:
        anchor = reader.anchor
        if unit == "年" and (anchor.annual or anchor.published is None):
            return calendar.years(anchor.this_year, anchor.this_year + count - 1)
        return Interval(anchor.today + DAY, _stepped(anchor.today, unit, count))

    return attempt("range", match, resolve)


def _term(reader: Reader, match: re.Match[str]) -> Found:
    """五年累计: in a yearly report the years of a term, those behind or, where the clause plans, those ahead."""

    def resolve() -> Interval:
        if not reader.anchor.annual:
            raise CalendarError("no report on a term")
        first = reader.anchor.this_year - (0 if reader.planned(*match.span()) else numeral(match["count"]))
        return calendar.years(first, first + numeral(match["count"]) - 1)

    return attempt("range", match, resolve)


def _stepped(date: datetime.date, unit: str, count: int) -> datetime.date:
    """`date` moved by so many 天, 周, 月, 季 or 年; a day that a month lacks becomes its last."""
    if unit in "天日":
        return date + DAY * count
    if unit == "周":
        return date + DAY * 7 * count
    month = date.year * 12 + date.month - 1 + count * {"月": 1, "季": 3, "年": 12}[unit]
    whole = calendar.months(month // 12, month % 12 + 1, month % 12 + 1)
    return min(whole.last, whole.first + DAY * (date.day - 1))


def _relative_month(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        if match["month_word"] in {"当", "同", "该"}:
            if reader.last is None:
                raise CalendarError("no month spoken of")
            date = reader.last.last
        else:
            step = _steps(match["month_word"])
            date = _stepped(reader.anchor.today, "月", step)
            if match["aside"]:
                date = calendar.months(date.year, int(match["aside"]), int(match["aside"])).first
        whole = calendar.months(date.year, date.month, date.month)
        if match["day"]:
            return calendar.day(date.year, date.month, numeral(match["day"]))
        edge = match["edge"]
        return month_edge(date.month, edge)[1](date.year) if edge else whole

    kind = "day" if match["day"] else month_edge(1, match["edge"])[0] if match["edge"] else "month"
    return attempt(kind, match, resolve)


def _steps(word: str) -> int:
    """How far 上, 上上, 下一 lead: -1, -2, 1; nowhere for 本 and 这."""
    return word.count("下") - word.count("上")


def _relative_quarter(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        date = _stepped(reader.anchor.today, "季", _steps(match["word"]))
        quarter = (date.month + 2) // 3
        whole = calendar.quarters(date.year, quarter, quarter)
        return edge_day(whole, match["edge"]) if match["edge"] else whole

    return attempt("day" if match["edge"] else "quarter", match, resolve)


def _month_end(reader: Reader, match: re.Match[str]) -> Found:
    """月底前, 季末前: the end of the month or quarter of publication."""

    def resolve() -> Interval:
        today = reader.anchor.today
        last = today.month if match["unit"] == "月" else (today.month + 2) // 3 * 3
        return edge_day(calendar.months(today.year, last, last), "底")

    return attempt("day", match, resolve)._replace(own_year=False)


def _relative_day(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        word = match["word"]
        if word in {"当", "同"}:
            if reader.last is None:
                raise CalendarError("no day spoken of")
            return Interval(reader.last.last, reader.last.last)
        step = {"今": 0, "昨": -1, "前": -2, "大前": -3, "明": 1, "后": 2}[word]
        if match["aside"]:  # 昨(31)日: the number tells, whatever the day of publication
            return _latest_day(reader.anchor.today, int(match["aside"]))
        date = reader.anchor.today + DAY * step
        return Interval(date, date)

    return attempt("day", match, resolve)


def _bare_day(reader: Reader, match: re.Match[str]) -> Found:
    """8日: the latest day of that number up to publication, or in the month just spoken of."""

    def resolve() -> Interval:
        number = numeral(match["day"])
        if reader.last and reader.last_end and not BREAK.search(reader.text, reader.last_end, match.start()):
            return calendar.day(reader.last.last.year, reader.last.last.month, number)
        today = reader.anchor.today
        if number <= today.day or reader.planned(match.start(), match.end()):
            return calendar.day(today.year, today.month, number)
        return _latest_day(today, number)

    return attempt("day", match, resolve)._replace(own_year=False)


def _latest_day(today: datetime.date, number: int) -> Interval:
    """The latest day of that number up to tomorrow."""
    if number > (today + DAY).day or (today + DAY).day == 1 != number:
        today = _stepped(today, "月", -1)
    return calendar.day(today.year, today.month, number)


def _week(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        prefix = match["prefix"] or ""
        whole = calendar.week(reader.anchor.today, prefix.count("下") - prefix.count("上"))
        which = match["weekday"] or match["weekday_"]
        if not which:
            return whole
        if which == "末":
            return Interval(whole.first + DAY * 5, whole.last)
        date = whole.first + DAY * min("一二三四五六日天".index(which), 6)
        if not prefix and date > reader.anchor.today and not reader.planned(*match.span()):
            date -= DAY * 7  # what is told of has been
        return Interval(date, date)

    return attempt("day" if match["weekday"] or match["weekday_"] else "week", match, resolve)


_HOLIDAYS = {"十一": "国庆", "双十": "国庆", "双11": "双十一", "双12": "双十二", "劳动节": "五一", "农历新年": "春节", "228": "二二八"}
_HOLIDAY_NAMES = (
    "春节", "五一", "十一", "双十", "双1", "国庆", "元旦", "清明", "端午", "中秋", "劳动节", "农历新年", "圣诞", "复活节",
    "二二八", "228",
)  # fmt: skip
_OF_THE_MAINLAND = re.compile(r"(?:内地|大陆|中国)[^，。；！？\n]{0,6}$")


def _holiday(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        year = full_year(match["year"], reader.anchor.region) if match["year"] else reader.anchor.this_year
        year += {"去": -1, "明": 1}.get(match["word"] or "", 0)
        whole = _days_off(reader, match, year)
        if match["count"]:
            return Interval(whole.first, whole.first + DAY * (numeral(match["count"]) - 1))
        return Interval(whole.first, whole.first) if match["first"] else whole

    return attempt("range", match, resolve)


def _days_off(reader: Reader, match: re.Match[str], year: int) -> Interval:
    """The days of a holiday where the article is from, or on the mainland where it speaks of that (内地五一黄金周)."""
    said = match["name"] or "国庆"  # 中秋国庆假期: the notice makes one of the two
    name, region = _HOLIDAYS.get(said, said), reader.anchor.region
    if region == "CN" and said == "双十":
        raise CalendarError("no holiday on the mainland")
    before = reader.text[max(0, match.start() - 10) : match.start()]
    if region == "CN" or said == "十一" or match["golden"] or match["both"] or _OF_THE_MAINLAND.search(before):
        return calendar.holiday(name, year)
    if region == "TW" and re.search("连|长|假期", match.group()):  # which days it joins to the feast, a yearly notice tells
        raise CalendarError("no days on record")
    return calendar.holiday_overseas(name, year, region)


def _lunar(reader: Reader, match: re.Match[str]) -> Found:
    """农历八月十五, 正月初一, 腊月: a day or a month of the lunar calendar, of the lunar year that the article is from."""

    def resolve() -> Interval:
        said = re.search("([正冬腊]|[0-9]{1,2}|[一二三四五六七八九十]{1,2})月", match.group())
        assert said is not None
        number = {"正": 1, "冬": 11, "腊": 12}.get(said[1]) or numeral(said[1])
        month = -number if match["leap"] else number
        day = match["day"]
        return calendar.lunar(_lunar_year(reader, match), month, numeral(_LUNAR_DAY.sub(_lunar_day, day)) if day else None)

    return attempt("day" if match["day"] else "month", match, resolve)


_LUNAR_DAY = re.compile("初(十)|初|廿(.)|廿")


def _lunar_day(match: re.Match[str]) -> str:
    return match[1] or ("二十" + (match[2] or "") if match.group()[0] == "廿" else "")


#: Feasts of a day of the lunar calendar; the eve of a year is the day before its first.
_FEASTS = {"元宵节": (1, 15), "端午节": (5, 5), "七夕": (7, 7), "中秋节": (8, 15), "重阳节": (9, 9)}


def _feast(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        year = _lunar_year(reader, match)
        if match["feast"] == "除夕":
            eve = calendar.lunar(year, 1, 1).first - DAY  # 今年除夕: the one before this year's first day
            return Interval(eve, eve)
        return calendar.lunar(year, *_FEASTS[match["feast"].replace("七夕节", "七夕")])

    return attempt("day", match, resolve)


def _lunar_year(reader: Reader, match: re.Match[str]) -> int:
    """The lunar year that is said, or that the article is from: it begins in January or February."""
    if match["year"]:
        return int(match["year"])
    this = calendar.lunar_year(reader.anchor.published) if reader.anchor.published else reader.anchor.this_year
    return this + {"去": -1, "明": 1, "前": -2}.get(match["word"] or "", 0)


def _holiday_part(reader: Reader, match: re.Match[str]) -> Found:
    """假期前三天, of the holiday spoken of."""

    def resolve() -> Interval:
        if reader.last is None or not 1 < (reader.last.last - reader.last.first).days < 10:
            raise CalendarError("no holiday spoken of")
        first = reader.last.first
        return Interval(first, first + DAY * (numeral(match["count"]) - 1))

    return attempt("range", match, resolve)


def _decade(_reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        century = {"上": 19, "本": 20}.get(match["century"] or "上")
        hundreds = (numeral(match["century"]) - 1) if century is None else century
        first = hundreds * 100 + numeral(match["decade"])
        half = {"初": (0, 4), "末": (5, 9)}.get(match["edge"] or "", (0, 9))
        return calendar.years(first + half[0], first + half[1])

    return attempt("range", match, resolve)


def _event(reader: Reader, match: re.Match[str]) -> Found:
    def resolve() -> Interval:
        first = calendar.EVENTS[match["event"]]
        return Interval(first, max(first, reader.anchor.up_to_now))

    return attempt("range", match, resolve, "from")


def _government(reader: Reader, match: re.Match[str]) -> Found:
    """本届政府, 上届政府: the term of the region's government, up to now."""

    def resolve() -> Interval:
        now = reader.anchor.up_to_now
        whole = calendar.term(now, reader.anchor.region, -1 if match["which"] == "上" else 0)
        return Interval(whole.first, min(now, whole.last))

    return attempt("range", match, resolve)


def _season(_reader: Reader, match: re.Match[str]) -> Found:
    """入汛以来, 入冬以来: when it began hangs on place and weather."""
    return Found(match.start(), match.end(), None, "range", "from")


def _reporting(_reader: Reader, match: re.Match[str]) -> Found:
    """报告期内, 报告期末: what a company reports on, this text doesn't say."""
    return Found(match.start(), match.end(), None, "day" if match["edge"] else "range")


def _compact(_reader: Reader, match: re.Match[str]) -> Found:
    """20240307, where the words beside it make it a date."""
    year, month, number = (int(match[part]) for part in ("year", "month", "day"))
    return attempt("day", match, lambda: calendar.day(year, month, number))


def _now(reader: Reader, match: re.Match[str]) -> Found:
    return attempt("now", match, lambda: Interval(reader.anchor.today, reader.anchor.today))


def _same_period(reader: Reader, match: re.Match[str]) -> Found:
    """去年同期, 2009年同期, 同期: the interval spoken of, moved to that year."""

    def resolve() -> Interval:
        if reader.last is None:
            raise CalendarError("no period spoken of")
        if match["year"]:
            year = full_year(match["year"], reader.anchor.region)
            return calendar.shift_years(reader.last, year - reader.last.last.year)
        if not match["word"]:
            return reader.last
        return calendar.shift_years(reader.last, {"去": -1, "上": -1, "前": -2}[match["word"]])

    return attempt("anaphoric", match, resolve, "base" if match["year"] or match["word"] else "")


def _vague(_reader: Reader, match: re.Match[str]) -> Found:
    return Found(match.start(), match.end(), None, "vague")


class Rule(NamedTuple):
    """One kind of expression: tried only where a text holds one of `needs`, so that a scan of plain prose stays cheap."""

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver
    needs: tuple[str, ...]


#: For each pattern of `OTHER_RULES` what resolves its matches, and the words of which every match holds one.
_READINGS: dict[str, tuple[Resolver, tuple[str, ...]]] = {
    "full_range": (_full_range, ("年",)),
    "fiscal": (_fiscal, ("年度", "学年", "榨季", "财年")),
    "school_year": (_school_year, ("学年",)),
    "fiscal_year": (_fiscal_year, ("财年", "财政年度", "财务年度", "会计年度", "FY")),
    "lettered": (_lettered, ("Q", "H")),
    "year_list": (_listed_year, ("年",)),
    "year_tail": (_listed_year, ("年",)),
    "short_year": (_listed_year, ("年、", "年和", "年与", "年及", "年比", "年较")),
    "plan": (_plan, ("五",)),
    "past": (_past, ("年", "季", "周", "天", "日", "月")),
    "term": (_term, ("五年", "5年")),
    "future": (_future, ("年", "季", "周", "天", "日", "月")),
    "pair": (_pair, ("两年", "二年")),
    "month": (_relative_month, ("月",)),
    "quarter": (_relative_quarter, ("季",)),
    "month_end": (_month_end, ("底前", "末前", "底之前", "末之前", "底以前", "末以前")),
    "relative_day": (_relative_day, ("天", "日")),
    "bare_day": (_bare_day, ("日",)),
    "week": (_week, ("周", "星期", "礼拜")),
    "holiday": (_holiday, _HOLIDAY_NAMES),
    "lunar": (_lunar, ("农历", "阴历", "旧历", "正月", "冬月", "腊月", "闰")),
    "feast": (_feast, ("除夕", "元宵节", "端午节", "七夕", "中秋节", "重阳节")),
    "holiday_part": (_holiday_part, ("假", "黄金周")),
    "decade": (_decade, ("年代",)),
    "event": (_event, ("年来", "以来")),
    "government": (_government, ("届政府",)),
    "season": (_season, ("以来",)),
    "reporting": (_reporting, ("报告期",)),
    "compact": (_compact, ("20", "19")),
    "now": (_now, ("目前", "当前", "现在", "如今", "发稿")),
    "same_period": (_same_period, ("同期", "同月", "同季")),
    "vague": (_vague, ("近", "日前", "不久前")),
}
RULES = tuple(Rule(name, pattern, *_READINGS[name]) for name, pattern in OTHER_RULES.items())
