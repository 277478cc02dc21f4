"""What may follow a unit and belongs to the amount: /吨, 3角2分, （次）, 成五, 半."""

from __future__ import annotations

import re
from decimal import Decimal

from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amount import Amount, Exact
from shuwen.stages.quantities.numerals import DIGITS, EXACT, numeral, times
from shuwen.stages.quantities.units import HOME, ONE, PARTS, Index, Unit, is_eager, match_unit, unit_index

_HALF_TIMES = re.compile(r"半(?P<unit>小时|钟头|月|百分点)")
_MONTHS = Unit("月", "measure", "month", "time")
_HALVED = frozenset("area mass length volume energy power time times".split())  # dimensions that 半 may follow
_NOTHING_BELOW = frozenset("time age degree temperature index_point".split())  # dimensions that no / follows
_HALF_TRAPS = frozenset("年径数天夜岛导成山票")


def read_tail(text: str, amount: Amount, unit: Unit, index: Index) -> None:
    """What may follow a unit and belongs to it: /吨, 3角2分, （次）, 成五, 半."""
    at = amount.end
    after = text[at : at + 1]
    if not after:
        return
    if unit.name == "元" and _whose(text, amount, at, index):
        return
    if after == "半" and unit.dimension != "tenths":
        _half_after(text, amount, unit, index)
        return
    if unit.name == "块" and unit.kind == "count" and (spoken := _SPOKEN.match(text, at)) and amount.value is not None:
        _spoken(amount, spoken)
    elif unit.kind == "count" and after in "（(":
        match = patterns.BRACKETED.match(text, at)
        both = match_unit(unit.name + match[1], 0, index) if match else None
        if match and both is not None and both.name == unit.name + match[1]:
            amount.unit, amount.end = both, match.end()  # 万人（次）, 万头（只）
    elif unit.dimension == "tenths" and after in "一二三四五六七八九半123456789":
        _tenths(text, amount, at, index)
    elif unit.dimension == "degree" and is_eager(index):
        _tenth_after(text, amount, unit, at, index)  # 三十八度五
    elif unit.kind == "money" or unit.dimension in ("mass", "length"):
        _compound(text, amount, unit, at, index)
        read_per(text, amount, index)
    elif unit.kind == "count" or (unit.kind == "measure" and unit.dimension not in _NOTHING_BELOW):
        read_per(text, amount, index)


def _half_after(text: str, amount: Amount, unit: Unit, index: Index) -> None:
    """一米半, 两个半小时, 三个半百分点: half a unit more."""
    at = amount.end
    if unit.name == "个" and (longer := _HALF_TIMES.match(text, at)):
        amount.unit, amount.end = match_unit(text, longer.start("unit"), index) or _MONTHS, longer.end()
    elif amount.value is not None and text[at + 1 : at + 2] not in _HALF_TRAPS and (unit.dimension in _HALVED or unit.name == "个"):
        amount.end = at + 1
        if unit.kind == "measure" and unit.dimension != "time":
            amount.floor += "半"  # 一米半: neither an article nor a name
    else:
        return
    amount.value = times(EXACT.add(_decimal(amount.value or Decimal(0)), Decimal("0.5")), ONE)


def _whose(text: str, amount: Amount, at: int, index: Index) -> bool:
    """3万元欧元: the currency is named once more, and better."""
    named = match_unit(text, at, index)
    if named is None or named.kind != "money" or named.code == HOME:
        return False
    amount.unit, amount.end = named, at + len(named.name)
    return True


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
    """123元1角2分, 3斤5两: what is left over, in smaller parts of the unit."""
    if amount.value is None or text[at] not in "0123456789零一二两三四五六七八九壹贰叁肆伍陆柒捌玖":
        return
    found = _change(text, at) if unit.kind == "money" else _remainder(text, at, unit)
    if found is None:
        _tenth_after(text, amount, unit, at, index)
        return
    extra, amount.end = found
    amount.floor += text[at : amount.end]  # 三斤五两: no name is so long
    amount.value = times(EXACT.add(_decimal(amount.value), EXACT.divide(extra, unit.factor)), ONE)


def _change(text: str, at: int) -> tuple[Decimal, int] | None:
    """1角2分 after 元: how many of the currency it is, and where it ends."""
    match = patterns.MINOR_TAIL.match(text, at)
    if match is None:
        return None
    cents = Decimal(0)
    for part, worth in ((match["jiao"], 10), (match["fen"], 1), (match["only"], 1)):
        if part and (value := numeral(part)) is not None:
            cents = EXACT.add(cents, EXACT.multiply(value, Decimal(worth)))
    return EXACT.divide(cents, Decimal(100)), match.end()


def _remainder(text: str, at: int, unit: Unit) -> tuple[Decimal, int] | None:
    """5两 after 斤: how many of the canonical unit it is, and where it ends; less than one whole of the unit before."""
    match = patterns.NUMERAL.match(text, at)
    written = match.group() if match else ""
    end = at + len(written)
    if written.endswith("两"):
        end -= 1  # 五两 reads as a numeral
    smaller = match_unit(text, end, unit_index(eager=True))
    whole = PARTS.get((unit.code, smaller.code)) if smaller else None
    value = numeral(text[at:end]) if whole else None
    if smaller is None or whole is None or value is None:
        return None
    extra = EXACT.divide(EXACT.multiply(value, smaller.factor), Decimal(whole))
    return (extra, end + len(smaller.name)) if extra < unit.factor else None


def _tenth_after(text: str, amount: Amount, unit: Unit, at: int, index: Index) -> None:
    """三块五, 两毛五, 六斤八两, 一米七, 1米75: the digits after a unit are its tenths, where nothing else begins with them."""
    match = _LONE_TENTH.match(text, at)
    spoken = (is_eager(index) and not (unit.kind == "money" and amount.value and amount.value >= 10_000)) or unit.code == "m"
    if match is None or amount.value is None or not spoken:
        return
    digits = match["digits"]
    if len(digits) > 1 and unit.code != "m":
        return
    small = Decimal("".join(str(DIGITS.get(one, one)) for one in digits))
    step = Decimal("0.1") ** (len(digits) + bool(match["zero"]))
    amount.value = times(EXACT.add(_decimal(amount.value), EXACT.multiply(small, step)), ONE)
    amount.floor += digits  # 一米七: no article
    amount.end = match.end()


_LONE_TENTH = re.compile(
    "(?P<zero>零)?(?P<digits>[1-9][0-9]?|[一二三四五六七八九]{1,2})"
    "(?![0-9.,:%％a-zA-Z/~～—-])(?=[了的高长]|左右|以[上下]|[^一-鿿]|$)"
)
# The tenth after 块, no noun or further digit behind it.
_SPOKEN = re.compile(r"(?P<digit>[1-9一二两三四五六七八九])(?:(?:毛|角)钱?(?![一-鿿0-9])|(?![一-鿿0-9.%％a-zA-Z])|(?=一[斤个包袋盒条瓶两份张]))")
_YUAN = Unit("块", "money", HOME, "money")
_PRODUCT = ("·", "⋅", "•", "/")
_LETTER = re.compile("[A-Za-z]{1,3}(?![A-Za-z0-9$])")  # no price: 500ml/NT$399
_LINE = re.compile("(?:标准煤|标煤)?[/／∕]|每")  # the coal of 克标准煤/千瓦时 says what is weighed
_GOES_ON = re.compile("(?![的以左上及或和])[一-鿿]")
_PER_SYMBOL = re.compile(r"(?:min|yr|[hHsda])(?![A-Za-z0-9])")
_PER_NUMBER = re.compile(r"[0-9]{1,4}|[百千万]")
_PER_WORD = re.compile(r"[一-鿿]{1,3}(?=[，。；、,;:：)）(（\s]|$)")


def read_per(text: str, amount: Amount, index: Index) -> None:
    """元/吨, 元每亩, 人/平方公里: sets `per` and moves the end."""
    line = _LINE.match(text, amount.end)
    if line is None:
        return
    at = line.end()
    found = per_unit(text, at, index)
    if found and line.group() == "每" and _of_each(text, amount, at, found[1], index):
        return
    if found:
        if amount.unit is not None and found[0].lstrip("0123456789") == amount.unit.code != found[0]:
            return  # 12吋/8吋 are two sizes
        amount.per, amount.end = found
    elif amount.unit is not None and amount.unit.latin and _LETTER.match(text, at):
        amount.unit, amount.end = None, amount.stop  # kg/XY: not kilograms


def _of_each(text: str, amount: Amount, at: int, end: int, index: Index) -> bool:
    """Whether 每 after a measure begins something else: in 150公里每辆补2万元 what follows is of each car."""
    below = match_unit(text, at, index)
    counted = below is not None and below.kind == "count"
    return counted and amount.unit is not None and amount.unit.kind == "measure" and _GOES_ON.match(text, end) is not None


# Words below the line that are no units of measure, and codes that differ from the unit's own. Of times those of
# physics are symbols (km/h), those of statistics words (t/年).
_PER_NAMES = (
    "万元 单位 人年 人月 人次 人 股 户 月 年 天 日 周 小时 时 亩 公斤 斤 份 生 瓦 蒲式耳 桶 平米 平方米 ㎡ 度 盎司 盎士 车 标煤 晚 呎 夜"
).split()
_PER_CODES = {
    "平米": "m2", "平方米": "m2", "㎡": "m2", "度": "kWh", "瓦": "W", "盎司": "oz", "盎士": "oz", "公斤": "kg", "呎": "平方英尺",
    "小时": "h", "时": "h", "H": "h", "天": "日", "d": "日", "a": "年", "yr": "年",
}  # fmt: skip
_PER_TIMES = {"second": "s", "minute": "min", "hour": "h", "day": "日", "week": "周", "month": "月", "year": "年"}
_TENS = {"百": "100", "千": "1000", "万": "10000"}  # 升/百公里


def per_unit(text: str, at: int, index: Index) -> tuple[str, int] | None:
    """The unit below the line at `at`, with an amount of it if there is one (50公斤), and where it ends."""
    found, number = _per_code(text, at, index), ""
    if found is None and (match := _PER_NUMBER.match(text, at)):
        number = _TENS.get(match.group(), match.group())
        found = _per_code(text, match.end(), index)
    if found is None:
        return None
    code, end = found
    if text[end : end + 1] in _PRODUCT and (more := per_unit(text, end + 1, index)):
        return f"{number}{code}{more[0]}", more[1]  # 元/人·月 and 元/人/月 are one
    return f"{number}{code}", end


def _per_code(text: str, at: int, index: Index) -> tuple[str, int] | None:
    """The code of the one unit whose name stands at `at`, and where the name ends."""
    name = next((name for name in _PER_NAMES if text.startswith(name, at)), "")
    unit = match_unit(text, at, index)
    if unit is not None and len(unit.name) >= len(name) and unit.kind in ("measure", "count") and unit.dimension != "degree":
        own = _PER_TIMES.get(unit.code, unit.name) if unit.dimension == "time" else unit.code
        return _PER_CODES.get(unit.name, own), at + len(unit.name)
    if not name and (symbol := _PER_SYMBOL.match(text, at)):
        name = symbol.group()
    return (_PER_CODES.get(name, name), at + len(name)) if name else None
