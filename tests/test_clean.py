"""Tables of articles -> title, date, notes and masked spans; one runner."""

from __future__ import annotations

import datetime
import tomllib
import warnings
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.lang.conversion import convert
from shuwen.records import Article
from shuwen.resources import model_path
from shuwen.stages import clean as stage
from shuwen.stages.clean import clean
from shuwen.stages.clean.datelines import read_date

HERE = Path(__file__).parent / "clean"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(HERE.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def cleaned(text: str, **fields: object) -> Document:
    article = Article(id="test", text=text, **fields)
    return clean(Document(article=article, config=load_config({})))


@pytest.mark.parametrize("case", CASES)
def test_table(case):
    document = cleaned(case["text"], region=case.get("region", "CN"), published=case.get("given"))
    if "masked" in case:
        assert [case["text"][start:end] for start, end in document.masked] == case["masked"]
        assert document.title == case["title"]
    assert document.published == case.get("published")
    if "notes" in case:
        assert document.notes == case["notes"]


@given(
    st.lists(
        st.sampled_from(
            [
                "来源：青溪网",
                "摘要：",
                "全县投资3亿元。",
                "版权声明：",
                "\r\n",
                "\n",
                "（编辑：林舟）",
                "首页",
                " ",
                "相关阅读",
                "𠮷",
                "2018年3月5日",
            ]
        )
    )
)
def test_spans_are_sorted_disjoint_and_tight(parts):
    text = "".join(parts)
    spans = cleaned(text).masked
    ends = [offset for span in spans for offset in span]
    assert ends == sorted(set(ends))
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_given_title_stands_and_its_repetition_goes():
    document = cleaned("全县签约28个项目\n全县签约28个项目\n现场热烈。", title="全县签约28个项目")
    assert document.title == "全县签约28个项目"
    assert document.masked == ((10, 19),)


def test_switched_off_masks_nothing_but_still_reads_the_date():
    article = Article(id="test", text="标题\n2018年3月5日\n责任编辑：林舟\n正文。")
    document = clean(Document(article=article, config=load_config({"clean": {"enabled": False}})))
    assert document.masked == ()
    assert str(document.published) == "2018-03-05"


@pytest.mark.parametrize("said", ["2018-13-01", "二〇一八年十三月一日", "9999", "2018年2月29日"])
def test_no_such_day(said):
    assert read_date(said) is None


def test_every_character_of_the_patterns_is_widened_to_its_traditional_forms():
    table = tomllib.loads(model_path("lexicons", "furniture.toml").read_text(encoding="utf-8"))
    pairs = {pair[0]: pair[1:] for pair in table["variants"].split()}
    patterns = "".join("".join(value) for key, value in table.items() if key != "variants")
    lacking = {char for char in patterns if convert(char, "s2tw") != char and not pairs.get(char)}
    assert lacking == set()


def test_no_widened_character_stands_inside_a_character_class():
    stage._patterns.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Python warns of a set inside a set
        stage._patterns()


@pytest.mark.parametrize("year", [1, 1899, 2101, 9999])
def test_a_publication_date_of_no_article_is_left_out_with_a_note(year):
    given = datetime.date(year, 12, 31)
    document = clean(Document(article=Article(id="a", text="今年产值3亿元。", published=given), config=load_config({})))
    assert document.published is None
    assert str(given) in document.notes["published"]
