"""Figures in running text: one pass over the numerals, each read with its unit, its bound and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

import msgspec

from shuwen.document import Refusal
from shuwen.records import Kind, Quantity
from shuwen.stages.quantities import cues, patterns, senses
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.amounts import LONGEST, read_amount
from shuwen.stages.quantities.bare import find_numbers
from shuwen.stages.quantities.bounds import bind
from shuwen.stages.quantities.context import (
    HomeCurrency,
    PerUnit,
    currency_before,
    prefix_currency,
    settle,
    stated_money,
)
from shuwen.stages.quantities.numerals import times
from shuwen.stages.quantities.refuse import code_like, enclosed, named, refusal
from shuwen.stages.quantities.squeeze import Squeezed
from shuwen.stages.quantities.tails import read_per
from shuwen.stages.quantities.units import HOME, ONE, Unit, currency_ends, match_unit, unit_index

ALL_KINDS: tuple[Kind, ...] = ("money", "percent", "count", "measure", "ratio", "rank")

# What may follow one Chinese digit that is worth reading, beside the first characters of the units.
_WORTH = frozenset("毛角两级码×✕*xX多余几来分半个案、和及与至到-－—–~～∼/:：∶ 名位亿万,")
_SPOKEN = frozenset("块毛角两")  # units where the words around say so, and else words of their own
_DATES = frozenset("年月日")
_DATE_TRAPS = frozenset("第前.0123456789")
_AFTER_DAY = frozenset("元圆币息均薪租历")  # 5日元, 3月息, 30日历天
_DATE_SIGNS = frozenset("月日号时季")
_AFTER_ARTICLE = frozenset("个些种批定般直样起方系位家项条次年天下切路面边带生段场点名则份句片")
_MINUS = frozenset("-－−负下")  # 下 of 零下
_SIGNED_AFTER = frozenset("至到~～∼〜")  # joints of a range that a minus may follow
_CURRENCY_SIGNS = tuple("￥¥$＄€£")
# What the joints of ranges and lists, and those of ratios, begin with: most numerals are followed by none of them.
_JOINTS = frozenset(" \t\u3000—-－–―~～∼〜至到、和及与以,×✕*xX乘")
_COLONS = frozenset(" \t\u3000:：∶︰比")
_WAVES = frozenset("~～∼〜")
_NO_DEBT = frozenset("担抱胜欠背肩自承正")  # 正负, 担负
_DISCOUNT_BEFORE = frozenset("打享达至低约扣")
# Dimensions of units that a text which is one amount and nothing else means without more ado.
_HALVED = frozenset("mass length volume area".split())
_EAGER = frozenset("age degree mass length volume money minor discount".split())


class Scan:
    """One reading of one text. `text` is simplified; `original`, of the same length, gives the quantities' own words.

    `lone`: the text may be one amount and nothing else, so that ambiguous units (块, 两, 度) count too.
    """

    def __init__(self, text: str, original: str, region: str, *, lone: bool = False) -> None:
        self.text = text
        self.original = original
        self.region = region
        self.lone = lone
        self.index = unit_index(eager=lone)
        self.per = PerUnit(text, self.index)
        self.currency_ends = currency_ends()
        self.currency = HomeCurrency(text, region)
        self.found: list[Amount] = []
        self.refusals: list[Refusal] = []
        self.pending: list[tuple[Amount, str]] = []  # numerals that wait for a later one's unit; range, list, sides or ""
        self.expected = -1  # where the next numeral must begin to take part with the pending ones
        self.cursor = 0  # everything before it is read

    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        worth = frozenset(self.index) | _WORTH
        for found in patterns.NUMERAL.finditer(text):
            match: re.Match[str] | None = found
            if found.start() < self.cursor:
                match = patterns.NUMERAL.match(text, self.cursor) if found.end() > self.cursor else None
            if match is None or not self._worth_reading(match, worth):
                continue
            if not self.pending and (end := _date_end(text, match)):
                self._refuse(match.start(), end, "date")
            elif self.pending or self._may_be_figure(match, worth):
                self._numeral(match)
            else:
                self._refuse(*match.span(), "bare")
        self._flush()
        self._halves()

    def _worth_reading(self, match: re.Match[str], worth: frozenset[str]) -> bool:
        """False for one Chinese digit in a word such as 统一 or 进一步, which needs no reason to be left out."""
        start, stop = match.span()
        head = self.text[start]
        if stop - start > 1 or head in patterns.ARABIC:
            return True
        after = self.text[stop : stop + 1]
        if after in worth and not (head == "一" and after in _AFTER_ARTICLE):
            return True
        return after == "半" or self.text[start - 1 : start] in ("第", "前") or self.text.startswith("半个", start - 2)

    def _may_be_figure(self, match: re.Match[str], worth: frozenset[str]) -> bool:
        """False for Arabic digits that neither a unit nor anything else of use follows: the quick way out."""
        start, stop = match.span()
        text = self.text
        if text[stop - 1] not in patterns.ARABIC or text[start] not in patterns.ARABIC or stop == len(text):
            return True
        if "." in match.group():
            return True
        after = text[stop]
        if after == " ":  # 3 公里, 7 1/2
            after = text[stop + 1 : stop + 2] if text[stop + 2 : stop + 3] != "/" else "/"
        before = text[start - 1 : start]
        if after in worth or after in _DATE_SIGNS or before in ("第", "前"):
            return True
        if before in self.currency_ends or (before == " " and text[start - 2 : start - 1] in self.currency_ends):
            return currency_before(text, start) is not None
        return before in ("（", "(") and after in ("）", ")")

    def _numeral(self, match: re.Match[str]) -> None:
        text = self.text
        start, stop = match.span()
        if self.pending and start != self.expected:
            self._flush()
        if text[start - 1 : start] in ("第", "前") and self._ranked(match):
            return
        name_end = named(text, start)
        if _cut_from_other_digits(text, start, stop):
            self._refuse(start, stop, "no_number")
        elif name_end is not None and not self.lone:
            self._refuse(start, max(stop, name_end), "name")
        elif text[start] in patterns.ARABIC and code_like(text, start, stop) and not self._side(start):
            self._refuse(start, stop, "code")
        elif text[start] not in patterns.ARABIC or not self._shares(start, stop):
            self._amount(match)

    def _side(self, start: int) -> bool:
        """Whether the numeral at `start` is one more side of what is measured: 20×30米, 2m×3m."""
        if self.pending:
            return self.pending[-1][1] == "sides"
        last = self.found[-1] if self.found else None
        return last is not None and last.end == start - 1 and last.unit is not None and last.unit.dimension == "length"

    def _ranked(self, match: re.Match[str]) -> bool:
        rank = senses.rank(self.text, match, self.found[-1] if self.found else None)
        if isinstance(rank, str):
            self._refuse(match.start(), match.end(), rank)
        elif rank is not None:
            self._emit(rank)
        return rank is not None

    def _shares(self, start: int, stop: int) -> bool:
        if self.text[stop : stop + 1] not in _COLONS:
            return False
        ratio = senses.shares(self.text, start, self.found[-1] if self.found else None)
        if ratio is None:
            return False
        end, found = ratio
        if not found:
            self._refuse(start, end, "proportion")
        self.found.extend(found)
        self.cursor = end
        return True

    def _amount(self, match: re.Match[str]) -> None:
        amount = senses.half(self.text, match) or read_amount(self.text, match, self.index)
        if (amount is None or amount.unit is None or amount.unit.name == "块") and self._spoken(match):
            amount = read_amount(self.text, match, unit_index(eager=True))
        if amount is None:
            self._refuse(*match.span(), "too_long" if match.end() - match.start() > LONGEST else "no_number")
            return
        if amount.floor == "亿" and self.text.startswith("半个", amount.start - 2) and amount.start > 1:
            amount.scale(Decimal("0.5"))
            amount.start -= 2  # 半个亿
        before = self.text[amount.start - 1 : amount.start]
        if before in _MINUS:
            amount.sign = self._sign(amount.start)
        elif before == "." and not self._point(amount):
            self._refuse(*match.span(), "code")
            return
        if self.pending or before == " " or before in self.currency_ends:
            self._stated(amount)
        joined = self._join(amount.end) if amount.unit is None else None  # a unit said by a sign is there by now
        if joined:
            self._wait(amount, *joined)
            return
        if amount.unit is None:
            self._sense(amount)
        if amount.unit is not None:
            self._take(amount)
        elif self.pending:
            self.pending.append((amount, ""))
            self._flush()
        else:
            self._refuse(amount.start, amount.stop, self._bare_reason(amount))

    def _spoken(self, match: re.Match[str]) -> bool:
        """Whether a unit that is another word too (块 毛 角 两) follows the numeral, and the words around make it one."""
        start, end = match.span()
        return not _SPOKEN.isdisjoint(self.text[start + 1 : end + 1]) and senses.spoken(self.text, match)

    def _stated(self, amount: Amount) -> None:
        """A currency right before a numeral makes it money, whatever its size: ¥4,999, $20-25, €30起."""
        unit = amount.unit
        if unit is not None and (unit.kind != "count" or self.text[amount.start - 1 : amount.start] not in _CURRENCY_SIGNS):
            return
        first = self.pending[0][0] if self.pending else amount
        if stated := stated_money(self.text, first):
            amount.end = amount.stop
            if first is amount and self._goes_on(amount.end):
                return
            amount.unit, amount.rule = stated, "sense_money"
            read_per(self.text, amount, self.index)

    def _goes_on(self, at: int) -> bool:
        """Whether a numeral joined at `at` may share a currency named before: no unit but money follows it."""
        joined = self._join(at)
        match = joined and patterns.NUMERAL.match(self.text, joined[2])
        other = read_amount(self.text, match, self.index) if match else None
        return other is not None and (other.unit is None or other.unit.kind == "money")

    def _point(self, amount: Amount) -> bool:
        """库容.45亿立方米 begins with its point; False where that point can't be read. A full stop (。 as .) is let be."""
        text, start, unit = self.text, amount.start, amount.unit
        before = text[start - 2 : start - 1] if start > 1 else ""
        if before in (" ", "\u3000"):
            return not text[start - 3 : start - 2].isdigit()  # 4 .6亿元
        digits = patterns.SIMPLE.fullmatch(amount.floor)
        ends = unit is None or unit.kind not in ("money", "measure", "percent") or unit.dimension == "time"
        if ends or digits is None or not digits[1].isdecimal() or digits[1].endswith("0") or before in "）)":
            return True
        if before in patterns.CHINESE:
            return False  # 一.3 heads a list, 三.5 is no numeral
        amount.scale(Decimal(1).scaleb(-len(digits[1])))
        amount.start = start - 1
        return True

    # numerals without a unit

    def _sense(self, amount: Amount) -> None:
        if self.lone and amount.power >= 4 and self.text.strip() == self.text[amount.start : amount.end]:
            amount.unit, amount.rule = senses.MONEY, "sense_money"
        elif self.text[amount.start - 1 : amount.start] in _CURRENCY_SIGNS and (unit := stated_money(self.text, amount)):
            amount.unit, amount.rule = unit, "sense_money"
        elif amount.floor[-1:] == "兆" and self.region == "CN":
            if amount.plain:  # 千兆网 is a name
                senses.mega(amount)
        else:
            senses.sense(self.text, amount, self.found[-1] if self.found else None)

    def _join(self, at: int) -> tuple[str, int, int] | None:
        """What joins a numeral that ends at `at` to the next one, where what follows begins, and where its numeral does."""
        if self.text[at : at + 1] not in _JOINTS:
            return None
        join = patterns.RANGE.match(self.text, at)
        if join and (other := _other_end(self.text, join)):
            return "range", join.end(), other.start()
        join = patterns.SIDES.match(self.text, at)
        if join and patterns.NUMERAL.match(self.text, join.end()):
            return "sides", join.end(), join.end()
        join = patterns.LIST.match(self.text, at)
        if join and patterns.NUMERAL.match(self.text, join.end()):
            return "list", join.end(), join.end()
        return None

    def _wait(self, amount: Amount, kind: str, then: int, numeral: int) -> None:
        if kind == "list" and self._enumerates(amount):
            self._refuse(amount.start, amount.stop, "enumerator")
            return
        self.pending.append((amount, kind))
        self.cursor, self.expected = then, numeral

    def _enumerates(self, amount: Amount) -> bool:
        """1、 or 二、 at the head of a line or a sentence."""
        before = self.text[amount.start - 1 : amount.start]
        return (
            self.text[amount.end] == "、" and len(amount.floor) <= 2 and (not before or before in "\n \t\u3000。；：")
        )

    def _bare_reason(self, amount: Amount) -> str:
        if self.text[amount.start - 1 : amount.start] == "第":
            return "ordinal"
        return "date" if self.text[amount.end : amount.end + 1] in {"年", *_DATE_SIGNS} else "bare"

    def _flush(self) -> None:
        """The waiting numerals have no unit to share: read each by its sense, or refuse it."""
        waiting, self.pending = self.pending, []
        for amount, _ in waiting:
            self._sense(amount)
            if amount.unit is not None:
                self._emit(amount)
            else:
                self._refuse(amount.start, amount.stop, self._bare_reason(amount))

    def _refuse(self, start: int, end: int, reason: str) -> None:
        self.refusals.append(Refusal(start, end, reason))
        self.cursor = max(self.cursor, end)

    # numerals with their unit

    def _take(self, amount: Amount) -> None:
        """Resolve the waiting numerals against this one, look for the other end of a range, and emit."""
        self._minus(amount)
        senses.points_ahead(self.text, amount, self.index)
        waiting, self.pending = self.pending, []
        if waiting and waiting[-1][1] == "sides" and (amount.unit is None or amount.unit.dimension != "length"):
            for one in (waiting[-1][0], amount):
                self._refuse(one.start, one.stop, "code")  # 2×30万千瓦 is a plan of two
            return
        listed = [amount]  # the last first
        after: Amount | None = amount
        for one, kind in reversed(waiting):
            after = self._settled(one, kind, after, amount)
            if after is None:
                self._refuse(one.start, one.stop, "bare")
            elif after is one:
                listed.append(one)
        self._range_after(amount)
        for one in reversed(listed):
            self._emit(one)

    def _settled(self, one: Amount, kind: str, after: Amount | None, amount: Amount) -> Amount | None:
        """The figure that a waiting numeral is part of: itself in a list that ends in `amount`, or the range up to `after`.

        `after` is the figure right after it, which needn't be the last of the list (36-48、50%). None where it is none.
        """
        if kind == "range":
            if after is None:
                return None
            if amount.unit is not None and amount.unit.kind != "count":
                self._minus(one)
            _share(one, after, listed=False)
            falling = self.text[one.end : one.end + 1] in _WAVES
            return after if _merge(one, after, falling=falling) else None
        counted = amount.unit is not None and amount.unit.kind == "count"
        if one.floor[-1] in "万亿兆" and amount.power < 4 and counted:
            self._sense(one)  # 1个过500亿、4个过百亿: no list of counts
        else:
            _share(one, amount, listed=True)
        return one if one.unit is not None else None

    def _sign(self, start: int) -> int:
        """Where the minus of a numeral at `start` begins (-3.5%, 负10, 零下5度), -1 where there is none or it joins or lists."""
        text = self.text
        sign = text[start - 1 : start]
        if start - 1 < self.cursor:
            return -1
        before = text[start - 2 : start - 1]
        if sign == "下":
            return start - 2 if before == "零" and start - 2 >= self.cursor else -1
        if sign == "负" and before in _NO_DEBT:
            return -1
        if sign != "负" and before and ((before.isalnum() and before.isascii()) or before in "%％‰-—–−)）"):
            return -1
        return start - 1

    def _minus(self, amount: Amount) -> None:
        """Give the amount the minus before it."""
        if amount.sign >= 0:
            amount.scale(Decimal(-1))
            amount.start, amount.sign = amount.sign, -1

    def _range_after(self, amount: Amount) -> None:
        """20%-30%, 3亿元至5亿元: the same unit on both sides."""
        text = self.text
        if text[amount.end : amount.end + 1] not in _JOINTS:
            return
        join = patterns.RANGE.match(text, amount.end) or patterns.FROM_UP_TO.match(text, amount.end)
        match = join and _other_end(text, join)
        if not join or not match or amount.value is None or amount.unit is None:
            return
        other = read_amount(text, match, self.index)
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

    def _emit(self, amount: Amount) -> None:
        unit = amount.unit
        assert unit is not None
        settle(self.text, amount)
        if unit.kind == "money":
            self.per.apply(amount)
        reason = self._why_not(amount)
        if reason:
            self._refuse(amount.start, amount.end, reason)
            return
        start = prefix_currency(self.text, amount)
        bind(self.text, amount, start, self.cursor if self.cursor <= start else 0, self.found)
        self.found.append(amount)
        self.cursor = max(self.cursor, amount.end)

    def _why_not(self, amount: Amount) -> str | None:
        unit = amount.unit
        assert unit is not None
        if amount.rule == "rank":
            return enclosed(self.text, amount.start, amount.end)
        if self.lone and unit.dimension in _EAGER:
            return None
        if unit.dimension == "discount":
            offered = cues.DISCOUNT_AFTER.match(self.text, amount.end - 1)
            return None if offered or self.text[amount.start - 1 : amount.start] in _DISCOUNT_BEFORE else "bare"
        if unit.dimension == "interest" and not (self.region == "HK" or self._interest(amount)):
            return "bare"
        if unit.dimension == "doubling" and amount.rule != "doubling":
            return "name"
        reason = refusal(self.text, amount)
        return None if self.lone and reason == "duration" else reason

    def _interest(self, amount: Amount) -> bool:
        return cues.INTEREST_BEFORE.search(self.text, max(0, amount.start - 16), amount.start) is not None

    def _halves(self) -> None:
        """半公升, 半斤, 半成, and 半天 where the text is nothing else."""
        taken = {place for amount in self.found for place in (amount.start, amount.end - 1)}
        for match in patterns.HALF_OF.finditer(self.text):
            unit = match_unit(self.text, match.end(), self.index)
            if unit is None or not (unit.dimension in _HALVED or (self.lone and unit.kind in ("measure", "percent"))):
                continue
            if taken.isdisjoint((match.start(), match.end())):
                amount = Amount(match.start(), match.end() + len(unit.name))
                half = Decimal(5) if unit.dimension == "discount" else Decimal("0.5")  # 半折 is half the price
                amount.value, amount.unit, amount.rule = half, unit, "half"
                self.found.append(amount)

    # results

    def quantities(self) -> list[Quantity]:
        """What was found, in reading order, as records."""
        self.found.sort(key=lambda amount: amount.start)
        return [self._quantity(one, one.unit) for one in self.found if one.unit]

    def _quantity(self, amount: Amount, unit: Unit) -> Quantity:
        if unit.factor != ONE:
            amount.scale(unit.factor)
        code = self.currency.code(amount, unit) if unit.kind == "money" else unit.code
        return Quantity(
            kind=unit.kind,
            text=self.original[amount.start : amount.end],
            start=amount.start,
            end=amount.end,
            value=amount.value,
            low=amount.low,
            high=amount.high,
            unit=f"{code}/{amount.per}" if amount.per else code,
            bound=amount.bound or "exact",
            rule=amount.rule or unit.kind,
        )


def _other_end(text: str, join: re.Match[str]) -> re.Match[str] | None:
    """The numeral after the joint of a range, with its minus where a word or a wave joins: -5至-2, but no minus in 15--20."""
    at = join.end()
    match = patterns.NUMERAL.match(text, at)
    if join.group().strip() not in _SIGNED_AFTER:
        return match
    if match is None and text[at : at + 1] in tuple("-－−负"):
        return patterns.NUMERAL.match(text, at + 1)
    return patterns.NUMERAL.match(text, at + 2) if text.startswith("零下", at) else match


def _date_end(text: str, match: re.Match[str]) -> int:
    """Where a year or a day in digits ends, 0 where there is none: 2015年, 5月, 12日, the quick way out for one numeral in three."""
    start, stop = match.span()
    after = text[stop : stop + 1]
    if after not in _DATES or text[start] not in patterns.ARABIC or text[start - 1 : start] in _DATE_TRAPS:
        return 0
    if after == "年":
        year = match.group()
        return stop + 1 if stop - start == 4 and year.isdigit() and "1000" < year < "2200" else 0
    return stop if stop - start <= 2 and text[stop + 1 : stop + 2] not in _AFTER_DAY else 0


def _cut_from_other_digits(text: str, start: int, stop: int) -> bool:
    """Whether a numeral goes on, or begins, in digits that are no figures: 3𝟛亿元, ٣亿元; but ④3亿元 and m²3亿元 are read."""
    before, after = text[start - 1 : start], text[stop : stop + 1]
    if (before.isdecimal() and not before.isascii()) or (after.isdecimal() and not after.isascii()):
        return True
    return before.isdigit() and not before.isascii() and text[start] in patterns.SCALES


def _share(one: Amount, other: Amount, *, listed: bool) -> None:
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


def _merge(low: Amount, high: Amount, *, falling: bool) -> bool:
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


def recognize_text(
    text: str, *, original: str | None = None, kinds: Collection[str] | None = None, region: str = "CN"
) -> tuple[list[Quantity], list[Refusal]]:
    """Every figure in `text` and every numeral that is none, in reading order.

    `text` is simplified with full-width digits folded; `original`, of the same length, gives `Quantity.text`. `kinds`
    keeps some of the figures and never changes how any is read. `region` (CN, TW, HK) decides what 元 is. Offsets are
    half-open code points into `text`.
    """
    own = original if original is not None else text
    wanted = frozenset(kinds) if kinds is not None else frozenset[str](ALL_KINDS)
    scan = Scan(text, own, region)
    scan.run()
    found, refused = scan.quantities(), scan.refusals
    if len(text) <= LONGEST and (lone := _lone(text, own, region, found)):
        found, refused = [lone], []
    return [quantity for quantity in found if quantity.kind in wanted], refused


def bare_numbers(text: str, *, original: str) -> list[Quantity]:
    """Every bare numeral in `text`, those spaced out too, at its place in `original`, which has the same length."""
    squeezed = Squeezed(text)
    return _spread(squeezed, original, find_numbers(squeezed.text))


def _lone(text: str, original: str, region: str, plainly: Sequence[Quantity]) -> Quantity | None:
    """The figure that `text` is from end to end (三块五, 5两, 半公升, 百 分 之 五): no sentence makes it anything else.

    None where it is none, and where one of those that are read `plainly` is the whole already; but 37块 alone is a price.
    """
    whole = _without_softeners(text)
    if any((one.start, one.end) == whole and one.unit != "块" for one in plainly):
        return None
    squeezed = Squeezed(text)
    scan = Scan(squeezed.text, squeezed.text, region, lone=True)
    scan.run()
    found = _spread(squeezed, original, scan.quantities())
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == whole else None


def _without_softeners(text: str) -> tuple[int, int]:
    """Where what is said begins and ends: 至少三块零四 without 至少, 15k左右 without 左右, and no space around."""
    left, right = _softeners()
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    start += len(next((word for word in left if text.startswith(word, start)), ""))
    end -= len(next((word for word in right if text.endswith(word, start, end)), ""))
    return start, end


@cache
def _softeners() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that soften a figure from the left and from the right, longest first."""
    left, right = (
        sorted((word for words in table.values() for word in words.split()), key=len, reverse=True)
        for table in (cues.LEFT_WORDS, cues.RIGHT_WORDS)
    )
    return tuple(left), tuple(right)


def _spread(squeezed: Squeezed, original: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Figures of the squeezed text at their places in the original."""
    out = []
    for quantity in found:
        start, end = squeezed.span(quantity.start, quantity.end)
        out.append(msgspec.structs.replace(quantity, start=start, end=end, text=original[start:end]))
    return out
