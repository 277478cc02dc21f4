"""Tables of texts and their conversions; the length, offsets and simplified articles are never changed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import shuwen
from shuwen.config import load_config
from shuwen.document import Document
from shuwen.errors import ResourceError, ShuwenError
from shuwen.lang import conversion
from shuwen.records import Article
from shuwen.resources import lexicon
from shuwen.stages import convert as stage

HERE = Path(__file__).parent / "convert"


def table(name: str) -> list[dict]:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def converted(text: str, region: str = "CN", **settings: object) -> Document:
    article = Article(id="test", text=text, region=region)
    return stage.convert_document(Document(article=article, config=load_config({"convert": settings})))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"][:12]) for case in table("characters")])
def test_characters(case):
    for config in case["same"]:
        assert conversion.convert(case["text"], config) == case["gives"], config


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in table("documents")])
def test_documents(case):
    document = converted(case["text"], case.get("region", "CN"))
    assert (document.text, document.script) == (case["gives"], case["script"])


def test_headline_is_the_title_in_simplified_characters():
    article = Article(id="test", text="全縣簽約項目２８個。")
    document = Document(article=article, config=load_config({}), title="乾安縣簽約２８個項目")
    assert stage.convert_document(document).headline == "乾安县签约28个项目"


def test_protection_can_be_switched_off():
    assert converted("乾務鎮開發區").text == "乾务镇开发区"
    assert converted("乾務鎮開發區", protect=False).text == "干务镇开发区"


def test_chosen_conversion_outranks_the_region():
    assert converted("睡著的貓與億萬", region="TW").text == "睡着的猫与亿万"
    assert converted("睡著的貓與億萬", region="TW", traditional="t2s").text == "睡著的猫与亿万"


def test_regional_conversion_never_runs_on_simplified_text():
    simplified = "台湾这么多游客，张家著书，抬头看表，秘书吃饭。"
    assert converted(simplified, region="TW").text == simplified
    assert converted(simplified, region="HK").text == simplified


def test_unknown_conversion_names_the_known_ones():
    with pytest.raises(ShuwenError, match=r"'t2x'.*t2s.*tw2s"):
        conversion.convert("億", "t2x")


def test_another_opencc_package_is_named(monkeypatch, tmp_path):
    (tmp_path / "opencc").mkdir()
    (tmp_path / "opencc" / "__init__.py").write_text("", encoding="utf-8")
    conversion._opencc.cache_clear()
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: importlib.util.spec_from_file_location(
            name, tmp_path / name / "__init__.py", submodule_search_locations=[str(tmp_path / name)]
        ),
    )
    with pytest.raises(ResourceError, match="opencc-python-reimplemented"):
        conversion._opencc()
    conversion._opencc.cache_clear()


@given(
    st.text(alphabet=st.sampled_from("億亿萬著名乾安縣後裏麼昇１２．，％－a1 \r\n𠮷😀什么複"), max_size=60),
    st.sampled_from(["CN", "TW", "HK"]),
)
def test_offsets_never_move(text, region):
    document = converted(text, region)
    assert len(document.text) == len(text)
    assert [i for i, char in enumerate(text) if char in "\r\n𠮷😀"] == [
        i for i, char in enumerate(document.text) if char in "\r\n𠮷😀"
    ]


@given(st.text(alphabet="县亿万产值发展经济这后里乾隆余额著名12.5%，。\n"))
def test_simplified_text_comes_out_identical(text):
    assert converted(text).text == text


@pytest.mark.parametrize("section", sorted(lexicon("protected_names")))
def test_every_entry_of_the_lexicon_holds_and_keeps_its_length(section):
    for traditional, simplified in lexicon("protected_names")[section].items():
        assert len(traditional) == len(simplified)
        for config in ("t2s", "tw2s", "hk2s"):
            assert conversion.convert(traditional, config) == simplified, (traditional, config)


@pytest.mark.parametrize(
    ("text", "config", "gives"),
    [
        ("石头发热", "s2t", "石頭發熱"),  # no 头发 over the end of a word
        ("理发店在后面，皇后", "s2t", "理髮店在後面，皇后"),
        ("公历与历史", "s2t", "公曆與歷史"),
        ("透過軟體下載影片", "tw2sp", "透过软件下载视频"),  # the newer dictionary leaves 透過
        ("覆蓋率", "t2s", "覆盖率"),
    ],
)
def test_words_and_newer_dictionaries(text, config, gives):
    assert conversion.convert(text, config) == gives


def test_alternatives_are_named_where_no_phrase_decides():
    found = shuwen.convert("头发发，乾", "s2t", alternatives=True)
    assert found.text == shuwen.convert("头发发，乾", "s2t")
    assert [(one.start, one.end, one.text, one.chosen) for one in found.ambiguous] == [(2, 3, "发", "發")]
    assert found.ambiguous[0].candidates == ("發", "髮")


def test_alternatives_go_through_every_step():
    found = shuwen.convert("这里", "s2tw", alternatives=True)
    assert found.text == "這裡"
    changed = shuwen.convert("軟體發", "tw2sp", alternatives=True)  # a phrase may change the length
    assert changed.text == "软件发"


@given(
    st.text(alphabet=st.sampled_from("发后里着台干复头这只𠮷a，億著乾軟體"), max_size=30),
    st.sampled_from(["t2s", "s2t", "s2tw", "tw2sp", "hk2s"]),
)
def test_alternatives_change_nothing(text, config):
    found = shuwen.convert(text, config, alternatives=True)
    assert found.text == shuwen.convert(text, config)
    for one in found.ambiguous:
        assert text[one.start : one.end] == one.text
        assert one.chosen in one.candidates
        assert len(one.candidates) > 1
