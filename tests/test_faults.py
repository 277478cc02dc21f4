"""A run whose workers and itself are killed, stopped and resumed again and again ends as if nobody had troubled it."""

from __future__ import annotations

import importlib.util
import sys

import pytest


@pytest.fixture
def faults(checkout, monkeypatch):
    monkeypatch.syspath_prepend(str(checkout / "scripts"))
    spec = importlib.util.spec_from_file_location("faults", checkout / "scripts" / "faults.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "faults", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_a_troubled_run_ends_as_an_untroubled_one(faults, root, tmp_path):
    plan = faults.Plan(kills=3, stops=1, ends=3, seed=3)
    said = faults.trial(root / "corpus" / "articles", tmp_path, 200, plan)
    assert "the same bytes, no article failed, no process left" in said


def test_a_difference_is_told(faults, tmp_path):
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        for name in faults.RESULTS:
            (tmp_path / folder / name).write_text(folder if name == "records.csv" else "")
    with pytest.raises(faults.FaultError, match=r"records.csv differs"):
        faults.compare(tmp_path / "one", tmp_path / "other")
