"""Dates, times and periods in simplified text, resolved to closed intervals of days.

What an expression means may hang on the publication date (今年), on another expression before it (当年, 同期) or on
the kind of article: a government's annual report counts whole years up to the last (五年来, 全年).
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from shuwen.document import PeriodExpression
from shuwen.records import Mention
from shuwen.stages.periods.calendar import Interval
from shuwen.stages.periods.calendar_rules import calendar_part
from shuwen.stages.periods.patterns import CALENDAR, PLANNED
from shuwen.stages.periods.reader import Anchor, Found, Reader
from shuwen.stages.periods.rules import RULES, Resolver
from shuwen.stages.periods.surroundings import joined, with_affixes


def period_expressions(
    text: str, published: datetime.date | None, region: str = "CN", *, year: int | None = None, annual: bool = False
) -> list[PeriodExpression]:
    """Every expression of time in simplified `text`, in order, not overlapping.

    `published` resolves relative words; `year` stands in for it where only the year is known. `annual` says that the
    article is a government's yearly report (`is_annual`), so that 全年 and 五年来 end with the year before.
    Offsets are code points into `text`.
    """
    reader = Reader(text, Anchor(published, year, region, annual))
    found: list[Found] = []
    for match, resolve in _matches(text, region):
        one = resolve(reader, match)
        one = with_affixes(reader, one)
        if found and (whole := joined(reader, found[-1], one)):
            found[-1] = one = whole
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
    year of the title, or the latest year that the text states something of, or the latest that it names again and again.
    """
    named = {int(m[1]) for m in re.finditer(r"(?<![0-9])((?:19|20)[0-9][0-9])年?", title)}
    if len(named) == 1:
        return named.pop() + ("公报" in title)
    found = period_expressions(text, None, region)
    firm = [year for one in found if (year := _firm_year(text, one)) is not None]
    return max(firm, default=None) or _repeated_year(text, found) or _only_year(text, found)


def _repeated_year(text: str, found: list[PeriodExpression]) -> int | None:
    """The latest year named, if it is named more than once; one mention alone may be of any time, a deadline is ahead."""
    ahead = {one.start for one in found if one.role_hint == "deadline"}
    years = Counter(int(match[1]) for match in _YEAR.finditer(text) if match.start() not in ahead)
    latest = max(years, default=0)
    return latest if years[latest] > 1 else None


def _only_year(text: str, found: list[PeriodExpression]) -> int | None:
    """The one year that a text names, if it opens a clause as what the clause is of: 2015年他们计划…"""
    if len({match[1] for match in _YEAR.finditer(text)}) != 1:
        return None
    opening = (
        one.year for one in found
        if one.year and one.kind in {"year", "half", "quarter"} and not one.role_hint and _opens_clause(text, one.start)
    )  # fmt: skip
    return next(opening, None)


def _opens_clause(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "，。；：！？,;:!?\n 　"


_YEAR = re.compile(r"(?<![0-9])((?:19[5-9]|20[0-4])[0-9])年(?!代)")


def _firm_year(text: str, one: PeriodExpression) -> int | None:
    """The year of a statement about the present or the year just past; None for history, plans and titles of works."""
    after = text[one.end : one.end + 12]
    stated = one.kind in {"year", "half", "quarter", "cumulative"} and one.role_hint in {"", "base"}
    if one.year is None or not stated or _HISTORY.match(after):
        return None
    if PLANNED.search(text, max(0, one.start - 10), one.end + 16):
        return None
    return one.year + (1 if re.match("度?(?:盈余|股利|股息|现金股利|财报|年报)", after) else 0)


_HISTORY = re.compile(r"的?《|[^，。]{0,6}(?:成立|创[办立建]|出生|建成|颁布|发布的|危机|奥运|以来|版)")


def _expression(one: Found) -> PeriodExpression:
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


_CALENDAR_NEEDS = re.compile(r"[年季月]|[0-9][-/.][0-9]|Q[1-4]|[1-4]Q")


def _matches(text: str, region: str) -> Iterator[tuple[re.Match[str], Resolver]]:
    """The matches of all rules, earliest first, a longer one before a shorter; none overlaps another."""
    rules: list[tuple[re.Pattern[str], Resolver]] = []
    if _CALENDAR_NEEDS.search(text):
        rules.append((CALENDAR[region], calendar_part))
    for rule in RULES:
        for need in rule.needs:
            if need in text:
                rules.append((rule.pattern, rule.resolve))
                break
    hits = [(m.start(), -m.end(), n, m, resolve) for n, (p, resolve) in enumerate(rules) for m in p.finditer(text)]
    reached = 0
    for start, _, _, match, resolve in sorted(hits, key=lambda hit: hit[:3]):
        if start >= reached:
            reached = match.end()
            yield match, resolve
