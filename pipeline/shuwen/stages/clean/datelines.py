"""The day an article was published, where a dateline says it. A date inside running prose is never taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from shuwen.records import Region

DATE = (
    r"(?:(?:19|20)[0-9]{2}\s*(?:年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"
    r"|(?:一九|二[〇○零0Oo])[〇○零0Oo一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿]{1,3}日)"
)
TIME = r"(?:[0-2]?[0-9][:：时時點点][0-5][0-9](?:[:：分][0-5][0-9])?秒?分?)"
_ROC = r"(?:(?:中[華华])?民[國国]\s*)?[0-9]{2,3}(?:年[0-9]{1,2}月[0-9]{1,2}日|[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?![0-9])"
_FULLWIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord("："): ":", ord("／"): "/", ord("－"): "-"}
_NUMERALS = {char: digit for digit, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零0Oo", 0)


def _shapes(date: str) -> tuple[re.Pattern[str], ...]:
    """The datelines that `date` may stand in, the surest first."""
    labelled = rf"(?:[发發][布佈]|[发發]表|更新|刊[发發]|[发發]稿)?(?:[时時][间間]|日期)\s*:\s*(?P<date>{date})"
    alone = rf"[（(—\-\s【\[]*(?P<date>{date})(?:\s*星期.)?(?:\s*{TIME})?\s*(?:[）)】\]]|$)"
    label = "(?:[来來]源|作者|[编編][辑輯]|[记記]者|[浏瀏][览覽]|字[号號]|[责責]任|[稿文])"
    particulars = rf"(?P<date>{date})(?:\s*{TIME})?[\s|｜]+(?:{label}|.{{2,16}}$)"
    after = rf".{{0,60}}{label}\s*:.{{0,30}}[\s|｜](?P<date>{date})(?:\s*{TIME})?.{{0,30}}$"
    plain = rf"(?:[^。！？!?；，,]{{0,50}}[\s|｜:：　])?(?P<date>{date})(?:\s*(?:{TIME}|星期.|[A-Z]{{2,4}}))*(?:[\s|｜　][^。！？!?；，,]{{0,40}})?$"
    assembly = rf"[（(—\-\s]*(?P<date>{date})\s*在.{{4,60}}(?:上|[会會][议議][）)]?)(?:的[报報]告)?[）)]?$"
    signed = rf".{{0,80}}[（(]\s*(?P<date>{date})(?:\s*{TIME})?(?:[\s,，、]*[\w·\s]{{0,12}})[）)]\s*$"
    wire = rf"[（(【\[]?.{{0,30}}?(?P<date>{date})\s*(?:{TIME})?\s*(?:[电電][讯訊]?|[讯訊]|[报報][导導道])"
    return tuple(re.compile(shape) for shape in (labelled, particulars, after, alone, assembly, plain, signed, wire))


_SHAPES = _shapes(DATE)
_ROC_SHAPES = _shapes(rf"(?:{DATE}|{_ROC})")


def published(head: Iterable[str], foot: Iterable[str], region: Region) -> datetime.date | None:
    """The first date that a dateline among the head lines gives, else among the foot lines; None where none does.

    Years of the Republic (民國114年, 114/3/5) count only for `region` TW. Lines come stripped.
    """
    shapes = _ROC_SHAPES if region == "TW" else _SHAPES
    for lines in (head, foot):
        for line in lines:
            said = line[:200].translate(_FULLWIDTH)
            # A wire's dateline opens a paragraph; all other datelines are short lines of their own.
            for shape in shapes if len(line) <= 120 else shapes[-1:]:
                found = shape.match(said)
                day = found and read_date(found["date"])
                if day:
                    return day
    return None


def read_date(said: str) -> datetime.date | None:
    """The day that a date in figures or numerals names; None for one that no calendar has."""
    parts = re.findall(r"[0-9]+", said)
    if len(parts) != 3:
        return _in_numerals(said)
    year, month, day = map(int, parts)
    if year < 1000:
        year += 1911
    return _day(year, month, day)


def _in_numerals(said: str) -> datetime.date | None:
    found = re.fullmatch(r"(.{4})年(.{1,2})月(.{1,3})日", said)
    if not found:
        return None
    year = int("".join(str(_NUMERALS.get(char, 0)) for char in found[1]))
    return _day(year, _small(found[2]), _small(found[3]))


def _small(numeral: str) -> int:
    """A numeral up to 31: 九, 十二, 二十一, 三十, 廿三."""
    tens, ten, ones = numeral.replace("廿", "二十").rpartition("十")
    if not ten:
        return _NUMERALS.get(numeral, 0) if len(numeral) == 1 else 0
    return 10 * (_NUMERALS.get(tens, 0) if tens else 1) + (_NUMERALS.get(ones, 0) if ones else 0)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
