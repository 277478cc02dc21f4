"""The patterns of expressions of time in simplified text. What their groups mean is read in rules.py and calendar_rules.py.

Each pattern is bounded: no part of it can run on, so that a scan is linear in the text.
"""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}


def numeral(text: str) -> int:
    """A whole number below a hundred, in Arabic or Chinese digits: 8, 十二, 三十, 二〇."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[c]) for c in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


_NUMERALS = "一二三四五六七八九十"
SIGN = r"(?:—{1,2}|[-–~～至到])"
_MONTH = r"""(?:
    (?<![0-9.])(?:1[0-2]|0?[1-9])(?![0-9]) | (?<![一二三四五六七八九十百每几周期])(?:十[一二]?|[一二三四五六七八九])
)"""
_DAY = r"(?:(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_COUNT = r"(?:[0-9]{1,2}|十[一二三四五六七八九]?|[一二两三四五六七八九]十?)"

# 前三季度, 前8个月: the part of a year that 前 opens, where it could also be "years ago".
_FIRSTS = r"前(?:[一二两三四1-4]个?季|(?:1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])个?月)"
# What makes a number before 年 a duration rather than a year.
_NO_DURATION = rf"(?!\s*年(?:以?[来内上下]|[间期多左后龄制之历半]|(?!{_FIRSTS})前|的[历时]))"
_NO_COUNT_BEFORE = r"(?<![0-9][.,])(?<![0-9第近前逾约共达满超经连长续到每这])"
_ARABIC_YEAR = rf"""
    (?<![0-9])(?<![0-9][.,])(?:1[89]|20)[0-9][0-9]
  | {_NO_COUNT_BEFORE}[089][0-9]{_NO_DURATION}
  | (?<![0-9][.,])(?<![0-9第近前逾约共达满超])[12][0-9]
    (?=年(?:{_MONTH}(?:月份?)?(?:{SIGN}{_MONTH})?月|年?[底末初]|[度比同]|[上下]半年|第?[一二三四1-4]季|全年|{_FIRSTS}|Q[1-4]))
  | (?<=[在元])[1-9][0-9][0-9]{_NO_DURATION}
"""
_ROC_YEAR = rf"(?<![0-9])(?<![0-9][.,])(?:1[89]|20)[0-9][0-9] | {_NO_COUNT_BEFORE}(?:[89][0-9]|1[0-4][0-9]){_NO_DURATION}"
_BUDGET_YEAR = r"(?<![0-9.])(?:9[0-9]|1[0-4][0-9])"  # Taiwan's budget act: the calendar year since 2001
_CHINESE_YEAR = r"""
    (?<![〇零○一二三四五六七八九十百])(?:
        [一二][〇零○八九][〇零○一二三四五六七八九]{2}
      | 九[〇零○一二三四五六七八九] | 八[〇零○一二三四五六七八] | [〇零○][〇零○一二三四五六七八九]
    )(?!年(?:以?来|[间期内代]))
"""
# 后年 must begin a phrase (投产后 + 年产值 is no year), 次年 must not end a count of times (一次 + 年会).
_RELATIVE_YEAR = rf"""
    (?P<relative>
        大前 | 上一 | (?<!如)今 | (?<!过)去 | (?<![文说证发])明
      | (?<![基资成样文日])本(?=[（(年]) | (?<!以)上(?=[（(年]) | (?<![以之目年])前(?=[（(年](?!均|度|期))
      | (?:(?<=[，。、；：,;（(“明到至在于和及与或])|(?<=[预估]计)|\A)后(?=年(?![均期的产销营发]))
      | (?<![{_NUMERALS}0-9多几每首本再此该上下前届两数])次(?=年(?![报检])) | 翌 | (?<![不共])同(?=年(?!级|龄)) | (?<![相正])当(?=年)
    )
    (?:[（(](?P<aside>[0-9]{{2,4}})年?[)）])?
    年度?(?!级|龄|轻)
"""

# 22年、23年 and 23年比22年: two years of two digits that follow each other vouch for one another; one alone is a duration.
_NEIGHBOURS = "|".join(
    rf"(?<={n})(?=年[、和与及]{n + 1}年)|(?<={n - 1}年[、和与及]{n})|(?<={n})(?=年[比较]{n - 1}年)|(?<={n + 1}年[比较]{n})"
    for n in range(10, 30)
)
_THIRDS = r"[上中]?[上中下]旬|[上下]半月"  # 中下旬: the last two thirds of a month
_EDGE = r"(?:[底末]|初(?![一二三四五六七八九十步级]))(?![期端])"
_SEVERALLY = r"[^。；，]{0,24}分别"
# What may follow a day that 日 or 号 does not close: 4月23之后, 5月1，; before anything else the number is an amount.
_DAY_ENDS = (
    rf"\s*(?:[。、；;）)]|[，,](?![0-9])|{SIGN}\s*{_MONTH}\s*月|之[前后]|[前后起止](?![0-9一二两三四五六七八九十])|\Z)"
)

# 奥迪Q3 is a car.
_PART = rf"""
    (?P<listed_half>(?<![以线网之加])上)(?=[、和及]下半年|下半年(?:分别|各|均))
  | 第?(?P<listed_quarter>[一二三四1-4])(?=(?:[、和及]第?[一二三四1-4]){{1,3}}季度?{_SEVERALLY})
  | (?:
        (?P<half>[上下前后])半年(?!期|制)
      | 前(?P<first_quarters>[一二两三四1-4])个?季度?
      | (?P<quarter>首)季度?
      | 第?(?P<q_>[一二三四1-4])(?:(?:(?P<quarter_list>(?:、第?[二三四2-4]){{0,2}}[、和及])|{SIGN})第?(?P<quarter_to>[二三四2-4]))?
        季(?:度|(?=末(?![期端])))
      | 第(?P<q__>[一二三四1-4])(?:(?:(?P<quarter_list_>(?:、第?[二三四2-4]){{0,2}}、)|{SIGN})第?(?P<quarter_to_>[二三四2-4]))?
        (?:季|(?=[和及]第?[二三四2-4]季))
      | (?<![A-Za-z0-9.迪])(?:Q(?P<q_after>[1-4])|(?P<q_before>[1-4])Q)(?![A-Za-z0-9.])(?:季度?)?
    )(?P<part_edge>{_EDGE})?
  | (?(when)(?:H(?P<h_after>[12])|(?P<h_before>[12])H)(?![A-Za-z0-9.])|(?!))
  | [前头](?P<first_months>1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])个?月
  | (?P<listed_month>{_MONTH})(?=(?:[、和及]{_MONTH}){{1,4}}月{_SEVERALLY})
  | (?P<month>{_MONTH})
    (?:(?:(?:\s*月份?)?\s*{SIGN}\s*|(?P<month_list>(?:、{_MONTH}){{0,4}}[、和及])(?!{_MONTH}月{_SEVERALLY}))
    (?P<month_to>{_MONTH})(?=\s*月份?(?!\s*[0-9]{{1,2}}[日号])))?
    \s*月(?:份(?:的)?)?(?![球亮薪饼嫂票租革])
    (?:
        月?(?P<month_edge>{_EDGE}|{_THIRDS})
      | \s*(?P<day_bare>{_DAY})(?={_DAY_ENDS})
      | \s*(?P<day>{_DAY})\s*(?:[日号]?\s*{SIGN}\s*(?P<day_to>{_DAY})(?=\s*[日号]))?\s*[日号](?![机线])
    )?
  | (?P<whole>(?:全|整)年(?:度)?|(?<![0-9一二两三四五六七八九十几数])年内)
"""
_AFTER_YEAR = r"""
    年?(?P<year_edge>[底末初]|终(?=[，,。、；的])|中(?=[，,。、；的]))
  | (?P<season>[春夏秋冬])[季天]
"""
_BARE_EDGE = r"""
    (?<![0-9〇零○一二两三四五六七八九十百千万多几数今去本上前明后当同次翌每半])年(?P<bare_edge>[底末初])(?![次级])
"""


def _calendar(year: str, budget_year: str = r"(?!)") -> re.Pattern[str]:
    """[year] [part of a year] as one pattern.

    `year` says how a year's digits look in the region, `budget_year` those before 会计年度 where that is the calendar's.
    """
    return re.compile(
        rf"""
        (?=[0-9一二三四五六七八九〇零○十大上今去明本前后次翌同当Q康雍乾嘉道咸光宣民下首第头全整年])
        (?:(?<![0-9.])(?P<iso_year>(?:19|20)[0-9][0-9])(?P<iso_sign>[-/.])(?P<iso_month>1[0-2]|0?[1-9])(?P=iso_sign)
            (?P<iso_day>3[01]|[12][0-9]|0?[1-9])(?![0-9.])日?
      | (?:
            (?P<when>
                (?P<year>{year}|{_CHINESE_YEAR})\s*年(?:度|份)?
              | (?P<roc_year>{budget_year})会计年度
              | (?P<reign>康熙|雍正|乾隆|嘉庆|道光|咸丰|同治|光绪|宣统|民国)
                (?P<reign_year>元|[0-9]{{1,3}}|[一二三四五六七八九十〇]{{1,3}})年(?:度)?
              | {_RELATIVE_YEAR}
            )
            \s*(?:的\s*(?=[0-9一二三四上下前第全]))?
        )?
        (?: {_PART} | (?(when)(?:{_AFTER_YEAR})|(?:{_BARE_EDGE})) | (?(when)|(?!)) ))
        """,
        re.VERBOSE,
    )


CALENDAR = {"CN": _calendar(_ARABIC_YEAR), "HK": _calendar(_ARABIC_YEAR), "TW": _calendar(_ROC_YEAR, _BUDGET_YEAR)}

_OPEN, _CLOSE = r"[“\"「『‘]", r"[”\"“」』’]"
_SPAN_UNIT = r"个?(?P<unit>[年季周天日]|(?<=个)月)度?"
_PLAN_LABEL = r"(?!规划|计划|目标|纲要|重点|专项|重大|项目|建设|工程|现代|普法)"

OTHER_RULES = {
    name: re.compile(pattern, re.VERBOSE)
    for name, pattern in {
        "fiscal": r"""
            (?<![0-9])(?P<first>(?:19|20)[0-9][0-9])年?(?:[/／至到]|-|—|–)(?P<last>(?:19|20)?[0-9][0-9])
            (?:(?P<money>财政|财务|会计)?(?:年度|(?P<school>学年)度?|榨季)|(?P<money_>财年))
        """,
        "full_range": rf"""
            (?<![0-9.])(?P<first>(?:1[89]|20)[0-9][0-9]|1[01][0-9](?=年?{SIGN}1[01][0-9]年))\s*年?(?:度)?\s*{SIGN}\s*
            (?P<last>(?:1[89]|20)[0-9][0-9]|1[01][0-9]|(?<!年)(?<!年[-—–~～至到])[0-9][0-9])\s*年(?:度|间|期间)?
            (?!\s*[0-9]{{1,2}}\s*月|[底末初上下]|第?[一二三四]季)
        """,
        "school_year": r"(?<![0-9.])(?P<year>(?:19|20)[0-9][0-9]|(?:9[0-9]|1[0-4][0-9])(?=学年度?))年?学年度?(?![制以])",
        "fiscal_year": r"""
            (?:FY\s?(?:(?:19|20)[0-9][0-9]|[0-9][0-9])(?![0-9])|(?:(?<![0-9])(?:19|20)?[0-9][0-9]年?|[今去本]|上一?|下一?|同)个?(?:财年|(?:财[政务]|会计)年度))度?
            (?:的?(?:(?P<half>[上下]半年)|(?P<quarter>(?:第[一二三四1-4]|[一二三四1-4首])季度?|Q[1-4])|前[一二三四]季度?))?
          | (?P<half_>[上下]半财年)
        """,
        "lettered": r"""
            (?<![A-Za-z0-9.])(?:
                (?P<year>(?:19|20)[0-9][0-9]\s?|[0-4][0-9])(?:Q(?P<q>[1-4])|H(?P<h>[12]))
              | (?P<year_>(?:19|20)[0-9][0-9])\s?(?:(?P<q_>[1-4])Q|(?P<h_>[12])H)
              | (?:(?P<q__>[1-4])Q|(?P<h__>[12])H)[-/']?(?P<year__>(?:20)?[0-4][0-9])
              | (?:Q(?P<q___>[1-4])|H(?P<h___>[12]))(?:['’/-](?P<year___>(?:20)?[0-4][0-9])|\s?(?P<year____>20[0-4][0-9]))
            )(?![A-Za-z0-9.年])
        """,
        "year_list": r"""
            (?<![0-9.])(?P<year>(?:19|20)[0-9][0-9])(?=(?:[、和及与](?:19|20)?[0-9][0-9]){1,8}年(?![代前]))
        """,
        "year_tail": r"""
            (?P<year>[0-9](?:(?<=(?:19|20)[0-9][0-9][、和及与].)|(?<=(?:19|20)[0-9][0-9]年[、和及与].))[0-9])年(?![代前后内间以])
        """,
        "short_year": rf"(?P<year>[12](?<![0-9.].)[0-9])(?:{_NEIGHBOURS})年(?![代前后内间以])",
        "plan": rf"""
            (?P<quote>{_OPEN})?(?<![一二三四五六七八九十])(?P<plan>十[一二三四五六]?五|[三四五六七八九]五)
            (?(quote){_CLOSE}{_PLAN_LABEL}|(?=时期|期间|末|初期|以来))
            (?:(?P<edge>末期?|初期?)|(?P<part>[前头](?P<count>[一二两三四1-4])年)
              |(?:时期|期间)?(?P<since>以来)?)
        """,
        "past": rf"""
            (?=[0-9一二两三四五六七八九十过近最这半])(?:(?P<lead>过去的?|(?<![附临最靠贴接将])近|最近|这)\s*)?
            (?<![0-9.一二三四五六七八九十百第])(?P<count>{_COUNT}|半(?=个月|年(?![轻级收报])))
            (?(lead)
                (?:{_SPAN_UNIT}(?P<and_half>(?<=年)半(?![径数价夜导山]))?|(?<!这[0-9])(?<!这.)(?P<months>月)(?![份底末初0-9]|[上中下]旬))(?:以?来|[间内])?
              | 个?(?P<unit_>年|(?<=个)月|季度?|周|天)以?来(?![到自访源信看])
            )
            (?!的?历史|之久|[多余])
        """,
        "term": r"(?<![0-9.一二三四五六七八九十百第])(?P<count>[五5])年(?:间(?!隔)|(?=累计|共(?!同)|总[共计]|合计|新增|净增))",
        "future": rf"(?:未来|今后|接下来|往后|(?<![之以年月日天今先前])后(?=[0-9]))的?(?P<count>{_COUNT}|半(?=个月|年)){_SPAN_UNIT}(?P<and_half>(?<=年)半(?![径数价夜导山]))?",
        "pair": r"(?P<first>[去今明])、?(?P<last>[今明后])[两二]年",
        "month": rf"""
            (?=[上下本今这当该同])(?P<month_word>(?<![以线网])上{{1,2}}一?|下{{1,2}}一?|(?<!基)本|[今这当该]|(?<!不)同)个?(?:[（(](?P<aside>[0-9]{{1,2}})[)）])?月份?
            (?:(?P<edge>{_EDGE}|{_THIRDS})|(?P<day>{_DAY})[日号])?
        """,
        "quarter": rf"(?=[上下本今这])(?P<word>(?<![以线网])上{{1,2}}一?|下{{1,2}}一?|(?<!基)本|[今这])个?季度?(?P<edge>{_EDGE})?",
        "month_end": r"""
            (?P<unit>月|季度?)[底末](?=(?:之|以)?前)
            (?<![0-9一二三四五六七八九十个每当本上下这今该同首几月].[底末])(?<![一二三四个每本上下首]季度[底末])
        """,
        "relative_day": r"""
            (?=[大今昨前明后当同])(?P<word>大前|今|昨|(?<![目之以年])前|(?<![文说证])明|(?<![今之以])后|当|同)
            (?:[（(](?P<aside>[0-9]{1,2})[)）])?[天日](?![气然生性文赋线])
        """,
        "bare_day": r"""
            (?=[1-9])(?<!为期|历时|连续|长达|持续)(?<![共逾满0-9月年.．/第近每个周第-])(?:(?<!、)|(?<=[日号]、))
            (?P<day>3[01]|[12][0-9]|[1-9])日(?![内间游龄元均线后期])
        """,
        "week": r"""
            (?P<prefix>上上|下下|上|本|这|下)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?
          | (?<![一二两三四五六七八九十几每隔双单0-9])(?:周|星期|礼拜)(?P<weekday_>[一二三四五六日末])(?![边年])
        """,
        "holiday": rf"""
            (?:(?P<year>(?:19|20)[0-9][0-9])年|(?P<word>[今去明])年)?{_OPEN}?
            (?P<name>春节|五一|双十[一二]|双1[12]|(?<![{_NUMERALS}0-9双二])十一|国庆|元旦|清明|端午|中秋){_CLOSE}?
            节?(?:小长假|长假|假期|假日|黄金周|期间)(?:期间)?
            (?:前(?P<count>[一二两三四五六2-6])[天日]|(?P<first>首日))?
        """,
        "holiday_part": r"(?:假期|长假|黄金周)前(?P<count>[一二两三四五六2-6])[天日]",
        "decade": r"""
            (?:(?P<century>上|本|[12][0-9]|[一二]?十[一二三四五六七八九]?)个?世纪)?
            (?P<decade>[1-9]0|[一二三四五六七八九]十)年代(?:(?P<edge>[初末])期?)?
        """,
        "event": r"""
            (?:党的)?(?P<event>改革开放|新中国成立|建国|香港回归|澳门回归|西部大开发|入世|十[五六七八九]大|二十大)
            (?:祖国)?(?:[一二两三四五六七八九十0-9]{1,3}多?年来|以来)
        """,
        "government": r"本届政府(?:任期(?:内|以来)|成立以来|以来|五年来)?",
        "now": r"目前|当前|现在|如今|(?<=截[至止])发稿[时日前]?",
        "same_period": r"(?:(?P<year>(?:1[89]|20)?[0-9][0-9])年|(?P<word>[去上前])年)?度?的?(?<!不)(?:同期|同月|同季)",
        "vague": r"近日|日前|近(?:几|些)?年来?|近期|不久前",
    }.items()
}

#: A sentence's end: what is left unsaid in the next is no longer taken from this one.
BREAK = re.compile(r"[。！？\n]")
PLANNED = re.compile(r"计划|规划|力争|争取|预[计期测估]|目标|确保|将(?![近军士领来])|拟|有望|可望|展望|安排")
#: In a government's yearly report 预计 speaks of the year that is closing.
GOVERNMENT_PLANNED = re.compile(r"(?<!完成)(?<!年度)计划|力争|争取|预期|目标(?!任务完成)|确保|将(?![近军士领来])")
SINCE = re.compile(r"(?:年?以来|至今|迄今)|来(?=[，,])")
RANGE_SIGN = re.compile(rf"\s*{SIGN}\s*")
