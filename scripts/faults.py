"""Runs over many articles while its workers and itself are killed and stopped, and shows that nothing is lost or changed.

One run is left alone; another, over the same articles, has random workers killed and one stopped, and is itself killed,
terminated and interrupted again and again at random moments, and resumed each time by the same command. In the end the
results of both must be the same, byte for byte, no article may have failed, and no process may outlive its parent.

    python scripts/faults.py ARTICLES [--articles N] [--seed N]

ARTICLES is a folder as `scripts/bench.py` reads it; its texts are taken again under new ids until there are N of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench import articles

RESULTS = ("extractions.jsonl", "records.csv", "failures.jsonl")
LONGEST = 300  # characters: many short articles put the run itself to the test
LINGER = 5.0  # seconds after which no process of a run that ended may be left
SETTINGS = "batch:\n  workers: 2\n  max_seconds: 10\n  duplicates: ignore\n"


class FaultError(Exception):
    """A promise of the run was broken; says which."""


class Plan(NamedTuple):
    """What is done to a run: workers killed, workers stopped, ends of the run itself; in an order that `seed` draws."""

    kills: int
    stops: int
    ends: int
    seed: int

    def troubles(self) -> list[str]:
        """All of them in their order."""
        ways = ("kill", "terminate", "interrupt twice")
        found = ["kill a worker"] * self.kills + ["stop a worker"] * self.stops + [ways[number % 3] for number in range(self.ends)]
        random.Random(self.seed).shuffle(found)  # noqa: S311  # no secret
        return found


class Run(NamedTuple):
    """What a run is started with."""

    source: Path
    out: Path
    settings: Path


def write_articles(folder: Path, source: Path, count: int) -> None:
    """`count` short articles of `folder`, a line each in `source`."""
    texts = [text for text in islice(articles(folder), 20 * count) if len(text) <= LONGEST]
    if not texts:
        raise SystemExit(f"{folder}: no article of at most {LONGEST} characters")
    with source.open("w", encoding="utf-8") as lines:
        for number, text in enumerate(islice(cycle(texts), count)):
            lines.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")


def start(given: Run) -> subprocess.Popen[bytes]:
    """One run, in a process group of its own."""
    command = [sys.executable, "-m", "shuwen", "run", str(given.source), "-o", str(given.out), "--config", str(given.settings), "-q"]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)  # noqa: S603  # our own


def undisturbed(given: Run) -> float:
    """The seconds of a run that nobody troubles."""
    began = time.monotonic()
    run = start(given)
    said = run.communicate()[1]
    if run.returncode:
        raise FaultError(f"the run alone ended with {run.returncode}: {said.decode()}")
    return time.monotonic() - began


def troubled(given: Run, plan: Plan, pace: float) -> None:
    """Run to the end through all the troubles of `plan`, about `pace` seconds apart."""
    waiting, chance = plan.troubles(), random.Random(plan.seed)  # noqa: S311
    while True:
        run = start(given)
        ended = _trouble(run, waiting, pace, chance)
        said = run.communicate()[1].decode()
        _none_left(run.pid)
        if not ended:
            if run.returncode:
                raise FaultError(f"a run came to the end with {run.returncode}: {said}")
            if waiting:
                raise FaultError(f"the run ended before {len(waiting)} of the troubles; give more articles")
            return


def _trouble(run: subprocess.Popen[bytes], waiting: list[str], pace: float, chance: random.Random) -> bool:
    """Do to a run what is planned, until it ends; whether it was ended by that."""
    while run.poll() is None:
        try:
            run.wait(chance.uniform(0.3, 1.7) * pace)
            return False
        except subprocess.TimeoutExpired:
            pass
        if not waiting:
            continue
        trouble = waiting.pop()
        if trouble in ("kill a worker", "stop a worker"):
            workers = list(_children(run.pid))
            if not workers:
                waiting.append(trouble)
                continue
            _send(chance.choice(workers), signal.SIGKILL if trouble.startswith("kill") else signal.SIGSTOP)
        else:
            _end(run, trouble)
            return True
    return False


def _end(run: subprocess.Popen[bytes], how: str) -> None:
    if how == "interrupt twice":  # as a terminal does, to all of the group
        os.killpg(run.pid, signal.SIGINT)
        time.sleep(0.2)
        _send(run.pid, signal.SIGINT)
    else:
        _send(run.pid, signal.SIGKILL if how == "kill" else signal.SIGTERM)
    try:
        run.wait(30)
    except subprocess.TimeoutExpired:
        raise FaultError(f"30 s after {how} the run still goes on") from None


def _none_left(group: int) -> None:
    """Wait for the processes of a run to be gone. Raises `FaultError` after `LINGER`."""
    until = time.monotonic() + LINGER
    while left := list(_members(group)):
        if time.monotonic() > until:
            raise FaultError(f"{len(left)} processes are left {LINGER} s after the end of their parent")
        time.sleep(0.1)


def _members(group: int) -> Iterator[int]:
    """The living processes of a group."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                yield int(entry.name)


def _children(process: int) -> Iterator[int]:
    """Its child processes, whichever of its threads began them."""
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            yield from map(int, thread.read_text().split())
        except OSError:
            continue


def _send(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def compare(one: Path, other: Path) -> None:
    """Raise `FaultError` unless the results in both folders are the same."""
    for name in RESULTS:
        if (one / name).read_bytes() != (other / name).read_bytes():
            raise FaultError(f"{name} differs between {one} and {other}")
    if failed := (one / "failures.jsonl").read_bytes().count(b"\n"):
        raise FaultError(f"{failed} articles failed")


def trial(folder: Path, place: Path, count: int, plan: Plan) -> str:
    """The whole of it in the folder `place`; what was done, in a line. Raises `FaultError`."""
    given = Run(place / "all.jsonl", place / "alone", place / "settings.yaml")
    given.settings.write_text(SETTINGS, encoding="utf-8")
    write_articles(folder, given.source, count)
    seconds = undisturbed(given)
    began = time.monotonic()
    troubled(given._replace(out=place / "troubled"), plan, seconds / (2 * len(plan.troubles()) + 3))
    compare(given.out, place / "troubled")
    return (
        f"{count:,} articles: {seconds:.0f} s alone; {time.monotonic() - began:.0f} s with {plan.kills} workers killed, "
        f"{plan.stops} stopped and {plan.ends} ends of the run (kill -9, SIGTERM, Ctrl-C twice), resumed each time: "
        f"the same bytes, no article failed, no process left (seed {plan.seed})"
    )


def main() -> None:
    """Do it and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="ARTICLES")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20, help="workers to kill")
    parser.add_argument("--stops", type=int, default=1, help="workers to stop")
    parser.add_argument("--ends", type=int, default=10, help="times to end the run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        plan = Plan(options.kills, options.stops, options.ends, options.seed)
        print(trial(options.folder, Path(place), options.articles, plan))


if __name__ == "__main__":
    main()
