"""Runs over many articles: order, workers, failures, and a process that dies."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import shuwen
from shuwen import Article, InputError, ShuwenError, StageError, load_config
from shuwen.batch import pool
from shuwen.batch.pool import extract_all, tasks
from shuwen.batch.run import run
from shuwen.formats import Failure

TEXT = "全县完成固定资产投资{}.5亿元，同比增长15%，其中工业投资3亿元。\n"
forked = pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers see the patch only if forked")


@pytest.fixture
def folder(tmp_path):
    """Forty articles in two forms, and three that can't be read."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(20):
        (articles / f"{number:02}.txt").write_text(TEXT.format(number), encoding="utf-8")
    lines = [json.dumps({"id": f"line{n}", "text": TEXT.format(n)}) for n in range(20)]
    (articles / "lines.jsonl").write_text("\n".join([*lines[:5], "{torn", *lines[5:]]), encoding="utf-8")
    (articles / "05-empty.txt").write_bytes(b"")
    (articles / "06-binary.txt").write_bytes(b"\x00\x01")
    return articles


def extract_folder(folder, out, **batch):
    seen = []
    config = load_config({"batch": batch})
    done = run([folder], out, config=config, watch=lambda done, failure: seen.append((done.articles, failure)))
    return done, seen


def ids(out, name="extractions.jsonl"):
    return [json.loads(line)["id"] for line in (out / name).read_text(encoding="utf-8").splitlines()]


def test_every_article_ends_as_a_result_or_a_failure(folder, tmp_path):
    done, seen = extract_folder(folder, tmp_path / "out", workers=1)
    assert (done.articles, done.failures, len(seen)) == (40, 3, 43)
    assert ids(tmp_path / "out") == [f"{n:02}.txt" for n in range(20)] + [f"line{n}" for n in range(20)]
    failures = [failure for _, failure in seen if failure]
    assert [(Path(f.source).name, f.line) for f in failures] == [
        ("05-empty.txt", None),
        ("06-binary.txt", None),
        ("lines.jsonl", 6),
    ]
    assert done.size == done.total_size == sum(path.stat().st_size for path in folder.iterdir())
    assert done.characters == 2 * sum(len(TEXT.format(n)) for n in range(20))
    assert done.records == sum(len(shuwen.extract(TEXT.format(n)).records) for n in range(20)) * 2
    assert done.figures.total() >= 120
    assert done.figures["money", "value"] >= 40


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_files_are_the_same_whatever_the_workers_and_chunks(folder, tmp_path, chunk):
    extract_folder(folder, tmp_path / "one", workers=1)
    extract_folder(folder, tmp_path / "many", workers=2, chunk=chunk)
    for name in ("extractions.jsonl", "records.csv", "failures.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def test_earlier_output_inside_the_folder_is_not_read(folder):
    extract_folder(folder, folder, workers=1)
    done, _ = extract_folder(folder, folder, workers=1)
    assert (done.articles, done.failures) == (40, 3)


def test_nothing_to_read_is_an_error_and_makes_no_folder(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="nothing to read"):
        extract_folder(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def faulty(article, config, timings=None, extract_article=pool.extract_article):
    if "7.5" in article.text:
        raise StageError("link", article.id, KeyError("x"))
    return extract_article(article, config, timings)


@forked
@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_ours_costs_one_article(folder, tmp_path, monkeypatch, workers):
    monkeypatch.setattr(pool, "extract_article", faulty)
    done, seen = extract_folder(folder, tmp_path / "out", workers=workers, chunk=4)
    failures = [failure for _, failure in seen if failure and failure.id]
    assert [failure.id for failure in failures] == ["07.txt", "17.txt", "line7", "line17"]
    assert all("stage 'link' failed" in failure.reason and "KeyError" in failure.reason for failure in failures)
    assert failures[0].advice == "report it with the article"
    assert done.articles == 36


def deadly(article, config, timings=None, extract_article=pool.extract_article):
    if article.id in {"07.txt", "line3"}:
        os.kill(os.getpid(), signal.SIGKILL)
    return extract_article(article, config, timings)


@forked
def test_an_article_that_kills_its_process_costs_itself_alone(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "extract_article", deadly)
    done, seen = extract_folder(folder, tmp_path / "out", workers=2, chunk=3)
    died = [failure.id for _, failure in seen if failure and "died" in failure.reason]
    assert died == ["07.txt", "line3"]
    assert (done.articles, done.failures) == (38, 5)
    expected = [f"{n:02}.txt" for n in range(20)] + [f"line{n}" for n in range(20)]
    assert ids(tmp_path / "out") == [name for name in expected if name not in died]


def slow(article, config, timings=None, extract_article=pool.extract_article):
    if article.id == "07.txt":
        time.sleep(60)
    return extract_article(article, config, timings)


@forked
def test_an_article_that_hangs_costs_itself_alone(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "extract_article", slow)
    done, seen = extract_folder(folder, tmp_path / "out", workers=2, chunk=3, max_seconds=2)
    late = [failure for _, failure in seen if failure and failure.id]
    assert [(failure.id, failure.advice) for failure in late] == [
        ("07.txt", "raise batch.max_seconds, or split it into articles")
    ]
    assert "took longer than 2 s" in late[0].reason
    assert done.articles == 39


def greedy(article, config, timings=None, extract_article=pool.extract_article):
    if article.id == "07.txt":
        bytearray(3 << 30)
    return extract_article(article, config, timings)


@forked
def test_an_article_that_takes_too_much_memory_costs_itself_alone(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "extract_article", greedy)
    done, seen = extract_folder(folder, tmp_path / "out", workers=2, chunk=3, max_memory=2500)
    hungry = [failure for _, failure in seen if failure and failure.id]
    assert [(failure.id, failure.advice) for failure in hungry] == [
        ("07.txt", "raise batch.max_memory, or split it into articles")
    ]
    assert done.articles == 39


@forked
def test_a_worker_that_is_stopped_holds_up_its_task_alone(folder, tmp_path, monkeypatch):
    flag = tmp_path / "stopped"

    def stopping(article, config, timings=None, extract_article=pool.extract_article):
        if article.id == "05.txt" and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGSTOP)
        return extract_article(article, config, timings)

    monkeypatch.setattr(pool, "extract_article", stopping)
    done, _ = extract_folder(folder, tmp_path / "out", workers=2, chunk=3, max_seconds=3)
    assert (flag.exists(), done.articles, done.failures) == (True, 40, 3)


def test_tasks_are_short_where_texts_are_long():
    articles = [Article(id=str(n), text="x" * size) for n, size in enumerate([5, 300_000, 5, 5, 5])]
    assert [[item.id for item in task] for task in tasks(articles, 2)] == [["0", "1"], ["2", "3"], ["4"]]
    assert [[item.id for item in task] for task in tasks(articles, 9)] == [["0", "1"], ["2", "3", "4"]]


def test_a_reader_failure_keeps_its_place():
    failure = Failure(source="x", reason="r", advice="a")
    items = [Article(id="a", text="产值5元"), failure, Article(id="b", text=" ")]
    outcomes = list(extract_all(items, load_config(), workers=1, chunk=1))
    assert outcomes[1] == (failure, failure)
    assert isinstance(outcomes[2][1], InputError)


@pytest.mark.parametrize("workers", [1, 2])
def test_extract_many_keeps_order_and_is_lazy(workers):
    taken = []

    def articles():
        for number in range(200):
            taken.append(number)
            yield TEXT.format(number) if number % 2 else Article(id=f"a{number}", text=TEXT.format(number))

    found = shuwen.extract_many(articles(), workers=workers)
    assert taken == []
    first = next(found)
    assert first.id == "a0"
    assert len(taken) < 50
    rest = list(found)
    assert len(taken) == 200
    assert [e.sha256 for e in [first, *rest]] == [shuwen.extract(TEXT.format(n)).sha256 for n in range(200)]


@pytest.mark.parametrize("workers", [1, 2])
def test_extract_many_raises_or_tells(workers):
    articles = ["产值5元", "", "产值6元"]
    with pytest.raises(InputError, match="empty"):
        list(shuwen.extract_many(articles, workers=workers))
    told = []
    found = list(shuwen.extract_many(articles, workers=workers, on_error=lambda *problem: told.append(problem)))
    assert len(found) == 2
    ((article, error),) = told
    assert article.text == ""
    assert isinstance(error, ShuwenError)


def test_extract_many_tells_of_a_text_that_cannot_be_hashed():
    told = []
    found = list(shuwen.extract_many(["\ud800", "产值6元"], on_error=lambda *problem: told.append(problem)))
    assert len(found) == len(told) == 1


def started(tmp_path):
    """A run of two workers in a session of its own that has written something."""
    source = tmp_path / "a.jsonl"
    source.write_text((json.dumps({"text": TEXT.format(1) * 30}) + "\n") * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "shuwen", "run", str(source), "-o", str(tmp_path / "out"), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)
    part = tmp_path / "out" / "extractions.jsonl.part"
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.1)
    return process


def test_ctrl_c_ends_cleanly_and_keeps_what_was_done(tmp_path):
    process = started(tmp_path)
    part = tmp_path / "out" / "extractions.jsonl.part"
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip().startswith("stopped; the same command goes on from here")
    assert "Traceback" not in told
    done = part.read_bytes()
    assert done.endswith(b"\n")
    assert all(shuwen.decode(line).records for line in done.splitlines())


def members(group):
    """The processes of a group that live, by /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc to look for processes in")
def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    process = started(tmp_path)
    assert len(members(process.pid)) == 3
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert members(process.pid) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc to look for processes in")
@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT, signal.SIGINT]])
def test_a_run_that_is_told_to_end_ends_soon_and_whole(tmp_path, signals, stopped):
    process = started(tmp_path)
    if stopped:  # a worker that waits for nothing but the end of its stop
        os.kill(max(members(process.pid)), signal.SIGSTOP)
    for one in signals:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, one)
        time.sleep(0.3)
    process.communicate(timeout=20)
    assert process.returncode != 0
    assert (tmp_path / "out" / "extractions.jsonl.part").read_bytes().endswith(b"\n")
    time.sleep(1)
    assert members(process.pid) == []
