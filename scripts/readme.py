"""Writes what the READMEs' examples print into them, from real runs; tests/test_readme.py keeps them true.

    python scripts/readme.py [--scores]

The Chinese README gets the code of the English one, block for block. With --scores, the table of `make eval` too.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCORES = re.compile(r"(<!-- scores: .*? -->\n).*?(<!-- end of scores -->)", re.DOTALL)
WIDTH = "120"
# What differs from run to run is shown as `...`, which matches anything.
CHANGING = re.compile(r"(?<= in ).*a second$|(?<=time by stage: ).*$|\d+(?:\.\d+)? (?:ms|s)\b", re.MULTILINE)


def main() -> None:
    """Fill both READMEs."""
    text = _filled(ENGLISH.read_text(encoding="utf-8"))
    blocks = iter([match.group() for match in BLOCK.finditer(text)])
    translated = BLOCK.sub(lambda _: next(blocks), CHINESE.read_text(encoding="utf-8"))
    if "--scores" in sys.argv[1:]:
        table = _run([sys.executable, str(ROOT / "scripts" / "score.py"), "--markdown"], ROOT)
        text, translated = (SCORES.sub(lambda m: f"{m[1]}{table}{m[2]}", page) for page in (text, translated))
    ENGLISH.write_text(text, encoding="utf-8")
    CHINESE.write_text(translated, encoding="utf-8")


def _filled(text: str) -> str:
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "corpus", Path(folder) / "corpus")

        def fill(match: re.Match[str]) -> str:
            kind, body = match.groups()
            made = _console(body, Path(folder)) if kind == "console" else _library(body, names)
            return f"```{kind}\n{made}```"

        return BLOCK.sub(fill, text)


def _console(body: str, folder: Path) -> str:
    """Each `$ command` of a block with its output."""
    made = []
    for line in body.splitlines():
        if line.startswith("$ "):
            output = _run(["bash", "-o", "pipefail", "-c", line.removeprefix("$ ")], folder)
            shown = "".join(f"{row.rstrip()}\n" for row in output.splitlines()).lstrip("\n")
            made.append(f"{line}\n{CHANGING.sub('...', shown)}")
    return "\n".join(made)


def _library(body: str, names: dict[str, Any]) -> str:
    """Each `>>>` example of a block with its output; an expected traceback stays as it is."""
    made = []
    for example in doctest.DocTestParser().get_examples(body):
        first, *more = example.source.splitlines()
        output = example.want
        if not output.startswith("Traceback"):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(example.source, "README", "single"), names)  # noqa: S102  # our own README
            output = printed.getvalue()
        made.append("\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)]) + f"\n{output}")
    return "".join(made)


def _run(command: list[str], folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": WIDTH, "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603  # our own commands
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode and not done.stdout:
        sys.exit(f"{command}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
