"""The scorer: what counts as alike, what each number means, and the same numbers as the reference scorer."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys

import pytest

from shuwen import InputError
from shuwen.training.agreement import alike, exact, same_field
from shuwen.training.evaluation import evaluate, predict, read_gold, score, write_predictions

TEXT = "2019年，青河县固定资产投资38.7亿元，增长15%，签约项目28个。"


def quantity(text, slot, kind, value, unit, **more):
    start = TEXT.index(text)
    blank = {"low": None, "high": None, "bound": "exact", "basis": None, "direction": None, "of": None}
    place = {"text": text, "start": start, "end": start + len(text)}
    return {**blank, **place, "slot": slot, "kind": kind, "value": value, "unit": unit, **more}


def gold():
    investment = {
        "id": "1",
        "indicator": "固定资产投资",
        "subject": "青河县",
        "period": "2019-01-01/2019-12-31",
        "status": "actual",
        "quantities": [
            quantity("38.7亿元", "value", "money", "3870000000", "CNY"),
            quantity("15%", "change", "percent", "15", "%", basis="yoy", direction="up"),
        ],
    }
    projects = {
        "id": "2",
        "indicator": "签约项目",
        "subject": "青河县",
        "period": "2019-01-01/2019-12-31",
        "status": "actual",
        "quantities": [quantity("28个", "value", "count", "28", "个")],
    }
    return {"id": "a", "text": TEXT, "records": [investment, projects], "optional": []}


def changed(change):
    """The gold as a prediction, after `change` has worked on it."""
    prediction = copy.deepcopy(gold())
    change(prediction["records"])
    return score([gold()], [prediction])


def test_gold_against_itself_is_perfect():
    scores = score([gold()], [gold()])
    for name, row in scores.as_dict().items():
        assert row.get("f1", row.get("accuracy")) == (1 if name != "of" else 0), name
    assert scores.documents == 1
    assert not scores.misses


def test_an_empty_prediction_misses_everything():
    scores = score([gold()], [])
    assert scores["span"] == scores["record"] == 0
    assert scores.counts["span"].missed == 3
    assert [miss.sort for miss in scores.misses] == ["missed"] * 3
    assert "[38.7亿元]" in scores.misses[0].context


def test_a_wrong_value_keeps_the_span_and_loses_quantity_and_record():
    scores = changed(lambda records: records[0]["quantities"][0].update(value="38.7"))
    assert scores["span"] == 1
    assert (scores.counts["quantity"].both, scores.counts["quantity"].spurious) == (2, 1)
    assert scores.counts["record"].both == 1


def test_equal_numbers_written_differently_are_equal():
    assert changed(lambda records: records[0]["quantities"][1].update(value="15.0"))["quantity"] == 1
    assert exact("2/3") == exact("4/6")
    assert exact("1e3") == exact("1000")
    assert exact("千") == "千"
    assert exact("") is None


def test_a_split_record_loses_its_link():
    def split(records):
        records.append({**records[0], "quantities": [records[0]["quantities"].pop()]})

    scores = changed(split)
    assert scores["quantity"] == 1
    assert scores.counts["link"].missed == 1
    assert (scores.counts["record"].both, scores.counts["record"].spurious) == (1, 2)


def test_a_wrong_slot_loses_the_record_alone():
    scores = changed(lambda records: records[1]["quantities"][0].update(slot="threshold"))
    assert scores["quantity"] == 1
    assert scores.rates["slot"].right == 2
    assert scores.counts["record"].both == 1


def test_figures_on_an_optional_span_count_neither_way():
    document, prediction = gold(), gold()
    extra = document["records"].pop()["quantities"][0]
    assert score([document], [prediction]).counts["span"].spurious == 1
    document["optional"] = [[extra["start"], extra["end"]]]
    assert score([document], [prediction])["record"] == 1


def test_one_prediction_answers_one_gold_record():
    document = gold()
    document["records"].append(copy.deepcopy(document["records"][1]))
    assert score([document], [gold()]).counts["record"].missed == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("固定资产投资", "固定资产投资", True),
        ("固定资产的投资", "固定资产投资", True),
        ("投资", "固定资产投资", False),  # inside, but less than half as long
        ("资产投资", "固定资产投资", True),
        ("规模工业增加值", "规模以上工业增加值", True),
        ("财政收入", "财政支出", False),
        ("", "财政收入", False),
        ("", "", True),
    ],
)
def test_alike(one, other, same):
    assert alike(one, other) is same
    assert alike(other, one) is same


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("subject", "青河县", "青河", True),
        ("subject", "全国", "我国", True),
        ("subject", "青河县", "白石县", False),
        ("period", "2019-01-01/2019-12-31", "2019-12-31/2019-12-31", True),
        ("period", "2019-01-01/2019-12-31", "2019-07-01/2019-12-31", False),
        ("period", "", "2019-01-01/2019-12-31", False),
        ("status", "actual", "planned", False),
    ],
)
def test_same_field(field, one, other, same):
    assert same_field(field, one, other) is same
    assert same_field(field, other, one) is same


def test_gold_that_cant_be_read_names_its_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold()) + "\n\n{]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:3: not JSON"):
        list(read_gold(path))
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:1: a gold document needs"):
        list(read_gold(path))
    with pytest.raises(InputError, match="can't be read"):
        list(read_gold(tmp_path / "nothing.jsonl"))


def test_a_text_on_which_the_pipeline_fails_is_named():
    scores = evaluate([{**gold(), "text": "\0"}])
    assert scores["record"] == 0
    assert len(scores.failures) == 1
    assert scores.failures[0].startswith("a: ")


ERRORS = [("value", "7"), ("slot", "base"), ("bound", "about"), ("basis", "mom"), ("of", "全县"), ("end", 9)]


def disturbed(documents, seed):
    """Predictions with the kinds of error that a pipeline makes: dropped, split, merged and altered records."""
    chance = random.Random(seed)
    predictions = copy.deepcopy(documents)
    for document in predictions:
        records = [record for record in document["records"] if chance.random() < 0.9]
        for record in records:
            for figure in record["quantities"]:
                if chance.random() < 0.3:
                    field, value = chance.choice(ERRORS)
                    figure[field] = value
                    figure["start"] = min(figure["start"], figure["end"] - 1)
            if chance.random() < 0.3:
                record["subject"] = {"text": "", "start": None, "end": None, "name": record["subject"] + "市"}
            if chance.random() < 0.2:
                record["period"] = None
        if len(records) > 1 and chance.random() < 0.5:
            records[0]["quantities"] += records.pop()["quantities"]
        document["records"] = records
    return predictions


def reference_scores(shared, gold_file, predicted_file):
    command = [sys.executable, shared / "tools" / "score.py", gold_file, predicted_file, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


@pytest.mark.parametrize("seed", range(3))
def test_the_reference_scorer_says_the_same_of_disturbed_gold(shared, tmp_path, seed):
    path = shared / "gold" / "dev.jsonl"
    documents = list(read_gold(path))
    predictions = disturbed(documents, seed)
    write_predictions(predictions, tmp_path / "found.jsonl")
    ours = score(documents, predictions)
    assert 0 < ours["record"] < ours["quantity"] < ours["span"] < 1
    assert ours.as_dict() == reference_scores(shared, path, tmp_path / "found.jsonl")


def test_the_reference_scorer_says_the_same_of_the_pipeline(shared, tmp_path):
    path = shared / "gold" / "dev.jsonl"
    documents = list(read_gold(path))
    predictions = predict(documents)
    write_predictions(predictions, tmp_path / "found.jsonl")
    assert score(documents, predictions).as_dict() == reference_scores(shared, path, tmp_path / "found.jsonl")
