"""The recipe of the pointer: what it may learn from, and that the shipped arithmetic is the trained network's."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is for training alone; install it to run these")

from shuwen.records import Article
from shuwen.stages.link.pointer import Network
from shuwen.training import distil, student
from shuwen.training.discourse import Gold
from shuwen.training.teacher.pointer import Answer, Pointed

ARTICLE = Article(id="test", text="2023年，青河市实现地区生产总值1840亿元，增长6.1%；财政收入95亿元，粮食产量320万吨。")


def test_texts_that_share_wording_with_gold_are_left_out(tmp_path):
    gold, texts = tmp_path / "gold.jsonl", tmp_path / "texts.jsonl.gz"
    gold.write_text(json.dumps({"id": "g", "text": ARTICLE.text}), encoding="utf-8")
    with gzip.open(texts, "wt", encoding="utf-8") as lines:
        for name, text in (("one", "序言。" + ARTICLE.text), ("two", "白石县旅游收入达到3亿元。" * 3)):
            lines.write(json.dumps({"id": name, "text": text}) + "\n")
    assert [one.text for one in distil.drawn(texts, 10, Gold([gold]))] == ["白石县旅游收入达到3亿元。" * 3]


def test_numpy_answers_as_torch_does():
    net = student.new(3)
    seen = distil.shown(ARTICLE)
    assert seen is not None
    lesson = student.Lesson(reading=seen.reading, figures=seen.figures, targets=[{} for _ in seen.figures])
    network = Network({name: value.detach().numpy() for name, value in net.state_dict().items()})
    states = network.states(seen.reading.rows)
    for figure, expected in zip(seen.figures, student.predict(net, lesson), strict=True):
        window, odds = network.odds(seen.reading, states, figure)
        np.testing.assert_allclose(odds, expected[:, : len(window)], atol=2e-4)


def test_only_what_the_teacher_is_sure_of_is_learned():
    seen = distil.shown(ARTICLE)
    assert seen is not None
    shown = seen.windows[0]
    first = shown.places.index(ARTICLE.text.index("地区生产总值"))
    spans = {
        "indicator": Pointed(first, first + 5, 3.0),
        "subject": Pointed(0, 0, -4.0),
        "period": Pointed(0, 0, 0.2),
    }
    told = distil._targets(seen.reading, shown, Answer(spans, "actual", 0.9))
    assert told["subject"] is None
    assert "period" not in told
    span = told["indicator"]
    assert span is not None
    tokens = seen.reading.tokens[span[0] : span[1] + 1]
    assert "".join(one.text for one in tokens) == "地区生产总值"
