"""What holds for every text whatever: exact places, disjoint figures, stable ids, a JSON round trip."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from itertools import pairwise

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuwen import (
    Article,
    Extraction,
    InputError,
    convert,
    decode,
    encode,
    extract,
    load_config,
    recognize,
    schema,
)
from shuwen.document import Document
from shuwen.extractor import STAGES, extract_article

EVERYTHING = load_config({"link": {"min_confidence": 0}})  # no record is left out for being unsure

# What may stand in an article: words, numerals of every script, and what tends to shift offsets.
WORDS = """
    青河县 白石区 临江市 全市 全省 该县 园区 企业 项目 固定资产投资 财政收入 粮食产量 增加值 签约 开工 投产 总投资
    计划 预计 力争 完成 实现 达到 同比 环比 较上年 比年初 增长 下降 减少 提高 占 居 为 由 到 至 分别 其中 和 及 约 近
    超过 不足 以上 以下 左右 去年 今年 上半年 一季度 截至 年底 “十三五” 一带一路 第三产业 二维码 5A级 每亩 人均
    青河縣 億元 萬人 總投資
""".split()
NUMERALS = """
    0 3 12 45.6 1,234 1,234.5 １２．５ ３０ 三 十五 二十 一百二十 三千万 1亿5000万 2万 十几 几十 数百 上百 两 廿
    壹佰 貳拾 〇 零 百分之四 百分之三点五 三分之二 三成五 一半 翻一番 两倍 2.3倍 3—5 3至5 十多 20余 第三 第5 10多
    -3.2 +4 1/3 2018年 3月5日 114年度 半 亿 亿亿亿 兆 千分之二 负五 5‰ 8:30
""".split()
UNITS = """
    % ％ ‰ 个百分点 元 万元 亿元 亿美元 港元 新台币 个 家 人 户 项 件 人次 吨 万吨 公里 平方公里 亩 公顷 千瓦时
    度 位 名 次 倍 岁 個 億 戶
""".split()
SIGNS = ["，", "。", "；", "：", "、", "（", "）", "“", "”", "《", "》", ",", ".", "!", "？", " ", "\u3000"]
ODDITIES = ["\n", "\r\n", "\t", "𠮷", "😀", "👨\u200d👩\u200d👧", "e\u0301", "\ufeff", "\u200b", "\u2028"]
LOOKALIKES = ["Ⅳ", "①", "㎡", "ﬁ", "臺", "乾", "後", "\x0b", "٣", "𝟛", "²", "縣"]

PIECES = [*WORDS, *NUMERALS, *NUMERALS, *UNITS, *UNITS, *SIGNS, *ODDITIES, *LOOKALIKES]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
REGIONS = st.sampled_from(["CN", "TW", "HK"])


def check(text: str, extraction: Extraction) -> None:
    """Everything that the data model promises of one extraction from `text`."""
    spans = []
    for record in extraction.records:
        start, end = record.sentence
        assert 0 <= start <= end <= len(text)
        assert record.quantities, record
        assert 0 <= record.confidence <= 1
        for quantity in record.quantities:
            assert text[quantity.start : quantity.end] == quantity.text != ""
            assert quantity.slot is not None
            assert quantity.rule, f"no rule is named for {quantity.text}"
            assert (quantity.value is None) == (quantity.low is not None or quantity.high is not None)
            spans.append((quantity.start, quantity.end))
        for mention in (record.indicator, record.subject, record.period, *(q.of for q in record.quantities)):
            if mention is None:
                continue
            if mention.start is None:
                assert (mention.text, mention.end) == ("", None)
            else:
                assert text[mention.start : mention.end] == mention.text
    spans.sort()
    assert all(one[1] <= other[0] for one, other in pairwise(spans)), f"figures overlap: {spans}"
    ids = [record.id for record in extraction.records]
    assert len(set(ids)) == len(ids)
    assert {id_ for finding in extraction.findings for id_ in finding.records} <= set(ids)
    line = encode(extraction)
    assert b"\n" not in line
    assert encode(decode(line)) == line
    assert decode(encode(extraction, why=True)) == extraction


def check_article(article: Article) -> Extraction:
    """The promises of one article, and the law of linking: the records hold each figure that was recognized once."""
    extraction = extract_article(article, EVERYTHING)
    check(article.text, extraction)
    document = Document(article=article, config=EVERYTHING)
    for _, stage in STAGES[: 1 + [name for name, _ in STAGES].index("quantities")]:
        document = stage(document)
    linked = sorted((one.end, one.start) for record in extraction.records for one in record.quantities)
    assert [end for end, _ in linked] == [one.end for one in document.quantities]
    for (_, start), one in zip(linked, document.quantities, strict=True):
        assert article.text[one.start : start].strip("-－−负負") == "", "what a change leaves out is its minus"
    return extraction


@pytest.fixture(scope="module")
def validator():
    model = schema()
    jsonschema.Draft202012Validator.check_schema(model)
    return jsonschema.Draft202012Validator(model)


@given(text=TEXTS, region=REGIONS)
def test_generated_texts(text, region):
    if not text.strip():
        with pytest.raises(InputError):
            extract(text, region=region)
        return
    extraction = check_article(Article(id="generated", text=text, region=region))
    assert encode(extract_article(Article(id="generated", text=text, region=region))) == encode(extraction)


@given(text=TEXTS, region=REGIONS)
def test_recognized_figures_lie_where_they_say(text, region):
    figures = recognize(text, region=region)
    assert all(text[f.start : f.end] == f.text != "" for f in figures)
    assert all(one.end <= other.start for one, other in pairwise(figures))


@given(text=st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=60)))
def test_conversion_keeps_the_length_and_is_done_once(text):
    simplified = convert(text)
    assert len(simplified) == len(text)
    assert convert(simplified) == simplified


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200))
def test_any_unicode_text(text):
    if text.strip():
        check_article(Article(id="generated", text=text))


@given(text=TEXTS)
def test_a_line_in_front_moves_every_figure_by_its_code_points(text):
    before = recognize(text)
    after = recognize("𠮷\n" + text)
    assert [(f.start + 2, f.end + 2, f.value) for f in before] == [(f.start, f.end, f.value) for f in after]


def test_every_article_of_the_corpus(corpus_articles, validator):
    assert corpus_articles
    for article in corpus_articles:
        validator.validate(json.loads(encode(check_article(article))))


def test_every_text_of_the_gold(shared, validator):
    files = sorted((shared / "gold").glob("*.jsonl"))
    if not files:
        pytest.skip("../shared/gold holds no texts")
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            known = json.loads(line)
            given = {key: known[key] for key in ("id", "text", "title", "published", "region") if known.get(key)}
            validator.validate(json.loads(encode(check_article(msgspec.convert(given, Article)))))


def test_real_articles(real_articles, validator):
    for article in real_articles:
        validator.validate(json.loads(encode(check_article(article))))


def test_results_do_not_depend_on_what_came_before(corpus_articles):
    first = [encode(extract_article(article)) for article in corpus_articles[:5]]
    again = [encode(extract_article(article)) for article in reversed(corpus_articles[:5])]
    assert first == again[::-1]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_results_are_the_same_in_another_process(corpus_articles, seed):
    program = (
        "import sys, shuwen; sys.stdout.buffer.write(shuwen.encode(shuwen.extract(sys.stdin.buffer.read().decode())))"
    )
    text = corpus_articles[0].text
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    found = subprocess.run(command, input=text.encode(), capture_output=True, check=True, env=environment)
    assert found.stdout == encode(extract(text))
    assert found.stderr == b"", "the library printed something"


REPEATED = (
    "1 九 亿 1亿 1. 1, ， “ （ 增长5%， 约 百分之 第 一 2018年 张 a 各 分别 1% 青河县 3个、 记者 来源： 𠮷".split()
)


@pytest.mark.parametrize("unit", [*REPEATED, "\n", "1 ", "\n　"])
def test_time_is_linear(unit):
    """Eight times the text takes about eight times as long; a quadratic stage would take sixty-four."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        if not text.strip():
            text += "3个"
        gc.collect()
        gc.freeze()  # what other tests left behind is not walked again and again
        started = time.process_time()  # of this process, whatever else the machine does
        extract(text)
        taken = time.process_time() - started
        gc.unfreeze()
        return taken

    extract("3个项目。")
    short = min(seconds(4_000) for _ in range(3))
    long = min(seconds(32_000) for _ in range(2))
    assert long < 24 * max(short, 0.01)
