"""Numerals to exact numbers: Arabic, Chinese, formal (壹贰叁), and mixtures of them. Decimal or Fraction, never float."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from shuwen.errors import NumeralError

DIGITS = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "参": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1, "俩": 2, "仨": 3,
}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
PACKED = {"廿": 20, "卅": 30, "卌": 40}
MYRIADS = {"万": 4, "亿": 8, "兆": 12}  # powers of ten
SCALE_POWER = {"十": 1, "百": 2, "千": 3, "拾": 1, "佰": 2, "仟": 3, **MYRIADS}
LETTER_POWER = {"k": 3, "K": 3, "M": 6, "m": 6, "G": 9, "T": 12}

# Numeral characters as a traditional text writes them, and digits and points at full width: one to one.
SIMPLIFY = str.maketrans(
    "０１２３４５６７８９．，％－＋／萬億兩點負參貳陸壹圓圆幾餘個數顆",
    "0123456789.,%-+/万亿两点负参贰陆壹元元几余个数颗",
)

EXACT = Context(prec=400, Emax=10**6, Emin=-(10**6))
LONGEST = (
    400  # characters: more than any number that a text states, and small enough that big-integer work stays trivial
)

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇]+|[^0-9]")
_ARABIC_SCALED = re.compile(r"([0-9]+)(?:\.([0-9]+))?([十百千万亿兆拾佰仟]*)")
_SEPARATOR = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))|(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_LOOSE_SEPARATOR = re.compile(r"(?<=[0-9])[,，](?=[0-9])|(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9/]))")
_MONEY_TAIL = re.compile(r"(?P<yuan>.+?)元(?:(?P<jiao>[^角分]+)角)?(?:(?P<fen>[^分]+)分)?[整正]?")
_FRACTION = re.compile(r"(?:(?P<whole>.+)又)?(?P<below>[^又分]+)分之?(?P<above>[^又]+)")
_SLASHED = re.compile(r"(?:(?P<whole>[0-9]+)[ 又])?(?P<above>[0-9]+)/(?P<below>[0-9]+)")
_POWER = re.compile(r"(?P<base>[-+]?[0-9.]+)\^(?P<power>[-+]?[0-9]{1,4})")
_EXPONENT = re.compile(r"(?P<base>[0-9.]+)[eE](?P<power>[-+]?[0-9]{1,3})")
_LETTERED = re.compile(r"(?P<base>[0-9.]+)\s*(?P<letter>[kKMGT])")


def shift(digits: str, fraction: str, power: int) -> Decimal:
    """digits.fraction times ten to the `power` (>= 0), written plainly: no exponent and no trailing zeros."""
    if power:
        digits, fraction = digits + fraction[:power].ljust(power, "0"), fraction[power:]
    fraction = fraction.rstrip("0")
    digits = digits.lstrip("0") or "0"
    return Decimal(f"{digits}.{fraction}" if fraction else digits)


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal(text if text not in ("", "-", "-0") else "0")


def scale_power(scales: str) -> int:
    """万 -> 4, 千万 -> 7, 万亿 -> 12: the power of ten that a run of scale characters stands for."""
    return sum(SCALE_POWER[character] for character in scales)


def times(value: Decimal | Fraction, factor: Decimal | Fraction) -> Decimal | Fraction:
    """The exact product; a Fraction if either is one."""
    if isinstance(value, Fraction) or isinstance(factor, Fraction):
        return tidy(Fraction(value) * Fraction(factor))
    return plain(EXACT.multiply(value, factor))


def tidy(value: Fraction) -> Decimal | Fraction:
    """A Fraction as the Decimal that it equals, where a whole number; else itself."""
    return Decimal(value.numerator) if value.denominator == 1 else value


def decimal_of(value: Fraction) -> Decimal | Fraction:
    """A Fraction as the Decimal that equals it, where there is one (denominator of twos and fives only); else itself."""
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    return plain(EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))) if below == 1 else value


@lru_cache(maxsize=65536)
def numeral(text: str) -> Decimal | None:
    """The number that an unsigned simplified numeral without separators other than `,` writes, or None if it is none."""
    if "," in text:
        text = _SEPARATOR.sub("", text)  # any comma left groups no thousands
    match = _ARABIC_SCALED.fullmatch(text)
    if match:
        digits, fraction, scales = match.groups()
        if not scales or len(scales) <= 4:
            return shift(digits, fraction or "", scale_power(scales))
    if len(text) > LONGEST:
        return None
    whole, point, rest = text.partition("点")
    if not point:
        return _whole(text)
    return _with_point(whole, rest)


def _with_point(whole: str, rest: str) -> Decimal | None:
    """三点五, 一点二万亿: `rest` is digits, then scales."""
    left = _whole(whole)
    digits = ""
    for index, character in enumerate(rest):
        if character.isdigit() and character.isascii():
            digits += character
        elif character in DIGITS:
            digits += str(DIGITS[character])
        elif index and all(c in MYRIADS for c in rest[index:]):
            power = scale_power(rest[index:])
            return None if left is None else shift(format(left, "f"), digits, power)
        else:
            return None
    if left is None or not digits:
        return None
    return plain(EXACT.add(left, Decimal(f"0.{digits}")))


def _whole(text: str) -> Decimal | None:
    """A numeral without a decimal point in Chinese. 两 stands alone or before a scale: 两两一, 五百两 are no numerals."""
    if not text or (text[-1] == "两" and len(text) > 1):
        return None
    if all(character in DIGITS for character in text):
        if "两" in text and len(text) > 1:
            return None
        return Decimal("".join(str(DIGITS[character]) for character in text))
    return _Sum(text).value()


class _Sum:
    """Adds up a numeral from left to right: pending digits, the section below 万, and the groups above it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.groups: list[tuple[int, Decimal]] = []  # (power of the group's scale, its amount), falling powers
        self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.last_unit: Decimal | None = None  # the unit just passed, which a lone digit after it is a tenth of
        self.after_zero = False
        self.started = False

    def value(self) -> Decimal | None:
        for token in _TOKEN.findall(self.text):
            if not self._take(token):
                return None
            self.started = True
        self._close_section(final=True)
        total = self.section
        for _, amount in self.groups:
            total = EXACT.add(total, amount)
        return plain(total)

    def _take(self, token: str) -> bool:
        if token[0] in "零〇":
            if self.pending is not None:
                return False
            self.after_zero = True
            if not self.started:
                self.pending = None
            return True
        if token[0] in "0123456789":
            return self._digit(Decimal(token), lone=len(token) == 1)
        if token in DIGITS:
            return self._digit(Decimal(DIGITS[token]), lone=True)
        if token in PACKED:
            return self._packed(token)
        if token in TENS:
            return self._ten(Decimal(TENS[token]))
        return token in MYRIADS and self._myriad(MYRIADS[token])

    def _digit(self, digit: Decimal, *, lone: bool) -> bool:
        if self.pending is not None:
            return False
        self.pending = digit
        if not lone:
            self.after_zero = True  # 526万9940: the digits are units, not tenths
        return True

    def _packed(self, token: str) -> bool:
        if self.pending is not None:
            return False
        self.section += PACKED[token]
        self.last_unit = Decimal(10)
        return True

    def _ten(self, unit: Decimal) -> bool:
        if self.pending is None and self.section and self.last_unit is not None and self.last_unit <= unit:
            return False
        if self.last_unit is not None and self.last_unit < 10_000 and self.last_unit <= unit:
            return False
        self.section = EXACT.add(
            self.section, EXACT.multiply(self.pending if self.pending is not None else Decimal(1), unit)
        )
        self.pending, self.last_unit, self.after_zero = None, unit, False
        return True

    def _myriad(self, power: int) -> bool:
        if not self.started:
            self.pending = Decimal(1)  # 万, 亿元: one of them
        elif self.pending is not None and self.last_unit == 1000 and not self.after_zero:
            return False  # 五千一万: two numbers, not 51 million
        self._close_section(final=False)
        amount = self.section
        while self.groups and (self.groups[-1][0] < power or (not self.section and self.groups[-1][0] <= power)):
            amount = EXACT.add(amount, self.groups.pop()[1])
        if self.groups and self.groups[-1][0] <= power:
            return False
        unit = Decimal(10**power)
        self.groups.append((power, EXACT.multiply(amount, unit)))
        self.section, self.last_unit, self.after_zero = Decimal(0), unit, False
        return True

    def _close_section(self, *, final: bool) -> None:
        """Put the pending digit in its place: 百二 is 120, 万五 is 15000, but 十五 is 15 and 零五 is 5."""
        if self.pending is None:
            return
        tenth = self.last_unit is not None and self.last_unit > 10 and not self.after_zero
        if tenth and self.last_unit is not None and (final or self.last_unit < 10_000):
            self.section = EXACT.add(
                self.section, EXACT.multiply(self.pending, EXACT.divide(self.last_unit, Decimal(10)))
            )
        else:
            self.section = EXACT.add(self.section, self.pending)
        self.pending = None


def parse_number(text: str, *, lenient: bool = False) -> Decimal | Fraction:
    """The exact number that the whole of `text` writes, in either script and either width.

    Takes 1,234.5, 53.2亿, 一万五千亿, 壹佰叁拾, 三点五, 负十, 三分之二, 一又二分之一, 1/3, 百分之五 (as 0.05) and the
    formal 壹拾元整. `lenient` also takes what is said or typed loosely: 1.5k, 12e-1, 2^10, commas anywhere between digits.
    Raises `NumeralError` for anything else.
    """
    written = text.translate(SIMPLIFY).strip()
    value = _number(written, lenient=lenient)
    if value is None:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        loose = not lenient and _number(written, lenient=True) is not None
        raise NumeralError(f"not one whole numeral: {shown!r}" + ("; lenient=True takes it" if loose else ""))
    return value


def _number(text: str, *, lenient: bool) -> Decimal | Fraction | None:
    sign = -1 if text[:1] in ("负", "-", "−") else 1
    if sign < 0 or text[:1] == "+":
        text = text[1:].lstrip()
    value = _unsigned((_LOOSE_SEPARATOR if lenient else _SEPARATOR).sub("", text), lenient=lenient)
    if value is None:
        return None
    return value if sign > 0 else -value


def _unsigned(text: str, *, lenient: bool) -> Decimal | Fraction | None:
    if _PLAIN.fullmatch(text):
        digits, _, fraction = text.partition(".")
        return shift(digits, fraction, 0)
    if len(text) > LONGEST:
        return numeral(text) if all(character in DIGITS for character in text) else None
    text = text.replace(" ", "") if "/" not in text else text
    if lenient and text[:1] == "点":
        text = "零" + text
    for reader in (_half, _shorthand, _fraction, _formal_money):
        if reader is _shorthand and not lenient:
            continue
        value = reader(text)
        if value is not None:
            return value
    return numeral(text)


def _half(text: str) -> Decimal | None:
    """半, 一半, 半百."""
    if text in ("半", "一半", "1半", "半个"):
        return Decimal("0.5")
    if text in ("半百", "半千"):
        return Decimal(50) if text[1] == "百" else Decimal(500)
    return None


def _shorthand(text: str) -> Decimal | Fraction | None:
    """1.04M, 2.5^3, 12e-1."""
    if match := _LETTERED.fullmatch(text):
        base = numeral(match["base"])
        return None if base is None else times(base, Decimal(10 ** LETTER_POWER[match["letter"]]))
    if match := _EXPONENT.fullmatch(text):
        return _raise(numeral(match["base"]), 10, int(match["power"]))
    match = _POWER.fullmatch(text)
    root = _number(match["base"], lenient=False) if match else None
    if match and root and abs(int(match["power"])) <= 99:
        return decimal_of(Fraction(root) ** int(match["power"]))
    return None


def _raise(base: Decimal | None, ten: int, power: int) -> Decimal | Fraction | None:
    return None if base is None or abs(power) > 99 else decimal_of(Fraction(base) * Fraction(ten) ** power)


def _fraction(text: str) -> Decimal | Fraction | None:
    match = _SLASHED.fullmatch(text) or ("分" in text and _FRACTION.fullmatch(text)) or None
    if match is None:
        return None
    if match.re is _FRACTION and "之" not in text and match["below"] in ("百", "千", "万"):
        return None
    whole = numeral(match["whole"]) if match["whole"] else Decimal(0)
    below, above = _side(match["below"]), _side(match["above"])
    if whole is None or above is None or not below:
        return None
    value = Fraction(whole) + Fraction(above) / Fraction(below)
    return decimal_of(value) if match["below"].strip("一1") in ("百", "千", "万", "00", "000", "0000") else tidy(value)


def _side(text: str) -> Decimal | None:
    """Above or below the line; a sign is allowed on either."""
    negative = text[:1] in ("负", "-")
    value = numeral(text[1:] if negative else text)
    return -value if negative and value is not None else value


def _formal_money(text: str) -> Decimal | Fraction | None:
    """壹佰捌拾壹元柒角, 壹拾壹元整: cheques write the unit into the numeral."""
    match = _MONEY_TAIL.fullmatch(text)
    if match is None or text[0] not in "壹贰叁参肆伍陆柒捌玖拾":
        return None
    total = numeral(match["yuan"])
    for part, unit in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        if match[part] and total is not None:
            amount = numeral(match[part].lstrip("零"))
            total = None if amount is None else EXACT.add(total, EXACT.multiply(amount, unit))
    return None if total is None else plain(total)
