"""One amount: a numeral, what approximates it, and the unit after it. No context is looked at here."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.numerals import DIGITS, EXACT, decimal_of, numeral, plain, scale_power, shift, tidy
from shuwen.stages.quantities.tails import read_tail
from shuwen.stages.quantities.units import Index, Unit, match_unit

PERCENT = Unit("百分之", "percent", "%", "percent")
PER_MILLE = Unit("千分之", "percent", "‰", "percent")
PART = Unit("分之", "ratio", "1", "fraction")
_PERCENT_SHORT = re.compile(r"分[一二三四五六七八九十]{2,3}")
_LONE_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾]")
LONGEST = 64  # characters of one numeral in running text; nothing that a report states is longer


def read_amount(text: str, match: re.Match[str], index: Index) -> Amount | None:
    """The amount whose numeral is `match`; None where the characters write no number."""
    start, stop = match.span()
    if stop - start > LONGEST:
        return None
    written = match.group().replace(" ", "")
    if written[0] in patterns.VAGUE:
        return _vague(text, start, stop, written, index)
    if written == "半数":
        return _half(start, stop)
    if written in ("百", "佰") and text.startswith("分百", stop):
        hundred = Amount(start, stop + 2)
        hundred.value, hundred.unit, hundred.rule = Decimal(100), PERCENT, "parts"
        return hundred
    if text.startswith("分之", stop) or (written in ("百", "佰") and _PERCENT_SHORT.match(text, stop)):
        part = _parts(text, start, stop, written, index)
        if part is not None:
            return part
    amount = Amount(start, stop)
    amount.floor = written
    simple = patterns.SIMPLE.fullmatch(written)
    if simple:
        return _arabic(text, amount, simple, index)
    return _chinese(text, amount, written, index)


def _arabic(text: str, amount: Amount, simple: re.Match[str], index: Index) -> Amount:
    """Arabic digits with a scale at most: the common case, kept short."""
    digits, scales = simple.groups()
    whole, _, fraction = digits.replace(",", "").replace("，", "").partition(".")
    amount.plain = True
    stop = amount.stop
    unit = None
    if scales and scales[-1] in "千兆百" and (unit := match_unit(text, stop - 1, index)):
        scales = scales[:-1]
        amount.stop = stop = stop - 1  # 1500千瓦 is 1500 kW
    amount.power = scale_power(scales) if scales else 0
    amount.value = shift(whole, fraction, amount.power)
    if not scales and text[stop : stop + 1] in (" ", "/"):
        _slashes(text, amount, whole, fraction)
        if amount.unit is not None:
            return amount
    return finish(text, amount, unit, index)


def _slashes(text: str, amount: Amount, whole: str, fraction: str) -> None:
    """1/10 of something, and 7 1/2."""
    stop = amount.stop
    if text[stop] == "/":
        if fraction:
            return
        match = patterns.SLASH.match(text, stop)
        if not match or not 0 < int(whole) < int(match[1]) or _is_day(text, amount.start, int(whole), match):
            return
        if text[amount.start - 1 : amount.start] not in ("/", "-", "."):
            amount.value, amount.unit, amount.rule = tidy(Fraction(int(whole), int(match[1]))), PART, "fraction"
            amount.stop = amount.end = match.end()
    elif (match := patterns.MIXED_FRACTION.match(text, stop)) and int(match[2]) > int(match[1]):
        part = Fraction(int(match[1]), int(match[2])) / 10 ** len(fraction)
        amount.value = decimal_of(Fraction(amount.value or 0) + part)
        amount.stop = match.end()


def _is_day(text: str, start: int, month: int, rest: re.Match[str]) -> bool:
    """Whether month/day is meant: 12/13 after a week or at the end of a range, or a fraction that nobody would write."""
    day = int(rest[1])
    if month > 12 or day > 31:
        return False
    if patterns.WEEK_BEFORE.search(text, max(0, start - 2), start) or patterns.DAY_AFTER.match(text, rest.end()):
        return True
    # 1/20 and what comes down to it (2/24) may be a part.
    return day > 10 and day % month != 0 and not patterns.PART_AFTER.match(text, rest.end())


def _chinese(text: str, amount: Amount, written: str, index: Index) -> Amount | None:
    """Chinese and mixed numerals, neighbours such as 三四百 among them."""
    unit = None
    tail = patterns.TRAILING_DIGITS.fullmatch(written) if written[-1] in patterns.ARABIC else None
    if tail and not _fits(tail[1][-1], tail[2], text[amount.stop : amount.stop + 1]):
        if amount.stop - amount.start != len(written):
            return None
        written = tail[1]
        amount.stop = amount.start + len(written)
        return _recut(text, amount, written, index)
    if (
        (written[-1] in "千兆百" and len(written) > 1 and (unit := match_unit(text, amount.stop - 1, index)))
        or (written[-1] == "两" and len(written) > 1 and (unit := match_unit(text, amount.stop - 1, index)))
        or (written[-1] == "两" and len(written) > 1 and written[-2] not in "十百千万亿")
    ):
        written = written[:-1]
        amount.stop -= 1
    neighbours = patterns.NEIGHBOURS.fullmatch(written)
    if neighbours and _adjacent(neighbours[2], neighbours[3]):
        head, one, two, scales = (part or "" for part in neighbours.groups())
        amount.low, amount.high = numeral(head + one + scales), numeral(head + two + scales)
        amount.bound, amount.rule = "range", "neighbours"
        if amount.low is None or amount.high is None:
            return None
        return finish(text, amount, unit, index)
    amount.value = numeral(written)
    if amount.value is None:
        return None
    trailing = len(written) - len(written.rstrip(patterns.SCALES))
    amount.power = scale_power(written[len(written) - trailing :]) if trailing < len(written) else 0
    return finish(text, amount, unit, index)


def _half(start: int, stop: int) -> Amount:
    amount = Amount(start, stop)
    amount.value, amount.unit, amount.rule = Fraction(1, 2), PART, "half"
    return amount


def _recut(text: str, amount: Amount, written: str, index: Index) -> Amount | None:
    simple = patterns.SIMPLE.fullmatch(written)
    amount.floor = written
    if simple:
        return _arabic(text, amount, simple, index)
    return _chinese(text, amount, written, index)


def _fits(scale: str, digits: str, after: str) -> bool:
    """Whether bare digits after a scale belong to it: 526万9,940户 yes, 投资3亿2015年 no."""
    return len(digits.replace(",", "")) <= {"万": 4, "亿": 8, "千": 3, "百": 2}.get(scale, 0) and after not in tuple(
        "年月日.%％"
    )


def _adjacent(one: str, two: str) -> bool:
    return DIGITS[two] - DIGITS[one] == 1 or (one, two) == ("三", "五")


def _vague(text: str, start: int, stop: int, written: str, index: Index) -> Amount | None:
    """几十, 数百亿: from two to nine of the scale."""
    unit = None
    if len(written) > 2 and written[-1] in "千兆百" and (unit := match_unit(text, stop - 1, index)):
        written = written[:-1]
        stop -= 1
    amount = Amount(start, stop)
    one = Decimal(10 ** scale_power(written[1:]))
    amount.low, amount.high = plain(EXACT.multiply(one, Decimal(2))), plain(EXACT.multiply(one, Decimal(9)))
    amount.bound, amount.rule, amount.floor = "about", "vague", written
    return finish(text, amount, unit, index)


def _parts(text: str, start: int, stop: int, written: str, index: Index) -> Amount | None:
    """百分之五, 千分之三, 三分之二."""
    at = stop + (2 if text.startswith("分之", stop) else 1)
    match = patterns.NUMERAL.match(text, at) or _LONE_FORMAL.match(text, at)
    if match is None or len(match.group()) > LONGEST:
        return None
    written = written.replace("佰", "百").replace("仟", "千")
    below = numeral(written)
    over = match.group().replace("，", "")
    above = numeral(over)
    while above is None and over[-1:] in ("百", "千", "万"):
        over = over[:-1]  # 百分之七十百分位: the scale begins the next word
        above = numeral(over)
    if not below or above is None:
        return None
    amount = Amount(start, match.start() + len(over))
    amount.floor = written
    if not written.strip("百千万亿") or written == "十万":
        amount.unit, amount.value = PERCENT if written != "千" else PER_MILLE, above
        if written not in ("百", "千"):
            amount.value = decimal_of(Fraction(above) * 100 / Fraction(below))
        amount.rule = "parts"
        return amount
    amount.unit, amount.value, amount.rule = PART, tidy(Fraction(above) / Fraction(below)), "fraction"
    unit = match_unit(text, amount.end, index)
    if unit is not None and unit.kind == "measure" and unit.dimension in ("volume", "mass", "area", "length"):
        amount.unit, amount.end, amount.value = (
            unit,
            amount.end + len(unit.name),
            decimal_of(Fraction(above) / Fraction(below)),
        )
    return amount


def finish(text: str, amount: Amount, unit: Unit | None, index: Index) -> Amount:
    """Read 多 余 几 来, a scale after them, and the unit; leaves `unit` None where there is none."""
    at = amount.stop
    if unit is None:
        after = text[at : at + 1]
        if after in ("多", "余", "几", "来") and after:
            at = _approximate(text, amount, at, index)
        elif after == "个" and text.startswith("多百分点", at + 1):
            amount.bound, at = "over", at + 2
        elif after == "个" and text[at + 1 : at + 2] in ("亿", "万") and not patterns.OVER_SUM.match(text, at + 1):
            at = _scaled_by(text, amount, at + 1)
        elif after in ("k", "K") and "块" in index and (unit := match_unit(text, at + 1, index)):
            amount.scale(Decimal(1000))
            at += 1
        elif after == " ":
            at = _over_space(text, amount, at, index)
        unit = match_unit(text, at, index)
        if (
            unit is None
            and text[at : at + 1] == "个"
            and text[at + 1 : at + 2] == "多"
            and text[at + 2 : at + 3] in ("亿", "万")
        ):
            amount.bound = "over"
            at = _scaled_by(text, amount, at + 2)
            unit = match_unit(text, at, index)
    else:
        at = amount.stop
    amount.end = amount.stop if unit is None else at + len(unit.name)
    if unit is None and amount.bound in ("over", "about") and at > amount.stop:
        amount.end = amount.stop = at
    amount.unit = unit
    if unit is not None:
        read_tail(text, amount, unit, index)
    return amount


def _over_space(text: str, amount: Amount, at: int, index: Index) -> int:
    """60800 万元, 3 公里: where the unit begins after one space, any scale there taken in; `at` itself where none does."""
    end = at + 1
    while text[end : end + 1] in ("万", "亿") and end - at <= 2:
        end += 1
    if match_unit(text, end, index) is None:
        return at
    if end > at + 1:
        amount.scale(Decimal(10 ** scale_power(text[at + 1 : end])))
        amount.power += scale_power(text[at + 1 : end])
    return end


def _scaled_by(text: str, amount: Amount, at: int) -> int:
    """两个亿: the scale stands after 个."""
    end = at
    while text[end : end + 1] in ("亿", "万") and end - at < 2:
        end += 1
    amount.scale(Decimal(10 ** scale_power(text[at:end])))
    amount.power += scale_power(text[at:end])
    return end


def _approximate(text: str, amount: Amount, at: int, index: Index) -> int:
    """十余家, 1000多亿元, 二十几万: returns where the unit should begin; changes nothing where no unit follows."""
    word, end = text[at], at + 1
    while text[end : end + 1] in patterns.SCALES and end < len(text) and end - at <= 2:
        end += 1
    if match_unit(text, end, index) is None and end == at + 1 and not text.startswith("个", end):
        return at
    if text[end - 1] in "千兆百" and end > at + 1 and match_unit(text, end - 1, index):
        end -= 1
    power = scale_power(text[at + 1 : end])
    if word == "几" and amount.floor[-1:] in ("十", "百", "千") and amount.value is not None:
        step = Fraction(Fraction(10) ** (scale_power(amount.floor[-1]) - 1))
        base = Fraction(amount.value)
        amount.low, amount.high = tidy(base + step), tidy(base + 9 * step)
        amount.value = None
        amount.bound = "about"
    else:
        amount.bound = "about" if word == "来" else "over"
    amount.rule = "approximate"
    amount.scale(Decimal(10**power))
    return end
