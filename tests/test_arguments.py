"""Arguments of the wrong kind are errors at the door that say what is wanted, never empty results or faults of a stage."""

from __future__ import annotations

import datetime

import pytest

import shuwen
from shuwen.config import load_config


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shuwen.recognize("5%", kinds="money"), r"kinds is 'money'; give a list"),
        (lambda: shuwen.recognize("5%", kinds=["mony"]), r"unknown kind 'mony'; known here: money, percent"),
        (lambda: shuwen.recognize("5%", region="XX"), r"region is 'XX', not one of CN, TW, HK"),
        (lambda: shuwen.recognize(None), r"the text is of type NoneType, not str"),
        (lambda: shuwen.recognize(b"5%"), r"bytes, not str; decode it first"),
        (lambda: shuwen.numbers(5), r"the text is of type int"),
        (lambda: shuwen.parse_number(5), r"the text is of type int"),
        (lambda: shuwen.convert(None), r"the text is of type NoneType"),
        (lambda: shuwen.periods("今年", published="2020-01-01"), r"published is '2020-01-01'; give a datetime\.date"),
        (lambda: shuwen.extract("产值5元", published="2020-01-01"), r"give a datetime\.date, such as"),
        (lambda: shuwen.extract("产值5元", region="cn"), r"region is 'cn'"),
        (lambda: shuwen.extract("产值5元", title=5), r"the title is of type int"),
        (lambda: shuwen.extract(shuwen.Article(id="a", text="b")), r"extract_many takes articles"),
        (lambda: shuwen.extract("产值5元", config=load_config({"batch": {"max_characters": 3}})), r"longer than 3 characters"),
        (lambda: list(shuwen.extract_many("产值5元")), r"articles is of type str; give a list"),
        (lambda: list(shuwen.extract_many([5])), r"the text is of type int"),
    ],
)
def test_wrong_arguments_say_what_is_wanted(call, message):
    with pytest.raises(shuwen.InputError, match=message):
        call()


def test_a_time_of_publication_is_its_day():
    at = datetime.datetime(2024, 3, 1, 8, 30, tzinfo=datetime.UTC)
    assert shuwen.extract("今年产值5亿元。", published=at) == shuwen.extract("今年产值5亿元。", published=at.date())
