"""Tables of texts and their sentences, clauses, headings and words; and what holds for any text."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.lang import words
from shuwen.records import Article
from shuwen.resources import model_path
from shuwen.stages import segment as stage
from shuwen.stages.clean import clean
from shuwen.stages.convert import convert_document
from shuwen.stages.quantities import find_quantities

HERE = Path(__file__).parent / "segment"
PARTS = (
    "全县 投资 12.5 亿元 ， 。 ！ ? , ; : 1,234 12:30 ” （ ） 、 \n \r\n 一、 （编辑：林舟） 責任編輯：林舟 𠮷 😀 a.b"
).split(" ")


def table(name: str) -> list[dict]:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def segmented(text: str, region: str = "CN") -> Document:
    article = Article(id="test", text=text, region=region)
    document = convert_document(clean(Document(article=article, config=load_config({}))))
    return stage.segment(find_quantities(document))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in table("sentences")])
def test_sentences(case):
    document = segmented(case["text"], case.get("region", "CN"))
    found = [[document.text[start:end] for start, end in sentence.clauses] for sentence in document.sentences]
    for clauses, sentence in zip(found, document.sentences, strict=True):
        clauses[0] = "# " * sentence.heading + clauses[0]
    assert found == case["gives"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"]) for case in table("words")])
def test_words(case):
    found = [word for sentence in segmented(case["text"]).sentences for word in sentence.words]
    assert " ".join(f"{word.text}/{word.tag}" for word in found) == case["gives"]


@given(st.lists(st.sampled_from([*PARTS, " ", "　　"]), max_size=40))
def test_sentences_cover_all_that_is_unmasked(parts):
    text = "".join(parts)
    document = segmented(text)
    masked = {at for start, end in document.masked for at in range(start, end)}
    covered: list[int] = []
    for sentence in document.sentences:
        assert sentence.clauses[0].start == sentence.start
        assert sentence.clauses[-1].end == sentence.end
        for start, end in sentence.clauses:
            assert document.text[start:end] == document.text[start:end].strip() != ""
            covered += range(start, end)
        if sentence.words:
            assert (sentence.words[0].start, sentence.words[-1].end) == (sentence.start, sentence.end)
            assert all(left.end == right.start for left, right in pairwise(sentence.words))
            assert all(word.text == document.text[word.start : word.end] for word in sentence.words)
    assert covered == sorted(set(covered))
    visible = {at for at, char in enumerate(text) if not char.isspace()} - masked
    assert visible <= set(covered)
    assert not masked & set(covered)


def test_overlong_sentence_is_cut_at_a_clause():
    document = segmented("投资十二亿元，" * 2000)
    assert all(sentence.end - sentence.start <= stage.LONGEST for sentence in document.sentences)
    assert all(document.text[sentence.end - 1] == "，" for sentence in document.sentences)


def test_every_own_word_is_kept_whole():
    own = [line.split(" ") for line in model_path("lexicons", "words.txt").read_text(encoding="utf-8").splitlines()]
    for word, tag in (entry for entry in own if entry[0] != "#" and len(entry) == 2):
        assert [(found.text, found.tag) for found in words.cut_words(word, 0, len(word))] == [(word, tag)]


def test_words_leave_the_module_tokenizer_alone_and_log_nothing(tmp_path):
    code = (
        "from shuwen.lang.words import cut_words; cut_words('投资12亿元', 0, 7); import jieba;"
        "print(jieba.dt.initialized, jieba.dt.FREQ)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
    )
    assert run.stdout.strip() == "False {}"
    assert run.stderr == ""
    assert [path.suffix for path in (tmp_path / "shuwen").iterdir()] == [".marshal"]
    assert (tmp_path / "shuwen").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damaged_cache_is_built_anew(tmp_path, monkeypatch, damage):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    words._dictionary.cache_clear()
    before = words.cut_words("固定资产投资12亿元", 0, 11)
    cache = next((tmp_path / "shuwen").iterdir())
    whole = cache.read_bytes()
    middle = len(whole) // 2
    cache.write_bytes(b"\x00damaged" if damage == "cut" else whole[:middle] + bytes(100) + whole[middle + 100 :])
    words._dictionary.cache_clear()
    assert words.cut_words("固定资产投资12亿元", 0, 11) == before
    assert cache.read_bytes() == whole
    words._dictionary.cache_clear()


def test_no_writable_place_still_works(monkeypatch):
    monkeypatch.setattr(words, "_private_folder", lambda: None)
    words._dictionary.cache_clear()
    assert words.cut_words("12亿元", 0, 4)[0].tag == "m"
    words._dictionary.cache_clear()


def test_jieba_has_no_handler_output(caplog):
    with caplog.at_level(logging.DEBUG):
        words.cut_words("投资12亿元", 0, 7)
    assert caplog.text == ""
