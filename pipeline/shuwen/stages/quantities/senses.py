"""Units that no word states: what a bare numeral, a rank or a ratio of shares means where it stands."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from shuwen.stages.quantities import cues, patterns
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.amounts import read_amount
from shuwen.stages.quantities.bounds import left_bound
from shuwen.stages.quantities.numerals import decimal_of, tidy
from shuwen.stages.quantities.units import HOME, Index, Unit

PERSONS = Unit("人", "count", "人", "persons")
HOUSEHOLDS = Unit("户", "count", "户", "groups")
VISITS = Unit("人次", "count", "人次", "events")
MONEY = Unit("元", "money", HOME, "money")
MAGNITUDE = Unit("级", "measure", "级", "magnitude")
MEGA = Unit("兆", "measure", "兆", "information")
STEPS = Unit("码", "percent", "pp", "percent", Decimal("0.25"))  # of the central bank of Taiwan
POINTS = Unit("", "measure", "点", "index_point")
LITRES = Unit("排量", "measure", "L", "volume")
CASES = Unit("案", "count", "案", "general")
SHARE = Unit("", "percent", "%", "percent")
RATIO = Unit("", "ratio", "1", "fraction")
HALF = Unit("半", "ratio", "1", "fraction")
RANK = Unit("位", "rank", "rank", "rank")

_HOUSEHOLDS = ("农户", "住户", "贫困户", "移民户", "用户家庭")
_CASE_WORDS = ("案例", "案件", "案由", "案值", "案卷", "案情")
_HALF_WORDS = frozenset("导个年天月夜路山点")
_AT_LEAST = ("至少", "不到", "最多", "至多", "不足")
_AROUND = ("以上", "以下", "左右")
_SENTENCE_END = re.compile(r"[。；;\n]")
_REACH = 24
_NEAR = 6  # characters between the two levels of one move: 由2.5∶1缩小到2.2∶1


def sense(text: str, amount: Amount, previous: Amount | None) -> None:
    """Give a bare numeral the unit that its context means (people, money, litres), or leave it without one."""
    after = text[amount.end : amount.end + 2]
    left = text[max(0, amount.start - _REACH) : amount.start]
    if after == "排量" and "." in amount.floor:
        amount.unit, amount.rule = LITRES, "sense_litres"
    elif after[:1] == "级" and after != "级别" and ("." in amount.floor or _quake(text, amount, left)):
        amount.unit, amount.end, amount.rule = MAGNITUDE, amount.end + 1, "measure"
    elif "." in amount.floor and after[:1] != "级" and _shock(text, amount, left):
        amount.unit, amount.rule = MAGNITUDE, "measure"
    elif after[:1] == "码" and (cues.INTEREST_MOVED.search(left) or (previous is not None and previous.unit == STEPS)):
        amount.unit, amount.end, amount.rule = STEPS, amount.end + 1, "percent"
    elif amount.plain and _index(text, amount, left, previous):
        amount.unit, amount.rule = POINTS, "sense_index"
    elif cues.DEATHS_AFTER.match(text, amount.end) and amount.bound is None and "." not in amount.floor:
        amount.unit, amount.rule = PERSONS, "sense_people"
    elif after[:1] == "案" and after not in _CASE_WORDS:
        amount.unit, amount.end, amount.rule = CASES, amount.end + 1, "count"
    elif "." in amount.floor and cues.RATIO_BEFORE.search(left):
        amount.unit, amount.rule = RATIO, "sense_ratio"
    elif amount.floor[-1:] in ("百", "千") and cues.PEOPLE_AFTER.match(text, amount.end):
        _persons(text, amount)
    elif amount.power >= 4 or (not amount.plain and amount.floor[-1:] in ("万", "亿", "兆")):
        _large(text, amount, previous)


def _quake(text: str, amount: Amount, left: str) -> bool:
    return bool(cues.QUAKE_BEFORE.search(left) or cues.QUAKE_AFTER.match(text, amount.end))


def _shock(text: str, amount: Amount, left: str) -> bool:
    """地震规模6.1, 发生规模7.8强震."""
    stated = left.endswith("规模") and cues.SHOCK_AFTER.match(text, amount.end)
    return bool(stated or cues.MAGNITUDE_BEFORE.search(left))


def mega(amount: Amount) -> None:
    """带宽100兆: on the mainland 兆 is a million (bits, bytes), and no number but in names of units."""
    amount.scale(Decimal(10) ** -12)
    amount.power -= 12
    amount.unit, amount.rule = MEGA, "measure"


def _index(text: str, amount: Amount, left: str, previous: Amount | None) -> bool:
    """Whether a bare decimal is the level of an index: PMI为50.2, 指数由102.1降至98.7."""
    if "一" <= text[amount.end : amount.end + 1] <= "鿿" and not cues.INDEX_AFTER.match(text, amount.end):
        return False
    if "." not in amount.floor:
        return cues.INDEX_CROSSED.search(left) is not None
    near = previous is not None and previous.rule == "sense_index" and amount.start - previous.end <= _NEAR
    return near or cues.INDEX_BEFORE.search(left) is not None


def _large(text: str, amount: Amount, previous: Amount | None) -> None:
    """38万, 百亿, 4.64亿: people or money, by the words around."""
    start, end = amount.start, amount.end
    closed = not "一" <= text[end : end + 1] <= "鿿" or cues.AFTER_BARE.match(text, end)
    if text[end - 2 : end] == "个亿" and closed:
        amount.unit, amount.rule = MONEY, "sense_money"  # 翻到2个亿
        return
    if visits := cues.VISITS_AFTER.match(text, end):
        amount.unit, amount.end, amount.rule = VISITS, visits.end(), "sense_people"
        return
    if cues.PEOPLE_AFTER.match(text, end):
        _persons(text, amount)
        return
    if text.startswith(_HOUSEHOLDS, end):
        amount.unit, amount.rule = HOUSEHOLDS, "sense_households"
        return
    left = text[max(0, start - _REACH) : start]
    if not (_may_stand_bare(text, amount, left) or (amount.floor.strip("百千万亿十") and cues.SUM_BEFORE.search(left))):
        return
    if cues.SPENT_BEFORE.search(left) or cues.PAID_AFTER.match(text, end) or cues.SUM_AFTER.match(text, end):
        amount.unit, amount.rule = MONEY, "sense_money"
        return
    if cues.USERS_BEFORE.search(left):
        amount.unit, amount.rule = HOUSEHOLDS, "sense_households"
        return
    people, money = cues.PEOPLE_BEFORE.search(left), cues.MONEY_BEFORE.search(left)
    if people and (not money or people.start() > money.start()):
        amount.unit, amount.rule = VISITS if "人次" in people.group() else PERSONS, "sense_people"
    elif money or cues.EVERY.search(left) or cues.SCALE_LABEL.match(text, end):
        amount.unit, amount.rule = MONEY, "sense_money"
    elif previous is not None and _goes_on(text, previous, start):
        amount.unit, amount.rule = previous.unit, "sense_again"


def _persons(text: str, amount: Amount) -> None:
    """两千多职工: 多 stands inside the figure."""
    amount.unit, amount.rule = PERSONS, "sense_people"
    if text[amount.end] in ("多", "余"):
        amount.bound, amount.end = "over", amount.end + 1


def _goes_on(text: str, previous: Amount, start: int) -> bool:
    """Whether the figure before was people or money too, in the same sentence and near."""
    near = previous.unit in (PERSONS, VISITS, MONEY) and start - previous.end <= _REACH
    return near and not _SENTENCE_END.search(text, previous.end, start)


def _may_stand_bare(text: str, amount: Amount, left: str) -> bool:
    """Whether what follows lets the numeral be a whole figure: 产值百亿 and 500亿级 yes, 百亿电子城 and 800万像素 no."""
    end = amount.end
    after = text[end : end + 1]
    if (after.isascii() and after.isalpha()) or after == "两":
        return False
    if cues.SPENT_BEFORE.search(left) or cues.PAID_AFTER.match(text, end):
        return True
    if not amount.floor.strip("百千万亿十"):
        if cues.SCALE_LABEL.match(text, end) or left_bound(text, amount.start) is not None:
            return True
        return bool(cues.MONEY_BEFORE.search(left[-8:]) and cues.RANK_AFTER.match(text, end))
    if not "一" <= after <= "鿿" or cues.AFTER_BARE.match(text, end) or cues.SUM_AFTER.match(text, end):
        return True
    return after == "级" and text[end + 1 : end + 2] != "别"


def spoken(text: str, match: re.Match[str]) -> bool:
    """Whether the words around make 块, 毛, 角 money (每斤八毛, 门票50块) or 两 a weight (配药3两) after the numeral `match`."""
    start, stop = match.span()
    left = text[max(0, start - _REACH) : start]
    if text[stop : stop + 1] in ("块", "毛", "角"):
        if text[stop] != "块" and (text.startswith(_AROUND, stop + 1) or left.endswith(_AT_LEAST)):
            return True  # 5角以上, 至少7角
        return bool(cues.PRICED_BEFORE.search(left)) and not cues.PIECES_AFTER.match(text, stop)
    begin = text.find("两", start + 1, stop + 1)
    return begin > start and bool(cues.WEIGHED_BEFORE.search(left) or cues.WEIGHED_AFTER.match(text, begin))


def half(text: str, match: re.Match[str]) -> Amount | None:
    """一半, but not 一半天."""
    end = match.end() + 1
    if match.group() not in ("一", "1") or not text.startswith("半", match.end()) or text[end : end + 1] in _HALF_WORDS:
        return None
    amount = Amount(match.start(), end)
    amount.value, amount.unit, amount.rule = Fraction(1, 2), HALF, "half"
    return amount


def _pair(text: str, start: int, previous: Amount | None) -> Amount | None:
    """比例为2:1, 按1比3的比例: the quotient, of a rate of exchange (汇率1:0.7) what one of the first is worth in the second."""
    match = patterns.PAIR.match(text, start)
    left = text[max(0, start - _REACH) : start]
    if match is None:
        return None
    near = previous is not None and previous.rule == "ratio" and start - previous.end <= _NEAR
    if not (near or cues.PAIR_BEFORE.search(left) or cues.PAIR_AFTER.match(text, match.end())):
        return None
    one, other = Fraction(match[1]), Fraction(match[2])
    if not one or not other:
        return None
    amount = Amount(start, match.end())
    amount.value = decimal_of(other / one) if cues.EXCHANGED.search(left) else tidy(one / other)
    amount.unit, amount.rule = RATIO, "ratio"
    return amount


def shares(text: str, start: int, previous: Amount | None) -> tuple[int, list[Amount]] | None:
    """13.5∶46.5∶40 with a sum of 100: the shares of a whole. A ratio of three of another sum (09:30:00) yields no amounts.

    Returns where it ends and the amounts; None where there is no ratio.
    """
    match = patterns.STRUCTURE.match(text, start)
    if match is None:
        return _two_shares(text, start, previous)
    found = []
    for number in re.finditer(r"[0-9]+(?:\.[0-9]+)?", match.group()):
        amount = Amount(start + number.start(), start + number.end())
        amount.value, amount.unit, amount.rule = Decimal(number.group()), SHARE, "structure"
        found.append(amount)
    total = sum((amount.value for amount in found if isinstance(amount.value, Decimal)), Decimal(0))
    return match.end(), found if 99 <= total <= 101 else []


def _two_shares(text: str, start: int, previous: Amount | None) -> tuple[int, list[Amount]] | None:
    """占比为31.3：68.7: two shares of a whole, where a ratio of two numbers may stand."""
    ratio = _pair(text, start, previous)
    match = patterns.PAIR.match(text, start)
    if ratio is None or match is None:
        return None
    if not 99 <= Decimal(match[1]) + Decimal(match[2]) <= 101:
        return match.end(), [ratio]
    found = []
    for group in (1, 2):
        amount = Amount(*match.span(group))
        amount.value, amount.unit, amount.rule = Decimal(match[group]), SHARE, "structure"
        found.append(amount)
    return match.end(), found


def rank(text: str, match: re.Match[str], previous: Amount | None) -> Amount | str | None:
    """第3位, 全省第一, 居前三位. The code of a refusal where it is an ordinal, None where other rules should read it."""
    start, stop = match.span()
    unit = text[stop : stop + 1] if text[stop : stop + 1] in ("位", "名") else ""
    end = stop + len(unit)
    amount = read_amount(text, match, {})
    if amount is None or amount.value is None or amount.stop != stop:
        return None
    reach = max(0, start - 16)
    cued = cues.RANK_BEFORE.search(text, reach, start - 1)
    closed = cues.RANK_AFTER.match(text, end)
    if cues.NO_RANK_AFTER.match(text, stop) or cues.NO_RANK_BEFORE.search(text, reach, start - 1):
        return "ordinal"
    if text[start - 1] == "前":
        if not (unit or closed) or not cued or not cues.IN_FRONT.search(text, reach, start):
            return None
        amount.bound = "at_most"
    elif cued and previous is not None and cues.SUPERLATIVE_AFTER.match(text, end):
        if start - previous.end > _REACH or _SENTENCE_END.search(text, previous.end, start):
            return "ordinal"
    elif not cued or not (closed or (unit and not text[end : end + 1].isalpha())):
        return "ordinal"
    amount.unit, amount.end, amount.rule = RANK, end, "rank"
    return amount


def points_ahead(text: str, amount: Amount, index: Index) -> None:
    """提升0.4个、1.7个百分点: the first 个 is a percentage point too."""
    at = amount.end
    if amount.unit is None or amount.unit.name != "个":
        return
    for _ in range(4):
        join = patterns.LIST.match(text, at)
        match = join and patterns.NUMERAL.match(text, join.end())
        other = read_amount(text, match, index) if match else None
        if other is None or other.unit is None or other.unit.code not in ("个", "pp"):
            return
        if other.unit.code == "pp":
            amount.unit, amount.rule = other.unit, "shared_unit"
            return
        at = other.end
