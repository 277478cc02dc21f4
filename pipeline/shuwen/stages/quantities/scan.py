"""One reading of a text: a pass over its numerals, each read with its unit, its bound and its neighbours."""

from __future__ import annotations

import re
from decimal import Decimal

from shuwen.document import Refusal
from shuwen.records import Quantity
from shuwen.stages.quantities import cues, patterns, senses
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.amounts import LONGEST, read_amount
from shuwen.stages.quantities.bounds import bind
from shuwen.stages.quantities.context import (
    SOFTENERS,
    HomeCurrency,
    PerUnit,
    currency_before,
    prefix_currency,
    settle,
    stated_money,
)
from shuwen.stages.quantities.joints import (
    JOINTS,
    are_neighbours,
    cut_from_other_digits,
    date_end,
    merge,
    other_end,
    range_after,
    share,
)
from shuwen.stages.quantities.refuse import code_like, enclosed, named, refusal
from shuwen.stages.quantities.tails import read_per
from shuwen.stages.quantities.units import HOME, ONE, Unit, currency_ends, match_unit, unit_index

# What may follow one Chinese digit that is worth reading, beside the first characters of the units.
_WORTH = frozenset("死伤毛角两级码×✕*xX多余几来分半个案、和及与至到-－—–~～∼/:：∶ 名位亿万,")
_SPOKEN = frozenset("块毛角两")  # units where the words around say so, and else words of their own
_DATE_SIGNS = frozenset("月日号时季")
_AFTER_ARTICLE = frozenset("个些种批定般直样起方系位家项条次年天下切路面边带生段场点名则份句片")
_MINUS = frozenset("-－−负下")  # 下 of 零下
_CURRENCY_SIGNS = tuple("￥¥$＄€£")
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
            if not self.pending and (end := date_end(text, match)):
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
        if after in worth or after in _DATE_SIGNS or before in ("第", "前", "破"):
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
        if cut_from_other_digits(text, start, stop):
            self._refuse(start, stop, "no_number")
        elif name_end is not None and not self.lone:
            self._refuse(start, max(stop, name_end), "name")
        elif text[start] in patterns.ARABIC and code_like(text, start, stop) and not self._side(start):
            self._refuse(start, stop, "code")
        elif text[start] not in patterns.ARABIC or not self._shares(start, stop):
            for one in self._two_sums(match):
                self._amount(one)

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
        if self.pending or before == " " or before in self.currency_ends or (amount.power >= 4 and before in SOFTENERS):
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

    def _two_sums(self, match: re.Match[str]) -> list[re.Match[str]]:
        """$20，300美元: a sum by its sign and one by its name, whatever the comma between them looks like; else itself."""
        comma = self.original.find("，", *match.span())  # within a number the text has it as a plain one
        if comma < 0 or self.text[match.start() - 1 : match.start()] not in _CURRENCY_SIGNS:
            return [match]
        unit = match_unit(self.text, match.end(), self.index)
        if unit is None or unit.kind != "money" or unit.code == HOME:
            return [match]
        parts = (patterns.NUMERAL.match(self.text, *part) for part in ((match.start(), comma), (comma + 1, match.end())))
        return [part for part in parts if part]

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
        if self.text[at : at + 1] not in JOINTS:
            return None
        join = patterns.RANGE.match(self.text, at)
        if join and (other := other_end(self.text, join)):
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
        if len(waiting) == 1 and waiting[0][1] != "range" and are_neighbours(self.text, waiting[0][0], amount):
            waiting[0] = waiting[0][0], "range"
        listed = [amount]  # the last first
        after: Amount | None = amount
        for one, kind in reversed(waiting):
            after = self._settled(one, kind, after, amount)
            if after is None:
                self._refuse(one.start, one.stop, "bare")
            elif after is one:
                listed.append(one)
        range_after(self.text, amount, self.index)
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
            share(one, after, listed=False)
            falling = self.text[one.end : one.end + 1] in _WAVES
            return after if merge(one, after, falling=falling) else None
        counted = amount.unit is not None and amount.unit.kind == "count"
        if one.floor[-1] in "万亿兆" and amount.power < 4 and counted:
            self._sense(one)  # 1个过500亿、4个过百亿: no list of counts
        else:
            share(one, amount, listed=True)
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
