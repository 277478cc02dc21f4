"""What may follow a unit and belongs to the amount: /吨, 3角2分, （次）, 成五, 半."""

from __future__ import annotations

import re
from decimal import Decimal

from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amount import Amount, Exact
from shuwen.stages.quantities.numerals import DIGITS, EXACT, numeral, times
from shuwen.stages.quantities.units import HOME, ONE, Index, Unit, is_eager, match_unit

_HALF_TIMES = re.compile(r"半(?P<unit>小时|钟头|月)")
_MONTHS = Unit("月", "measure", "month", "time")
_HALVED = frozenset("area mass length volume energy power time times".split())  # dimensions that 半 may follow
_FLOWING = frozenset("area volume energy power information".split())  # dimensions that / may follow
_HALF_TRAPS = frozenset("年径数天夜岛导成山票")


def read_tail(text: str, amount: Amount, unit: Unit, index: Index) -> None:
    """What may follow a unit and belongs to it: /吨, 3角2分, （次）, 成五, 半."""
    at = amount.end
    after = text[at : at + 1]
    if not after:
        return
    if after == "半" and unit.name == "个" and (longer := _HALF_TIMES.match(text, at)):
        amount.unit, amount.end = match_unit(text, longer.start("unit"), index) or _MONTHS, longer.end()
        amount.value = times(EXACT.add(_decimal(amount.value or Decimal(0)), Decimal("0.5")), ONE)
        return
    if (
        after == "半"
        and amount.value is not None
        and text[at + 1 : at + 2] not in _HALF_TRAPS
        and unit.dimension != "tenths"
    ):
        if unit.dimension in _HALVED or unit.name == "个":
            if unit.kind == "measure" and unit.dimension != "time":
                amount.floor += after  # 一米半: neither an article nor a name
            amount.value, amount.end = times(EXACT.add(_decimal(amount.value), Decimal("0.5")), ONE), at + 1
        return
    if unit.name == "块" and unit.kind == "count" and (spoken := _SPOKEN.match(text, at)) and amount.value is not None:
        _spoken(amount, spoken)
    elif unit.kind == "count" and after in "（(":
        match = patterns.BRACKETED.match(text, at)
        if match and (match[1] == "次" or match_unit(match[1], 0, index)):
            amount.unit, amount.end = unit._replace(code=unit.code + match[1]), match.end()
    elif unit.dimension == "tenths" and after in "一二三四五六七八九半123456789":
        _tenths(text, amount, at, index)
    elif unit.kind == "money" or unit.dimension in ("mass", "length"):
        _compound(text, amount, unit, at, index)
        read_per(text, amount, index)
    elif unit.kind == "count" or unit.dimension in _FLOWING:
        read_per(text, amount, index)


def _spoken(amount: Amount, tail: re.Match[str]) -> None:
    """6块5 and 四块五毛 are 6.5 and 4.5 yuan: a piece is counted, and no digit follows it."""
    assert amount.value is not None
    tenth = EXACT.divide(Decimal(DIGITS.get(tail["digit"], tail["digit"])), Decimal(10))
    amount.value = times(EXACT.add(_decimal(amount.value), tenth), ONE)
    amount.unit, amount.end, amount.rule = _YUAN, tail.end(), "money"


def _tenths(text: str, amount: Amount, at: int, index: Index) -> None:
    """三成五 is 35 %."""
    if text[at] != "半" and _begins_figure(text, at + 1, index):
        return
    digit = Decimal(5) if text[at] == "半" else Decimal(DIGITS.get(text[at], text[at]))
    if amount.value is not None:
        amount.value = times(EXACT.add(_decimal(amount.value), EXACT.divide(digit, Decimal(10))), ONE)
        amount.end = at + 1


def _begins_figure(text: str, at: int, index: Index) -> bool:
    """Whether the digit before `at` begins a figure of its own (三成五个, 6成5%), rather than being a tenth."""
    after = text[at : at + 1]
    if after in (",", "."):
        return text[at + 1 : at + 2].isdigit()
    return bool(after) and (after in "0123456789十百千万亿零多余几成" or match_unit(text, at, index) is not None)


def _decimal(value: Exact) -> Decimal:
    return value if isinstance(value, Decimal) else EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _compound(text: str, amount: Amount, unit: Unit, at: int, index: Index) -> None:
    """123元1角2分."""
    if amount.value is None or text[at] not in "0123456789零一二两三四五六七八九壹贰叁肆伍陆柒捌玖":
        return
    match = patterns.MINOR_TAIL.match(text, at) if unit.kind == "money" else None
    if match is None:
        _tenth_after(text, amount, unit, at, index)
        return
    extra = Decimal(0)
    for part, cents in ((match["jiao"], 10), (match["fen"], 1), (match["only"], 1)):
        value = numeral(part) if part else None
        if value is not None:
            extra = EXACT.add(extra, EXACT.multiply(value, EXACT.divide(Decimal(cents), Decimal(100))))
    amount.value = times(EXACT.add(_decimal(amount.value), extra), ONE)
    amount.end = match.end()


def _tenth_after(text: str, amount: Amount, unit: Unit, at: int, index: Index) -> None:
    """三块五, 两毛五, 三米九, 六斤八两: a digit that ends a text which is one amount and nothing else."""
    match = _LONE_TENTH.match(text, at)
    if match is None or not is_eager(index) or amount.value is None:
        return
    small = Decimal(DIGITS[match["digit"]])
    step = Decimal("0.01") if match["zero"] else Decimal("0.1")
    if match["liang"] and unit.name not in ("斤", "市斤", "台斤"):
        return
    amount.value = times(EXACT.add(_decimal(amount.value), EXACT.multiply(small, step)), ONE)
    amount.end = match.end()


_LONE_TENTH = re.compile(r"(?P<zero>零)?(?P<digit>[一二两三四五六七八九])(?P<liang>两)?(?![一-鿿])")
# The tenth after 块, no noun or further digit behind it.
_SPOKEN = re.compile(r"(?P<digit>[1-9一二两三四五六七八九])(?:(?:毛|角)钱?(?![一-鿿0-9])|(?![一-鿿0-9.%％a-zA-Z]))")
_YUAN = Unit("块", "money", HOME, "money")
_DOTS = ("·", "⋅", "•")
_LETTER = re.compile("[A-Za-z]{1,3}(?![A-Za-z0-9$])")  # no price: 500ml/NT$399
_PER_SYMBOL = re.compile(r"(?:min|yr|[hsda])(?![A-Za-z0-9])")
_PER_NUMBER = re.compile(r"[0-9]{1,4}")
_PER_WORD = re.compile(r"[一-鿿]{1,3}(?=[，。；、,;:：)）(（\s]|$)")


def read_per(text: str, amount: Amount, index: Index) -> None:
    """元/吨, 元每亩, 人/平方公里: sets `per` and moves the end."""
    at = amount.end
    if text[at : at + 1] in ("/", "／", "∕") or text[at : at + 1] == "每":
        at += 1
    else:
        return
    found = per_unit(text, at, index)
    if found:
        amount.per, amount.end = found
    elif amount.unit is not None and amount.unit.latin and _LETTER.match(text, at):
        amount.unit, amount.end = None, amount.stop  # kg/XY: not kilograms


# Words below the line that are no units of measure, and those whose code differs from their name.
_PER_NAMES = "单位 人年 人月 人次 人 股 户 月 年 天 日 周 小时 亩 公斤 斤 份 生 瓦 蒲式耳 桶 平米 平方米 ㎡ 度 盎司 盎士 车 标煤 晚 呎 夜".split()
_PER_CODES = {
    "平米": "m2", "平方米": "m2", "㎡": "m2", "度": "kWh", "天": "日", "瓦": "W", "盎司": "oz", "盎士": "oz", "公斤": "kg", "呎": "平方英尺",
}  # fmt: skip


def per_unit(text: str, at: int, index: Index) -> tuple[str, int] | None:
    """The unit below the line at `at`, with an amount of it if there is one (50公斤), and where it ends."""
    number = _PER_NUMBER.match(text, at)
    begin = number.end() if number else at
    name = next((name for name in _PER_NAMES if text.startswith(name, begin)), None)
    unit = match_unit(text, begin, index)
    if (
        unit is not None
        and (name is None or len(unit.name) >= len(name))
        and unit.kind in ("measure", "count")
        and unit.dimension != "degree"
    ):
        code, end = _PER_CODES.get(unit.name, unit.code), begin + len(unit.name)
        if unit.dimension == "time":
            code = unit.name
    elif name is not None:
        code, end = _PER_CODES.get(name, name), begin + len(name)
    elif symbol := _PER_SYMBOL.match(text, begin):
        code, end = symbol.group(), symbol.end()
    else:
        return None
    if text[end : end + 1] in _DOTS and (more := per_unit(text, end + 1, index)):
        return f"{number.group() if number else ''}{code}{more[0]}", more[1]  # 元/人·月
    if text.startswith("/", end) and (more := per_unit(text, end + 1, index)):
        return f"{number.group() if number else ''}{code}/{more[0]}", more[1]
    return f"{number.group() if number else ''}{code}", end
