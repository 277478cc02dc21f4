"""Writes docs/cli.md from the command line itself and docs/configuration.md from config.yaml; tests keep them true.

python scripts/docs.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from shuwen.cli import app

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made by scripts/docs.py; edit what it reads instead. -->"


def cli_reference() -> str:
    """Every command with its help, arguments and options."""
    group: Any = typer.main.get_command(app)
    parts = ["# The command `shuwen`", MADE, _prose(group.help), *_options(group)]
    for name, command in group.commands.items():
        arguments = "".join(
            f" {p.metavar}{'...' * (p.nargs < 0)}" for p in command.params if not p.opts[0].startswith("-")
        )
        required = "".join(
            f" {p.opts[0]} {p.metavar}" for p in command.params if p.opts[0].startswith("-") and p.required
        )
        parts += [f"## shuwen {name}", f"`shuwen {name}{arguments}{required} [OPTIONS]`", _prose(command.help)]
        parts += _options(command)
    return "\n\n".join(parts) + "\n"


def _prose(text: str) -> str:
    return re.sub(r"(?<=\S)\n(?=[^\s-])", " ", text.strip())


def _options(command: Any) -> Iterator[str]:
    """The arguments and options as a table; the shell-completion options are typer's own and left out."""
    rows = [_row(parameter) for parameter in command.params if "completion" not in parameter.name]
    if rows:
        yield "\n".join(["| argument or option | what it does |", "|---|---|", *rows])


def _row(parameter: Any) -> str:
    named = parameter.opts[0].startswith("-")
    names = (
        ", ".join(f"`{name}`" for name in parameter.opts)
        if named
        else "`" + parameter.metavar.replace("|", "\\|") + "`"
    )
    value = f" {parameter.metavar}" if named and parameter.metavar else ""
    default = f" Default: {parameter.default}." if isinstance(parameter.default, str) and named else ""
    return f"| {names}{value.replace('|', chr(92) + '|')} | {parameter.help}{default} |"


def configuration() -> str:
    """Every setting with its default and what it does."""
    lines = (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()
    parts = ["# Settings", MADE, ""]
    comment: list[str] = []
    section = ""
    table = ["| key | default | what it does |", "|---|---|---|"]
    for line in lines:
        if line.lstrip().startswith("#"):
            comment.append(line.strip().removeprefix("#").strip())
        elif not line.strip():
            if not section and comment:
                parts[2] = " ".join(comment)
            comment = []
        elif not line.startswith(" "):
            section = line.rstrip(":")
            comment = []
        else:
            key, _, default = line.strip().partition(": ")
            table.append(f"| `{section}.{key}` | `{default}` | {' '.join(comment)} |")
            comment = []
    return "\n\n".join([*parts, "\n".join(table), EXAMPLE]) + "\n"


EXAMPLE = """A file of your own names only what it changes:

```yaml
quantities:
  kinds: [money, percent]
batch:
  workers: 4
```

An unknown key or a bad value is an error that names the file, the key and the nearest right one:

```
error: mine.yaml: unknown key batch.worker; did you mean batch.workers?
```

In Python, `shuwen.load_config("mine.yaml")` or `shuwen.load_config({"quantities": {"kinds": ["money"]}})` gives the
settings that `extract` and `extract_many` take as `config`."""

PAGES = {"cli.md": cli_reference, "configuration.md": configuration}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
