"""One amount: a numeral, what approximates it, and the unit after it. No context is looked at here."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.numerals import DIGITS, EXACT, decimal_of, numeral, plain, scale_power, shift, tidy
from shuwen.stages.quantities.tails import read_tail
from shuwen.stages.quantities.units import Index, Unit, is_eager, match_unit

PERCENT = Unit("百分之", "percent", "%", "percent")
PER_MILLE = Unit("千分之", "percent", "‰", "percent")
_LATIN_WORD = re.compile("[A-Za-z]{3,} $")
PART = Unit("分之", "ratio", "1", "fraction")
_PERCENT_SHORT = re.compile(r"分[一二三四五六七八九十]{2,3}")
_LONE_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾]")
_NO_END = frozenset("年月日号时季分点.%％个第期")  # after a numeral that is no other end of 百分之四到…
_YEARS = 1900  # 2016/2017 is a season
LONGEST = 64  # characters of one numeral in running text; nothing that a report states is longer


def read_amount(text: str, match: re.Match[str], index: Index) -> Amount | None:
    """The amount whose numeral is `match`; None where the characters write no number."""
    start, stop = match.span()
    if stop - start > LONGEST:
        return None
    written = match.group()
    if not written.isalnum():
        written = patterns.without_blanks(written)
    if written[0] in patterns.VAGUE:
        return _vague(text, start, stop, written, index)
    if written == "半":
        half = Amount(start, stop)
        half.value, half.floor = Decimal("0.5"), written
        return finish(text, half, None, index)
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
    if not scales and text[stop : stop + 1] in ("）", ")") and _in_brackets(text, amount, digits, index):
        return amount
    if not scales and text[stop : stop + 1] in (" ", "/"):
        _slashes(text, amount, whole, fraction)
        if amount.unit is not None:
            return amount
    return finish(text, amount, unit, index)


def _in_brackets(text: str, amount: Amount, digits: str, index: Index) -> bool:
    """净利润（2,350.6）万元: a negative sum as accounts write it, the unit outside; its span begins at the bracket."""
    start, end = amount.start, amount.stop + 1
    if text[start - 1 : start] not in ("（", "(") or not "一" <= text[start - 2 : start - 1] <= "鿿":
        return False
    if not ("." in digits or "," in digits or len(digits) in (2, 3)):
        return False  # (1) heads a list, （2012） is a year
    scales = 0
    while text[end + scales : end + scales + 1] in ("百", "千", "万", "亿"):
        scales += 1
    unit = match_unit(text, end + scales, index)
    if unit is None or unit.kind != "money" or amount.value is None:
        return False
    amount.power = scale_power(text[end : end + scales])
    amount.scale(Decimal(-(10**amount.power)))
    amount.start, amount.stop = start - 1, end + scales
    amount.end, amount.unit = amount.stop + len(unit.name), unit
    return True


def _slashes(text: str, amount: Amount, whole: str, fraction: str) -> None:
    """1/10 of something, and 7 1/2."""
    stop = amount.stop
    if text[stop] == "/":
        if fraction:
            return
        match = patterns.SLASH.match(text, stop)
        if not match or not 0 < int(whole) < min(int(match[1]), _YEARS) or _is_day(text, amount.start, int(whole), match):
            return
        model = _LATIN_WORD.search(text, max(0, amount.start - 12), amount.start)  # TRICITY 125/155
        if not model and text[amount.start - 1 : amount.start] not in ("/", "-", "."):
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
    # 1/20 and what comes down to it (2/24) may be a part; 7/14 nobody writes for a half.
    return day > 10 and (month > 2 or day % month != 0) and not patterns.PART_AFTER.match(text, rest.end())


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
    cut = written.find("两", 1)
    if cut > 0 and cut + 1 < len(written) and written[cut - 1] in patterns.ONES and written[cut + 1] in patterns.ONES:
        amount.stop = amount.start + cut  # 二两五 is a weight
        return _recut(text, amount, written[:cut], index) if amount.end - amount.start == len(written) else None
    if written == "一两" and match_unit(text, amount.stop, index) is not None:
        pass  # 一两家, 一两倍: one or two of them
    elif (
        (written[-1] in "千兆百" and len(written) > 1 and (unit := match_unit(text, amount.stop - 1, index)))
        or (written[-1] == "两" and len(written) > 1 and (unit := match_unit(text, amount.stop - 1, index)))
        or (written[-1] == "两" and len(written) > 1 and written[-2] not in "十百千万亿")
    ):
        written = written[:-1]
        amount.stop -= 1
    if (pair := neighbours(written)) is not None:
        amount.low, amount.high = pair
        amount.bound, amount.rule = "range", "neighbours"
        return finish(text, amount, unit, index)
    amount.value = numeral(written)
    if amount.value is None:
        return finish(text, amount, unit, index) if _round_pair(amount, written) else None
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


def _round_pair(amount: Amount, written: str) -> bool:
    """两千三千, 三千四千万: a loose range from one round number to the next, at most ten times it; False where none is."""
    pair = patterns.ROUND_PAIR.fullmatch(written)
    low, high = (numeral(pair[1]), numeral(pair[2])) if pair else (None, None)
    if not pair or not low or not high:
        return False
    myriads = pair[2][len(pair[2].rstrip("万亿")) :]
    if high > 10 * low and not pair[1].endswith(("万", "亿")):
        low = EXACT.multiply(low, Decimal(10 ** scale_power(myriads)))
    if not low < high <= 10 * low:
        return False
    amount.low, amount.high, amount.bound, amount.rule = plain(low), high, "range", "neighbours"
    amount.power = scale_power(myriads)
    return True


def neighbours(written: str) -> tuple[Decimal, Decimal] | None:
    """三四十 -> 30, 40; 十七八 -> 17, 18; 三五百 -> 300, 500; None for any other numeral."""
    match = patterns.NEIGHBOURS.fullmatch(written)
    if match is None or not _adjacent(match[2], match[3], match[1] or ""):
        return None
    head, one, two, scales = (part or "" for part in match.groups())
    low, high = numeral(head + one + scales), numeral(head + two + scales)
    return None if low is None or high is None else (low, high)


def _adjacent(one: str, two: str, head: str) -> bool:
    if two == "两":
        return one == "一" and not head  # 一两百, but 十一两 is a weight
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
    """百分之五, 千分之三, 三分之二; above the line anything that a numeral may be: 百分之二三, 百分之四到六, 百分之负三."""
    at = stop + (2 if text.startswith("分之", stop) else 1)
    amount = _above(text, at)
    below = numeral(written.replace("佰", "百").replace("仟", "千"))
    if amount is None or not below:
        return None
    if text[max(0, start - 2) : start].strip("由从") == text[max(0, start - 2) : start]:
        _up_to(text, amount, index)  # 由百分之三到五 is a move
    amount.start, amount.stop, amount.floor = start, amount.end, written
    if not written.strip("百千万亿佰仟") or written == "十万":
        amount.unit, amount.rule = PERCENT if written not in ("千", "仟") else PER_MILLE, "parts"
        if written not in ("百", "千", "佰", "仟"):
            _divide(amount, Fraction(below) / 100)
        return amount
    unit = match_unit(text, amount.end, index)
    amount.unit, amount.rule = PART, "fraction"
    if unit is not None and unit.kind == "measure" and unit.dimension in ("volume", "mass", "area", "length"):
        amount.unit, amount.end = unit, amount.end + len(unit.name)
        _divide(amount, Fraction(below))
    elif amount.value is not None:
        amount.value = tidy(Fraction(amount.value) / Fraction(below))
    else:
        _divide(amount, Fraction(below))
    return amount


def _divide(amount: Amount, below: Fraction) -> None:
    """Divide what is there, as a decimal where one is equal to it."""
    for place in ("value", "low", "high"):
        number = getattr(amount, place)
        if number is not None:
            setattr(amount, place, decimal_of(Fraction(number) / below))


def _above(text: str, at: int) -> Amount | None:
    """The number above the line: 五, 负三, 八九, 七八十, 二十几, 零点几."""
    minus = text[at : at + 1] in ("负", "-", "－", "−")
    match = patterns.NUMERAL.match(text, at + minus) or _LONE_FORMAL.match(text, at + minus)
    if match is None or match.end() - match.start() > LONGEST:
        return None
    over = patterns.without_blanks(match.group()).replace("，", ",")
    if over[0] in patterns.VAGUE:
        amount = _vague(text, *match.span(), over, {})
    else:
        amount = None
        while amount is None and over:
            amount = Amount(match.start(), match.end() - (len(match.group()) - len(over)))
            amount.floor = over
            amount = _chinese(text, amount, over, {})
            over = over[:-1] if over[-1] in "百千万" else ""  # 百分之七十百分位: the scale begins the next word
    if amount is not None:
        _some(text, amount)
        if minus:
            amount.scale(Decimal(-1))
    return amount


def _some(text: str, amount: Amount) -> None:
    """二十几 is 21..29, 三点几 is 3.1..3.9."""
    if amount.value is None:
        return
    step, end = Decimal(1), amount.end + 1
    if text.startswith("点几", amount.end):
        step, end = Decimal("0.1"), end + 1
    elif amount.floor[-1:] != "十" or not text.startswith("几", amount.end):
        return
    base = Fraction(amount.value)
    amount.low, amount.high = decimal_of(base + Fraction(step)), decimal_of(base + 9 * Fraction(step))
    amount.value, amount.bound, amount.end = None, "about", end


def _up_to(text: str, amount: Amount, index: Index) -> None:
    """百分之四到六: the other end of a range stands without 百分之, and no unit of its own follows it."""
    join = patterns.RANGE.match(text, amount.end)
    match = join and patterns.NUMERAL.match(text, join.end())
    if not match or amount.value is None:
        return
    other = _above(text, match.start())
    whole = read_amount(text, match, index)
    if other is None or other.value is None or other.value <= amount.value or whole is None or whole.unit is not None:
        return
    if text[other.end : other.end + 1] not in _NO_END:
        amount.low, amount.high, amount.value = amount.value, other.value, None
        amount.bound, amount.end = "range", other.end


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
        elif after in ("k", "K") and _thousands(text, at, index):
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
    if unit is None and at > amount.stop:
        amount.end = amount.stop = at
    amount.unit = unit
    if unit is not None:
        read_tail(text, amount, unit, index)
    return amount


def _thousands(text: str, at: int, index: Index) -> bool:
    """Whether the k at `at` is a scale before a unit (15k元), no unit beginning with it (km, kPa) and no label (4K片)."""
    whole = match_unit(text, at, index)
    if whole is not None and len(whole.name) > 1:
        return False
    unit = match_unit(text, at + 1, index)
    return unit is not None and (unit.kind != "count" or text[at] == "k" or is_eager(index))


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
    if power and amount.power >= power:
        power = 0  # 6亿多万: so many hundred millions and some ten thousands
    if word == "几" and amount.floor[-1:] in ("十", "百", "千") and amount.value is not None:
        step = Fraction(Fraction(10) ** (scale_power(amount.floor[-1]) - 1))
        base = Fraction(amount.value)
        amount.low, amount.high = tidy(base + step), tidy(base + 9 * step)
        amount.value = None
        amount.bound = "about"
    else:
        amount.bound = "about" if word == "来" else "over"
    amount.rule = "approximate"
    whole = numeral(amount.floor + text[at + 1 : end]) if power and amount.value is not None else None
    if whole is not None:
        amount.value = whole  # 17亿2千多万: the scale is that of the last part
    else:
        amount.scale(Decimal(10**power))
    amount.power += power
    return end
