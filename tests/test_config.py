"""Settings: strict, laid over the defaults, documented, and each one honoured."""

from __future__ import annotations

import importlib.util

import pytest
import yaml

import shuwen
from shuwen import ConfigError, load_config
from shuwen.config import default_path

FURNITURE = "清溪县产业集聚区今年签约项目12个。\n责任编辑：王小明\n版权声明：\n未经授权转载，每篇须付费5000元。\n"


def write(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_only_what_it_names(tmp_path):
    config = load_config(write(tmp_path, "quantities:\n  kinds: [money]\nbatch:\n"))
    assert config.quantities.kinds == ("money",)
    assert config.batch == load_config().batch
    assert config.convert == load_config().convert


def test_an_empty_file_gives_the_defaults(tmp_path):
    assert load_config(write(tmp_path, "# nothing yet\n")) == load_config()


def test_explicit_path_before_environment_before_default(tmp_path, monkeypatch):
    named = write(tmp_path, "batch:\n  chunk: 3\n")
    other = tmp_path / "other.yaml"
    other.write_text("batch:\n  chunk: 5\n", encoding="utf-8")
    default = load_config().batch.chunk
    monkeypatch.setenv("SHUWEN_CONFIG", str(named))
    assert load_config().batch.chunk == 3
    assert load_config(other).batch.chunk == 5
    assert load_config(str(default_path())).batch.chunk == default


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("clen:\n  enabled: true\n", "unknown key clen; did you mean clean?"),
        ("clean:\n  enabeld: true\n", "unknown key clean.enabeld; did you mean clean.enabled?"),
        ("batch:\n  max_chars: 5\n", "did you mean batch.max_characters?"),
        ("batch:\n  zzz: 5\n", "unknown key batch.zzz; known here: workers, chunk, resume, duplicates, max_seconds, max_memory, max_characters"),
        ("clean:\n  enabled: perhaps\n", "clean.enabled: Expected `bool`, got `str`"),
        (
            "convert:\n  traditional: s2t\n",
            "convert.traditional: Invalid enum value 's2t'; one of: auto, t2s, tw2s, hk2s",
        ),
        (
            "quantities:\n  kinds: [money, percents]\n",
            "quantities.kinds[1]: Invalid enum value 'percents'; one of: money",
        ),
        ("link:\n  min_confidence: 1.5\n", "link.min_confidence: Expected `float` <= 1.0"),
        ("batch:\n  workers: -1\n", "batch.workers: Expected `int` >= 0"),
        ("batch:\n  chunk: 0\n", "batch.chunk: Expected `int` >= 1"),
        ("batch: 4\n", "batch: needs keys such as 'workers:', not 4"),
        ("- clean\n", "needs sections such as 'clean:', not list"),
        ("clean: [\n", "not YAML in UTF-8"),
    ],
)
def test_a_bad_file_is_an_error_that_names_file_key_and_fix(tmp_path, settings, expected):
    path = write(tmp_path, settings)
    with pytest.raises(ConfigError) as error:
        load_config(path)
    assert str(error.value).startswith(str(path))
    assert expected in str(error.value)


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match=r"absent\.yaml"):
        load_config(tmp_path / "absent.yaml")
    monkeypatch.setenv("SHUWEN_CONFIG", str(tmp_path / "absent.yaml"))
    with pytest.raises(ConfigError, match=r"absent\.yaml \(named by SHUWEN_CONFIG\)"):
        load_config()


def test_a_mapping_serves_as_settings():
    assert load_config({"link": {"min_confidence": 0.5}}).link.min_confidence == 0.5
    with pytest.raises(ConfigError, match=r"did you mean link\.min_confidence"):
        load_config({"link": {"confidence": 0.5}})


def figures(text, settings, **options):
    extraction = shuwen.extract(text, config=load_config(settings), **options)
    return [quantity.text for record in extraction.records for quantity in record.quantities]


def test_clean_enabled_leaves_furniture_out():
    assert figures(FURNITURE, {}) == ["12个"]
    assert "5000元" in figures(FURNITURE, {"clean": {"enabled": False}})


def test_settings_nested_without_end_are_an_error(tmp_path):
    (tmp_path / "deep.yaml").write_text("[" * 20_000, encoding="utf-8")
    with pytest.raises(ConfigError, match="nested deeper"):
        load_config(tmp_path / "deep.yaml")


def test_convert_protect_keeps_names():
    text = "乾務鎮完成固定資產投資12億元。"
    kept, spoilt = (
        shuwen.extract(text, config=load_config({"convert": {"protect": protect}})).records[0]
        for protect in (True, False)
    )
    assert "乾务" in f"{kept.subject} {kept.indicator}"
    assert "乾" not in f"{spoilt.subject.name} {spoilt.indicator.name}"


def test_convert_traditional_chooses_the_conversion():
    def simplified(conversion, region):
        config = load_config({"convert": {"traditional": conversion}})
        extraction = shuwen.extract("全縣鯰魚產量達到3億元。", region=region, config=config)
        return extraction.records[0].indicator.name

    assert simplified("t2s", "TW") == simplified("auto", "CN") == "鲶鱼产量"
    assert simplified("tw2s", "CN") == simplified("auto", "TW") == "鲇鱼产量"


def test_quantities_kinds_limits_what_is_found():
    text = "全县固定资产投资38.7亿元，同比增长15%，签约项目28个。"
    assert figures(text, {}) == ["38.7亿元", "15%", "28个"]
    assert figures(text, {"quantities": {"kinds": ["percent", "count"]}}) == ["15%", "28个"]


def test_link_min_confidence_drops_records():
    text = "全县固定资产投资38.7亿元。"
    assert figures(text, {"link": {"min_confidence": 0.01}})
    assert not figures(text, {"link": {"min_confidence": 1}})


def test_every_setting_has_its_line():
    lines = default_path().read_text(encoding="utf-8").splitlines()
    for section, keys in yaml.safe_load("\n".join(lines)).items():
        for key in keys:
            at = next(number for number, line in enumerate(lines) if line.startswith(f"  {key}:"))
            assert lines[at - 1].startswith("  # "), f"{section}.{key} has no line that says what it does"


def test_the_settings_page_is_up_to_date(checkout):
    spec = importlib.util.spec_from_file_location("docs", checkout / "scripts" / "docs.py")
    docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(docs)
    for name, make in docs.PAGES.items():
        page = (checkout / "docs" / name).read_text(encoding="utf-8")
        assert page == make(), f"docs/{name} is out of date: run python scripts/docs.py"
