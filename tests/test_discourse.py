"""Plans against reviews: single sentences, headings, sections, damaged models. Every sentence here is invented."""

from __future__ import annotations

import gzip
import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.errors import ResourceError
from shuwen.lang import ngrams
from shuwen.records import Article
from shuwen.stages import discourse
from shuwen.stages.discourse import heading_kind, planned_logits, section_logits, smoothed
from shuwen.stages.segment import segment

REVIEWS = (
    "一年来，全县新建成通村公路三百多公里，顺利通过了省里的验收。",
    "青禾区地区生产总值达到412亿元，同比增长7.3%，增速居全市第二位。",
    "云湖工业园新引进企业58家，完成投资36亿元。",
    "农村饮水安全问题得到有效解决，群众满意度明显提高。",
    "累计发放贷款9.6亿元，惠及小微企业2300户。",
    "过去五年，城乡面貌发生了显著变化。",
)
PLANS = (
    "加快建设云湖工业园二期，力争年底前引进企业60家以上。",
    "全面推进乡村振兴，确保粮食总产量稳定在50万吨以上。",
    "积极培育新兴产业，着力打造百亿级产业集群。",
    "要深化国有企业改革，健全现代企业制度。",
    "新建改造农村公路300公里，启动青禾大桥前期工作。",
    "今年要继续实施十大民生工程，办好群众关心的实事。",
)


@pytest.fixture
def models(own_models):
    """The models of this stage, in a folder of the test's own."""
    with own_models("discourse", discourse._model, discourse._headings) as folder:
        yield folder


def segmented(text: str) -> Document:
    return segment(Document(article=Article(id="test", text=text), config=load_config({}), text=text))


def by_paragraph(text: str) -> list[float]:
    document = segmented(text)
    logits = section_logits(document)
    return [
        next(logit for sentence, logit in zip(document.sentences, logits, strict=True) if sentence.paragraph == number)
        for number in range(document.sentences[-1].paragraph + 1)
    ]


def test_reviews_score_below_plans():
    reviews, plans = planned_logits(REVIEWS), planned_logits(PLANS)
    assert max(reviews) < 0 < min(plans)


def test_nothing_says_nothing():
    assert planned_logits([]) == []
    assert planned_logits(["", " \n　", "**"]) == [0.0, 0.0, 0.0]


def test_a_sentence_scores_the_same_in_any_company():
    together = planned_logits((*REVIEWS, *PLANS))
    assert together == [planned_logits([text])[0] for text in (*REVIEWS, *PLANS)]
    assert planned_logits([PLANS[0], *REVIEWS * 3000])[0] == together[len(REVIEWS)]


def test_no_year_is_told_from_another():
    assert (
        len(set(planned_logits(["2013年完成投资", "２０２６年完成投资", "2031年 完成\n投资", "**1998年**完成投资"])))
        == 1
    )
    assert len(set(planned_logits(["“十二五”时期", "“十五五”时期"]))) == 1
    assert planned_logits(["二〇二一年的工作"]) == planned_logits(["一九九八年的工作"])


@given(st.lists(st.text(st.characters(), max_size=30), max_size=6))
def test_any_text_has_a_finite_score(texts):
    logits = planned_logits(texts)
    assert len(logits) == len(texts)
    assert all(map(math.isfinite, logits))


def test_no_ngram_reaches_into_the_next_text():
    (both,) = ngrams.hashed(["甲乙丙", "丁"])
    (alone,) = ngrams.hashed(["丁"])
    for shared, own in zip(both.hashes, alone.hashes, strict=True):
        assert shared[both.starts[1] :].tolist() == own.tolist()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("一、2031年工作回顾", "actual"),
        ("**一、过去五年**", "actual"),
        ("（一）主要成绩：", "actual"),
        ("## 二、今后五年的总体要求", "planned"),
        ("三、二〇二六年重点工作", "planned"),
        ("二、做好2027年工作", "planned"),
        ("第二部分 预期目标", "planned"),
        ("名词解释", "apart"),
        ("一、过去五年回顾和今后五年的目标任务", None),
        ("（二）工业经济稳中向好", None),
        ("重点工作有序推进，目标任务圆满完成。", None),
        ("今年的重点工作安排已经分解到各个部门和乡镇并且逐项明确了牵头单位责任人和完成的时限要求以及考核办法", None),
        ("", None),
        ("一、", None),
    ],
)
def test_headings(line, kind):
    assert heading_kind(line) == kind


def test_a_section_has_one_number_a_sentence():
    document = segmented("\n".join((*REVIEWS, "二、明年工作安排", "".join(PLANS))))
    logits = section_logits(document)
    assert len(logits) == len(document.sentences) == len(REVIEWS) + 1 + len(PLANS)
    assert section_logits(document, [0.0] * len(logits)) != logits
    assert section_logits(segmented("")) == []


def test_a_heading_starts_a_section():
    neutral = "青禾区，位于云湖之滨。"
    review, _, reviewed, plan, _, planned, notes, noted = by_paragraph(
        f"一、工作回顾\n{neutral}\n{neutral}\n二、主要任务\n{neutral}\n{neutral}\n名词解释\n{neutral}"
    )
    assert review < reviewed < 0 < planned < plan
    assert reviewed < noted < planned
    assert abs(notes) < 2


def test_neighbours_outvote_a_single_paragraph():
    odd = REVIEWS[3]
    logits = by_paragraph("\n".join(("".join(PLANS), odd, "".join(PLANS))))
    assert planned_logits([odd])[0] < 0 < min(logits)


def test_a_section_may_turn_without_a_heading():
    logits = by_paragraph("\n".join(("".join(REVIEWS), "".join(REVIEWS), "".join(PLANS), "".join(PLANS))))
    assert max(logits[:2]) < 0 < min(logits[2:])


def test_text_without_line_breaks_is_read_in_pieces():
    document = segmented("".join(REVIEWS) * 8 + "".join(PLANS) * 8)
    logits = section_logits(document)
    assert logits[0] < 0 < logits[-1]


def test_certainty_stays_finite():
    assert all(map(math.isfinite, smoothed([1e6, -1e6, 1e308], [None] * 3)))


def test_fast_enough():
    sentences = list(PLANS + REVIEWS) * 2000
    planned_logits(sentences[:10])
    start = time.process_time()
    planned_logits(sentences)
    # Half a million a second is wanted; a tenth of it tells a blunder from a busy machine.
    assert sum(map(len, sentences)) / (time.process_time() - start) > 50_000


@pytest.mark.usefixtures("models")
def test_a_missing_model_is_named():
    with pytest.raises(ResourceError, match=r"section\.npz is missing"):
        planned_logits(["甲"])
    with pytest.raises(ResourceError, match=r"headings\.toml is missing"):
        heading_kind("工作回顾")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short", b"\x93NUMPY\x01\x00"])
def test_a_damaged_model_is_named(models, content):
    (models / "section.npz").write_bytes(content)
    with pytest.raises(ResourceError, match=r"section\.npz is damaged"):
        planned_logits(["甲"])


@pytest.mark.parametrize("fault", ["weights", "scale", "size", "type", "pickle", "number"])
def test_a_model_of_another_form_is_named(models, fault):
    import numpy as np

    arrays = {"weights": np.zeros(1 << ngrams.BITS, dtype=np.int8), "scale": 0.1, "bias": 0.0}
    if fault in {"weights", "scale"}:
        del arrays[fault]
    elif fault == "number":
        arrays["bias"] = math.nan
    else:
        arrays["weights"] = {
            "size": np.zeros(8, dtype=np.int8),
            "type": np.zeros(1 << ngrams.BITS, dtype=np.int16),
            "pickle": np.array([{}, None], dtype=object),
        }[fault]
    np.savez_compressed(models / "section.npz", **arrays)
    with pytest.raises(ResourceError, match=r"section\.npz is damaged"):
        planned_logits(["甲"])


@pytest.mark.parametrize(
    "content", ["[actual", "[actual]\ncontains = []", "actual = 1", "[actual]\ncontains = 1\nendings = 2"]
)
def test_damaged_headings_are_named(models, content):
    (models / "headings.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError, match=r"headings\.toml is damaged"):
        heading_kind("工作回顾")


def test_training_labels_by_heading_and_leaves_gold_out(tmp_path):
    training = pytest.importorskip("shuwen.training.discourse")
    body = "\n".join(("一、工作回顾", *REVIEWS, "二、主要任务", "（一）农业", *PLANS, "名词解释", REVIEWS[0]))
    data = tmp_path / "data.jsonl.gz"
    with gzip.open(data, "wt", encoding="utf-8") as out:
        for identity, text in (("a", body), ("b", body), ("c", "二、主要任务\n" + PLANS[0]), ("d", "青禾" * 20 + body)):
            print(json.dumps({"id": identity, "text": f"---\nsource: {identity}\n---\n{text}"}), file=out)
    passages = tmp_path / "gold.jsonl"
    passages.write_text(
        json.dumps({"id": "b", "text": "云湖"}) + "\n" + json.dumps({"id": "x", "text": "青禾" * 15}), encoding="utf-8"
    )
    reports = list(training.read_reports(data, training.Gold([passages])))
    assert [report.identity for report in reports] == ["a"]
    labelled = [(p.planned, sentence) for p in reports[0].paragraphs for sentence in p.sentences]
    assert labelled == [(False, text) for text in REVIEWS] + [(True, text) for text in PLANS]


def test_training_writes_a_model_that_loads(models):
    training = pytest.importorskip("shuwen.training.discourse")
    body = "\n".join(("一、工作回顾", "".join(REVIEWS), "二、主要任务", "".join(PLANS)))
    data = models / "data.jsonl.gz"
    with gzip.open(data, "wt", encoding="utf-8") as out:
        for number in range(14):
            print(json.dumps({"id": str(number), "text": body}), file=out)
    (models / "headings.toml").write_text(
        '[actual]\ncontains = ["回顾"]\nendings = []\n[planned]\ncontains = ["任务"]\nendings = []\n'
        "[apart]\ncontains = []\nendings = []\n",
        encoding="utf-8",
    )
    training.main([str(data), "-o", str(models)])
    assert max(planned_logits(REVIEWS)) < 0 < min(planned_logits(PLANS))
