"""What a person sees of a run: a bar on a terminal, elsewhere a line now and then; each failure; a summary."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self, TextIO, get_args

import msgspec
from rich.console import Console, Group
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from shuwen.batch.run import Progress as Done
from shuwen.formats import Failure
from shuwen.formats.writers import NAMES
from shuwen.lang.visible import visible
from shuwen.records import Slot

EVERY = 10.0  # seconds between lines where there is no terminal
REDRAW = 0.1


class Display:
    """Shows a run on `console` (standard error). Use it as a context manager and give `watch` to `run`."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        bar = console.is_terminal and not quiet
        self._lines = not bar and not quiet
        self._every = REDRAW if bar else EVERY
        self._next = time.monotonic() + self._every
        columns = (BarColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, auto_refresh=False) if bar else None
        self._task = self._bar.add_task("starting", total=None) if self._bar else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def watch(self, done: Done, failure: Failure | None) -> None:
        """Show how far the run is, and the failure if there is one."""
        if failure:
            self._console.print(failed(failure), soft_wrap=True, highlight=False)
        now = time.monotonic()
        if now < self._next and not (self._bar and done.size >= done.total_size):
            return
        self._next = now + self._every
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=done.total_size, completed=done.size, description=state(done))
            self._bar.refresh()
        elif self._lines:
            self._console.print(state(done), soft_wrap=True, highlight=False)


class Log:
    """Tells of a run to a program: one JSON object a line on `stream`, each with its `event`: failure, progress or end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._next = time.monotonic() + EVERY
        self._last: Done | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._last is not None:
            self._tell("broken off" if kind else "end", numbers(self._last))

    def watch(self, done: Done, failure: Failure | None) -> None:
        """Tell of the failure if there is one, and now and then how far the run is."""
        self._last = done
        if failure:
            said = {name: value for name, value in msgspec.structs.asdict(failure).items() if name != "size"}
            self._tell("failure", {k: visible(v) if isinstance(v, str) else v for k, v in said.items()})
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self._tell("progress", numbers(done))

    def _tell(self, event: str, fields: Mapping[str, object]) -> None:
        self._stream.write(msgspec.json.encode({"event": event, **fields}).decode() + "\n")
        self._stream.flush()


def numbers(done: Done) -> dict[str, object]:
    """How far a run is, in numbers: bytes, articles, records, seconds."""
    left = done.seconds_left
    return {
        "articles": done.articles,
        "failures": done.failures,
        "taken_over": done.taken_over,
        "duplicates": done.duplicates,
        "records": done.records,
        "figures": done.figures.total(),
        "characters": done.characters,
        "bytes": done.size,
        "bytes_in_all": done.total_size,
        "seconds": round(done.seconds, 1),
        "seconds_left": None if left is None else round(left, 1),
        "stages": {name: round(seconds, 2) for name, seconds in done.stages.items()},
    }


def failed(failure: Failure) -> str:
    """One line: where, why, and what to do."""
    line = f":{failure.line}" if failure.line else ""
    said = [escape(visible(text)) for text in (failure.source, failure.reason, failure.advice)]
    return f"[red]failed[/red] {said[0]}{line}: {said[1]} → {said[2]}"


def state(done: Done) -> str:
    """Articles, failures, rate and time left in one line."""
    left = done.seconds_left
    parts = [
        f"{done.articles:,} articles",
        f"{done.failures:,} failed" if done.failures else "",
        f"{done.rate / 1000:,.0f}k characters/s",
        f"{duration(left)} left" if left else "",
    ]
    return ", ".join(filter(None, parts))


def duration(seconds: float) -> str:
    """`45 s`, `3 min 20 s`, `2 h 5 min`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def summary(done: Done, out: Path) -> Group:
    """The end of a run: figures by kind and slot, the totals, and where the files are."""
    slots = [slot for slot in get_args(Slot) if any(slot == s for _, s in done.figures)]
    table = Table("kind", *slots, "all", title="Figures by kind and slot")
    for column in table.columns[1:]:
        column.justify = "right"
    for kind in sorted({kind for kind, _ in done.figures}):
        counts = [done.figures[kind, slot] for slot in slots]
        table.add_row(kind, *(f"{count:,}" if count else "" for count in counts), f"{sum(counts):,}")
    lines = [
        f"{done.articles:,} articles, {done.failures:,} failed"
        + (f"; {done.taken_over:,} of them taken over from an earlier run" if done.taken_over else ""),
        f"{done.records:,} records with {done.figures.total():,} figures",
        f"{done.characters:,} characters in {duration(done.seconds)}: {done.rate:,.0f} a second",
    ]
    if done.duplicates:
        lines.append(f"{done.duplicates:,} are near copies of earlier articles (duplicate_of in extractions.jsonl says of which)")
    if whole := done.stages.total():
        shares = ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in done.stages.items())
        lines.append(f"time by stage: {shares}")
    lines += [f"note: {note}" for note in done.noted]
    if done.notes > len(done.noted):
        lines.append(f"and {done.notes - len(done.noted):,} more notes")
    if done.skipped:
        others = ", ".join(f"{ending} {count:,}" for ending, count in done.skipped.most_common())
        lines.append(f"passed over, of no kind that is read: {others}")
    lines += [f"  {out / name}" for name in NAMES if (out / name).exists()]
    return Group(*([table] if slots else []), *(Text(visible(line), overflow="fold") for line in lines))
