"""Faults of the linker that were once found on real articles, in our own words."""

import shuwen


def test_more_levels_than_waiting_changes_do_not_fail():
    text = "全省用电量增长5%，总量分别为120亿千瓦时和80亿千瓦时。"
    extraction = shuwen.extract(text)
    found = [quantity.text for record in extraction.records for quantity in record.quantities]
    assert sorted(found) == ["120亿千瓦时", "5%", "80亿千瓦时"]
