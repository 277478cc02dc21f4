"""Measures recognition: beside other projects on the same articles in one run, and on texts made to be slow.

`make bench` runs it in an environment of its own (build/bench), where the other projects are installed too; one that is
missing there is left out. ARTICLES is a folder of .jsonl.gz files with a field text, or of .txt files. --write puts the tables
into docs/performance.md.

    python scripts/bench.py ARTICLES [--characters N] [--write]
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.metadata
import json
import os
import platform
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import shuwen

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
Finder = Callable[[str], int]  # how many figures of its kinds a text holds

_SENTENCE = "2015年上半年，青河县完成固定资产投资40.6亿元，占全市的12%，同比增长15.5%"
# What once took seconds a kilobyte, repeated to a megabyte and two.
HARD = {
    "digits": "7", "亿": "亿", "至": "至", "digits with spaces": "7 ", "第": "第", "，": "，", "（": "（", "1.": "1.", "1,": "1,",
    "1-": "1-", "、1": "、1", "$1": "$1", "1个": "1个", "同比增长": "同比增长", "其中": "其中", "万亿元人民币": "万亿元人民币", "百分之": "百分之",
    "10%、": "10%、", "a sentence without end": _SENTENCE + "，", "sentences": _SENTENCE + "。", "sentences, a line each": _SENTENCE + "。\n",
    "全县": "全县完成投资3亿元，",
}  # fmt: skip
_NUMERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:%|[万亿]?元)?")


def articles(folder: Path) -> Iterator[str]:
    """The texts of a folder, file by file in turn, so that any number of them is a fair sample."""
    readers = [_texts(path) for path in sorted(folder.iterdir()) if "raw_html" not in path.name]
    while readers:
        for reader in list(readers):
            text = next(reader, None)
            if text is None:
                readers.remove(reader)
            elif text.strip():
                yield text


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".txt":
        yield path.read_text(encoding="utf-8")
    elif path.name.endswith(".jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line).get("text") or "" for line in lines)


def sample(folder: Path, characters: int) -> list[str]:
    """Whole articles until there are `characters` of them."""
    found: list[str] = []
    size = 0
    for text in articles(folder):
        found.append(text)
        size += len(text)
        if size >= characters:
            break
    return found


def finders() -> dict[str, tuple[str, Finder]]:
    """Who is measured: name -> (what it looks for, the function). A project that isn't installed is left out."""
    found: dict[str, tuple[str, Finder]] = {
        "Shuwen": ("every figure", lambda text: len(shuwen.recognize(text))),
        "re, one pattern": ("digits with %, 万元, 亿元", lambda text: len(_NUMERAL.findall(text))),
    }
    for name, what, build in (
        ("JioNLP", "money", _jionlp),
        ("Recognizers-Text, currency", "money", lambda: _recognizers("recognizers_number_with_unit", "recognize_currency")),
        ("Recognizers-Text, dimension", "measures", lambda: _recognizers("recognizers_number_with_unit", "recognize_dimension")),
        ("Recognizers-Text, percentage", "percentages", lambda: _recognizers("recognizers_number", "recognize_percentage")),
        ("chinese2digits", "numerals", _chinese2digits),
    ):
        try:
            found[name] = what, build()
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found


def _jionlp() -> Finder:
    ner = importlib.import_module("jionlp").ner
    return lambda text: len(ner.extract_money(text))


def _recognizers(module: str, function: str) -> Finder:
    recognize = getattr(importlib.import_module(module), function)
    return lambda text: len(recognize(text, "zh-cn"))


def _chinese2digits() -> Finder:
    take = importlib.import_module("chinese2digits").takeNumberFromString
    return lambda text: len(take(text)["digitsStringList"])


class Speed(NamedTuple):
    """Characters a second, characters read, figures found, and the articles on which the finder failed."""

    rate: float
    characters: int
    figures: int
    failed: int


def speed(finder: Finder, texts: Iterable[str], patience: float) -> Speed:
    """Measure a finder; it stops after `patience` seconds of CPU time."""
    finder("产值为3.5亿元，增长5%。")  # what is loaded at first use is not recognition
    characters = figures = failed = 0
    started = time.process_time()
    for text in texts:
        try:
            figures += finder(text)
        except Exception:  # noqa: BLE001 - whatever another project raises on an article, it is to read the others
            failed += 1
        characters += len(text)
        if time.process_time() - started > patience:
            break
    return Speed(characters / (time.process_time() - started), characters, figures, failed)


def peers(texts: list[str], patience: float) -> str:
    """The table of all projects."""
    columns = ("who", "looks for", "characters read", "figures found", "articles failed", "characters a second", "times Shuwen's")
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    own = 0.0
    for name, (what, finder) in finders().items():
        rate, characters, figures, failed = speed(finder, texts, patience)
        own = own or rate
        rows.append(f"| {name} | {what} | {characters:,} | {figures:,} | {failed} | {rate:,.0f} | {rate / own:.3f} |")
    return "\n".join(rows)


def hard() -> str:
    """The table of texts made to be slow."""
    rows = ["| repeated | 1 MB | 2 MB | seconds a MB |", "|---|---|---|---|"]
    for name, unit in HARD.items():
        taken = [_seconds(unit * (size // len(unit.encode("utf-8")))) for size in (1_000_000, 2_000_000)]
        rows.append(f"| {name.replace('|', '')} | {taken[0]:.2f} s | {taken[1]:.2f} s | {taken[1] / 2:.2f} |")
    return "\n".join(rows)


def _seconds(text: str) -> float:
    started = time.process_time()
    shuwen.recognize(text)
    return time.process_time() - started


def by_script(texts: Iterable[str]) -> str:
    """Shuwen's speed on simplified and on traditional articles."""
    rows = ["| script | articles | characters | characters a second |", "|---|---|---|---|"]
    both: dict[str, list[str]] = {"simplified": [], "traditional": []}
    for text in texts:
        traditional = sum(sign in text for sign in "億萬國個經實際點長") > 3
        both["traditional" if traditional else "simplified"].append(text)
    for script, found in both.items():
        if found:
            measured = speed(lambda text: len(shuwen.recognize(text)), found, 60)
            rows.append(f"| {script} | {len(found):,} | {measured.characters:,} | {measured.rate:,.0f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and with --write put the tables into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, metavar="ARTICLES")
    parser.add_argument("--characters", type=int, default=2_000_000, help="how much text to read at most")
    parser.add_argument("--patience", type=float, default=15, help="seconds after which a slow project has read enough")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    texts = sample(options.articles, options.characters)
    if not texts:
        raise SystemExit(f"{options.articles}: no .jsonl.gz or .txt file with text in it")
    load = os.getloadavg()[0]
    machine = f"Python {platform.python_version()}, one core of {os.cpu_count()}, load {load:.1f} at the start."
    tables = {"Scripts": by_script(texts), "Other projects": peers(texts, options.patience), "Texts made to be slow": hard()}
    print(machine, *(f"\n{title}\n{table}" for title, table in tables.items()), sep="\n")
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        for title, table in {"Machine": machine, **tables}.items():
            page = re.sub(rf"(<!-- {title} -->\n).*?(\n<!-- end -->)", lambda m, t=table: m[1] + t + m[2], page, flags=re.DOTALL)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
