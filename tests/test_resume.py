"""A run goes on where an earlier one on the same folder broke off, and does only what has changed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from shuwen.batch import pool
from shuwen.batch.ledger import NAME, fingerprint
from shuwen.batch.run import run
from shuwen.config import load_config
from shuwen.errors import ShuwenError
from shuwen.formats.writers import NAMES

TEXT = "2023年，青河县完成固定资产投资{}亿元，同比增长15%。"


def articles(path, count, **changed):
    lines = [{"id": f"a{n}", "text": changed.get(f"a{n}", TEXT.format(n))} for n in range(1, count + 1)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def settings(**batch):
    return load_config({"batch": {"workers": 1, **batch}})


def go(source, out, config=None, **options):
    done = run([source], out, config=config or settings(), watch=lambda *_: None, **options)
    return done, [(out / name).read_bytes() for name in NAMES]


@pytest.fixture
def worked(monkeypatch):
    """The ids of the articles that were done, not taken over."""
    ids = []
    true = pool.extract_article

    def noted(article, config, timings=None):
        ids.append(article.id)
        return true(article, config, timings)

    monkeypatch.setattr(pool, "extract_article", noted)
    return ids


def test_the_same_again_does_nothing_and_gives_the_same(tmp_path, worked):
    source = articles(tmp_path / "a.jsonl", 4)
    first, before = go(source, tmp_path / "out")
    assert (first.taken_over, worked) == (0, ["a1", "a2", "a3", "a4"])
    again, after = go(source, tmp_path / "out")
    assert (again.taken_over, again.articles, len(worked)) == (4, 4, 4)
    assert after == before


def test_only_what_changed_is_done(tmp_path, worked):
    source = articles(tmp_path / "a.jsonl", 3)
    go(source, tmp_path / "out")
    worked.clear()
    articles(source, 4, a2="2023年，青河县实现税收3亿元。")
    done, files = go(source, tmp_path / "out")
    assert (worked, done.taken_over) == (["a2", "a4"], 2)
    assert files == go(source, tmp_path / "fresh")[1]


@pytest.mark.parametrize("changed", [{"convert": {"protect": False}}, {"output": {"reasons": True}}])
def test_other_settings_do_all_anew(tmp_path, worked, changed):
    source = articles(tmp_path / "a.jsonl", 2)
    go(source, tmp_path / "out")
    done, _ = go(source, tmp_path / "out", load_config({"batch": {"workers": 1}, **changed}))
    assert (done.taken_over, len(worked)) == (0, 4)


def test_how_fast_a_run_is_changes_nothing():
    assert fingerprint(settings(workers=2, chunk=3)) == fingerprint(settings())


def test_failures_are_tried_again_where_asked(tmp_path, monkeypatch):
    source = articles(tmp_path / "a.jsonl", 3)

    def fails(article, _config, _timings):
        raise ShuwenError(f"no luck with {article.id}")

    monkeypatch.setattr(pool, "extract_article", fails)
    first, before = go(source, tmp_path / "out")
    monkeypatch.undo()
    kept, after = go(source, tmp_path / "out")
    assert (first.failures, kept.failures, kept.taken_over) == (3, 3, 3)
    assert after == before
    again, _ = go(source, tmp_path / "out", retry_failed=True)
    assert (again.failures, again.articles, again.taken_over) == (0, 3, 0)


def test_what_is_gone_from_the_input_is_forgotten(tmp_path):
    go(articles(tmp_path / "a.jsonl", 3), tmp_path / "out")
    go(articles(tmp_path / "a.jsonl", 1), tmp_path / "out")
    with contextlib.closing(sqlite3.connect(tmp_path / "out" / NAME)) as base:
        assert base.execute("SELECT count(*) FROM done").fetchone() == (1,)


def test_a_damaged_outcome_is_done_again(tmp_path, worked):
    source = articles(tmp_path / "a.jsonl", 2)
    _, before = go(source, tmp_path / "out")
    with contextlib.closing(sqlite3.connect(tmp_path / "out" / NAME)) as base, base:
        base.execute("UPDATE done SET outcome = x'00'")
    worked.clear()
    done, after = go(source, tmp_path / "out")
    assert (done.taken_over, worked, after) == (0, ["a1", "a2"], before)


def test_a_ledger_that_is_none_is_named(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(ShuwenError, match=r"ledger\.sqlite: can't be used: .*; remove it"):
        go(articles(tmp_path / "a.jsonl", 1), tmp_path / "out")


def test_without_a_ledger_nothing_is_taken_over(tmp_path, worked):
    source = articles(tmp_path / "a.jsonl", 2)
    for _ in range(2):
        go(source, tmp_path / "out", settings(resume=False))
    assert len(worked) == 4
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(NAMES)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_it_ends_as_if_undisturbed(tmp_path, seed):
    """kill -9, SIGTERM and Ctrl-C of the parent at random moments, workers killed and stopped: nothing is lost or torn."""
    chance = random.Random(seed)
    source = articles(tmp_path / "a.jsonl", 300)
    _, undisturbed = go(source, tmp_path / "fresh")
    command = [sys.executable, "-m", "shuwen", "run", str(source), "-o", str(tmp_path / "out"), "--workers", "2", "-q"]
    for one in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(chance.uniform(0.8, 3))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, one)
        process.communicate(timeout=60)
    assert subprocess.run(command, check=False, timeout=300).returncode == 0
    assert [(tmp_path / "out" / name).read_bytes() for name in NAMES] == undisturbed
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted((*NAMES, NAME))


def test_the_ledger_is_never_read_as_input(tmp_path):
    source = articles(tmp_path / "a.jsonl", 1)
    go(source, tmp_path / "out")
    done = run([tmp_path / "out", source], tmp_path / "out", config=settings(), watch=lambda *_: None)
    assert (done.articles, done.failures) == (1, 0)


