"""The score gate: score every gold set named in tests/floors.toml, print one table, fail below a floor.

    score.py [--markdown] [--errors N]

A set whose files are not there (those of ../shared, outside a checkout of ours) is named and left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shuwen.training.ceiling import FIELDS as TOPS
from shuwen.training.ceiling import ceilings
from shuwen.training.corpus import Gold
from shuwen.training.evaluation import COUNTED, RATED, Scores, evaluate, read_gold

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tests" / "floors.toml"
NAMES = (*COUNTED, *RATED)


def main() -> int:
    """Score, print, and say which floors broke; the exit code is 1 if any did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", action="store_true", help="the table for the README")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show up to N errors of each sort")
    options = parser.parse_args()
    sets = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    results: dict[str, Scores] = {}
    tops: dict[str, Mapping[str, float]] = {}
    for name, settings in sets.items():
        if not (ROOT / settings["gold"]).exists():
            print(f"{name}: {settings['gold']} is not there; not scored")
            continue
        results[name] = score_set(settings)
        tops[name] = ceilings(documents(settings))
        if options.errors:
            print(f"== {name}\n{results[name].table(options.errors)}\n")
    print("\n".join(table(results, tops, markdown=options.markdown)))
    broken = [line for name, scores in results.items() for line in below(name, scores, sets[name]["floors"])]
    print("\n".join(broken), file=sys.stderr, end="\n" if broken else "")
    return 1 if broken else 0


def score_set(settings: Mapping[str, Any]) -> Scores:
    """The scores of one gold set."""
    return evaluate(documents(settings))


def documents(settings: Mapping[str, Any]) -> list[Gold]:
    """The gold documents of one set; a folder with a table that is no corpus of ours goes through its own compiler."""
    gold = ROOT / settings["gold"]
    if "table" not in settings:
        found = list(read_gold(gold, settings.get("split")))
        group = settings.get("group")
        return [one for one in found if group is None or (group == "mainland") == is_mainland(one)]
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.jsonl"
        article = {"id": settings["id"], "text": (gold / settings["article"]).read_text(encoding="utf-8")}
        text.write_text(json.dumps(article), encoding="utf-8")
        compiler = [sys.executable, ROOT / settings["compiler"], text, gold / settings["table"]]
        lines = subprocess.run(compiler, check=True, capture_output=True, encoding="utf-8").stdout.splitlines()  # noqa: S603  # our own tool
    return list(map(json.loads, lines))


def is_mainland(gold: Gold) -> bool:
    """Whether a document is a report or an article of the mainland's press; television is counted with the others."""
    return (gold.get("region") or "CN") == "CN" and not gold["id"].startswith("xwlb:")


def table(results: Mapping[str, Scores], tops: Mapping[str, Mapping[str, float]], *, markdown: bool) -> list[str]:
    """One row a measure, one column a set; below them the ceilings: the best that a chooser could do."""
    rows = [["", *results]]
    rows.append(["articles", *(str(scores.documents) for scores in results.values())])
    rows.append(["figures", *(str(s.counts["span"].both + s.counts["span"].missed) for s in results.values())])
    rows += [[label(name), *(f"{scores[name]:.3f}" for scores in results.values())] for name in NAMES]
    rows += [[f"ceiling {name}", *(f"{top[name]:.3f}" for top in tops.values())] for name in TOPS]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if markdown:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|---" * len(results) + "|---|")
    return lines


def label(name: str) -> str:
    """What the column shows: F1 where things are counted, accuracy elsewhere."""
    return f"{name} F1" if name in COUNTED else name


def below(name: str, scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """A line for each floor that broke, and for each document on which the pipeline failed."""
    lines = [f"{name}: failed on {failure}" for failure in scores.failures]
    for measure, floor in floors.items():
        if scores[measure] < floor:
            lines.append(f"{name}: {measure} is {scores[measure]:.4f}, below its floor {floor}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
