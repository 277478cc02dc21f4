"""What is not a figure: names, labels, dates, ordinals, slogans, codes, 一 as an article. Each reason has a stable code."""

from __future__ import annotations

import re
from functools import cache

from shuwen.resources import lexicon
from shuwen.stages.quantities import cues
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.context import currency_before
from shuwen.stages.quantities.patterns import ARABIC, CHINESE

_CURRENCY_LETTERS = ("RMB", "USD", "HKD", "NTD", "TWD", "CNY", "EUR", "US", "NT", "HK", "EPS")
_PLACES_AS_UNITS = frozenset("省市县乡镇村国")
_OPENING = "“「『‘《〈"
_OPENS_SENTENCE = ("", "。", "！", "？", "\n")
_CLOSING = {"“": "”", "「": "」", "『": "』", "‘": "’", "《": "》", "〈": "〉"}
_QUOTE_REACH = 24
_TITLE_REACH = 60
_WORDS = 10  # characters from which a quotation is a sentence rather than a name
_MODEL_YEAR = re.compile("(?:19|20)[0-9][0-9]")
_YEARISH = re.compile(r"(?:1[0-9]|20|21)[0-9][0-9]|[0-9][0-9]")
_SENTENCE_SIGNS = re.compile(r"[，。；：！？,;:]")
_SPACED_ORDINAL = re.compile(r"第\s[0-9\s]{0,4}$")
_PER_BEFORE = "每"
# One Chinese digit with one of these is a name or a saying far more often than a figure (九江, 三方, 李四人民币).
_OLD_MEASURES = frozenset("方 里 尺 寸 丈 斤 克 升 米 立方 平方 瓦 坪 担 磅 伏".split())
_PLAIN_MONEY = frozenset("仙 人民币 台币 港币 美金 元 圆 法郎 新元 新币".split())
_AFTER_VOLTS = frozenset("变输线电配开及")
_DIGITS = frozenset(ARABIC)
_SECTIONS = frozenset("本章节篇条项款")
_OF_A_YEAR = tuple("之度底初末前")
_ONES = frozenset("一二三四五六七八九")
_HEADERS = (*"：:（(>|)）】]", "单位")  # 单位：亿元, 投资额（不含税）万元
_UNTOLD = ("若干", "无数", "好些", "许多", "多少")  # so many of a scale: 若干万元
_SERIES = frozenset("系列 起 代 版 款".split())
_LATIN_WORD = re.compile("[A-Za-z]{3,} $")
_LINE_HEADS = ("", "\n", "#", "*", "[", "〔", "［")
_LISTED = frozenset("条款项章节名位次届号")
_PERCEIVED = ("受", "得", "看", "听", "见", "引")  # 受到万人关注 counts nobody
_COUNTED = tuple("共有生达了计")
_AFTER_YUAN = frozenset("化结区桥里论店素方文")


@cache
def names() -> dict[str, tuple[tuple[str, int], ...]]:
    """Each numeral of a name with its next character -> (name, offset of the numeral in it)."""
    numerals = frozenset(ARABIC + CHINESE)
    table: dict[str, list[tuple[str, int]]] = {}
    for section in lexicon("not_figures").values():
        for word in section["words"]:
            for at, character in enumerate(word):
                if character in numerals:
                    table.setdefault(word[at : at + 2], []).append((word, at))
    return {key: tuple(rows) for key, rows in table.items()}


def named(text: str, start: int) -> int | None:
    """Where the name ends that holds the numeral at `start`, or None."""
    best = None
    known = names()
    for word, offset in (*known.get(text[start : start + 2], ()), *known.get(text[start], ())):
        if text.startswith(word, start - offset) and start >= offset:
            best = max(best or 0, start - offset + len(word))
    return best


def code_like(text: str, start: int, stop: int) -> bool:
    """A digit run that is glued to Latin letters or to more digits: A4, PM2.5, 1.2.3, 2011-03-05."""
    before = text[start - 1 : start]
    if text[start] == "0" and text[start + 1 : start + 2] in _DIGITS:
        return True  # 00665: a code has noughts before it
    if before == "×":
        return True
    if before and before.isascii():
        if before.isalpha():
            if text[stop : stop + 1] in ("%", "％"):
                return False  # HDI28%
            head = text[max(0, start - 3) : start]
            return not head.endswith(_CURRENCY_LETTERS) and currency_before(text, start) is None
        if before in "=&?%":
            return text[start - 2 : start - 1] not in ("<", ">") or before != "="
        if before in "./_#@" and start > 1 and text[start - 2].isascii() and text[start - 2].isalnum():
            return True
        if before == " " and text[start] == "0" and text[start + 1 : start + 2].isdigit():
            return text[start - 2 : start - 1].isdigit()  # 2940 000: the end of a longer number
    after = text[stop : stop + 2]
    return len(after) == 2 and after[0] in "./" and after[1] in ARABIC and after[0] == "."


def refusal(text: str, amount: Amount) -> str | None:
    """Why an amount with a unit is no figure, or None where it is one."""
    unit = amount.unit
    assert unit is not None
    start, end = amount.start, amount.end
    before = text[start - 1 : start]
    if before == "第" or (before == " " and _SPACED_ORDINAL.search(text, max(0, start - 6), start)):
        return "ordinal"
    if before == "无" and amount.floor[:1] == "数":
        return "vague"  # 无数亿元
    if unit.dimension == "time":
        reason = _time(text, amount)
        if reason:
            return reason
    if unit.dimension == "age":
        return None if cues.AGE_OF_MANY.search(text, max(0, start - 24), start) else "age"
    if unit.dimension == "degree":
        return "degree"
    if unit.dimension == "index_point":
        return _index_point(text, amount)
    if unit.kind == "count":
        reason = _count(text, amount)
        if reason:
            return reason
    elif unit.kind in ("measure", "money"):
        reason = _measure(text, amount)
        if reason:
            return reason
    of_each = before == _PER_BEFORE and (unit.kind != "money" or amount.floor in ("万", "百", "千", "亿", "百万"))
    if of_each or (before in ("兑", "对") and unit.kind == "money" and amount.floor in ("1", "一")):
        return "denominator"  # 7.32元兑1美元
    return enclosed(text, start, end, money=unit.kind in ("money", "percent", "measure"))


def _time(text: str, amount: Amount) -> str | None:
    """Dates and plain durations; a duration that is the value of an indicator passes."""
    start = amount.start
    name = amount.unit.name if amount.unit else ""
    left = text[max(0, start - 12) : start]
    if name in ("年", "周年") and amount.plain and not amount.power:
        if _YEARISH.fullmatch(amount.floor) and (
            len(amount.floor) == 4 or text[amount.end : amount.end + 1] in ("前", "底", "初", "末")
        ):
            return "date"
        after = text[amount.end : amount.end + 1]
        if text[amount.end : amount.end + 1] == "的" and left.endswith(("由", "从", "自")) and len(amount.floor) >= 3:
            return "date"  # 由108年的
        republic = len(amount.floor) == 3 and 90 <= (amount.value or 0) <= 140
        if republic and (after in _OF_A_YEAR or not cues.DURATION_BEFORE.search(left)):
            return "date"
    if amount.value is not None and len(amount.floor) >= 4 and all(c in "零〇一二三四五六七八九" for c in amount.floor):
        return "date"
    if name in ("年", "天", "周", "小时", "星期") and left.endswith(("本", "当")):
        return "date"
    if "." in amount.floor or (amount.bound == "range" and name == "小时"):
        return None if not left.endswith(("前", "近", "每")) else "duration"
    if cues.DURATION_AFTER.match(text, amount.end) or cues.DURATION_CHANGED.search(text, max(0, start - 24), start):
        return None
    if cues.DURATION_BEFORE.search(left) and not cues.NO_DURATION_BEFORE.search(left):
        return None
    return "duration"


def _index_point(text: str, amount: Amount) -> str | None:
    """收报23006点, 下跌76.5点, but not 8点 or 三点: a number that no clock shows, or one that has risen or fallen."""
    if amount.power >= 4:
        return "time"
    level = amount.value if amount.value is not None else amount.low
    if level is not None and (level > 60 or level < 0 or (amount.plain and "." in amount.floor)):
        return None
    if not amount.plain or text[amount.end : amount.end + 1] in _DIGITS or amount.bound == "range":
        return "time"
    return None if cues.INDEX_MOVED.search(text, max(0, amount.start - 4), amount.start) else "time"


def _count(text: str, amount: Amount) -> str | None:
    """Articles, names, ordinals and back references among what looks like a count."""
    start, end, floor = amount.start, amount.end, amount.floor
    code = amount.unit.code if amount.unit else ""
    if floor in ("一", "壹") or (floor == "1" and text[start - 1 : start] == "每"):
        return "article"
    if amount.plain and (reason := _label(text, amount, code)):
        return reason
    if floor == "1" and code in ("次", "届", "轮", "回", "期") and text[start - 1 : start] in ("上", "下", "首", "这"):
        return "back_reference"  # 上1次
    if code == "条" and cues.LAW_BEFORE.search(text, max(0, start - 4), start):
        return "ordinal"  # 公投法16条
    if code == "款" and amount.plain and _MODEL_YEAR.fullmatch(floor):
        return "date"  # 2011款
    listed = cues.ORDINALS_BEFORE.search(text, max(0, start - 10), start)
    if listed and (listed[1] == code or (listed[1] is None and code in _LISTED)):
        return "ordinal"  # 第十一条及十四条, 第59、60条
    if not amount.plain and (reason := _chinese_count(text, amount, code)):
        return reason
    if code == "个" and cues.ANYBODY_AFTER.match(text, end):
        return "pronoun"
    if cues.POINTS_BACK.search(text, max(0, start - 4), start) and text[start - 2 : start] not in ("以后", "之后"):
        return "back_reference"
    if (code == "位" and text[end : end + 1] in ("数", "一")) or (text[end : end + 1] == "式" and code != "个"):
        return "name"  # 三件式
    if "." not in floor or amount.power:
        return None
    heads = text[start - 1 : start] in _LINE_HEADS and code == "个"  # 30.3个产业园 is a heading's number and a count
    return "enumerator" if heads or code in _SECTIONS else None


def _label(text: str, amount: Amount, code: str) -> str | None:
    """Numbers of codes, times and models that a classifier follows: -3个, 22:30档, iPhone 7系列."""
    start = amount.start
    if text[start] == "-":
        return "code"
    if len(amount.floor) == 2 and text[start - 1 : start] in ("：", ":") and text[start - 2 : start - 1].isdigit():
        return "time"
    return "name" if not amount.power and _names_a_model(text, amount, code) else None


def _names_a_model(text: str, amount: Amount, code: str) -> bool:
    """Such as iPhone 7系列, PlayStation 4起价, 20国集团; but not NB 300万台."""
    start, end = amount.start, amount.end
    if code == "国":
        return text.startswith("集团", end)
    return code in _SERIES and text[start - 1 : start] == " " and _LATIN_WORD.search(text, max(0, start - 12), start) is not None


def _chinese_count(text: str, amount: Amount, code: str) -> str | None:
    start, end, floor = amount.start, amount.end, amount.floor
    if len(floor) == 1 and cues.WEEKDAY_BEFORE.search(text, max(0, start - 3), start):
        return "date"  # 周四起
    if code == "处" and floor == "四" and (text[start - 1 : start] not in _COUNTED or cues.EVERYWHERE_AFTER.match(text, end)):
        return "name"
    if code == "类" and amount.bound is None and cues.CLASS_AFTER.match(text, end):
        return "ordinal"  # 三类新药, 劣五类水体: of the third class
    if code == "条" and text[start - 1 : start] == "新" and text[start - 2 : start] != "创新":
        return "name"  # 新十条
    if code == "起" and floor == "四" and not text[end : end + 1].isalpha() and text[start - 1 : start] not in _COUNTED:
        return "name"  # 怨声四起
    if floor in ("零", "〇") or (code == "人" and cues.GROUP_AFTER.match(text, end)):
        return "name"
    if (code == "次" and cues.MEETING_AFTER.match(text, end)) or (floor == "二" and code != "案"):
        return "ordinal"  # 二 before a classifier is 第二; two of a thing are 两
    if code in _PLACES_AS_UNITS:
        return "place"  # 三国, 八一乡, 二十国集团: far more are names than counts
    if amount.bound is None and code == "人" and floor in ("两", "二", "三", "四"):
        return "pronoun"
    if not amount.rule and len(floor) > 1 and set(floor) <= _ONES:
        return "name"  # 惟一一个, 二六市: digits without a scale count nothing
    if amount.bound is None and floor[0] in "百千万亿兆" and not _bounded_before(text, start):
        return "name"
    return "slogan" if code in ("个", "项", "条") and cues.SLOGAN_AFTER.match(text, end) else None


def _bounded_before(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before == "到":
        return text[start - 2 : start - 1] not in _PERCEIVED
    return before in tuple("上超近逾过破达成约数至有") and start > 0


def _measure(text: str, amount: Amount) -> str | None:
    start, end, floor = amount.start, amount.end, amount.floor
    unit = amount.unit
    assert unit is not None
    chinese = not amount.plain
    if not floor.strip("十百千万亿"):
        if amount.rule != "sense_money" and text.endswith(_UNTOLD, max(0, start - 2), start):
            return "vague"
        if unit.kind == "money" and cues.PER_OUTPUT.match(text, end):
            return "denominator"
        if amount.bound is None and text.endswith(_HEADERS, 0, start) and not text.startswith("以", end):
            return "header"
        softened = (
            amount.bound is not None or _bounded_before(text, start) or text.startswith(("以上", "以下", "大关"), end)
        )
        if unit.kind == "measure" and not softened and floor[0] != "十":
            return "name"
    if unit.code == "r" and text[end : end + 2].strip()[:1].isdigit():
        return "code"  # 5168 转 9, a telephone's extension
    if unit.name == "升" and text[start - 1 : start] == "连":
        return "name"  # 连2升: risen twice
    if unit.dimension == "electric" and text[end : end + 1] in _AFTER_VOLTS:
        return "name"
    if not chinese:
        return None
    if unit.kind == "measure":
        return None if amount.rule == "fraction" else _chinese_measure(text, amount, unit.name)
    if floor == "一" and unit.factor < 1:
        return "article"  # 每一分钱
    if len(floor) > 1 or floor in "百千万亿" or unit.name not in _PLAIN_MONEY:
        return None
    return "name" if floor == "一" or unit.name not in ("元", "圆") or text[end : end + 1] in _AFTER_YUAN else None


def _chinese_measure(text: str, amount: Amount, unit: str) -> str | None:
    """一公里 is any kilometre and 八方 a saying, unless the words before measure something (长一公里, 不到六升)."""
    floor = amount.floor
    stated = cues.MEASURED_BEFORE.search(text, max(0, amount.start - 4), amount.start)
    if floor in ("一", "二", "半"):
        return None if stated else "article"
    if len(floor) > 1 or unit not in _OLD_MEASURES or stated:
        return None
    return "name" if floor != "两" or unit == "方" else None


def enclosed(text: str, start: int, end: int, *, money: bool = False) -> str | None:
    """In a short quotation that names something, or in a book title."""
    title = text.rfind("《", max(0, start - _TITLE_REACH), start)
    if title >= 0 and text.find("》", title, start) < 0 <= text.find("》", end, end + _TITLE_REACH):
        return "title"
    for opening in "“「『":
        at = text.rfind(opening, max(0, start - _QUOTE_REACH), start)
        if at < 0:
            continue
        close = text.find(_CLOSING[opening], at, end + _QUOTE_REACH)
        if close < end:
            continue
        inside = text[at + 1 : close]
        if _SENTENCE_SIGNS.search(inside) or text[at - 1 : at] in ("：", ":"):
            continue
        if len(inside) >= _WORDS and text[at - 1 : at] in _OPENS_SENTENCE and text[close + 1 : close + 2] == "，":
            continue  # somebody's words, and then who said them
        if not money or len(inside) <= 10 or cues.NAMES_A_THING.search(inside):
            return "quoted"
    return None
