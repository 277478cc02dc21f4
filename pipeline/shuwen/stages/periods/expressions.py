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
from shuwen.stages.periods import calendar
from shuwen.stages.periods.calendar import CalendarError, Interval
from shuwen.stages.periods.calendar_rules import calendar_part
from shuwen.stages.periods.patterns import CALENDAR, OTHER_RULES, PLANNED, RANGE_SIGN, SINCE
from shuwen.stages.periods.reader import Anchor, Found, Reader
from shuwen.stages.periods.rules import RESOLVERS, Resolver


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
    year of the title, or the latest year that the text states something of, or the latest that it names again and again.
    """
    named = {int(m[1]) for m in re.finditer(r"(?<!\d)((?:19|20)\d\d)年?", title)}
    if len(named) == 1:
        return named.pop() + ("公报" in title)
    found = period_expressions(text, None, region)
    firm = [year for one in found if (year := _firm_year(text, one)) is not None]
    return max(firm, default=None) or _repeated_year(text, found)


def _repeated_year(text: str, found: list[PeriodExpression]) -> int | None:
    """The latest year named, if it is named more than once; one mention alone may be of any time, a deadline is ahead."""
    ahead = {one.start for one in found if one.role_hint == "deadline"}
    years = Counter(int(match[1]) for match in _YEAR.finditer(text) if match.start() not in ahead)
    latest = max(years, default=0)
    return latest if years[latest] > 1 else None


_YEAR = re.compile(r"(?<!\d)((?:19[5-9]|20[0-4])\d)年(?!代)")


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


_NEEDS = {
    "fiscal": ("年度", "学年", "榨季", "财年"),
    "pair": ("两年", "二年"),
    "fiscal_year": ("财年", "FY"),
    "lettered": ("Q", "H"),
    "year_list": ("年",),
    "full_range": ("年",),
    "plan": ("五",),
    "past": ("年", "季", "周", "天", "日", "月"),
    "future": ("年", "季", "周", "天", "日", "月"),
    "month": ("月",),
    "quarter": ("季",),
    "relative_day": ("天", "日"),
    "bare_day": ("日",),
    "week": ("周", "星期", "礼拜"),
    "holiday": ("春节", "五一", "十", "国庆", "元旦", "清明", "端午", "中秋"),
    "holiday_part": ("假", "黄金周"),
    "decade": ("年代",),
    "event": ("来",),
    "government": ("本届政府",),
    "now": ("目前", "当前", "现在", "如今", "发稿"),
    "same_period": ("同期", "同月", "同季"),
    "vague": ("近", "日前", "不久前"),
}
_RULES = tuple((pattern, RESOLVERS[name], _NEEDS[name]) for name, pattern in OTHER_RULES.items())
_CALENDAR_NEEDS = re.compile(r"[年季月]|\d[-/.]\d|Q[1-4]|[1-4]Q")


def _matches(text: str, region: str) -> Iterator[tuple[re.Match[str], Resolver]]:
    """The matches of all rules, earliest first, a longer one before a shorter; none overlaps another."""
    rules: list[tuple[re.Pattern[str], Resolver]] = []
    if _CALENDAR_NEEDS.search(text):
        rules.append((CALENDAR[region], calendar_part))
    for pattern, resolve, needs in _RULES:
        for need in needs:
            if need in text:
                rules.append((pattern, resolve))
                break
    hits = [(m.start(), -m.end(), n, m, resolve) for n, (p, resolve) in enumerate(rules) for m in p.finditer(text)]
    reached = 0
    for start, _, _, match, resolve in sorted(hits, key=lambda hit: hit[:3]):
        if start >= reached:
            reached = match.end()
            yield match, resolve


# --- what stands around an expression ---

_BASE_BEFORE = re.compile(r"(?:[比较]|相较于?|相当于)$")
_BASE_AROUND = re.compile(r"[与和同跟由从]$")
_BASE_AFTER = re.compile(r"[^，。；起开后]{0,12}(?:相比|比较|持平|相当|[增提升扩降减缩下]\w{0,3}[到至为])")
_MULTIPLE_BEFORE = re.compile(r"[是为]$")
_MULTIPLE_AFTER = re.compile(r"的?[0-9.一二两三四五六七八九十]{1,6}(?:倍|%|％)")
_CUMULATIVE_BEFORE = re.compile(r"(?:截至|截止到?|截止至)(?:了)?[ “]*$")
_DEADLINE_BEFORE = re.compile(r"(?:[到至]|力争|争取)$")
_DEADLINE_AFTER = re.compile(r"(?:之?前|以前|内)(?![后三两二四五六七八九\d])")
_FROM_BEFORE = re.compile(r"自(?:从)?$")
_FROM_AFTER = re.compile(r"[起后]|以后|之后|开始")
_RECORD_SINCE = re.compile(r"(?:\([^()]{0,16}\)|（[^（）]{0,16}）)?以来")


def _with_affixes(reader: Reader, one: Found) -> Found:
    """The expression with what the words beside it add: 截至, 以来, 到, 比, 自."""
    before = reader.text[max(0, one.start - 6) : one.start]
    text = reader.text
    if _is_record(text, one):
        since = SINCE.match(text, one.end)
        return (_since(reader, one._replace(end=since.end())) if since else one)._replace(role="record")
    if after := SINCE.match(text, one.end):
        if one.role != "from" and one.kind not in {"past", "vague"}:
            return _since(reader, one._replace(end=after.end()))
        return one
    if cumulative := _CUMULATIVE_BEFORE.search(before):
        return _cumulative(one, one.start - len(before) + cumulative.start())
    if one.role:
        return one
    if one.kind in _FOUNDING_KINDS and not _DEADLINE_BEFORE.search(before) and _is_founding(text, one):
        return one._replace(role="founding")
    if _FROM_BEFORE.search(before) or _FROM_AFTER.match(text, one.end) or _RECORD_SINCE.match(text, one.end):
        return one._replace(role="from")
    compared = _BASE_AROUND.search(before) and _BASE_AFTER.match(text, one.end)
    multiple = _MULTIPLE_BEFORE.search(before) and _MULTIPLE_AFTER.match(text, one.end)
    against = _BASE_BEFORE.search(before) or _is_qualified_base(text, one.start)
    if (compared or multiple or against) and not _RANGE_AHEAD.match(text, one.end):
        return one._replace(role="base")
    if _DEADLINE_BEFORE.search(before) or _DEADLINE_AFTER.match(text, one.end):
        return one._replace(role="deadline")
    return one


# 创2014年以来新高, 为近三年最大, 自2010年以来首次突破: the scope of a superlative tells when nothing happened.
_RECORD_AFTER = re.compile(
    r"(?:之后|以后|年?以来|来)(?:[^，。；！？\n]{0,12}?(?:新[高低]|次[高低]|纪录|首[次度])"
    r"|的?(?:同期|单[月日季周])?的?最[高低大小多少好差快慢强弱佳为])"
    r"|的?(?:同期|历史)?的?(?:新[高低]|次[高低]|纪录)"
)
_RECORD_BEFORE = re.compile(r"(?:[创为是系属]|刷新|打破)了?(?:自)?$")
_BARE_RECORD = re.compile(r"(?:以?来)?的?(?:同期|历史)?的?(?:最[高低大小多少好差快慢强弱佳]|第[二三四五]高)")
_SPANNING = re.compile(r"来$")


def _is_record(text: str, one: Found) -> bool:
    """Whether an expression is the scope of a superlative rather than the time of a figure."""
    if one.kind in {"now", "anaphoric"}:
        return False
    start = one.end - 1 if _SPANNING.search(text, one.start, one.end) else one.end  # 五年来 holds its own 来
    if _RECORD_AFTER.match(text, start):
        return True
    before = text[max(0, one.start - 4) : one.start]
    return _RECORD_BEFORE.search(before) is not None and _BARE_RECORD.match(text, start) is not None


_FOUNDING_KINDS = frozenset({"year", "month", "day", "quarter", "range"})
_FOUNDED = (
    r"(?:正式|挂牌|注册|组建|建成|竣工|全面|首次|动工|开工|建设)?"
    r"(?:成立|创[办立建]|始建|兴建|修建|建[立成设造]?|设立|组建|注册|落成|竣工|完工|投[产运]|投入(?:使用|运营|生产)|开[业馆园张工港学通放]|通车|通航"
    r"|上市|挂牌|动工|奠基|发[布行]|颁布|印发|出[台版生]|生效|问世|诞生|生)"
)
# 成立于2013年, 始建于1958年 / 2009年成立的公司, 2013年印发的办法 / 公司2008年成立，
_FOUNDED_BEFORE = re.compile(_FOUNDED + r"[于在]$")
# but neither 2014年建成的12座 nor 2014年建成的水库12座, which count the year's.
_FOUNDED_AFTER = re.compile(
    rf"(?:由\w{{1,8}})?{_FOUNDED}"
    r"(?:的(?![\d一二两三四五六七八九十百]|[^，。；\d有达超为]{1,12}\d+[余多]?[万]?[个家座条项处所户名])|以来|(?=[，。；、）),\n]))"
)


def _is_founding(text: str, one: Found) -> bool:
    """Whether a date says no more than when a thing was founded, opened, issued or born."""
    before = text[max(0, one.start - 10) : one.start]
    return _FOUNDED_BEFORE.search(before) is not None or _FOUNDED_AFTER.match(text, one.end) is not None


# 比疫情前的2019年: what qualifies the year may stand between, but no clause's end and no other figure.
_QUALIFIED_BASE = re.compile(r"(?<![同环占对配可相评])[比较](?![重例率为较好大高低强多快])[^，。；、\d比较]{1,14}的$")


def _is_qualified_base(text: str, start: int) -> bool:
    return text[start - 1 : start] == "的" and _QUALIFIED_BASE.search(text[max(0, start - 18) : start]) is not None


_RANGE_AHEAD = re.compile(r"\s*(?:到|至|[-—–~～])")


def _since(reader: Reader, one: Found) -> Found:
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


def _cumulative(one: Found, start: int) -> Found:
    """截至10月底: from New Year's Day to then."""
    if one.interval is None:
        return one._replace(start=start, kind="cumulative")
    last = one.interval.last
    return one._replace(start=start, interval=Interval(datetime.date(last.year, 1, 1), last), kind="cumulative")


def _joined(reader: Reader, left: Found, right: Found) -> Found | None:
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
    return Found(left.start, right.end, Interval(left.interval.first, last), "range", role)
