"""What is built, installed and imported: the wheel holds what the program loads and no more; importing is quick."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import shuwen

HEAVY = ("spacy", "sklearn", "jieba", "opencc", "numpy", "typer", "rich", "yaml")


def python(*arguments, cwd, **environment):
    """Run our interpreter away from the checkout, and give what it printed on both streams."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="session")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="session")
def built(checkout, tmp_path_factory):
    """The sdist, and the wheel built from it."""
    out = tmp_path_factory.mktemp("dist")
    python("-m", "build", "--no-isolation", "--outdir", out, checkout, cwd=checkout)
    return out


@pytest.fixture(scope="session")
def wheel(built):
    return next(built.glob("*.whl"))


@pytest.fixture(scope="session")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(folder: Path):
    """What lies below a folder, caches left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def test_the_wheel_holds_every_module_and_model(checkout, names):
    assert {f"shuwen/{name}" for name in files(checkout / "pipeline" / "shuwen")} <= names
    assert {f"shuwen/_data/models/{name}" for name in files(checkout / "models")} <= names
    assert {"shuwen/_data/config.yaml", "shuwen/py.typed"} <= names


def test_the_wheel_holds_nothing_else(checkout, names):
    assert {name.split("/")[0] for name in names} == {"shuwen", f"shuwen-{shuwen.__version__}.dist-info"}
    modules = {name for name in names if name.startswith("shuwen/") and not name.startswith("shuwen/_data/")}
    assert modules == {f"shuwen/{name}" for name in files(checkout / "pipeline" / "shuwen")}
    licences = {name.rsplit("/", 1)[-1] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_corpus_is_in_neither(built, names):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        source = archive.getnames()
    assert any(name.endswith("/models") or "/models/" in name for name in source)
    assert not [name for name in (*source, *names) if "corpus/" in name]


def test_the_wheel_works_on_its_own(wheel, tmp_path):
    """Unpacked somewhere, put before the checkout on the path, it reads its own models and settings."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import shuwen; from shuwen.resources import data_root; print(data_root());"
        "print(*(f.text for f in shuwen.recognize('投資38.7億元，增長15%。')))"
    )
    shown, errors = python("-c", program, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert shown.splitlines() == [str(tmp_path / "shuwen" / "_data"), "38.7億元 15%"]
    assert errors == ""


def test_the_installed_package_is_complete(tmp_path):
    """Whatever is installed here, the wheel or the checkout, answers from another folder."""
    shown, errors = python("-m", "shuwen", "--version", cwd=tmp_path)
    assert shown.strip() == f"shuwen {shuwen.__version__}"
    assert errors == ""


def test_the_version_is_the_distributions():
    assert importlib.metadata.version("shuwen") == shuwen.__version__


def test_the_command_is_our_main():
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="shuwen")
    assert command.value == "shuwen.cli:main"
    assert callable(command.load())


def test_import_is_quick_and_loads_nothing_heavy(tmp_path):
    program = (
        "import sys, time; t = time.perf_counter(); import shuwen; t = time.perf_counter() - t;"
        f"print(t, *sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    runs = [python("-c", program, cwd=tmp_path)[0].split() for _ in range(3)]
    assert min(float(seconds) for seconds, *_ in runs) < 0.5
    assert [heavy for _, *heavy in runs] == [[]] * 3


def test_nothing_is_printed(tmp_path):
    """No log line of jieba, no warning of a library: only what the caller prints."""
    program = "import shuwen; shuwen.extract('2019年，青河县财政收入4.2亿元，增长7%。')"
    assert python("-c", program, cwd=tmp_path) == ("", "")


def test_the_lock_is_within_the_ranges(root, project):
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(str(pin.specifier).startswith("==") for pin in pins), "every line is NAME==VERSION"
    assert not [pin for pin in pins if pin.url], "a lock names no host"
    locked = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    for wanted in map(Requirement, asked):
        assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), wanted
