"""The corpus: well formed, large enough, varied, and nobody else's words."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from shuwen.training.corpus import BASES, BOUNDS, DIRECTIONS, KINDS, SLOTS, read_corpus

RUN = 16  # characters in a row that may not be anyone else's
UNITS = {
    "percent": {"%", "‰", "pp"},
    "ratio": {"times", "1"},
    "rank": {"rank"},
}


@pytest.fixture(scope="module")
def documents(root):
    return list(read_corpus(root / "corpus"))


@pytest.fixture(scope="module")
def quantities(documents):
    return [quantity for document in documents for record in document["records"] for quantity in record["quantities"]]


def test_every_article_has_its_gold(root, documents):
    assert {path.stem for path in (root / "corpus" / "articles").glob("*.txt")} == {d["id"] for d in documents}


def test_it_is_large_enough(documents):
    assert len(documents) >= 60
    assert sum(len(document["records"]) for document in documents) >= 900


def test_both_splits_hold_both_scripts_and_every_region(documents):
    for split in ("train", "test"):
        part = [document for document in documents if document["split"] == split]
        assert {document["region"] for document in part} == {"CN", "TW", "HK"}
        simplified = sum("亿" in d["text"] or "万" in d["text"] for d in part)
        traditional = sum("億" in d["text"] or "萬" in d["text"] for d in part)
        assert min(simplified, traditional) >= 3
    assert any(not document["records"] for document in documents), "no article is without figures"


def test_everything_in_the_guidelines_occurs(documents, quantities):
    assert {q["slot"] for q in quantities} == SLOTS - {"optional"}
    assert {q["kind"] for q in quantities} == KINDS
    assert {q["bound"] for q in quantities} == BOUNDS
    assert {q["direction"] for q in quantities} - {None} == DIRECTIONS
    assert {q["basis"].split(":")[0] for q in quantities if q["basis"]} == BASES | {"since"}
    assert {r["status"] for d in documents for r in d["records"]} == {"actual", "planned", "forecast"}
    assert {q["unit"][:3] for q in quantities if q["kind"] == "money"} >= {"CNY", "USD", "TWD", "HKD"}


def test_units_are_those_of_their_kind(quantities):
    for quantity in quantities:
        allowed = UNITS.get(quantity["kind"])
        assert allowed is None or quantity["unit"] in allowed, quantity
        if quantity["kind"] == "money":
            assert re.fullmatch(r"[A-Z]{3}(/\S+)?", quantity["unit"]), quantity
        if quantity["kind"] == "count":
            assert not re.search("[万亿萬億]", quantity["unit"]), quantity


def test_periods_are_intervals_of_days(documents):
    day = r"\d{4}-\d\d-\d\d"
    for document in documents:
        for record in document["records"]:
            period = record["period"]
            assert re.fullmatch(f"({day}/{day})?", period), (document["id"], period)
            first, _, last = period.partition("/")
            assert first <= last, (document["id"], period)


def test_names_are_simplified(documents):
    from shuwen import convert

    for document in documents:
        for record in document["records"]:
            for field in ("indicator", "subject"):
                assert convert(record[field]) == record[field], (document["id"], record[field])


def test_figures_stand_once_and_apart(documents):
    for document in documents:
        spans = [(q["start"], q["end"]) for record in document["records"] for q in record["quantities"]]
        taken = Counter(at for start, end in [*spans, *document["optional"]] for at in range(start, end))
        assert not [at for at, times in taken.items() if times > 1], document["id"]


def test_no_sentence_of_another_is_in_the_project(checkout, shared):
    """No run of 16 characters of the gold or of the reference article stands in any file of ours."""
    runs: dict[str, str] = {}
    for path in sorted((shared / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            runs.update(dict.fromkeys(grams(document["text"]), document["id"]))
    for path in (shared / "reference").glob("*.txt"):
        runs.update(dict.fromkeys(grams(path.read_text(encoding="utf-8")), path.name))
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout, capture_output=True, encoding="utf-8", check=False
    ).stdout
    if not listed:
        pytest.skip("no git checkout: the list of our files is not known")
    taken = {}
    for name in filter(None, listed.split("\0")):
        gram = next((gram for gram in grams(readable(checkout / name)) if gram in runs), None)
        if gram:
            taken[name] = f"{gram} from {runs[gram]}"
    assert not taken


def grams(text: str):
    flat = re.sub(r"\s+", "", text)
    return (flat[at : at + RUN] for at in range(len(flat) - RUN + 1))


def readable(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
