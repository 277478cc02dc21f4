"""Near copies: marked with the first of them, skipped where asked, told from the next report of a series."""

from __future__ import annotations

import json
import re

import pytest

from shuwen import Article, load_config
from shuwen.batch.duplicates import Duplicates
from shuwen.batch.run import run
from shuwen.formats.seen import Seen

BODY = "".join(
    f"清溪县{name}今年完成投资{number}.7亿元，同比增长{number}%，高于全市平均水平。"
    for number, name in enumerate(("农业", "工业", "建筑业", "交通运输业", "房地产业", "批发零售业", "教育", "卫生"), 3)
)


def firsts(*texts):
    with Duplicates() as index:
        return [index.first_like(Article(id=f"a{number}", text=text)) for number, text in enumerate(texts)]


def test_copies_are_told_of_the_first_and_others_are_not():
    other = BODY[::-1]
    copy = "（本报讯 记者 程远）" + BODY + "（完）"
    assert firsts(BODY, other, copy, other.replace("。", "。\n"), copy) == [None, None, "a0", "a1", "a0"]


def test_the_next_report_of_a_series_is_no_copy():
    moved = re.sub(r"\d+", lambda number: str(int(number[0]) + 20), BODY)
    assert firsts(BODY, moved, BODY.replace("3.7", "44.9").replace("8%", "66%")) == [None, None, None]
    assert firsts(BODY, "3月1日电 " + BODY) == [None, "a0"]


@pytest.mark.parametrize("text", ["短", "a", "\ud800" * 9, "1" * 40])
def test_texts_of_any_sort_have_a_place(text):
    assert firsts(text, text) == [None, "a0"]


def test_ids_are_met_once():
    seen = Seen()
    assert [seen.add(name) for name in ("a", "b", "a", "\ud800", "\ud800")] == [True, True, False, True, False]
    seen.clear()
    assert seen.add("a")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("duplicates", ["mark", "skip", "ignore"])
def test_a_run_marks_skips_or_leaves_them(tmp_path, workers, duplicates):
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{BODY}\n{name}", encoding="utf-8")
    config = load_config({"batch": {"workers": workers, "duplicates": duplicates}})
    done = run([tmp_path / "in"], tmp_path / "out", config=config, watch=lambda *_: None)
    lines = [json.loads(line) for line in (tmp_path / "out" / "extractions.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [(line["id"], line["duplicate_of"], bool(line["records"])) for line in lines]
    first = None if duplicates == "ignore" else "a.txt"
    assert found == [("a.txt", None, True), ("b.txt", first, duplicates != "skip"), ("c.txt", first, duplicates != "skip")]
    assert (done.articles, done.duplicates, done.taken_over) == (3, 0 if first is None else 2, 0)
    assert set(done.stages) >= {"convert", "quantities", "link"}
    again = run([tmp_path / "in"], tmp_path / "out", config=config, watch=lambda *_: None)
    assert again.taken_over == (1 if duplicates == "skip" else 3)
