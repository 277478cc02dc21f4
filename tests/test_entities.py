"""The tables of tests/entities: a text, and exactly the entities that it holds.

An entity is written as `LABEL WRITTEN = NAME CODE`, the code left out where there is none; WRITTEN is in simplified
characters, as the stage sees the text. `xfail: reason` marks a case that is known to be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.records import Article
from shuwen.stages.clean import clean
from shuwen.stages.convert import convert_document
from shuwen.stages.entities import find_entities
from shuwen.stages.entities.gazetteer import region_level, regions_in, resolve_region
from shuwen.stages.segment import segment

TABLES = Path(__file__).parent / "entities"


def document(text: str, *, title: str | None = None, region: str = "CN") -> Document:
    article = Article(id="case", text=text, title=title, region=region)
    return find_entities(segment(convert_document(clean(Document(article=article, config=load_config())))))


def cases() -> Iterator[Any]:
    for path in sorted(TABLES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            yield pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_entities(case):
    found = document(case["text"], title=case.get("title"), region=case.get("region", "CN"))
    written = [f"{e.label} {found.text[e.start : e.end]} = {e.name} {e.code}".strip() for e in found.entities]
    assert written == case["entities"]


@pytest.mark.parametrize(
    ("name", "full", "code", "level"),
    [
        ("西藏", "西藏自治区", "540000", "province"),
        ("驻马店", "驻马店市", "411700", "prefecture"),
        ("确山", "确山县", "411725", "county"),
        ("吉林", "吉林省", "220000", "province"),
        ("延边州", "延边朝鲜族自治州", "222400", "prefecture"),
        ("湾仔区", "湾仔区", "810002", "county"),
        ("我国", "全国", "100000", "country"),
        ("美国", "美国", "", ""),
    ],
)
def test_a_region_is_resolved(name, full, code, level):
    assert resolve_region(name) == (full, code)
    assert region_level(code) == level


def test_no_region():
    assert resolve_region("子虚乌有") is None


@given(st.text(alphabet="河北区域郑州市场全国和县在、，0 有限公司项目工程“”（以下简称1234)", max_size=60))
def test_entities_are_sorted_and_apart(text):
    if not text.strip():
        return
    found = document(text)
    ends = 0
    for entity in found.entities:
        assert ends <= entity.start < entity.end <= len(text)
        ends = entity.end


def test_a_long_text_of_places():
    text = "河南省驻马店市和县有限公司的" * 20_000
    assert len(regions_in(text)) == 40_000
