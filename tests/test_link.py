"""Faults of the linker that were once found on real articles, in our own words."""

import pytest

import shuwen
from shuwen import load_config


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
