"""The Ray engine: the same files as the local one, whatever happens to workers and driver."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import shuwen
from shuwen import load_config
from shuwen.batch.run import run
from shuwen.formats.writers import NAMES

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'shuwen[cluster]'")
if not Path("/proc").is_dir():
    pytest.skip("no /proc to look for processes in", allow_module_level=True)

TEXT = "清溪县{}月完成投资38.{}亿元，同比增长15%。"
CONFIG = load_config({"batch": {"workers": 1, "chunk": 4, "ray_cpus": 0.5}})


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    """Some articles, one of them empty."""
    folder = tmp_path_factory.mktemp("in")
    lines = [json.dumps({"id": f"a{number}", "text": TEXT.format(number % 12 + 1, number)}) for number in range(60)]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "b.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(articles, tmp_path_factory):
    out = tmp_path_factory.mktemp("local") / "out"
    run([articles], out, config=CONFIG, watch=lambda *_: None)
    return files(out)


def files(out):
    return [(out / name).read_bytes() for name in NAMES]


@pytest.fixture(scope="module")
def two_nodes():
    """The address of a cluster of two nodes on this machine."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    yield cluster.address
    cluster.shutdown()


def test_two_nodes_write_what_one_process_writes(articles, expected, two_nodes, tmp_path):
    done = run([articles], tmp_path / "out", config=CONFIG, engine="ray", ray_address=two_nodes, watch=lambda *_: None)
    assert files(tmp_path / "out") == expected
    assert (done.articles, done.failures) == (60, 1)
    assert done.stages["link"] > 0


def workers():
    """The processes in which Ray does our tasks."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if b"ray::_work" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def test_killed_workers_cost_nothing(articles, expected, two_nodes, tmp_path):
    killed = []

    def watch(done, _failure):
        if done.articles in (5, 25) and done.articles not in killed:
            killed.append(done.articles)
            for one in workers()[:1]:
                os.kill(one, signal.SIGKILL)

    run([articles], tmp_path / "out", config=CONFIG, engine="ray", ray_address=two_nodes, watch=watch)
    assert killed == [5, 25]
    assert files(tmp_path / "out") == expected


def started(articles, out, *more):
    settings = out.parent / "settings.yaml"
    settings.write_text("batch:\n  chunk: 1\n", encoding="utf-8")
    command = [sys.executable, "-m", "shuwen", "run", str(articles), "-o", str(out), "--config", str(settings), "--engine", "ray", *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)


def below(group):
    """What lives of a session and of what it began."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                if int(fields[3]) == group and fields[0] != "Z":
                    found.append(int(entry.name))
    return found


def test_a_killed_driver_leaves_nothing_and_its_run_goes_on(articles, expected, tmp_path):
    process = started(articles, tmp_path / "out", "-q")
    part = tmp_path / "out" / "extractions.jsonl.part"
    deadline = time.monotonic() + 90
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 15
    while below(process.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert below(process.pid) == []
    again = started(articles, tmp_path / "out", "-q")
    _, told = again.communicate(timeout=120)
    assert again.returncode == 1, told  # one article is empty
    assert files(tmp_path / "out") == expected


def test_no_cluster_is_told(articles, tmp_path):
    with pytest.raises(shuwen.ShuwenError, match="no Ray cluster at"):
        run([articles], tmp_path / "out", config=CONFIG, engine="ray", ray_address="127.0.0.1:1", watch=lambda *_: None)


def test_without_ray_the_extra_is_named(articles, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(shuwen.ShuwenError, match=r"shuwen\[cluster\]"):
        run([articles], tmp_path / "out", config=CONFIG, engine="ray", watch=lambda *_: None)
