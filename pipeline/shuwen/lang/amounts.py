"""A figure as a person writes it in Chinese: 约53.2亿元, 15%至20%, 2.3倍."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

from shuwen.records import Bound, Exact, Quantity
from shuwen.resources import lexicon

_BEFORE: dict[Bound, str] = {"about": "约", "over": "超过", "under": "不足", "at_least": "至少", "at_most": "至多"}
_OWN = {"pp": "个百分点", "times": "倍", "rank": "", "1": "", "": ""}
_PREFERRED = {"CNY": "元", "TWD": "元新台币", "HKD": "港元", "year": "年", "℃": "℃", "km2": "平方公里", "m": "米"}
_ORDERS = ((12, "万亿"), (8, "亿"), (4, "万"))
_PLACES = 12  # decimals beyond which a fraction such as 1/3 is written as a fraction


def written(quantity: Quantity) -> str:
    """The figure with its unit and bound, scaled by 万, 亿 or 万亿; a rank is 第3, a fraction 2/3."""
    unit = _name(quantity.unit)
    if quantity.kind == "rank":
        unit = ""
    ends = [end for end in (quantity.value, quantity.low, quantity.high) if end is not None]
    counted = quantity.kind not in ("percent", "ratio", "rank")
    words = [f"{'第' if quantity.kind == 'rank' else ''}{_number(end, scaled=counted)}{unit}" for end in ends]
    return _BEFORE.get(quantity.bound, "") * (len(ends) == 1) + "至".join(words)


def plain(value: Exact) -> str:
    """The exact number in digits: 5320000000, 0.35, 1/3."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return f"{value:f}"


def _number(value: Exact, *, scaled: bool) -> str:
    if isinstance(value, Fraction):
        return plain(value)
    for power, word in _ORDERS if scaled else ():
        short = value.scaleb(-power)
        if abs(short) >= 1 and -_exponent(short) <= _PLACES:
            return f"{_trimmed(short)}{word}"
    return _trimmed(value)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _name(code: str) -> str:
    """The Chinese name of a unit's code, what stands below the line behind it: CNY/亩 -> 元/亩."""
    head, line, below = code.partition("/")
    name = _OWN.get(head)
    return f"{_names().get(head, head) if name is None else name}{line}{_names().get(below, below)}"


@cache
def _names() -> dict[str, str]:
    """Code -> the first Chinese name in the lexicon of units; a code that is no key is its own name."""
    found: dict[str, str] = {}
    for table in lexicon("units").values():
        for code, names in table.items():
            chinese = (name.partition("!")[0] for name in names if "一" <= name[0] <= "鿿" and "*" not in name)
            if "*" not in code and (name := next(chinese, "")):
                found[code] = name
    return found | _PREFERRED
