"""The READMEs are true: their library sessions are doctests, their commands are run and their links lead somewhere.

In a `console` block each `$ command` is run by the shell in a folder that holds the corpus; what follows must be its
output, where `...` stands for anything. Blocks marked `sh` are for the reader alone.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
WIDTH = "120"


def blocks(root, language):
    for name in READMES:
        for match in BLOCK.finditer((root / name).read_text(encoding="utf-8")):
            if match.group(1) == language:
                yield name, match.group(2)


def sessions(root):
    """Every command of the READMEs with the output that it shows."""
    for name, block in blocks(root, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield name, command, output


SESSIONS = list(sessions(Path(__file__).resolve().parent.parent))


@pytest.mark.parametrize("name", READMES)
def test_library_sessions(root, name):
    text = "".join(block for file, block in blocks(root, "pycon") if file == name)
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    assert test.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append)
    assert not report, "".join(report)


@pytest.fixture(scope="module")
def room(root, tmp_path_factory):
    """A folder with the corpus in it, for the commands to run in."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(root / "corpus", folder / "corpus")
    return folder


@pytest.mark.parametrize(("name", "command", "output"), SESSIONS, ids=[f"{s[0]}: {s[1]}" for s in SESSIONS])
def test_console_sessions(room, name, command, output):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": WIDTH, "PYTHONUTF8": "1"}
    if command.startswith("shuwen run"):
        shutil.rmtree(room / "out", ignore_errors=True)  # a reader's first run takes nothing over
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=room,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown = "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"
    assert output.strip(), f"{name} shows no output of {command!r}: run make docs"
    if command.startswith("shuwen run"):
        output, shown = without_counts(output), without_counts(shown)
    assert doctest.OutputChecker().check_output(output, shown, FLAGS), shown


def without_counts(text):
    """The summary of a run without its numbers, which move with every rule and every new sample article."""
    lines = [line for line in text.splitlines() if line.strip()[:1] not in set("┏┃┡│└")]
    return re.sub(r"[\d,]+", "N", "\n".join(lines)) + "\n"


def test_both_languages_show_the_same_code(root):
    code = {
        name: [block for language in ("console", "pycon") for file, block in blocks(root, language) if file == name]
        for name in READMES
    }
    assert code[READMES[0]] == code[READMES[1]]


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs"])
def test_links_lead_somewhere(checkout, name):
    path = checkout / name
    for page in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_public_name_is_in_the_documentation(checkout):
    import shuwen

    pages = "\n".join(
        page.read_text(encoding="utf-8") for page in [checkout / "README.md", *checkout.glob("docs/*.md")]
    )
    missing = [name for name in shuwen.__all__ if not re.search(rf"\b{name}\b", pages)]
    assert not missing
