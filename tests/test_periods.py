"""The tables of tests/periods: a text with its expressions of time in brackets, and what each is, in order.

A row is `TEXT WITH [EXPRESSION]: NAME KIND ROLE`, several parted by `;`, an unresolved name written `?`. A case may
give `published` (2015-10-20 otherwise), `region`, `year` and `annual`, as `period_expressions` takes them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuwen import periods
from shuwen.lang.genre import is_annual
from shuwen.stages.periods import anchor_year, find_periods, period_expressions
from shuwen.stages.periods.calendar import CalendarError, Interval, holiday, months, plan, shift_years
from shuwen.stages.periods.rules import RULES

TABLES = Path(__file__).parent / "periods"
PUBLISHED = datetime.date(2015, 10, 20)


def rows() -> Iterator[Any]:
    for path in sorted(TABLES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            for marked, expected in case["rows"].items():
                yield pytest.param(case, marked, expected, id=f"{path.stem}: {case['name']}: {marked}")


@pytest.mark.parametrize(("case", "marked", "expected"), list(rows()))
def test_periods(case, marked, expected):
    text = re.sub(r"[\[\]]", "", marked)
    found = period_expressions(
        text,
        case.get("published", PUBLISHED),
        case.get("region", "CN"),
        year=case.get("year"),
        annual=case.get("annual", False),
    )
    assert [text[one.start : one.end] for one in found] == re.findall(r"\[(.*?)\]", marked)
    shown = "; ".join(f"{one.name or '?'} {one.kind} {one.role_hint}".strip() for one in found)
    assert shown == expected


def test_the_stock_is_the_last_day():
    (one,) = period_expressions("截至9月底", PUBLISHED)
    assert (one.stock, one.year) == ("2015-09-30/2015-09-30", 2015)


def test_mentions_quote_the_original():
    (one,) = find_periods("民国103年", None, region="TW", original="民國103年")
    assert (one.text, one.start, one.end, one.name) == ("民國103年", 0, 6, "2014-01-01/2014-12-31")


@pytest.mark.parametrize(
    ("text", "region", "names"),
    [
        ("上上個季度淨利", "TW", ["2015-04-01/2015-06-30"]),
        ("103學年度、104會計年度", "TW", ["2014-08-01/2015-07-31", "2015-01-01/2015-12-31"]),
        ("復活節假期、聖誕節假期", "HK", ["2015-04-03/2015-04-06", "2015-12-25/2015-12-26"]),
        ("近半個月、本屆政府任期內", "HK", ["2015-10-06/2015-10-20", "2012-07-01/2015-10-20"]),
        ("入冬以來、報告期內", "TW", ["", ""]),
    ],
)
def test_either_script(text, region, names):
    assert [one.name for one in periods(text, published=PUBLISHED, region=region)] == names


@pytest.mark.parametrize(
    ("title", "text", "year"),
    [
        ("青岚县2015年政府工作报告", "", 2015),
        ("2015年青岚县统计公报", "", 2016),
        ("十五个项目2011年将开建", "今年新开工15个", 2011),
        ("", "2016年上半年营收2亿元，今年获利可期", 2016),
        ("", "公司2008年成立，今年营收2亿元", None),
        ("", "2009年1月4日售出6箱，今年起诉", None),
        ("", "预计2020年达到3亿元", None),
        ("", "今年投产3家。据他说，2016年全镇计划新建5家", 2016),
        ("", "须在2021年1月31日前申报，2021年1月31日前缴费。2019年8月1日开工，2019年9月1日停工", 2019),
    ],
)
def test_the_year_that_an_article_speaks_from(title, text, year):
    assert anchor_year(text, title) == year


def test_annual_titles():
    assert is_annual("青岚县2015年政府工作报告")
    assert not is_annual("青岚县工作会议召开")


def test_calendar():
    assert plan("十二五").name == "2011-01-01/2015-12-31"
    assert months(2015, 11, 2).name == "2015-11-01/2016-02-29"
    assert holiday("春节", 2008).name == "2008-02-06/2008-02-12"
    leap = Interval(datetime.date(2016, 2, 29), datetime.date(2016, 2, 29))
    assert shift_years(leap, -1).name == "2015-02-28/2015-02-28"
    with pytest.raises(CalendarError):
        months(2015, 13, 13)


ALPHABET = "今去前上下本明后年度月日周季半初末底以来至到—-2015年103（）“十二五”期间同截比自0年代世纪一三四九〇零 Q、，创成立新高最财"


@given(st.text(alphabet=ALPHABET, max_size=40), st.sampled_from(["CN", "TW", "HK"]), st.booleans())
def test_any_text_gives_ordered_closed_intervals(text, region, annual):
    ends = 0
    for one in period_expressions(text, PUBLISHED, region, annual=annual):
        assert ends <= one.start < one.end <= len(text)
        ends = one.end
        if one.name:
            first, last = map(datetime.date.fromisoformat, one.name.split("/"))
            assert first <= last


def test_no_rule_matches_without_a_word_it_needs():
    texts = [re.sub(r"[\[\]]", "", one.values[1]) for one in rows()]
    for rule in RULES:
        for text in filter(rule.pattern.search, texts):
            assert any(need in text for need in rule.needs), (rule.name, text)
