"""Paired lists: what stands at each figure's place. Invented places and figures."""

import pytest

from shuwen import Article, load_config
from shuwen.document import Document
from shuwen.extractor import STAGES
from shuwen.stages.link.rules.assemble import first_reading
from shuwen.stages.link.scene import scene_of


def paired(text):
    """By figure, as written: the likeliest name and who it may be of."""
    document = Document(article=Article(id="a", text=text), config=load_config())
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    scene = scene_of(document, first_reading(document))
    found = {}
    for item in scene.items:
        pair = scene.pair(item)
        if pair:
            found[item.quantity.text] = (pair.things[0] if pair.things else "", pair.who)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工业产值和农业产值分别为3亿元和2亿元。", {"3亿元": ("工业产值", ""), "2亿元": ("农业产值", "")}),
        ("大豆、花生播种面积分别达到4万亩和1万亩。", {"4万亩": ("大豆播种面积", "大豆"), "1万亩": ("花生播种面积", "花生")}),
        ("水泥产销量分别为7万吨、6万吨。", {"7万吨": ("水泥产量", ""), "6万吨": ("水泥销量", "")}),
        ("青河县、临江县和石桥县工业产值分别增长1%、2%和3%。",
         {"1%": ("工业产值", "青河县"), "2%": ("工业产值", "临江县"), "3%": ("工业产值", "石桥县")}),
        ("货物和旅客运输量分别为8万吨和9万人次。", {}),  # unlike figures make no series
        ("工业产值和农业产值为3亿元和2亿元。", {}),  # nothing says one by one
        ("工业产值、农业产值和税收分别为3亿元和2亿元。", {}),  # three members, two figures
    ],
)  # fmt: skip
def test_each_figure_goes_with_its_member(text, expected):
    assert paired(text) == expected


def test_a_later_series_goes_with_the_same_list():
    found = paired("客车和货车产量分别为5万辆和4万辆，同比分别增长6%和7%。")
    assert found["6%"] == found["5万辆"] == ("客车产量", "客车")
    assert found["7%"] == found["4万辆"] == ("货车产量", "货车")


def test_years_are_paired_too():
    document = Document(article=Article(id="a", text="2019年和2020年粮食产量分别为20万吨和30万吨。"), config=load_config())
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    scene = scene_of(document, first_reading(document))
    times = [scene.pair(item).time for item in scene.items]
    assert [document.text[time : time + 5] for time in times] == ["2019年", "2020年"]
