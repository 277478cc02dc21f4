"""The shapes of figures: what a numeral looks like, and what joins two of them. All linear in the text."""

from __future__ import annotations

import re

ARABIC = "0123456789"
CHINESE = "零〇一二三四五六七八九十百千万亿兆两廿卅卌"
FORMAL = "壹贰叁参肆伍陆柒捌玖拾佰仟"
SCALES = "十百千万亿兆"
VAGUE = "几数"
HALF = "半"
ONES = "一二三四五六七八九"
# 参 in 参加 and 陆 in 大陆 are no digits: the formal digits that are words need a numeral after them.
FORMAL_DIGIT = rf"(?:[壹贰叁肆柒捌玖佰仟]|[陆伍参拾](?=[{FORMAL}{SCALES}零元圆点几多余]|$))"

# Thousands grouped by spaces (12 915元), where a word or a unit follows and no other number precedes: no row of a table.
BLANK = " \u00a0\u2009\u202f"
SPACED = (
    rf"(?<=[1-9])(?<![0-9.,%][{BLANK}].)[0-9]{{0,2}}(?:[{BLANK}][0-9]{{3}}(?![0-9])){{1,8}}"
    rf"(?=(?:\.[0-9]+)?[{BLANK}]?[\u4e00-\u9fff%％‰])"
)
_NO_BLANK = str.maketrans("", "", BLANK)

# One numeral. The first character is one plain class, so that the search is a scan for it; possessive quantifiers and
# bounded repeats keep every input linear. Formal digits, 几 and 数 count only before a scale, 半 only in 半数.
NUMERAL = re.compile(
    rf"""
    [{ARABIC}{CHINESE}{FORMAL}{VAGUE}{HALF}]
    (?:
        (?<=[{ARABIC}])
        (?: (?=[0-9]{{0,2}}[,，{BLANK}][0-9]{{3}}) (?: [0-9]{{0,2}}(?:[,，][0-9]{{3}}){{1,8}}(?![0-9]) | {SPACED} ) | [0-9]*+ )
        (?:\.[0-9]++)?+ (?: (?:\x20(?=[万亿兆千](?!分)))?[{SCALES}佰仟]++
            (?: \x20?零?[0-9]{{1,4}}(?:,[0-9]{{3}})?(?:\.[0-9]++)?+(?:\x20?[{SCALES}])*+ ){{0,6}} )?+
      | (?<=[{CHINESE}])
        [{CHINESE}]*+ (?: (?<=[{SCALES}零]) {FORMAL_DIGIT} (?:{FORMAL_DIGIT}|[{CHINESE}])*+ )?+
        (?: 点[零〇{ONES}]++[{SCALES}]*+ )?+
      | (?<=[{FORMAL}]) (?<![大内着登水海在队收入][陆伍拾]) (?=[{FORMAL}{SCALES}零元圆点几])
        (?:{FORMAL_DIGIT}|[{CHINESE}])*+ (?: 点[{FORMAL}零〇{ONES}]++[{SCALES}]*+ )?+
      | (?<=[{VAGUE}]) (?=[{SCALES}]) [{SCALES}]++
      | (?<={HALF}) 数(?![据学字控值码量额显])
      | (?<=[涨跌升降减增逾近约达挫]{HALF}) (?=成(?![品本员人]))
    )
    """,
    re.VERBOSE,
)
SIMPLE = re.compile(rf"([0-9,，]+(?:\.[0-9]+)?)([{SCALES}佰仟]*)")
TRAILING_DIGITS = re.compile(rf"(.*[{SCALES}])零?([0-9,]+)")
NEIGHBOURS = re.compile(rf"(.*[{SCALES}])?([两{ONES}])([两{ONES[1:]}])([{SCALES}]*)")
# Two round numbers side by side: 两千三千, 十万二十万, 五千一万.
ROUND_PAIR = re.compile(rf"([两{ONES}]?[{SCALES}]+)([两{ONES}][{SCALES}]+)")
# 36个亿元以上项目: what is counted is of so great a sum.
OVER_SUM = re.compile(r"[亿万]{1,2}(?:[美欧日港]?元(?:及?以[上下]的?|级)(?=[\u4e00-\u9fff])|级)")
# What stands by a day written month/day: a week before it, another day or the day of the week after it.
WEEK_BEFORE = re.compile("[上下本这這][周週]$")
DAY_AFTER = re.compile(r"\s*(?:[-–—~～至到]\s*\d{1,2}/\d{1,2}(?!\d)|[(（](?:周|週|星期)?[一二三四五六日天][)）])")
PART_AFTER = re.compile("的|以|左右|[强強弱]|[股席]")
SLASH = re.compile(r"/([0-9]{1,4})(?![0-9A-Za-z/.年月日]|\s?页)")
MIXED_FRACTION = re.compile(r" ([0-9]|[12][0-9]|3[01])/(2|3|4|5|8|16|32)(?=[^0-9/])")
_DIGIT = rf"[0-9两{ONES}壹贰叁肆伍陆柒捌玖]"
MINOR_TAIL = re.compile(
    rf"零?(?P<jiao>{_DIGIT}{{1,2}})[角毛](?:(?P<fen>{_DIGIT}{{1,2}})分?)?钱?|零?(?P<only>{_DIGIT}{{1,2}})分钱?"
)
STRUCTURE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[ \t\u3000]?[:：∶︰][ \t\u3000]?[0-9]+(?:\.[0-9]+)?){2,4}")
BRACKETED = re.compile(r"[（(]([一-鿿]{1,2})[)）]")

# Nothing joins two figures over the end of a line.
RANGE = re.compile(r"[ \t\u3000]?(?:——|--|[-－—–―~～∼〜]|至|到)[ \t\u3000]?")
HALF_OF = re.compile("(?<![一两几大过多小前后上下折参各对0-9])半(?!斤八两)")
SIDES = re.compile(r"[ ]?[×✕*xX乘][ ]?")  # 20×30米
FROM_UP_TO = re.compile("以上(?=[0-9一二两三四五六七八九十])")  # 1万元以上5万元以下
UP_TO = ("以下", "及以下", "以内", "之内")
PAIR = re.compile(r"([0-9]+(?:\.[0-9]+)?)[ ]?[:：∶︰比][ ]?([0-9]+(?:\.[0-9]+)?)(?![0-9:：∶︰.])")
LIST = re.compile(r"[、和及与]|以及|,(?=[0-9])")
# What stands between two figures of one list, so that a softener at either end holds for both.
IN_LIST = re.compile(r"(?:排量)?(?:、|和|及|与|以及|, ?)")


def without_blanks(numeral: str) -> str:
    """A numeral without the spaces between its groups and before its scale."""
    return numeral.translate(_NO_BLANK)


def any_of(words: str) -> str:
    """A regex group for any of the words, longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, words.split()), key=len, reverse=True))})"
