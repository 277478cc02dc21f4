"""Measures what a run takes: the time of each stage, one worker and two, memory, and how long the first record takes.

ARTICLES is a folder as `scripts/bench.py` reads it. --write puts the tables into docs/performance.md.

    python scripts/throughput.py ARTICLES [--characters N] [--write]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench import PAGE, sample
from shuwen import Article, load_config
from shuwen.extractor import extract_article

LOOK = 0.2  # seconds between two looks at the memory
SENTENCE = "2015年上半年，青河县完成固定资产投资40.6亿元，占全市的12%，同比增长15.5%。"


def stages(texts: list[str]) -> str:
    """The table of stages, one process."""
    config, timings = load_config(), Counter[str]()
    extract_article(Article(id="first", text=SENTENCE), config)  # what is loaded at first use is no stage's
    started = time.perf_counter()
    for number, text in enumerate(texts):
        extract_article(Article(id=str(number), text=text), config, timings)
    whole = time.perf_counter() - started
    characters = sum(map(len, texts))
    rows = ["| stage | seconds a million characters | share | characters a second |", "|---|---|---|---|"]
    for name, seconds in (*timings.items(), ("all", whole)):
        rows.append(f"| {name} | {seconds / characters * 1e6:.2f} | {seconds / whole:.0%} | {characters / seconds:,.0f} |")
    return "\n".join(rows)


def workers(texts: list[str]) -> str:
    """The table of runs with one worker and with two, each a process of its own, twice, the faster one."""
    characters = sum(map(len, texts))
    rows = ["| workers | articles | characters a second | times one worker | memory at most |", "|---|---|---|---|---|"]
    alone = 0.0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "all.jsonl"
        lines = (json.dumps({"id": f"a{number}", "text": text}) for number, text in enumerate(texts))
        source.write_text("\n".join(lines), encoding="utf-8")
        for count in (1, 2):
            seconds, memory = min(_run(source, Path(folder) / f"out{count}{turn}", count) for turn in range(2))
            alone = alone or seconds
            rows.append(
                f"| {count} | {len(texts):,} | {characters / seconds:,.0f} | {alone / seconds:.2f} | {memory >> 20:,} MB |"
            )
    return "\n".join(rows)


def _run(source: Path, out: Path, count: int) -> tuple[float, int]:
    """The seconds and the bytes that one run takes, start and end included."""
    command = [sys.executable, "-m", "shuwen", "run", str(source), "-o", str(out), "--workers", str(count), "-q"]
    started = time.perf_counter()
    process = subprocess.Popen(command)  # noqa: S603  # our own
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_proportional, _family(process.pid))))
        time.sleep(LOOK)
    return time.perf_counter() - started, most


def _family(parent: int) -> Iterator[int]:
    """A process and all below it."""
    yield parent
    for thread in Path(f"/proc/{parent}/task").glob("*/children"):  # whichever of its threads began them
        try:
            children = thread.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _proportional(process: int) -> int:
    """Bytes of memory, what is shared divided among those that share it; 0 for a process that is gone."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def start() -> str:
    """The table of first times: a library imported, a sentence extracted by the command, by one that keeps no cache."""
    extract = [sys.executable, "-m", "shuwen", "extract"]
    rows = ["| what | seconds |", "|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        empty = {**os.environ, "XDG_CACHE_HOME": folder}
        for what, command, environment in (
            ("`import shuwen`", [sys.executable, "-c", "import shuwen"], os.environ),
            ("`shuwen extract` of a sentence, the first time on a machine", extract, empty),
            ("`shuwen extract` of a sentence", extract, empty),
        ):
            started = time.perf_counter()
            subprocess.run(command, input=SENTENCE.encode(), env=dict(environment), check=True, capture_output=True)  # noqa: S603  # our own
            rows.append(f"| {what} | {time.perf_counter() - started:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and with --write put the tables into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, metavar="ARTICLES")
    parser.add_argument("--characters", type=int, default=1_000_000, help="how much text to read at most")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    texts = sample(options.articles, options.characters)
    load = f"Load {os.getloadavg()[0]:.1f} at the start."
    tables = {"Load": load, "Stages": stages(texts), "Workers": workers(texts), "First times": start()}
    print(*(f"\n{title}\n{table}" for title, table in tables.items()), sep="\n")
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        for title, table in tables.items():
            page = re.sub(rf"(<!-- {title} -->\n).*?(\n<!-- end -->)", rf"\g<1>{table}\g<2>", page, flags=re.DOTALL)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
