"""Bad input: a clear error for that article, the rest goes on, nothing is lost, and the time stays linear."""

from __future__ import annotations

import datetime
import json
import time

import pytest
from typer.testing import CliRunner

import shuwen
from shuwen import InputError, ShuwenError, load_config
from shuwen.batch.run import run
from shuwen.cli import app

GOOD = "全县完成固定资产投资38.7亿元，同比增长15%。"

UNREADABLE = {
    "empty": b"",
    "whitespace": " \r\n\t　\n".encode(),
    "binary": b"\x7fELF\x02\x01\x01\x00\x00\x00" + bytes(range(256)),
    "invalid": GOOD.encode("utf-8") + b"\xff\xfe\xfd" + GOOD.encode("utf-8"),
    "nul": (GOOD + "\0" + GOOD).encode("utf-8"),
    "surrogate": GOOD.encode("utf-8") + b"\xed\xa0\x80" + GOOD.encode("utf-8"),
}

READABLE = {
    "crlf": GOOD.replace("，", "，\r\n").encode("utf-8"),
    "bom": b"\xef\xbb\xbf" + GOOD.encode("utf-8"),
    "astral": f"𠮷😀𠮷{GOOD}😀".encode(),
    "digits": ("全县产值" + "9" * 100_000 + "元。" + GOOD).encode("utf-8"),
    "scales": ("全县产值1" + "亿" * 100_000 + "元。" + GOOD).encode("utf-8"),
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        (" \r\n\t　\n", "empty"),
        (f"{GOOD}\0{GOOD}", f"NUL character at offset {len(GOOD)}"),
        (f"{GOOD}\ud800{GOOD}", f"lone surrogate at offset {len(GOOD)}"),
        (GOOD.encode(), "of type bytes, not str; decode it first"),
        (None, "of type NoneType, not str"),
        (shuwen.Article(id="one", text=GOOD), "of type Article, not str; extract_many takes articles"),
    ],
)
def test_the_library_says_what_is_wrong_with_a_text(text, told):
    with pytest.raises(InputError, match=told):
        shuwen.extract(text)


@pytest.mark.parametrize("text", ["近𝟘3年来产值3亿元", "近٣年来产值3亿元", "近𝟛年来产值3亿元"])
def test_digits_of_other_scripts_are_no_error(text):
    assert [quantity.text for quantity in quantities(text)] == ["3亿元"]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_publication_date_of_no_article_costs_no_article(year):
    found = quantities("今年5月产值3亿元，去年2亿元。", published=datetime.date(year, 1, 1))
    assert [quantity.text for quantity in found] == ["3亿元", "2亿元"]


def quantities(text, **options):
    return [quantity for record in shuwen.extract(text, **options).records for quantity in record.quantities]


@pytest.mark.parametrize("name", READABLE)
def test_offsets_are_code_points_into_the_text_as_given(name):
    text = READABLE[name].decode("utf-8")
    found = quantities(text)
    assert [quantity.text for quantity in found][-2:] == ["38.7亿元", "15%"]
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


def test_a_run_takes_it_all_and_names_each_failure(tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, content in {**UNREADABLE, **READABLE}.items():
        (articles / f"{name}.txt").write_bytes(content)
    (articles / "lines.jsonl").write_text(
        json.dumps({"id": "first", "text": GOOD}) + '\nnot JSON\n{"text": "\\ud800"}\n' + json.dumps({"text": GOOD}),
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["run", str(articles), "-o", str(tmp_path / "out"), "--workers", "2"])
    assert done.exit_code == 1
    failures = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_bytes().splitlines()]
    told = {(failure["source"], failure["line"]) for failure in failures}
    assert told == {(str(articles / f"{name}.txt"), None) for name in UNREADABLE} | {
        (str(articles / "lines.jsonl"), line) for line in (2, 3)
    }
    assert all(failure["reason"] and failure["advice"] for failure in failures)
    assert all(f"failed {source}" in done.stderr for source, _ in told)
    assert f"{articles / 'lines.jsonl'}:2:" in done.stderr
    lines = (tmp_path / "out" / "extractions.jsonl").read_bytes().splitlines()
    assert {shuwen.decode(line).id for line in lines} == {f"{name}.txt" for name in READABLE} | {
        "first",
        "lines.jsonl#4",
    }


def test_a_missing_folder_is_wrong_use(tmp_path):
    done = CliRunner().invoke(app, ["run", str(tmp_path / "absent"), "-o", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "absent: there is no such file or folder" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["out", "out/below"])
def test_an_output_folder_that_cannot_be_written_is_wrong_use(tmp_path, place):
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "out").write_text("a file, not a folder", encoding="utf-8")
    done = CliRunner().invoke(app, ["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / place)])
    assert done.exit_code == 2
    assert "can't be written" in done.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file, not a folder"


def test_a_full_disk_ends_the_run_with_an_error_and_keeps_what_was_written(tmp_path, monkeypatch):
    from shuwen.formats import Writers

    write = Writers._write

    def full(file, text):
        if '"id":"b.txt"' in text:
            raise OSError(28, "No space left on device", file.name)
        write(file, text)

    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(Writers, "_write", staticmethod(full))
    with pytest.raises((ShuwenError, OSError), match="No space left"):
        run([tmp_path], tmp_path / "out", config=load_config({"batch": {"workers": 1}}), watch=lambda *_: None)
    (line,) = (tmp_path / "out" / "extractions.jsonl.part").read_bytes().splitlines()
    assert shuwen.decode(line).id == "a.txt"


LONG = {
    "figures on one line": "全县投资38.7亿元，同比增长15%，",
    "plain text on one line": "清溪县的天气很好，",
    "digits": "9",
    "numerals": "九",
    "scales": "亿",
    "mixed scales": "十百千万亿",
    "decimal points": "1.",
    "commas": "1,",
    "brackets": "（",
    "closing quotes": "。”",
    "ranges": "1至",
    "years": "2015年",
    "list joints": "3个、",
    "parts": "三分之",
    "headings": "一、投资\n",
    "blank lines": "\n\n 。",
    "traditional": "億縣",
    "full width": "９，",
}


def seconds(text):
    """The lesser of two runs: a busy machine or the garbage collector only ever adds to one."""

    def once():
        started = time.process_time()
        shuwen.extract(text)
        return time.process_time() - started

    return min(once(), once())


@pytest.mark.parametrize("name", LONG)
def test_time_grows_no_faster_than_the_text(name):
    unit = LONG[name]
    shuwen.extract(GOOD)
    size = 20_000
    small = seconds("产值" + unit * (size // len(unit)))
    large = seconds("产值" + unit * (4 * size // len(unit)))
    # Four times the text in four times the time; twice that for noise. Quadratic would be sixteen times.
    assert large < 8 * small + 0.2, f"{small:.2f} s for {size} characters, {large:.2f} s for {4 * size}"


@pytest.mark.parametrize("unit", ["清溪县的天气很好，", "9"], ids=["text", "digits"])
def test_five_megabytes_on_one_line(unit):
    text = unit * (5_000_000 // len(unit.encode("utf-8"))) + "。" + GOOD
    started = time.process_time()
    found = quantities(text)
    assert time.process_time() - started < 60
    assert [quantity.text for quantity in found][-2:] == ["38.7亿元", "15%"]
