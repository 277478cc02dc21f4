"""Faults of the linker that were once found on real articles, in our own words."""

import pytest

import shuwen
from shuwen import Article, load_config
from shuwen.document import Document
from shuwen.extractor import STAGES
from shuwen.stages.link.rules.assemble import first_reading


def before_linking(text: str) -> Document:
    """The document of a text that every stage before the linker has filled."""
    document = Document(article=Article(id="a", text=text), config=load_config())
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    return document


def test_more_levels_than_waiting_changes_do_not_fail():
    text = "全省用电量增长5%，总量分别为120亿千瓦时和80亿千瓦时。"
    extraction = shuwen.extract(text)
    found = [quantity.text for record in extraction.records for quantity in record.quantities]
    assert sorted(found) == ["120亿千瓦时", "5%", "80亿千瓦时"]


@pytest.mark.parametrize(
    ("kind", "text"), [("money", "主队得了3分，客队得了2分。"), ("ratio", "青河县完成投资3亿元。")]
)
def test_one_kind_in_the_settings_reads_no_figure_another_way(kind, text):
    assert shuwen.extract(text, config=load_config({"quantities": {"kinds": [kind]}})).records == ()


@pytest.mark.parametrize(
    "text",
    [
        "青河县服务业增加值占生产总值的42%。去年是40%。",  # a share goes on in the next sentence
        "青河县工业产值占全县的30%。其中为35%。",
        "青河县新增亿元以上企业12家，其中5亿元以上、10亿元以上，税收3亿元。",  # thresholds wait for a count in vain
        "临江市亿元以上、十亿元以上的企业实力增强。",
        "2015年，青河县工业产值30亿元、农业产值20亿元，服务业产值10亿元。分别增长5%和6%。",
    ],
)
def test_the_first_rules_hold_each_figure_once(text):
    document = before_linking(text)
    held = sorted(quantity.start for record in first_reading(document) for quantity in record.quantities)
    assert held == [quantity.start for quantity in document.quantities]


@pytest.mark.parametrize(
    "text",
    [
        "2015年，青河县工业产值30亿元、农业产值20亿元，服务业产值10亿元。分别增长5%和6%。",  # three names, two figures
        "2015年，青河县工业产值30亿元、农业产值20亿元。\n分别增长5%和6%。",  # another paragraph
    ],
)
def test_fenbie_names_nothing_by_a_list_that_is_not_its_own(text):
    document = before_linking(text)
    assert [record.indicator for record in first_reading(document)][-2:] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "银河家电（含冰箱、空调、洗衣机）销量达到35万台。",
        "采购（含安装费，下同）总金额达到3200万元。",
        "乙烯（纯度99%，工业级）产量为12万吨。",
    ],
)
def test_a_name_holds_brackets_in_pairs(text):
    names = [record.indicator.name for record in shuwen.extract(text).records if record.indicator]
    assert names
    assert all(name.count("（") == name.count("）") and not name.startswith("（") for name in names), names


def test_who_tells_a_figure_is_not_its_subject():
    text = "记者看到，采购规模为3.26亿元。分析师认为，采购额将达到5亿元。"
    subjects = [record.subject.name for record in shuwen.extract(text, title="临江市采购规模扩大").records if record.subject]
    assert not {"记者", "分析师"} & set(subjects)


@pytest.mark.parametrize("level", ["市", "县", "区"])
def test_the_party_committee_of_a_level_is_no_place(level):
    text = f"在{level}委{level}政府的领导下，全{level}粮食产量32万吨。"
    subjects = [record.subject.name for record in shuwen.extract(text).records if record.subject]
    assert f"{level}委{level}" not in subjects
