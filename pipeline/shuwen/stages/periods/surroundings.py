"""What the words around an expression of time make of it: its role, a wider span, one range with its neighbour."""

from __future__ import annotations

import datetime
import re

from shuwen.stages.periods import calendar
from shuwen.stages.periods.calendar import CalendarError, Interval
from shuwen.stages.periods.patterns import RANGE_SIGN, SINCE
from shuwen.stages.periods.reader import Found, Reader

_BASE_BEFORE = re.compile(r"(?:[比较]|相较于?|相当于)$")
_BASE_AROUND = re.compile(r"[与和同跟由从]$")
_BASE_AFTER = re.compile(r"[^，。；起开后]{0,12}(?:相比|比较|持平|相当|[增提升扩降减缩下]\w{0,3}[到至为])")
_MULTIPLE_BEFORE = re.compile(r"[是为]$")
_MULTIPLE_AFTER = re.compile(r"的?[0-9.一二两三四五六七八九十]{1,6}(?:倍|%|％)")
_CUMULATIVE_BEFORE = re.compile(r"(?:截至|截止到?|截止至)(?:了)?[ “]*$")
_DEADLINE_BEFORE = re.compile(r"(?:[到至]|力争|争取)$")
_DEADLINE_AFTER = re.compile(r"(?:之?前|以前|内)(?![后三两二四五六七八九0-9])")
_FROM_BEFORE = re.compile(r"自(?:从)?$")
_FROM_AFTER = re.compile(r"[起后]|以后|之后|开始")
_RECORD_SINCE = re.compile(r"(?:\([^()]{0,16}\)|（[^（）]{0,16}）)?以来")


def with_affixes(reader: Reader, one: Found) -> Found:
    """The expression with what the words beside it add: 截至, 以来, 到, 比, 自."""
    before = reader.text[max(0, one.start - 6) : one.start]
    text = reader.text
    if _is_record(text, one):
        since = SINCE.match(text, one.end)
        return (_since(reader, one._replace(end=since.end())) if since else one)._replace(role="record")
    if after := SINCE.match(text, one.end) or _SINCE_FOUNDED.match(text, one.end):
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
    r"(?:之后|以后|年?以来|来|有(?:统计|记录|数据|观测)\w{0,2}以来)(?:[^，。；！？\n]{0,12}?(?:新[高低]|次[高低]|纪录|首[次度])"
    r"|的?(?:同期|单[月日季周])?的?最[高低大小多少好差快慢强弱佳为])"
    r"|的?(?:同期|历史)?的?(?:新[高低]|次[高低]|纪录)"
)
_RECORD_BEFORE = re.compile(r"(?:[创为是系属]|刷新|打破)了?(?:自)?$")
_BARE_RECORD = re.compile(r"(?:以?来)?的?(?:同期|历史)?的?(?:最[高低大小多少好差快慢强弱佳]|第[二三四五]高|[高低](?:[价点位]|(?=[，。；])))")
_SPANNING = re.compile(r"来$")


def _is_record(text: str, one: Found) -> bool:
    """Whether an expression is the scope of a superlative rather than the time of a figure."""
    if one.kind == "now" or (one.kind == "anaphoric" and one.role):  # 去年同期新高, but 历史同期新高
        return False
    start = one.end - 1 if _SPANNING.search(text, one.start, one.end) else one.end  # 五年来 holds its own 来
    if _RECORD_AFTER.match(text, start):
        return True
    before = text[max(0, one.start - 4) : one.start]
    return _RECORD_BEFORE.search(before) is not None and _BARE_RECORD.match(text, start) is not None


_FOUNDING_KINDS = frozenset({"year", "month", "day", "quarter", "range"})
_FOUNDED = (
    r"(?:正式|挂牌|注册|组建|建成|竣工|全面|首次|动工|开工|建设){0,2}"
    r"(?:成立|创[办立建]|始建|兴建|修建|建[立成设造]?|设立|组建|注册|落成|竣工|完工|投[产运]|投入(?:使用|运营|生产)|开[业馆园张工港学通放]|通车|通航"
    r"|上市|挂牌|动工|奠基|发[布行]|颁布|印发|出[台版生]|生效|问世|诞生|生)"
)
# 成立于2013年, 始建于1958年 / 2009年成立的公司, 2013年印发的办法 / 公司2008年成立，
_FOUNDED_BEFORE = re.compile(_FOUNDED + r"[于在]$")
# but neither 2014年建成的12座 nor 2014年建成的水库12座, which count the year's.
_FOUNDED_AFTER = re.compile(
    rf"(?:由\w{{1,8}})?{_FOUNDED}"
    r"(?:的(?![0-9一二两三四五六七八九十百]|[^，。；0-9有达超为]{1,12}[0-9]+[余多]?[万]?[个家座条项处所户名])|(?=[，。；、）),\n]))"
)


_SINCE_FOUNDED = re.compile(_FOUNDED + "以来")


def _is_founding(text: str, one: Found) -> bool:
    """Whether a date says no more than when a thing was founded, opened, issued or born."""
    before = text[max(0, one.start - 10) : one.start]
    return _FOUNDED_BEFORE.search(before) is not None or _FOUNDED_AFTER.match(text, one.end) is not None


# 比疫情前的2019年: what qualifies the year may stand between, but no clause's end and no other figure.
_QUALIFIED_BASE = re.compile(r"(?<![同环占对配可相评])[比较](?![重例率为较好大高低强多快])[^，。；、0-9比较]{1,14}的$")


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


def joined(reader: Reader, left: Found, right: Found) -> Found | None:
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
