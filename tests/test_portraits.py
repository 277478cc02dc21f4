"""Whom a portrait is about, which dates tell nothing of a figure, and names that are whole."""

import datetime

import pytest

import shuwen


def record(text, figure, **article):
    """The record that a figure stands in."""
    found = shuwen.extract(text, published=datetime.date(2020, 5, 1), **article).records
    return next(one for one in found if any(quantity.text == figure for quantity in one.quantities))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("榆河市远帆机械制造有限公司地处城东，占地面积90亩。", "90亩"),
        ("远帆机械制造有限公司坐落在榆河新区，是一家农机企业。厂房面积2万平方米。", "2万平方米"),
        ("榆河市远帆机械制造有限公司（以下简称远帆）成立于2009年，注册资本3000万元。", "3000万元"),
    ],
)
def test_a_portrait_is_about_whom_it_introduces(text, figure):
    assert "远帆" in record(text, figure, title="榆河市企业巡礼").subject.name


def test_another_name_that_begins_a_clause_ends_the_portrait():
    text = "远帆机械制造有限公司位于榆河市。榆河市规模以上工业增加值增长8%。"
    assert record(text, "8%", title="榆河市经济运行").subject.name == "榆河市"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("榆河纺织厂始建于1964年，占地70亩。", "70亩"),
        ("远帆机械制造有限公司创办于2008年，厂区占地55亩。", "55亩"),
        ("音乐节门票收入300万元，创2016年以来最好成绩；现场观众5.1万人次。", "5.1万人次"),
    ],
)
def test_a_founding_and_a_record_date_nothing_else(text, figure):
    period = record(text, figure).period
    assert period is None or period.name in ("2020-05-01/2020-05-01", "2020-01-01/2020-12-31")


def test_a_plant_that_is_to_run_has_its_capacity_from_then():
    assert record("新厂预计2022年9月投产，年产能达到6万辆。", "6万辆").period.name == "2022-09-01/2022-09-30"


def test_divisions_in_a_paired_list_are_the_subjects():
    found = shuwen.extract("柳河区、枫山区、榆港区财政收入分别增长4%、11%和7%。").records
    assert [one.subject.name for one in found] == ["柳河区", "枫山区", "榆港区"]


@pytest.mark.parametrize(
    ("text", "figure", "indicator"),
    [
        ("全区产品抽检以97.5%的合格率居全市前列。", "97.5%", "合格率"),
        ("远帆公司一季度对巴西出口2.4亿元，增长6%。", "2.4亿元", "对巴西出口"),
        ("全区新签约28个亿元以上项目。", "28个", "项目"),
    ],
)
def test_a_name_is_whole(text, figure, indicator):
    found = record(text, figure)
    assert found.indicator.name.endswith(indicator)
    assert "以上" not in found.indicator.name
    assert [one.slot for one in found.quantities if one.text == figure] == ["value"]
