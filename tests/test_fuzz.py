"""A little of what scripts/fuzz.py does for hours: mutated sentences break no promise of recognition."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz():
    if not SCRIPT.is_file():
        pytest.skip("scripts/ belongs to the checkout; an installed package is tested without it")
    spec = importlib.util.spec_from_file_location("fuzz_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(4))
def test_no_mutated_sentence_breaks_a_promise(fuzz, seed):
    chance = random.Random(seed)
    found = {text: fuzz.broken(text) for text in (fuzz.mutated(chance) for _ in range(500)) if text}
    assert {text: reason for text, reason in found.items() if reason} == {}


def test_a_broken_promise_is_found_and_made_short(fuzz, monkeypatch):
    monkeypatch.setattr(fuzz, "check", lambda text: fuzz._in_order(text, []) if "亿" not in text else 1 / 0)
    assert "ZeroDivisionError" in fuzz.broken("产值3亿元。")
    assert fuzz.shortest("产值3亿元，增长5%。") == "亿"
