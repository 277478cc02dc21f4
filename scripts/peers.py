"""Runs other projects' kinds of cases against recognition and writes the rates into docs/peers.md.

Two sets: half of those projects' own test cases (SHARED/peers, which this project has read), and cases in the manner of each
suite, written by somebody who had read neither those nor the code (tests/peers). The second tells how far the rules were fitted to
the first. The runner is SHARED/tools/peers.py.

    python scripts/peers.py SHARED [--errors N] [--write]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRESH = ROOT / "tests" / "peers"
PAGE = ROOT / "docs" / "peers.md"
Rates = dict[str, tuple[int, int]]  # suite -> cases passed, cases in all


def rates(shared: Path, suites: Path) -> Rates:
    """The pass rate of every suite in a folder."""
    runner = [sys.executable, str(shared / "tools" / "peers.py"), str(suites), "--json"]
    return {name: (passed, total) for name, (passed, total) in json.loads(_output(runner)).items()}


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own interpreter


def table(given: Rates, fresh: Rates) -> str:
    """Both sets side by side."""
    names = sorted(given.keys() | fresh.keys())
    rows = (f"| {name} | {_cells(given.get(name))} | {_cells(fresh.get(name))} |" for name in names)
    return "\n".join(["| suite | theirs (half) | | in their manner | |", "|---|---|---|---|---|", *rows])


def _cells(rate: tuple[int, int] | None) -> str:
    return " | " if rate is None else f"{rate[0]} of {rate[1]} | {100 * rate[0] / rate[1]:.0f} %"


def main() -> None:
    """Run both sets, print the table, and with --write put it into docs/peers.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, metavar="SHARED", help="the folder that holds peers/ and tools/")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N failed cases of each suite")
    parser.add_argument("--write", action="store_true", help="put the table into docs/peers.md")
    options = parser.parse_args()
    runner, theirs = options.shared / "tools" / "peers.py", options.shared / "peers"
    if not (runner.is_file() and theirs.is_dir()):
        parser.error(f"{options.shared} holds no peers/ and tools/peers.py: nothing to compare with")
    if options.errors:
        for suites in (theirs, FRESH):
            print(_output([sys.executable, str(runner), str(suites), "--errors", str(options.errors)]))
    found = table(rates(options.shared, theirs), rates(options.shared, FRESH))
    print(found)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        page = re.sub(r"(<!-- Rates -->\n).*?(\n<!-- end -->)", lambda m: m[1] + found + m[2], page, flags=re.DOTALL)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
