"""Numerals side by side: what joins two of them to one range, what unit and scale they share, and dates in digits."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from shuwen.stages.quantities import cues, patterns
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.amounts import read_amount
from shuwen.stages.quantities.context import currency_before
from shuwen.stages.quantities.numerals import times
from shuwen.stages.quantities.units import HOME, Index

# What a joint of a range or a list begins with: most numerals are followed by none of them.
JOINTS = frozenset(" \t\u3000—-－–―~～∼〜至到、和及与以,×✕*xX乘")
_SIGNED_AFTER = frozenset("至到~～∼〜")  # joints of a range that a minus may follow
_DATES = frozenset("年月日")
_DATE_TRAPS = frozenset("第前.0123456789")
_NEIGHBOURS = {"两": "三"} | {
    low: high for digits in ("123456789", "一二三四五六七八九") for low, high in pairwise(digits)
}
_EACH_OF = re.compile("分别|各|均|依次|[第、0-9A-Za-z]$")
_EACH_REACH = 12
_CLASSES = frozenset("类名位级期条")  # 三、四类 are the third and the fourth
_AFTER_DAY = frozenset("元圆币息均薪租历")  # 5日元, 3月息, 30日历天


def range_after(text: str, amount: Amount, index: Index) -> None:
    """20%-30%, 3亿元至5亿元: the same unit on both sides."""
    if text[amount.end : amount.end + 1] not in JOINTS:
        return
    join = patterns.RANGE.match(text, amount.end) or patterns.FROM_UP_TO.match(text, amount.end)
    match = join and other_end(text, join)
    if not join or not match or amount.value is None or amount.unit is None:
        return
    other = read_amount(text, match, index)
    if other is None or other.value is None or other.unit is None:
        return
    if join.re is patterns.FROM_UP_TO and not text.startswith(patterns.UP_TO, other.end):
        return
    if amount.unit.kind == "money" and amount.unit.code == HOME and currency_before(text, amount.start) is None:
        amount.unit = amount.unit._replace(code=other.unit.code) if other.unit.kind == "money" else amount.unit
    if match.start() > join.end():
        other.scale(Decimal(-1))
    if (other.unit.code, other.unit.kind) != (amount.unit.code, amount.unit.kind) or other.value == amount.value:
        return
    left = text[max(0, amount.start - 8) : amount.start]
    rises = (
        amount.unit.kind == "percent" and other.value > amount.value
    )  # 增长5%至8% is a range, 下降20%至15% a move
    moved = cues.MOVED_FROM.search(left) or (not rises and cues.CHANGE_BEFORE.search(left))
    if moved and join.group().strip() in ("至", "到"):
        return  # 由3亿元到5亿元, 下降5元至100元: a move, not a range
    ends = amount.value, other.value
    amount.low, amount.high, amount.value = min(ends), max(ends), None
    amount.bound, amount.rule = "range", "range"
    amount.end, amount.stop, amount.per = other.end, other.stop, other.per or amount.per


def other_end(text: str, join: re.Match[str]) -> re.Match[str] | None:
    """The numeral after the joint of a range, with its minus where a word or a wave joins: -5至-2, but no minus in 15--20."""
    at = join.end()
    match = patterns.NUMERAL.match(text, at)
    if join.group().strip() not in _SIGNED_AFTER:
        return match
    if match is None and text[at : at + 1] in tuple("-－−负"):
        return patterns.NUMERAL.match(text, at + 1)
    return patterns.NUMERAL.match(text, at + 2) if text.startswith("零下", at) else match


def date_end(text: str, match: re.Match[str]) -> int:
    """Where a year or a day in digits ends, 0 where there is none: 2015年, 5月, 12日, the quick way out for one numeral in three."""
    start, stop = match.span()
    after = text[stop : stop + 1]
    if after not in _DATES or text[start] not in patterns.ARABIC or text[start - 1 : start] in _DATE_TRAPS:
        return 0
    if after == "年":
        year = match.group()
        return stop + 1 if stop - start == 4 and year.isdigit() and "1000" < year < "2200" else 0
    return stop if stop - start <= 2 and text[stop + 1 : stop + 2] not in _AFTER_DAY else 0


def cut_from_other_digits(text: str, start: int, stop: int) -> bool:
    """Whether a numeral goes on, or begins, in digits that are no figures: 3𝟛亿元, ٣亿元; but ④3亿元 and m²3亿元 are read."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    if (before.isdecimal() and not before.isascii()) or (after.isdecimal() and not after.isascii()):
        return True
    return before.isdigit() and not before.isascii() and text[start] in patterns.SCALES


def share(one: Amount, other: Amount, *, listed: bool) -> None:
    """The unit and, where `one` lacks it, the scale: 3至5亿元, 60、80和100万元, 一千到两千万元; but 8500到3万元."""
    own = one.value if one.value is not None else one.low
    theirs = other.low if other.low is not None else other.value
    power = other.power if not one.power else other.power // 4 * 4 if one.power < 4 else 0
    if power and own is not None and theirs is not None:
        ten = Decimal(10**power)
        if abs(Fraction(times(own, ten))) <= abs(Fraction(theirs)) or (listed and not one.power and own < 10_000):
            one.scale(ten)
            one.power += power
    one.unit, one.per = other.unit, other.per
    one.rule = one.rule or "shared_unit"


def are_neighbours(text: str, one: Amount, other: Amount) -> bool:
    """Whether 2、3倍 is said, two to three times: a digit and the next, unless each is of something else (分别增长2、3倍)."""
    if other.unit is None or other.unit.code in _CLASSES:
        return False
    digits = _NEIGHBOURS.get(one.floor) == other.floor and not one.power and text[one.stop : other.start] == "、"
    return digits and not _EACH_OF.search(text, max(0, one.start - _EACH_REACH), one.start)


def merge(low: Amount, high: Amount, *, falling: bool) -> bool:
    """Make `high` the range from `low` to it, the lesser end first; False where the two make none.

    `falling`: the joint is one that nothing but a range has, so that the greater end may come first (14280~14210点).
    """
    bottom = low.value if low.value is not None else low.low
    top = high.value if high.value is not None else high.high
    if bottom is None or top is None or bottom == top:
        return False
    if bottom > top and (high.unit is None or high.unit.kind not in (("percent", "measure") if falling else ("percent",))):
        return False  # 20至15% is a range; 2019-5个 is none
    high.low, high.high, high.value, high.bound = min(bottom, top), max(bottom, top), None, "range"
    high.start, high.rule = low.start, "range"
    return True
