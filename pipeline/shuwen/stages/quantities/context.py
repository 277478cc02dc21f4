"""Units that their context completes: degrees, speeds, doublings, the currency before a numeral, 每亩 and 每股."""

from __future__ import annotations

import re
from decimal import Decimal

from shuwen.stages.quantities import cues
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.patterns import IN_LIST
from shuwen.stages.quantities.tails import per_unit
from shuwen.stages.quantities.units import HOME, HOME_CURRENCY, ONE, Index, Unit, prefix_currencies

KWH = Unit("度", "measure", "kWh", "energy")
CELSIUS = Unit("度", "measure", "℃", "temperature")
FAHRENHEIT = Unit("度", "measure", "℉", "temperature")
SQUARE_FEET = Unit("呎", "measure", "平方英尺", "area")
PLACES = Unit("位", "rank", "rank", "rank")
KMH = Unit("公里", "measure", "km/h", "speed")

_SENTENCE_END = re.compile(r"[。；;\n]")
_PARAGRAPH = 400  # characters back to which a currency named in the same paragraph is remembered
_LONGEST_CURRENCY = 5
_TIME_BELOW = {"年": "", "year": "", "个": "", "个月": "月"}


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
    elif unit.name == "呎" and cues.FLOOR_SPACE.search(text, max(0, amount.start - 12), amount.start):
        amount.unit = SQUARE_FEET
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
    elif cues.WARMTH.search(around):
        amount.unit = CELSIUS


def prefix_currency(text: str, amount: Amount) -> int:
    """A currency before the numeral (人民币8000元, US$5) decides a plain 元; returns where that prefix begins."""
    unit, start = amount.unit, amount.start
    if unit is None or unit.kind != "money":
        return start
    at = start - 1 if text[start - 1 : start] == " " else start
    known = prefix_currencies()
    for length in range(min(_LONGEST_CURRENCY, at), 0, -1):
        code = known.get(text[at - length : at])
        if code is not None:
            if unit.code == HOME and code:
                amount.unit = unit._replace(code=code)
            return at - length
    return start


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
        if match is None:
            return ""
        found = per_unit(self.text, match.start("unit"), self.index)
        if found is None:
            return "月" if match["unit"].startswith(("个月", "月")) else ""
        return _TIME_BELOW.get(found[0], found[0]) if found[1] <= amount.start else ""

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


class HomeCurrency:
    """元 is the region's own; in Hong Kong a paragraph that has spoken of 人民币 goes on in it."""

    def __init__(self, text: str, region: str) -> None:
        self.text, self.region = text, region
        self.home = HOME_CURRENCY.get(region, "CNY")
        self.last = (-_PARAGRAPH, "")
        self.own_named = region == "HK" and cues.HONG_KONG_MONEY.search(text) is not None

    def code(self, amount: Amount, unit: Unit) -> str:
        """ISO 4217 of an amount; amounts must come in reading order."""
        if unit.code != HOME:
            self.last = (amount.end, unit.code)
            return unit.code
        if self.region != "HK" or self.own_named:
            return self.home
        at, code = self.last
        if code == "CNY" and amount.start - at <= _PARAGRAPH and "\n" not in self.text[at : amount.start]:
            return "CNY"
        paragraph = max(
            self.text.rfind("\n", max(0, amount.start - _PARAGRAPH), amount.start), amount.start - _PARAGRAPH, 0
        )
        return "CNY" if cues.MAINLAND.search(self.text, paragraph, amount.start) else self.home
