"""Figures in running text: one pass over the numerals, each read with its unit, its bound and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

import msgspec

from shuwen.document import Refusal
from shuwen.records import Bound, Kind, Quantity
from shuwen.stages.quantities import patterns
from shuwen.stages.quantities.amounts import Amount, finish, per_unit, read_amount
from shuwen.stages.quantities.bare import find_numbers
from shuwen.stages.quantities.bounds import left_bound, right_bound
from shuwen.stages.quantities.numerals import times
from shuwen.stages.quantities.refuse import code_like, enclosed, named, refusal
from shuwen.stages.quantities.squeeze import Squeezed
from shuwen.stages.quantities.units import HOME, HOME_CURRENCY, ONE, Unit, match_unit, prefix_currencies, unit_index

ALL_KINDS: tuple[Kind, ...] = ("money", "percent", "count", "measure", "ratio", "rank")
PERSONS = Unit("人", "count", "人", "persons")
VISITS = Unit("人次", "count", "人次", "events")
MONEY = Unit("元", "money", HOME, "money")
LITRES = Unit("排量", "measure", "L", "volume")
RANK = Unit("位", "rank", "rank", "rank")
CASES = Unit("案", "count", "案", "general")
KWH = Unit("度", "measure", "kWh", "energy")
CELSIUS = Unit("度", "measure", "℃", "temperature")
FAHRENHEIT = Unit("度", "measure", "℉", "temperature")
KMH = Unit("公里", "measure", "km/h", "speed")
PERCENT = Unit("", "percent", "%", "percent")

_RANK_END = re.compile(r"[，。；、,;）)\s：:！”」》|]|$|的|和|及|与|升|降|跃|提|上|下|至|以")
_FRONT = re.compile(r"[居列入进占到至排在位获是][^，。；]{0,9}前$")
_SHARES_LIST = re.compile(r"(?:排量)?(?:、|和|及|与|以及|, ?)")
_CHANGE_BEFORE = re.compile(r"(?:[增减升降涨跌少加高低落滑缩扩][了约近到]{0,2})$")
_COMPARED_BEFORE = re.compile(r"(?:(?:[去上]年|同期|上一?[季月]|前[年季期])的?|比[^，。；]{0,6})$")
_EVERY = re.compile(r"每(?P<unit>[^，。；,;！？\n每]{1,16})$")
_MAINLAND = re.compile(r"国家统计局|全国居民|国家发改委|内地居民")  # a paragraph of theirs counts in renminbi
_STRUCTURE = re.compile(r"\d+(?:\.\d+)?(?:\s?[:：∶︰]\s?\d+(?:\.\d+)?){2,4}")


class Scan:
    """One reading of one text. `text` is simplified; `original`, of the same length, gives the quantities' own words."""

    def __init__(self, text: str, original: str, region: str, kinds: Collection[str]) -> None:
        self.text = text
        self.original = original
        self.home = HOME_CURRENCY.get(region, "CNY")
        self.region = region
        self.kinds = frozenset(kinds)
        self.eager = len(self.kinds) == 1
        self.index = unit_index(self.eager)
        self.found: list[Amount] = []
        self.refusals: list[Refusal] = []
        self.pending: list[tuple[Amount, str]] = []  # numerals that wait for the unit of a later one, and what joins them
        self.expected = -1  # where the next numeral must begin to take part with the pending ones
        self.cursor = 0  # everything before it is read
        self.last_per = (-1, "", "")  # where, code, per: 每50公斤95元, 提高5元

    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        index = self.index
        follow = frozenset(index) | set("多余几来分半个案、和及与至到-－—–~～∼/:：∶比 名位第亿万")
        for match in patterns.NUMERAL.finditer(text):
            start, stop = match.span()
            if start < self.cursor:
                if stop <= self.cursor:
                    continue
                rest = patterns.NUMERAL.match(text, self.cursor)
                if rest is None:
                    continue
                match, (start, stop) = rest, rest.span()
            head = text[start]
            if head not in "0123456789":
                after = text[stop : stop + 1]
                if stop - start == 1 and (after not in follow or head == "一" and after in "个些种批定般直样起方系位家项条次年天下切路面边带生段场点名则份句片"):
                    if after != "半" and text[start - 1 : start] not in ("第", "前"):
                        continue
            self._numeral(match)
        self._flush()
        if self.eager:
            self._halves()

    def _halves(self) -> None:
        """半公升, 半成."""
        for match in re.finditer("半", self.text):
            unit = match_unit(self.text, match.end(), self.index)
            if unit is None or unit.kind not in ("measure", "percent") or any(a.start <= match.start() < a.end for a in self.found):
                continue
            amount = Amount(match.start(), match.end())
            amount.value, amount.unit, amount.end, amount.rule = Decimal("0.5"), unit, match.end() + len(unit.name), "half"
            self.found.append(amount)

    # one numeral

    def _numeral(self, match: re.Match[str]) -> None:
        text = self.text
        start, stop = match.span()
        if self.pending and start != self.expected:
            self._flush()
        before = text[start - 1 : start]
        if before in ("第", "前") and before and self._rank(match, before):
            return
        end = named(text, start)
        if end is not None:
            return self._refuse(start, max(stop, end), "name")
        if text[start] in patterns.ARABIC:
            if code_like(text, start, stop):
                return self._refuse(start, stop, "code")
            structure = self._structure(start)
            if structure:
                return None
        amount = self._special(match) or read_amount(text, match, self.index)
        if amount is None:
            return self._refuse(start, stop, "too_long" if stop - start > 64 else "no_number")
        if amount.unit is None and not self._joins(amount):
            self._sense(amount)
        if amount.unit is None:
            return self._wait(amount)
        self._minus(amount)
        self._take(amount)
        return None

    def _special(self, match: re.Match[str]) -> Amount | None:
        """一半."""
        text = self.text
        if match.group() in ("一", "1") and text.startswith("半", match.end()):
            if text[match.end() + 1 : match.end() + 2] in tuple("个年天月夜路山点"):
                return None
            amount = Amount(match.start(), match.end() + 1)
            amount.value, amount.unit, amount.rule = Fraction(1, 2), Unit("半", "ratio", "1", "fraction"), "half"
            return amount
        return None

    def _wait(self, amount: Amount) -> None:
        """A numeral without a unit waits where a list or a range goes on; else it is bare."""
        text = self.text
        for joint, kind in ((patterns.RANGE, "range"), (patterns.LIST, "list")):
            join = joint.match(text, amount.end)
            if join and patterns.NUMERAL.match(text, join.end()):
                self.pending.append((amount, kind))
                self.expected = self.cursor = join.end()
                return
        if self.pending:
            self.pending.append((amount, ""))
            self._flush()
        else:
            self._refuse(amount.start, amount.stop, self._bare_reason(amount))

    def _joins(self, amount: Amount) -> bool:
        """Whether a list or range goes on right behind a unitless numeral."""
        text = self.text
        for joint in (patterns.RANGE, patterns.LIST):
            join = joint.match(text, amount.end)
            if join and patterns.NUMERAL.match(text, join.end()):
                return True
        return False

    def _bare_reason(self, amount: Amount) -> str:
        text = self.text
        before, after = text[amount.start - 1 : amount.start], text[amount.end : amount.end + 1]
        if before == "第":
            return "ordinal"
        if after in ("年", "月", "日", "号", "时", "季") and after:
            return "date"
        return "bare"

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

    # senses: units that no word states

    def _sense(self, amount: Amount) -> None:
        """Give a bare numeral the unit that its context means: people, money, litres."""
        text, end = self.text, amount.end
        after = text[end : end + 2]
        if after == "排量" and "." in amount.floor:
            amount.unit, amount.rule = LITRES, "sense_litres"
        elif after.startswith("案") and (not amount.plain or amount.value is not None):
            if after not in ("案例", "案件", "案由", "案值", "案卷", "案情"):
                amount.unit, amount.end, amount.rule = CASES, end + 1, "count"
        elif amount.power >= 4 or (amount.floor and amount.floor[0] in "百千" and amount.power >= 4) or self._big(amount):
            self._big_sense(amount)

    def _big(self, amount: Amount) -> bool:
        return not amount.plain and amount.floor[-1:] in ("万", "亿", "兆")

    def _big_sense(self, amount: Amount) -> None:
        text, start, end = self.text, amount.start, amount.end
        left = text[max(0, start - 24) : start]
        if patterns.PEOPLE_AFTER.match(text, end):
            amount.unit, amount.rule = PERSONS, "sense_people"
            return
        scale_alone = amount.floor.strip("百千万亿十") == ""
        if self.eager and "money" in self.kinds and text.strip() == text[start:end]:
            amount.unit, amount.rule = MONEY, "sense_money"
            return
        if scale_alone and not patterns.SCALE_LABEL.match(text, end) and left_bound(text, start) is None:
            if not patterns.INDICATOR_MONEY.search(left[-8:]) or not _RANK_END.match(text, end):
                return
        people, money = patterns.INDICATOR_PEOPLE.search(left), patterns.INDICATOR_MONEY.search(left)
        after = text[end : end + 1]
        if _is_word(after) and not scale_alone and not patterns.AFTER_BARE.match(text, end):
            if _EVERY.search(left) is None and not (after == "级" and text[end + 1 : end + 2] != "别"):
                return
        if people and (not money or people.start() > money.start()):
            amount.unit, amount.rule = VISITS if "人次" in people.group() else PERSONS, "sense_people"
        elif money or _EVERY.search(left) or patterns.SCALE_LABEL.match(text, end):
            amount.unit, amount.rule = MONEY, "sense_money"
        elif self.found and (unit := self.found[-1].unit) in (PERSONS, VISITS, MONEY) and start - self.found[-1].end <= 24:
            if not re.search(r"[。；;\n]", text[self.found[-1].end : start]):
                amount.unit, amount.rule = unit, "sense_again"

    def _structure(self, start: int) -> bool:
        """13.5∶46.5∶40 with a sum of 100: three shares of a whole. Other ratios and times (09:30) are refused."""
        text = self.text
        match = _STRUCTURE.match(text, start)
        if match is None:
            return False
        numbers = list(re.finditer(r"\d+(?:\.\d+)?", match.group()))
        total = sum(Decimal(number.group()) for number in numbers)
        if not 99 <= total <= 101:
            self._refuse(start, match.end(), "proportion")
            return True
        for number in numbers:
            amount = Amount(start + number.start(), start + number.end())
            amount.value, amount.unit, amount.rule = Decimal(number.group()), PERCENT, "structure"
            self.found.append(amount)
        self.cursor = match.end()
        return True

    # ranks

    def _rank(self, match: re.Match[str], before: str) -> bool:
        """第3位, 全省第一, 居前三位; False leaves the numeral to the other rules."""
        text = self.text
        start, stop = match.span()
        unit = text[stop : stop + 1] if text[stop : stop + 1] in ("位", "名") else ""
        end = stop + len(unit)
        amount = read_amount(text, match, {})
        if amount is None or amount.value is None or amount.stop != stop:
            return False
        left = text[max(0, start - 16) : start - 1]
        if before == "前":
            whole = text[max(0, start - 16) : start]
            good = (unit or _RANK_END.match(text, end)) and _FRONT.search(whole) and patterns.RANK_CUE.search(left)
            if not good:
                return False
            amount.bound = "at_most"
        else:
            cued = patterns.RANK_CUE.search(left)
            if not cued or not (_RANK_END.match(text, end) or (unit and not text[end : end + 1].isalpha())):
                self._refuse(start, end, "ordinal")
                return True
        amount.unit, amount.end, amount.rule = RANK, end, "rank"
        self._emit(amount)
        return True

    # taking an amount that has its unit

    def _minus(self, amount: Amount) -> None:
        """-3.5 % and 负10, unless the dash joins or lists."""
        text, start = self.text, amount.start
        sign = text[start - 1 : start]
        if not sign or sign not in "-－−负" or start - 1 < self.cursor or (sign == "负" and text[start - 2 : start - 1] == "正"):
            return
        before = text[start - 2 : start - 1]
        if sign != "负" and before and (before.isalnum() and before.isascii() or before in "%％‰-—–−)）"):
            return
        if sign == "负" and text[start - 2 : start - 1] in tuple("担抱胜欠背肩自承"):
            return
        amount.scale(Decimal(-1))
        amount.start = start - 1

    def _take(self, amount: Amount) -> None:
        """Resolve the waiting numerals against this one, look for the other end of a range, and emit."""
        self._points_ahead(amount)
        joined = self._resolve(amount)
        self._range_after(amount)
        for one in joined:
            self._emit(one)
        self._emit(amount)

    def _points_ahead(self, amount: Amount) -> None:
        """提升3.5个、12.2个百分点: the first 个 is a percentage point too."""
        text, at = self.text, amount.end
        if amount.unit is None or amount.unit.name != "个":
            return
        for _ in range(4):
            join = patterns.LIST.match(text, at)
            match = join and patterns.NUMERAL.match(text, join.end())
            other = read_amount(text, match, self.index) if match else None
            if other is None or other.unit is None or other.unit.code not in ("个", "pp"):
                return
            if other.unit.code == "pp":
                amount.unit, amount.rule = other.unit, "shared_unit"
                return
            at = other.end

    def _resolve(self, amount: Amount) -> list[Amount]:
        """Give the waiting numerals the unit and scale of this one; a range swallows its low end."""
        waiting, self.pending = self.pending, []
        kept: list[Amount] = []
        for one, kind in reversed(waiting):
            self._share(one, amount, listed=kind != "range")
            if kind == "range":
                if not _merge(one, amount):
                    self._refuse(one.start, one.stop, "bare")
            else:
                kept.append(one)
        return kept[::-1]

    def _share(self, one: Amount, other: Amount, *, listed: bool) -> None:
        """The unit and, where `one` lacks it, the scale: 3至5亿元, 60、80和100万元, 一千到两千万元; but 8500到3万元."""
        own = one.value if one.value is not None else one.low
        theirs = other.low if other.low is not None else other.value
        power = other.power if not one.power else other.power // 4 * 4 if one.power < 4 else 0
        if power and own is not None and theirs is not None:
            ten = Decimal(10**power)
            if abs(times(own, ten)) <= abs(theirs) or (listed and not one.power and abs(own) < 10_000):
                one.scale(ten)
        one.unit, one.per = other.unit, other.per
        one.rule = one.rule or "shared_unit"

    def _range_after(self, amount: Amount) -> None:
        """20%-30%, 3亿元至5亿元: the same unit on both sides."""
        text = self.text
        join = patterns.RANGE.match(text, amount.end)
        if join is None or amount.value is None:
            return
        match = patterns.NUMERAL.match(text, join.end())
        if match is None:
            return
        other = read_amount(text, match, self.index)
        if other is None or other.value is None or other.unit is None or amount.unit is None:
            return
        if (other.unit.code, other.unit.kind) != (amount.unit.code, amount.unit.kind) or other.value <= amount.value:
            return
        arrow = join.group().strip() in ("至", "到")
        left = text[max(0, amount.start - 8) : amount.start]
        if arrow and ("由" in left or "从" in left or (amount.unit.kind != "percent" and _CHANGE_BEFORE.search(left))):
            return
        _merge(amount, other)
        amount.low, amount.high, amount.value = other.low, other.high, None
        amount.bound, amount.end, amount.stop, amount.per, amount.rule = "range", other.end, other.stop, other.per or amount.per, "range"

    def _emit(self, amount: Amount) -> None:
        unit = amount.unit
        assert unit is not None
        self._settle(amount)
        reason = enclosed(self.text, amount.start, amount.end) if amount.rule == "rank" else self._why_not(amount)
        if reason:
            self._refuse(amount.start, amount.end, reason)
            return
        self._bind(amount)
        self.found.append(amount)
        self.cursor = max(self.cursor, amount.end)

    def _why_not(self, amount: Amount) -> str | None:
        unit = amount.unit
        assert unit is not None
        if self.eager and unit.dimension != "time" and (unit.dimension in ("time", "age", "degree", "mass", "length", "volume") or unit.kind == "money" or unit.dimension == "discount"):
            return None
        if unit.dimension == "discount":
            return None if self.text[amount.start - 1 : amount.start] in tuple("打享达至低约") else "bare"
        if unit.dimension == "doubling" and "翻" not in self.text[max(0, amount.start - 3) : amount.start]:
            return "name"
        reason = refusal(self.text, amount)
        return None if self.eager and reason == "duration" else reason

    def _settle(self, amount: Amount) -> None:
        """Units that their context decides: degrees, speeds, doublings."""
        unit, text = amount.unit, self.text
        assert unit is not None
        if unit.dimension == "doubling" and amount.value is not None and amount.value == int(amount.value) and 0 < amount.value < 64:
            if "翻" in text[max(0, amount.start - 3) : amount.start]:
                amount.value, amount.rule = Decimal(2 ** int(amount.value)), "doubling"
        elif unit.dimension == "degree":
            around = text[max(0, amount.start - 12) : amount.start] + text[amount.end : amount.end + 4]
            scale = text[max(0, amount.start - 2) : amount.start]
            if scale in ("华氏", "摄氏"):
                amount.unit = FAHRENHEIT if scale == "华氏" else CELSIUS
            elif patterns.ELECTRIC.search(around) or amount.power >= 4:
                amount.unit = KWH
            elif patterns.WARMTH.search(around):
                amount.unit = CELSIUS
        elif unit.code == "km" and not amount.per:
            left = text[max(0, amount.start - 8) : amount.start]
            if re.search(r"时速|车速|速度|每小时$", left):
                amount.unit = KMH
        elif unit.kind == "money":
            self._every(amount)
        elif unit.dimension == "discount" and amount.value is not None and amount.value >= 10:
            amount.unit = unit._replace(factor=ONE)  # 九九折, 75折: both digits are percent

    def _every(self, amount: Amount) -> None:
        """每亩3000元, 每50公斤95元: the unit below the line stands before the amount."""
        if amount.per:
            return
        text = self.text
        left = text[max(0, amount.start - 20) : amount.start]
        match = _EVERY.search(left)
        if match:
            found = per_unit(text, amount.start - len(left) + match.start() + 1, self.index)
            if found is None and match["unit"].startswith(("个月", "月", "天", "日")):
                found = ("月" if "月" in match["unit"][:2] else match["unit"][0], 0)
            if found and found[0] in ("年", "year"):
                found = None
            if found and found[1] <= amount.start:
                amount.per = {"个月": "月", "个": "", "单位": "单位", "次": "次"}.get(found[0], found[0])
        previous, code, per = self.last_per
        if not amount.per and per and 0 <= amount.start - previous <= 30 and code == (amount.unit.code if amount.unit else ""):
            between = text[previous : amount.start]
            if not re.search(r"[。；;\n]", between) and (_SHARES_LIST.fullmatch(between) or _CHANGE_BEFORE.search(between) or _COMPARED_BEFORE.search(between)):
                amount.per = per
        if amount.per and amount.unit:
            self.last_per = (amount.end, amount.unit.code, amount.per)

    def _bind(self, amount: Amount) -> None:
        """The bound, from the words beside it; at the end of a list it holds for the whole list."""
        text = self.text
        start = self._currency(amount)
        found = right_bound(text, amount.end)
        floor = self.cursor if self.cursor <= start else 0
        left = left_bound(text, start, floor) or left_bound(text, self._before_every(amount, start), floor)
        bound: Bound | None = amount.bound
        if bound is None or bound == "over":
            bound = left or bound
            if found and (bound is None or bound in ("exact",)):
                bound = found[0]
            elif found and left in ("about",) and found[0] in ("at_least", "at_most"):
                bound = found[0]
        if bound is None:
            bound = self._far_bound(amount, start)
        explicit = bound is not None and amount.bound is None
        amount.bound = bound
        if explicit and found and left is None:
            self._spread_back(amount, found[0])
        elif amount.bound is None and self.found:
            self._spread_on(amount)

    def _before_every(self, amount: Amount, start: int) -> int:
        """突破每坪200万: the softener stands before 每坪."""
        if amount.per and (match := _EVERY.search(self.text, max(0, start - 8), start)) and len(match["unit"]) <= 4:
            return match.start()
        return start

    def _far_bound(self, amount: Amount, start: int) -> Bound | None:
        """不低于去年的1.3倍; 最高补贴3000元."""
        text, unit = self.text, amount.unit
        if unit is None or start == 0:
            return None
        if text[start - 1] == "的" and unit.kind in ("percent", "ratio"):
            far = patterns.FAR_LEFT.search(text, max(0, start - 32), start)
            return patterns.FAR_BOUND[far["word"]] if far else None
        if unit.kind == "money" and patterns.CAP.search(text, max(0, start - 12), start):
            return "at_most"
        return None

    def _spread_back(self, amount: Amount, bound: Bound) -> None:
        at = amount
        for previous in reversed(self.found[-8:]):
            if not _SHARES_LIST.fullmatch(self.text, previous.end, at.start) or previous.bound not in (None, "exact"):
                return
            previous.bound = bound
            at = previous

    def _spread_on(self, amount: Amount) -> None:
        previous = self.found[-1]
        if previous.bound == "about" and previous.rule not in ("vague", "approximate") and previous.unit == amount.unit:
            joint = _SHARES_LIST.fullmatch(self.text, previous.end, amount.start)
            if joint and right_bound(self.text, previous.end) is None:
                amount.bound = "about"

    def _currency(self, amount: Amount) -> int:
        """A currency before the numeral (人民币8000元, US$5) decides a plain 元; returns where that prefix begins."""
        text, start = self.text, amount.start
        unit = amount.unit
        if unit is None or unit.kind != "money":
            return start
        at = start - 1 if text[start - 1 : start] == " " else start
        for length in (5, 4, 3, 2, 1):
            code = prefix_currencies().get(text[max(0, at - length) : at]) if at >= length else None
            if code is not None:
                if unit.code == HOME and code:
                    amount.unit = unit._replace(code=code)
                return at - length
        return start

    # results

    def quantities(self) -> list[Quantity]:
        """What was found, as records."""
        self.found.sort(key=lambda amount: amount.start)
        last_currency = (-1, "")
        out: list[Quantity] = []
        for amount in self.found:
            unit = amount.unit
            if unit is None or unit.kind not in self.kinds:
                continue
            code = unit.code
            if unit.kind == "money":
                code, last_currency = self._currency_code(amount, unit, last_currency)
            out.append(self._quantity(amount, unit, code))
        return out

    def _currency_code(self, amount: Amount, unit: Unit, last: tuple[int, str]) -> tuple[str, tuple[int, str]]:
        """元 is the region's; in Hong Kong it goes on with 人民币 where the paragraph just spoke of it."""
        if unit.code != HOME:
            return unit.code, (amount.end, unit.code)
        if self.region == "HK":
            if last[1] == "CNY" and "\n" not in self.text[last[0] : amount.start]:
                return "CNY", last
            if _MAINLAND.search(self.text, max(0, self.text.rfind("\n", 0, amount.start)), amount.start):
                return "CNY", last
        return self.home, last

    def _quantity(self, amount: Amount, unit: Unit, code: str) -> Quantity:
        if unit.factor != ONE:
            amount.scale(unit.factor)
        end = amount.end
        if amount.per:
            code = f"{code}/{amount.per}"
        return Quantity(
            kind=unit.kind,
            text=self.original[amount.start : end],
            start=amount.start,
            end=end,
            value=amount.value,
            low=amount.low,
            high=amount.high,
            unit=code,
            bound=amount.bound or "exact",
            rule=amount.rule or unit.kind,
        )


def _is_word(character: str) -> bool:
    return "一" <= character <= "鿿"


def _merge(low: Amount, high: Amount) -> bool:
    """Make `high` the range from `low` to it; False where the two make none."""
    bottom = low.value if low.value is not None else low.low
    top = high.value if high.value is not None else high.high
    if bottom is None or top is None or bottom >= top:
        return False
    high.low, high.high, high.value, high.bound = bottom, top, None, "range"
    high.start, high.rule = low.start, "range"
    return True


def recognize_text(
    text: str, *, original: str | None = None, kinds: Collection[str] | None = None, region: str = "CN"
) -> tuple[list[Quantity], list[Refusal]]:
    """Every figure in `text` and every numeral that is none, in reading order.

    `text` is simplified with full-width digits folded; `original`, of the same length, gives `Quantity.text`. `kinds`
    limits the kinds; a caller that names one kind alone gets its ambiguous units too. Offsets are half-open code points.
    """
    own = original if original is not None else text
    wanted = frozenset(kinds) if kinds is not None else frozenset(ALL_KINDS)
    numbers = "number" in wanted or wanted == {"ratio"}
    if len(wanted) > 1 and not numbers:
        return _scan(text, own, region, wanted)
    squeezed = Squeezed(text)
    return _on_squeezed(squeezed, text, own, region, wanted, numbers=numbers)


def _scan(text: str, original: str, region: str, kinds: frozenset[str]) -> tuple[list[Quantity], list[Refusal]]:
    scan = Scan(text, original, region, kinds)
    scan.run()
    return scan.quantities(), scan.refusals


def _on_squeezed(
    squeezed: Squeezed, text: str, original: str, region: str, kinds: frozenset[str], *, numbers: bool
) -> tuple[list[Quantity], list[Refusal]]:
    """A caller of one kind alone: numerals may be spaced out, and units that are ambiguous in news count."""
    refused: list[Refusal] = []
    if numbers:
        found = find_numbers(squeezed.text, squeezed.text, kinds)
    else:
        found, refused = _scan(squeezed.text, squeezed.text, region, kinds)
    out = []
    for quantity in found:
        start, end = squeezed.span(quantity.start, quantity.end)
        out.append(msgspec.structs.replace(quantity, start=start, end=end, text=original[start:end]))
    return out, [Refusal(*squeezed.span(one.start, one.end), one.reason) for one in refused if one.end > one.start]
