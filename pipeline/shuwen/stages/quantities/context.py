"""Units that their context completes: degrees, speeds, doublings, the currency before a numeral, 每亩 and 每股."""

from __future__ import annotations

import re
from decimal import Decimal

from shuwen.stages.quantities import cues
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.patterns import IN_LIST
from shuwen.stages.quantities.tails import per_unit
from shuwen.stages.quantities.units import HOME, HOME_CURRENCY, ONE, Index, Unit, currency_ends, prefix_currencies

KWH = Unit("度", "measure", "kWh", "energy")
CELSIUS = Unit("度", "measure", "℃", "temperature")
FAHRENHEIT = Unit("度", "measure", "℉", "temperature")
SQUARE_FEET = Unit("呎", "measure", "平方英尺", "area")
POINTS = Unit("个点", "percent", "pp", "percent")
PLACES = Unit("位", "rank", "rank", "rank")
KMH = Unit("公里", "measure", "km/h", "speed")

MONEY = Unit("元", "money", HOME, "money")
DOLLARS = Unit("$", "money", HOME, "money")  # the region says whose

_SIGNS = frozenset("￥¥$＄€£")
_NO_SUM_BEFORE = frozenset("年月日号时季:：")
_DEBRIS = re.compile(r"[0-9.$]")
SOFTENERS = ("约", "近", "逾", "超", "达", "共")
_RATE_BEFORE = re.compile(r"[兑对比换/]|汇率")
_CURRENCY_ENDS = ("币", "元", "金", "镑", "圆")
_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")
_SENTENCE_END = re.compile(r"[。；;\n]")
_PARAGRAPH = 400  # characters back to which a currency named in the same paragraph is remembered
_LONGEST_CURRENCY = 5
_NEAR = 10  # （人民币，下同） after a sum
_PERIODS = ("年", "个")  # 每年3000元 is the level of a year; 每个 says nothing of what is priced


def settle(text: str, amount: Amount) -> None:
    """Complete the unit of `amount` from the words near it, other than money's."""
    unit = amount.unit
    assert unit is not None
    before = text[max(0, amount.start - 8) : amount.start]
    if unit.dimension == "doubling":
        if "翻" in before[-3:] and isinstance(amount.value, Decimal) and amount.value in range(1, 64):
            amount.value, amount.rule = Decimal(2 ** int(amount.value)), "doubling"
    elif unit.dimension == "degree":
        _degree(text, amount)
    elif unit.name == "呎" and cues.FLOOR_SPACE.search(text, max(0, amount.start - 12), amount.end + 4):
        amount.unit = SQUARE_FEET
    elif unit.name == "个" and text.startswith("点", amount.end) and cues.POINTS_MOVED.search(before):
        amount.unit, amount.end = POINTS, amount.end + 1  # 下降了八个点
    elif unit.code == "位" and cues.PLACES_MOVED.search(before):
        amount.unit, amount.rule = PLACES, "places"
    elif unit.code == "km" and not amount.per and cues.SPEED.search(before):
        amount.unit = KMH
    elif unit.dimension == "discount" and amount.value is not None and amount.value >= 10:
        amount.unit = unit._replace(factor=ONE)  # 九九折, 75折: both digits are percent


def _degree(text: str, amount: Amount) -> None:
    scale = text[max(0, amount.start - 2) : amount.start]
    around = text[max(0, amount.start - 12) : amount.start] + text[amount.end : amount.end + 4]
    if text.startswith("零下", amount.start):
        amount.unit = CELSIUS
    elif scale in ("华氏", "摄氏"):
        amount.unit = FAHRENHEIT if scale == "华氏" else CELSIUS
    elif cues.ELECTRIC.search(around) or amount.power >= 4:
        amount.unit = KWH
    elif cues.WARMTH.search(around) or amount.floor == "零" or text[amount.start - 1 : amount.start] == "水":
        amount.unit = CELSIUS


def prefix_currency(text: str, amount: Amount) -> int:
    """A currency before the numeral (人民币8000元, US$5) decides a plain 元; returns where that prefix begins."""
    unit, start = amount.unit, amount.start
    if unit is None or unit.kind != "money":
        return start
    before = currency_before(text, start)
    if before is None:
        return start
    begin, code = before
    if unit.code == HOME and code:
        amount.unit = unit._replace(code=code)
    return begin


def currency_before(text: str, start: int) -> tuple[int, str] | None:
    """The currency named right before a numeral at `start`, one space between at most: where it begins, and its code."""
    at = start - 1 if text[start - 1 : start] == " " else start
    if text[at - 1 : at] not in currency_ends():
        return None
    known = prefix_currencies()
    for length in range(min(_LONGEST_CURRENCY, at), 0, -1):
        name = text[at - length : at]
        code = known.get(name.upper() if name.isascii() else name)
        if code is not None and not (name.isalpha() and name.isascii() and _in_word(text, at - length)):
            return at - length, code
    return None


def _in_word(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return before.isascii() and before.isalpha()


def stated_money(text: str, amount: Amount) -> Unit | None:
    """The unit of a numeral without one that a sign, a code or a currency's name stands before: ¥4,999, RMB 300, 人民币5000.

    None for what a currency's rate is (美元兑人民币6.35), for a date after its name and for the debris of a template ($1.$2).
    """
    start, stop = amount.start, amount.stop
    before = currency_before(text, start)
    if before is None and amount.power >= 4 and text[start - 1 : start] in SOFTENERS:
        before = currency_before(text, start - 1)  # 新台币约28.6万
    if before is None or text[stop : stop + 1] in _NO_SUM_BEFORE or text.startswith(".$", stop):
        return None
    begin, code = before
    money = MONEY._replace(code=code)
    name = text[begin:start].strip().rstrip("约近逾超达共")
    if name[-1] in _SIGNS:
        return None if _DEBRIS.search(text, max(0, begin - 1), begin) else (DOLLARS if name in ("$", "＄") else money)
    if _RATE_BEFORE.search(text, max(0, begin - 8), begin):
        return None
    if name.isascii():
        return money
    whole = "." not in amount.floor or amount.power >= 4
    large = len(amount.floor) > 1 and not _YEAR.fullmatch(amount.floor)
    closed = not "一" <= text[stop : stop + 1] <= "鿿" or cues.AFTER_BARE.match(text, stop)
    return money if name.endswith(_CURRENCY_ENDS) and amount.plain and whole and large and closed else None


class PerUnit:
    """每亩3000元, 每50公斤61元、58元, 比上年提高4元: the unit below the line stands before, and holds on."""

    def __init__(self, text: str, index: Index) -> None:
        self.text, self.index = text, index
        self.end, self.code, self.per = -1, "", ""  # of the last amount that had one

    def apply(self, amount: Amount) -> None:
        """Set `per` of an amount of money."""
        assert amount.unit is not None
        if not amount.per:
            amount.per = self._before(amount) or self._goes_on(amount)
        if amount.per:
            self.end, self.code, self.per = amount.end, amount.unit.code, amount.per

    def _before(self, amount: Amount) -> str:
        match = cues.EVERY.search(self.text, max(0, amount.start - 20), amount.start)
        if not match or cues.EARNED_PER_SHARE.match(match["unit"]):
            return ""
        each = cues.EVERY_ONE.match(self.text, match.start("unit"), amount.start)
        found = per_unit(self.text, match.start("unit"), self.index)
        if each and (not found or each.end() > found[1]):
            found = per_unit(self.text, each.end(), self.index) or found
        if not found or found[1] > amount.start:
            return ""
        outer = cues.EVERY.search(self.text, max(0, match.start() - 8), match.start())
        above = outer and per_unit(self.text, outer.start("unit"), self.index)
        if above and above[1] == match.start():
            return above[0] + found[0]  # 每人每月
        return "" if found[0] in _PERIODS else found[0]

    def _goes_on(self, amount: Amount) -> str:
        if (
            not self.per
            or not 0 <= amount.start - self.end <= 30
            or amount.unit is None
            or self.code != amount.unit.code
        ):
            return ""
        between = self.text[self.end : amount.start]
        if _SENTENCE_END.search(between):
            return ""
        same = IN_LIST.fullmatch(between) or cues.CHANGE_BEFORE.search(between) or cues.COMPARED_BEFORE.search(between)
        return self.per if same else ""


def _currency(name: str) -> str:
    """The ISO code of the currency whose name `name` ends in, or ""."""
    known = prefix_currencies()
    return next((known[name[at:]] for at in range(len(name)) if name[at:] in known), "")


class HomeCurrency:
    """元 is the region's own; in Hong Kong a paragraph that has spoken of 人民币 goes on in it."""

    def __init__(self, text: str, region: str) -> None:
        self.text, self.region = text, region
        self.home = HOME_CURRENCY.get(region, "CNY")
        self.last = (-_PARAGRAPH, "")
        said = cues.SAME_BELOW.finditer(text) if "下同" in text else ()
        self.same_below = [(m.end(), code) for m in said if (code := _currency(m["name"]))]
        self.own_named = region == "HK" and cues.HONG_KONG_MONEY.search(text) is not None

    def code(self, amount: Amount, unit: Unit) -> str:
        """ISO 4217 of an amount; amounts must come in reading order."""
        if unit.name == "$" and unit.code == HOME and self.region == "CN":
            return "USD"
        if unit.code != HOME:
            self.last = (amount.end, unit.code)
            return unit.code
        # The words stand right after the first sum that they speak of.
        if said := next((code for at, code in reversed(self.same_below) if at <= amount.end + _NEAR), ""):
            return said
        if self.region != "HK" or self.own_named:
            return self.home
        at, code = self.last
        if code == "CNY" and amount.start - at <= _PARAGRAPH and "\n" not in self.text[at : amount.start]:
            return "CNY"
        paragraph = max(
            self.text.rfind("\n", max(0, amount.start - _PARAGRAPH), amount.start), amount.start - _PARAGRAPH, 0
        )
        return "CNY" if cues.MAINLAND.search(self.text, paragraph, amount.start) else self.home
