"""What tests share: where the checkout is, what lies beside it, and the articles at hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import hypothesis
import pytest

from shuwen import Article, resources

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES_PER_FILE = 3

# The same cases on every run: a failure in CI can be repeated at a desk.
hypothesis.settings.register_profile("shuwen", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("shuwen")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout, or of the folder that the tests were copied to."""
    return ROOT


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root, where it holds our sources; a test of the sources is skipped when the installed wheel is tested."""
    if not (ROOT / "pipeline").is_dir():
        pytest.skip("the sources are not here: the installed package is being tested")
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold, peers' cases and real articles beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the checkout: its gold and articles can't be tested on")
    return SHARED


@pytest.fixture(scope="session")
def corpus_articles() -> list[Article]:
    """Every article of our corpus."""
    paths = sorted((ROOT / "corpus" / "articles").glob("*.txt"))
    return [Article(id=path.stem, text=path.read_bytes().decode("utf-8")) for path in paths]


@pytest.fixture(scope="session")
def real_articles(shared: Path) -> list[Article]:
    """The first few real articles of each file in ../shared/data/docs."""
    files = sorted((shared / "data" / "docs").glob("*.jsonl.gz"))
    return [article for path in files for article in islice(_read(path), SAMPLES_PER_FILE)]


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """Makes an empty folder of models of the test's own; what the loaders loaded is forgotten, before and afterwards."""

    @contextmanager
    def made(stage, *loaders):
        (tmp_path / "config.yaml").touch()
        folder = tmp_path / "models" / stage
        folder.mkdir(parents=True)
        monkeypatch.setattr(resources, "data_root", lambda: tmp_path)
        for loader in loaders:
            loader.cache_clear()
        yield folder
        for loader in loaders:
            loader.cache_clear()

    return made


def _read(path: Path) -> Iterator[Article]:
    region = "TW" if path.name.startswith(("tw_", "nquad_tw", "ly_")) else "HK" if "_hk" in path.name else "CN"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield Article(id=document["id"], text=document["text"], region=region)
