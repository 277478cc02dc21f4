"""Figures: tables of text -> expected quantities, and properties that hold for every text."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import shuwen
from shuwen.stages.quantities import bare_numbers, recognize_text

TABLES = Path(__file__).parent / "quantities"


def _load(name: str):
    return yaml.load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


FIGURES = [row for group in _load("figures") for row in group["rows"]]
REFUSED = _load("not_figures")
NUMERALS = list(_load("numerals").items())


def shown(quantity: shuwen.Quantity) -> str:
    value = quantity.value if quantity.value is not None else f"{quantity.low}..{quantity.high}"
    bound = "" if quantity.bound == "exact" else f" {quantity.bound}"
    return f"{quantity.text} = {value} {quantity.unit}{bound}"


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["text"])
def test_figures(row):
    found = shuwen.recognize(row["text"], region=row.get("region", "CN"))
    assert [shown(quantity) for quantity in found] == row["find"]
    for quantity in found:
        assert row["text"][quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["text"])
def test_what_is_no_figure(row):
    found, refused = recognize_text(row["text"], region=row.get("region", "CN"))
    assert [shown(quantity) for quantity in found] == row.get("find", [])
    if "reasons" in row:
        assert [refusal.reason for refusal in refused] == row["reasons"]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_parse_number(text, value):
    if value == "null":
        with pytest.raises(shuwen.NumeralError):
            shuwen.parse_number(text)
    else:
        assert str(shuwen.parse_number(text)) == value


def write_number(number: int) -> str:
    """An independent writer: 10050 -> 一万零五十."""
    digits = "零一二三四五六七八九"
    groups = []
    while number:
        groups.append(number % 10_000)
        number //= 10_000
    out = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            continue
        zero = bool(out) and (group < 1000 or groups[place + 1] == 0)
        words = ""
        for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
            digit = group // 10**power % 10
            if digit:
                words += digits[digit] + unit
            elif words and not words.endswith("零") and group % 10**power:
                words += "零"
        out += ("零" if zero else "") + words + ("", "万", "亿", "兆")[place]
    return out or "零"


@given(st.integers(0, 10**16 - 1))
def test_words_and_back(number):
    assert shuwen.parse_number(write_number(number)) == number


@given(st.integers(0, 10**15), st.integers(0, 4))
def test_separators_and_width_never_change_a_value(number, places):
    value = Decimal(number).scaleb(-places)
    plain, separated = f"{value:f}", f"{value:,f}"
    widened = separated.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    assert shuwen.parse_number(plain) == shuwen.parse_number(separated) == shuwen.parse_number(widened) == value


PIECES = st.sampled_from(
    (
        "3 12 1.5 百 亿 万 元 % 至 、 和 约 超 以上 左右 每 亩 第 位 名 个 三 两 半 之 分 点 一 “ ” 《 》 （ ） "
        "- — : / 年 月 人 次 \n 。 倍 番 翻 成 几 数 多 余 负 的 壹 拾 20% 3亿元 ~ ٣ 𝟛 ² ①"
    ).split(" ")
)


@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["CN", "TW", "HK"]))
def test_any_text_gives_ordered_spans_in_plain_numbers(text, region):
    found, refused = recognize_text(text, region=region)
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.text
        for number in (quantity.value, quantity.low, quantity.high):
            assert number is None or isinstance(number, Fraction) or "E" not in str(number)
        assert (quantity.value is None) == (quantity.low is not None)
        assert quantity.low is None or quantity.low <= quantity.high
        assert "\n" not in quantity.text
        assert not any(sign.isdigit() and not sign.isascii() for sign in quantity.text), "a digit of another script"
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(0 <= refusal.start < refusal.end <= len(text) for refusal in refused)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("投资3亿元，占三分之一", ["3亿", "三分之一"]),
        ("十余万名工人", ["十余万"]),
        ("两两去四川，万一下雨，一般不走", []),
        ("第三者有三千多卷书", ["三千"]),
    ],
)
def test_bare_numerals(text, found):
    assert [quantity.text for quantity in shuwen.numbers(text)] == found


def test_strict_and_lenient_numerals():
    for text, value in (("1.5k", 1500), ("1,2,3", 123), ("2^10", 1024)):
        with pytest.raises(shuwen.NumeralError, match="lenient"):
            shuwen.parse_number(text)
        assert shuwen.parse_number(text, lenient=True) == value


@given(
    st.lists(PIECES, max_size=25).map("".join),
    st.sampled_from(["money", "percent", "measure", "count", "ratio", "rank"]),
)
def test_kinds_keep_some_and_change_none(text, kind):
    assert shuwen.recognize(text, kinds=[kind]) == [one for one in shuwen.recognize(text) if one.kind == kind]


@given(st.lists(PIECES, max_size=25).map("".join))
def test_bare_numerals_stand_where_they_say(text):
    for quantity in shuwen.numbers(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.kind in ("number", "ratio")  # 3/3 and 三分之一 are ratios


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("主队得了3分", "money", []),
        ("投资3亿元", "ratio", []),
        ("投资3亿元", "number", []),
        ("工期还要5年", "measure", []),
        ("银子2两出头", "measure", []),
        # A text that is one amount and nothing else may use ambiguous units, whatever kinds are asked for.
        ("三块五", "money", ["三块五 = 3.5 CNY"]),
        ("2两", "measure", ["2两 = 2 两"]),
        ("三块五", "count", []),
    ],
)
def test_one_kind_alone(text, kind, found):
    assert [shown(quantity) for quantity in shuwen.recognize(text, kinds=[kind])] == found


@given(
    st.lists(
        st.sampled_from([row["text"] for row in FIGURES if row.get("region", "CN") == "CN"]), min_size=2, max_size=4
    )
)
def test_sentences_side_by_side_yield_what_each_yields(texts):
    alone = [shown(quantity) for text in texts for quantity in shuwen.recognize(text + "。")]
    assert [shown(quantity) for quantity in shuwen.recognize("\n".join(text + "。" for text in texts))] == alone


@pytest.mark.parametrize(
    "unit", ["7", "亿", "万亿元人民币", "百分之", "至", "1 ", "3、", "“3", "每3元", "3/", "几", "一", "半"]
)
def test_linear_on_anything(unit):
    """Ten times the text takes about ten times as long, whatever it repeats."""

    def once(text: str) -> float:
        started = time.process_time()
        recognize_text(text, region="HK")
        recognize_text(text, kinds=["money"])
        bare_numbers(text, original=text)
        return time.process_time() - started

    def seconds(size: int) -> float:
        # The least of three: a busy machine or the garbage collector only ever adds to a run.
        return min(once(unit * (size // len(unit))) for _ in range(3))

    small, large = max(seconds(4_000), 0.004), seconds(40_000)
    assert large < 40 * small


def test_masked_text_is_left_alone():
    from shuwen.config import load_config
    from shuwen.document import Document, Span
    from shuwen.stages.quantities import find_quantities

    text = "投资3亿元。电话5亿元"
    document = Document(
        article=shuwen.Article(id="a", text=text), config=load_config(), text=text, masked=(Span(6, 11),)
    )
    assert [quantity.text for quantity in find_quantities(document).quantities] == ["3亿元"]
