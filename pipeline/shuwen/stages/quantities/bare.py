"""Bare numerals: every number in a text, whatever follows it. For callers of `shuwen.numbers`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from shuwen.errors import NumeralError
from shuwen.lang.words import cut_words
from shuwen.records import Bound, Quantity
from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amounts import neighbours
from shuwen.stages.quantities.bounds import left_bound, right_bound
from shuwen.stages.quantities.numerals import DIGITS, parse_number, scale_power, times
from shuwen.stages.quantities.units import HOME, match_unit, unit_index

Exact = Decimal | Fraction

_NUMERALS = frozenset(patterns.CHINESE + patterns.FORMAL)
_LATIN_FORM = re.compile(
    r"[0-9][0-9.]{0,40}(?:\^[-+－]?[0-9]{1,2}(?![0-9])|[eE][-+－]?[0-9]{1,2}(?![0-9])|[kKMGT](?![A-Za-z]))"
    r"|[0-9]{1,20}(?:[ 又][0-9]{1,20})?/[0-9]{1,20}"
)
_AFTER_POINT = re.compile("[0-9]+[百千万亿]*")  # .5, .5万
_PARTS = re.compile(
    r"(?:又)?(?P<below>[0-9一二三四五六七八九十百千万亿两零壹贰叁肆伍陆柒捌玖拾佰仟]{1,30})分之?(?P<above>[-负]?[0-9,.一二三四五六七八九十百千万亿两零点壹贰叁肆伍陆柒捌玖拾佰仟]{1,40})"
)
_FRACTION = re.compile(r"[0-9]/[0-9]|分之?")
_ABOUT = re.compile(r"[多余几](?:[十百千万亿兆]{0,2})(?:多[亿万])?")
_HALF = re.compile(r"一半|1半|半个|半百|半千")
_PAIRS = {"打": 12}
_LONE_FORMAL = frozenset("壹贰叁柒捌玖")
_NOT_AFTER_ONE = frozenset("些定般直样起旦切致向律再概味贯如举刻带路并同共位名时边方系批流体")
_NOT_BEFORE_ONE = frozenset("统唯单专之万同进")
_NOT_AFTER_TEN = frozenset("足分")
# jieba's classes: of words whose numeral counts (numerals, times, measures, what it doesn't know), of names and of idioms.
_NUMERIC = frozenset(("m", "t", "q", "eng", "x"))
_NAMED = frozenset(("ns", "nt", "i", "l"))
_HAN_NUMERAL = re.compile("[一二三四五六七八九十百千万亿两]")
_BETWEEN = re.compile(r"\s?[和与及跟]\s?")
_BOTH = re.compile(
    r"\s?(?:以上|之上)?[，,、]?\s*(?:并且|且|而且|并|同时|又)?\s*(?:小于等于|小于或等于|小于|低于|少于|不大于|不超过|大于等于|大于|不小于|不低于|高于|比)?\s?"
)
_COMPARED = re.compile(r"比\s?$")
_SYMBOL = re.compile(r"(?P<more>>|≥|＞)|(?P<less><|≤|＜)")
_RANGE_END = re.compile(r"\s?(?:之)?间")


class Number:
    """A number at [start, end)."""

    __slots__ = ("bound", "end", "high", "low", "start", "value")

    def __init__(self, start: int, end: int, value: Exact, bound: Bound | None = None) -> None:
        self.start, self.end, self.value, self.bound = start, end, value, bound
        self.low: Exact | None = None
        self.high: Exact | None = None


def find_numbers(text: str) -> list[Quantity]:
    """Every bare number in `text`, ranges joined. 十余万 is the number 100000 with the bound `over`; a fraction is a ratio."""
    found = list(_numbers(text))
    joined = _join(text, found)
    return [
        Quantity(
            kind="ratio" if _FRACTION.search(text, number.start, number.end) else "number",
            text=text[number.start : number.end],
            start=number.start,
            end=number.end,
            value=None if number.low is not None else number.value,
            low=number.low,
            high=number.high,
            bound=number.bound or "exact",
            rule="number",
        )
        for number in joined
    ]


def _numbers(text: str) -> list[Number]:
    cursor = 0
    found: list[Number] = []
    names = _names(text)
    for match in re.finditer(r"[0-9一二三四五六七八九十百千万亿兆两零〇廿卅卌壹贰叁参肆伍陆柒捌玖拾佰仟半]", text):
        if match.start() < cursor or text.startswith("零下", match.start()):
            continue
        number = _number_at(text, match.start())
        if number is None or (number.start in names and names[number.start] > number.end):
            run = patterns.NUMERAL.match(text, match.start())
            cursor = run.end() if run else match.end()
            continue
        cursor = number.end
        number.bound = number.bound or _bound(text, number)
        found.append(number)
    return found


def _names(text: str) -> dict[int, int]:
    """Where the words end that hold one digit and mean no number, and names and idioms with more, by each place in them.

    四川, 第三者, 一般; 二十四史, but not 三十大, which the dictionary has too.
    """
    found = {}
    for word in cut_words(text, 0, len(text)):
        digits = len(_HAN_NUMERAL.findall(word.text))
        if len(word.text) > 1 and digits and word.tag not in _NUMERIC and (digits == 1 or word.tag[:2] in _NAMED):
            found.update(dict.fromkeys(range(word.start, word.end), word.end))
    return found


def _number_at(text: str, start: int) -> Number | None:
    for form in (_LATIN_FORM, _HALF):
        match = form.match(text, start)
        if match:
            return _signed(text, start, match.end(), match.group())
    run = patterns.NUMERAL.match(text, start)
    if run is None:
        parts = _parts_end(text, start, start + 1)
        if parts and (number := _signed(text, start, parts, text[start:parts])):
            return number
        if text[start] in _LONE_FORMAL and text[start + 1 : start + 2] in _PAIRS:
            return Number(start, start + 2, Decimal(DIGITS[text[start]] * _PAIRS[text[start + 1]]))
        if (text[start] in _LONE_FORMAL and text[start + 1 : start + 2] not in _NOT_AFTER_ONE) or (
            text[start] in DIGITS and len(text.strip()) == 1
        ):
            return Number(start, start + 1, Decimal(DIGITS[text[start]]))
        return None
    end = run.end()
    parts = _parts_end(text, start, end)
    if parts:
        number = _signed(text, start, parts, text[start:parts])
        if number:
            return number
    if not _stands(text, start, end):
        return None
    if (pair := neighbours(run.group())) is not None:
        number = Number(start, end, pair[0], "range")
        number.low, number.high = pair
        return number
    number = _signed(text, start, end, run.group())
    if number is not None:
        _about(text, number)
    return number


def _parts_end(text: str, start: int, end: int) -> int:
    """The end of a fraction that begins at `start` (三分之二, 一又二分之一), or 0."""
    match = _PARTS.match(text, end if text.startswith("又", end) else start)
    return match.end() if match and (match.start() == start or text[end] == "又") else 0


def _signed(text: str, start: int, end: int, written: str) -> Number | None:
    try:
        value = parse_number(written, lenient=True)
    except NumeralError:
        return None
    at = start - 1 if text[start - 1 : start] == " " else start
    before = text[at - 1 : at] if at else ""
    if start and text[start - 1] == "." and _AFTER_POINT.fullmatch(written) and not text[start - 2 : start - 1].isdigit():
        value, start = parse_number("0." + written, lenient=True), start - 1
        before, at = text[start - 1 : start] if start else "", start
    if before and before in "-－−负":
        earlier = text[at - 2 : at - 1] if at > 1 else ""
        joint = earlier in patterns.CHINESE or (earlier.isascii() and earlier.isalnum()) or earlier in ("-", "－", "%")
        if before == "负" or not earlier or not joint:
            return Number(at - 1, end, -value)
    if text.startswith("零下", start - 2) and start > 1 and text[start - 3 : start - 2] not in _NUMERALS:
        return Number(start - 2, end, -value)
    return Number(start, end, value)


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a numeral stands for a number here and is no part of a word."""
    written, before, after = text[start:end], text[start - 1 : start] if start else "", text[end : end + 1]
    unit = match_unit(text, end, unit_index()) or match_unit(text, end + 1 if after == " " else end, unit_index())
    if unit is not None and ((unit.kind == "money" and unit.code != HOME) or unit.code in ("%", "‰")):
        return False
    if text.startswith("美刀", end):
        return False
    if written[0].isdigit() and written[0].isascii():
        return not (before.isascii() and before.isalpha())
    if len(written) > 1 and (written[0] in "万亿兆" or not written.strip("两")):
        return False  # 万一, 两两: a scale counts something, and 两 is no digit of a string
    if written in ("万", "亿", "兆", "百", "千"):
        return len(text.strip()) == 1 and written in "百千"
    if written[-1:] in ("一", "壹") and after in _NOT_AFTER_ONE and after:
        return False
    if written == "一" and before in _NOT_BEFORE_ONE and before:
        return False
    if written == "一" and after == "个" and text[end + 1 : end + 2].strip():
        return False
    if written == "十" and after in _NOT_AFTER_TEN and after:
        return False
    alone = all(character in DIGITS for character in written) and len(written) > 1
    return not (alone and before and "一" <= before <= "鿿" and unit is None)


def _about(text: str, number: Number) -> None:
    """十余万, 三十万多亿, 五打: the scale or the dozen after the numeral."""
    match = _ABOUT.match(text, number.end)
    if match:
        scales = match.group().strip("多余几").replace("多", "")
        number.value = times(number.value, Decimal(10 ** scale_power(scales)))
        number.end, number.bound = match.end() if scales else number.end, "over"
    elif text[number.end : number.end + 1] in _PAIRS:
        number.value = times(number.value, Decimal(_PAIRS[text[number.end]]))
        number.end += 1


def _bound(text: str, number: Number) -> Bound | None:
    left = text[max(0, number.start - 4) : number.start]
    if _COMPARED.search(left):
        after = text[number.end : number.end + 1]
        return "over" if after in ("大", "多", "高") else "under" if after in ("小", "少", "低") else None
    compact = left.replace(" ", "")
    if compact[-1:] == "=" or (compact[-1:] in "<>≤≥＜＞" and compact):
        sign = _SYMBOL.search(compact)
        if sign:
            equal = compact[-1:] in ("=", "≤", "≥")
            return ("at_least" if equal else "over") if sign["more"] else ("at_most" if equal else "under")
    right = right_bound(text, number.end) or right_bound(text, _unit_end(text, number.end))
    return left_bound(text, number.start) or (right[0] if right else None)


def _unit_end(text: str, at: int) -> int:
    unit = match_unit(text, at, unit_index())
    return at + len(unit.name) if unit else at


def _join(text: str, found: list[Number]) -> list[Number]:
    """Merge the two ends of a range: 20-30, 20和30之间, 大于10小于20."""
    out: list[Number] = []
    for number in found:
        if out and out[-1].low is None and _is_range(text, out[-1], number):
            first = out[-1]
            _share_scale(text, first, number)
            ends = (first.value, number.value)
            first.low, first.high = min(ends), max(ends)
            first.end, first.bound = number.end, "range"
        else:
            out.append(number)
    return out


def _share_scale(text: str, first: Number, second: Number) -> None:
    """6-9万: both are so many ten thousands."""
    scales = text[second.start : second.end]
    power = scale_power(scales[len(scales.rstrip(patterns.SCALES)) :])
    if power >= 4 and abs(Fraction(first.value)) < 10_000 and text[first.end - 1] not in patterns.SCALES:
        scaled = times(first.value, Decimal(10**power))
        if scaled < second.value:
            first.value = scaled


def _is_range(text: str, first: Number, second: Number) -> bool:
    if second.start - first.end > 16:
        return False
    between = text[first.end : second.start]
    if _RANGE_END.match(text, second.end) and _BETWEEN.fullmatch(between):
        return first.value < second.value
    if patterns.RANGE.fullmatch(between):
        return first.value < second.value
    sides = {first.bound, second.bound}
    low, high = {"over", "at_least"}, {"under", "at_most"}
    if bool(sides & low) and bool(sides & high):
        trimmed = (
            between[1:]
            if first.bound in ("over", "under")
            and between[:1] in ("大", "小", "多", "少", "高", "低")
            and _COMPARED.search(text[max(0, first.start - 3) : first.start])
            else between
        )
        return _BOTH.fullmatch(trimmed) is not None
    return False
