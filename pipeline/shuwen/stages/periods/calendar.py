"""Calendar facts: intervals of days, five-year plans, governments' terms, holidays, reigns. No text is read here."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from shuwen.errors import ShuwenError

DAY = datetime.timedelta(days=1)

#: The names of the five-year plans in order, without the first and second, which began before the rhythm was fixed.
PLANS = "三五 四五 五五 六五 七五 八五 九五 十五 十一五 十二五 十三五 十四五 十五五 十六五".split()
FIRST_PLAN_YEAR = 1966

#: The year before the first of each reign, so that a reign's year N is this + N.
REIGNS = {
    "康熙": 1661, "雍正": 1722, "乾隆": 1735, "嘉庆": 1795, "道光": 1820,
    "咸丰": 1850, "同治": 1861, "光绪": 1874, "宣统": 1908, "民国": 1911,
}  # fmt: skip

#: Events after which people count ("since the reform and opening up").
EVENTS = {
    "改革开放": datetime.date(1978, 12, 18),
    "新中国成立": datetime.date(1949, 10, 1),
    "建国": datetime.date(1949, 10, 1),
    "香港回归": datetime.date(1997, 7, 1),
    "澳门回归": datetime.date(1999, 12, 20),
    "西部大开发": datetime.date(2000, 1, 1),
    "入世": datetime.date(2001, 12, 11),
    "十五大": datetime.date(1997, 9, 12),
    "十六大": datetime.date(2002, 11, 8),
    "十七大": datetime.date(2007, 10, 15),
    "十八大": datetime.date(2012, 11, 8),
    "十九大": datetime.date(2017, 10, 18),
    "二十大": datetime.date(2022, 10, 16),
}

#: The first day of the lunar year (正月初一), month and day, from 1978 on.
_SPRING = (
    "0207 0128 0216 0205 0125 0213 0202 0220 0209 0129 0217 0206 0127 0215 0204 0123 0210 0131 0219 0207 0128 0216 "
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 "
    "0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208"
).split()
SPRING_FESTIVAL = {
    (1978 + n): datetime.date(1978 + n, int(day[:2]), int(day[2:])) for n, day in enumerate(_SPRING)
}  # 1978 to 2035

#: Public holidays whose days differ from the usual ones, as (first month, day, length): State Council notices.
#: A New Year's holiday that begins in December does so the year before.
_NOTICES = {
    ("元旦", 2008): (12, 30, 3), ("元旦", 2014): (1, 1, 1), ("元旦", 2017): (12, 31, 3), ("元旦", 2018): (12, 30, 3),
    ("元旦", 2019): (12, 30, 3), ("元旦", 2020): (1, 1, 1), ("元旦", 2023): (12, 31, 3), ("元旦", 2024): (12, 30, 3),
    ("元旦", 2025): (1, 1, 1),
    ("五一", 2011): (4, 30, 3), ("五一", 2012): (4, 29, 3), ("五一", 2013): (4, 29, 3), ("五一", 2016): (4, 30, 3),
    ("五一", 2017): (4, 29, 3), ("五一", 2018): (4, 29, 3), ("五一", 2019): (5, 1, 4), ("五一", 2022): (4, 30, 5),
    ("五一", 2023): (4, 29, 5),
    ("国庆", 2008): (9, 29, 7), ("国庆", 2009): (10, 1, 8), ("国庆", 2012): (9, 30, 8), ("国庆", 2017): (10, 1, 8),
    ("国庆", 2020): (10, 1, 8), ("国庆", 2023): (9, 29, 8), ("国庆", 2025): (10, 1, 8),
    ("春节", 2014): (1, 31, 7), ("春节", 2020): (1, 24, 10), ("春节", 2024): (2, 10, 8), ("春节", 2025): (1, 28, 8), ("春节", 2026): (2, 15, 9),
}  # fmt: skip

#: Public holidays of one day in Hong Kong and Taiwan, as month and day.
_ONE_DAY = {
    "HK": {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1)},
    "TW": {"元旦": (1, 1), "二二八": (2, 28), "五一": (5, 1), "国庆": (10, 10)},
}

#: The first day of a government's first term that is counted, and the years of a term.
_TERMS = {
    "CN": (datetime.date(2003, 1, 1), 5),  # in March, but its reports count whole years
    "HK": (datetime.date(1997, 7, 1), 5),
    "TW": (datetime.date(1996, 5, 20), 4),
}


#: Days of sale, month and day.
FAIRS = {"双十一": (11, 11), "双十二": (12, 12)}


class Interval(NamedTuple):
    """A closed interval of days."""

    first: datetime.date
    last: datetime.date

    @property
    def name(self) -> str:
        """ISO 8601, `2015-01-01/2015-06-30`."""
        return f"{self.first}/{self.last}"


class CalendarError(ShuwenError, ValueError):
    """A date that no calendar has, such as month 13 or 30 February. Never leaves this package."""


def day(year: int, month: int, number: int) -> Interval:
    """One day; `CalendarError` if there is none such."""
    try:
        date = datetime.date(year, month, number)
    except ValueError as error:
        raise CalendarError(str(error)) from error
    return Interval(date, date)


def months(year: int, first: int, last: int) -> Interval:
    """From the first day of one month to the last of another, which lies in the next year where it is the smaller."""
    end_year = year + (last < first)
    if not (1 <= first <= 12 and 1 <= last <= 12 and year >= 1 and end_year < datetime.MAXYEAR):
        raise CalendarError(f"no months {first} to {last} in {year}")
    following = datetime.date(end_year + last // 12, last % 12 + 1, 1)
    return Interval(datetime.date(year, first, 1), following - DAY)


def years(first: int, last: int) -> Interval:
    """Whole calendar years, both included."""
    if last < first:
        raise CalendarError(f"years run backwards: {first} to {last}")
    return Interval(months(first, 1, 1).first, months(last, 12, 12).last)


def quarters(year: int, first: int, last: int) -> Interval:
    """Whole quarters, 1 to 4, both included."""
    return months(year, first * 3 - 2, last * 3)


def plan(name: str) -> Interval:
    """The five years of a plan named as 十二五; `CalendarError` if unknown."""
    if name not in PLANS:
        raise CalendarError(f"no such plan: {name}")
    first = FIRST_PLAN_YEAR + 5 * PLANS.index(name)
    return years(first, first + 4)


def term(date: datetime.date, region: str = "CN", offset: int = 0) -> Interval:
    """The term of the region's government that `date` lies in, or the one `offset` terms from it."""
    start, length = _TERMS[region]
    if region == "CN" and date.month < 3:  # the new one is elected in March
        date -= DAY * 60
    passed = date.year - start.year - ((date.month, date.day) < (start.month, start.day))
    year = start.year + (passed // length + offset) * length
    try:
        return Interval(start.replace(year=year), start.replace(year=year + length) - DAY)
    except ValueError as error:
        raise CalendarError(str(error)) from error


def week(date: datetime.date, offset: int = 0) -> Interval:
    """Monday to Sunday of the week `offset` weeks from the one of `date`."""
    try:
        monday = date - DAY * date.weekday() + DAY * 7 * offset
        return Interval(monday, monday + DAY * 6)
    except OverflowError as error:
        raise CalendarError(str(error)) from error


def lunar(year: int, month: int, day: int | None) -> Interval:
    """A day, or with None a month, of the lunar calendar; `month` is negative for a leap month.

    Raises `CalendarError` for a month or day that the year doesn't have, and for years before 1900 and after 2100.
    """
    from lunar_python import Lunar, LunarYear  # loaded where an article speaks of the lunar calendar

    if not 1900 <= year <= 2100:
        raise CalendarError(f"no lunar calendar of {year}")
    found = LunarYear.fromYear(year).getMonth(month)
    if found is None or not 1 <= (day or 1) <= found.getDayCount():
        raise CalendarError(f"no lunar month {month}, or no day {day} in it")
    first, last = (Lunar.fromYmd(year, month, number).getSolar() for number in (day or 1, day or found.getDayCount()))
    return Interval(*(datetime.date(one.getYear(), one.getMonth(), one.getDay()) for one in (first, last)))


def lunar_year(date: datetime.date) -> int:
    """The lunar year that a day is in."""
    from lunar_python import Solar

    return int(Solar.fromYmd(date.year, date.month, date.day).getLunar().getYear())


def holiday(name: str, year: int) -> Interval:
    """The public holiday 春节, 五一, 国庆 or 元旦 of a year in the People's Republic, or the fair day 双十一 or 双十二.

    Spring Festival: seven days from New Year's Day until 2007, from its eve since 2008; May Day: seven days from 2000
    to 2007, three until 2018, five since 2020; National Day: seven days. Other years are as the notices said.
    `CalendarError` for any other name: what days 清明, 端午 and 中秋 are made up to hangs on each year's notice.
    """
    if (name, year) in _NOTICES:
        month, number, length = _NOTICES[name, year]
        first = datetime.date(year - (month == 12), month, number)
    elif name == "春节":
        if year not in SPRING_FESTIVAL:
            raise CalendarError(f"no Spring Festival on record for {year}")
        first, length = SPRING_FESTIVAL[year] - DAY * (year >= 2008), 7
    elif name in FAIRS:
        return day(year, *FAIRS[name])
    elif name not in {"五一", "国庆", "元旦"}:
        raise CalendarError(f"no days on record for {name}")
    else:
        may = 7 if year < 2008 else 3 if year < 2020 else 5
        month, length = {"五一": (5, may), "国庆": (10, 7), "元旦": (1, 3)}[name]
        first = day(year, month, 1).first
    return Interval(first, first + DAY * (length - 1))


def holiday_overseas(name: str, year: int, region: str) -> Interval:
    """The public holiday of a year in Hong Kong or Taiwan, or a fair day; `CalendarError` where each year's notice tells."""
    if name in FAIRS:
        return day(year, *FAIRS[name])
    if single := _ONE_DAY[region].get(name):
        return day(year, *single)
    if region == "HK" and name == "复活节":
        sunday = easter(year)
        return Interval(sunday - DAY * 2, sunday + DAY)
    if region == "HK" and name == "圣诞":
        return _with_sundays(day(year, 12, 25).first, 2)
    if region == "HK" and name == "春节" and year in SPRING_FESTIVAL:
        return _with_sundays(SPRING_FESTIVAL[year], 3)
    raise CalendarError(f"no days on record for {name} in {region}")


def _with_sundays(first: datetime.date, length: int) -> Interval:
    """So many days of holiday, one more where a Sunday is among them: Hong Kong gives a day for it."""
    days = [first + DAY * n for n in range(length)]
    return Interval(first, days[-1] + DAY * any(one.weekday() == 6 for one in days))


def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar, by Meeus and Jones."""
    century, rest = divmod(year, 100)
    golden = year % 19
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, number = divmod(moon + weekday - 7 * late + 114, 31)
    return day(year, month, number + 1).first


def shift_years(interval: Interval, count: int) -> Interval:
    """The same days `count` years later (29 February becomes the 28th; the last of a month stays the last)."""

    def moved(date: datetime.date, *, ends_month: bool) -> datetime.date:
        whole = months(date.year + count, date.month, date.month)
        return whole.last if ends_month else min(whole.last, whole.first + DAY * (date.day - 1))

    ends_month = (interval.last + DAY).day == 1
    return Interval(moved(interval.first, ends_month=False), moved(interval.last, ends_month=ends_month))
