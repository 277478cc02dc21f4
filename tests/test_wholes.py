"""What a share, a gap or a threshold is of: what is offered, and what the shipped model takes."""

import pytest

import shuwen
from shuwen.config import load_config
from shuwen.document import Document
from shuwen.extractor import STAGES
from shuwen.records import Article
from shuwen.stages.link import wholes
from shuwen.stages.link.rules.assemble import first_reading
from shuwen.stages.link.scene import Scene, scene_of


def scene(text: str) -> Scene:
    document = Document(article=Article(id="t", text=text), config=load_config({}))
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    return scene_of(document, first_reading(document))


def whole(text: str, figure: str) -> shuwen.Mention | None:
    extraction = shuwen.extract(text)
    return next(one.of for record in extraction.records for one in record.quantities if one.text == figure)


@pytest.mark.parametrize(
    ("text", "figure", "name"),
    [
        ("去年全镇茶叶产量820吨，占全县茶叶产量的14%。", "14%", "全县茶叶产量"),
        ("截至9月底，全区开工项目46个，完成年度计划的92%。", "92%", "年度计划"),
        ("上半年，全县工业增加值增长8.4%，高于全市1.2个百分点。", "1.2个百分点", "全市"),
        ("目前全县销售收入超过2亿元的企业有17家。", "2亿元", "销售收入"),
    ],
)
def test_the_whole_of_a_figure(text, figure, name):
    found = whole(text, figure)
    assert found is not None
    assert found.name == name
    assert text[found.start : found.end] == found.text


def test_a_written_whole_keeps_the_script_of_the_article():
    text = "去年全鎮茶葉產量820噸，佔全縣茶葉產量的14%。"
    found = whole(text, "14%")
    assert (found.name, found.text) == ("全县茶叶产量", "全縣茶葉產量")


def test_a_share_is_always_of_something_and_every_name_is_offered_once():
    given = scene("全镇共有村民3200人，其中妇女占49%，老人占21%。")
    for item in given.items:
        offered = [one.name for one in wholes.candidates(given, item, "share", None)]
        assert len(offered) == len(set(offered))
        assert "" not in offered or offered == [""]


def test_a_base_may_be_of_nothing():
    given = scene("粮食产量由3万吨增加到5万吨。")
    assert "" in [one.name for one in wholes.candidates(given, given.items[0], "base", None)]


def test_the_whole_before_is_offered_while_it_is_near():
    given = scene("全镇共有村民3200人，其中妇女占49%，老人占21%。")
    first, last = given.items[0], given.items[-1]
    assert "甲乙" in [one.name for one in wholes.candidates(given, last, "share", wholes.Told(first, "甲乙"))]


def test_a_value_and_a_change_have_no_whole():
    extraction = shuwen.extract("全县粮食产量21万吨，同比增长3.5%，占全市粮食产量的9%。")
    quantities = [one for record in extraction.records for one in record.quantities]
    assert all(one.of is None for one in quantities if one.slot in ("value", "change"))
