"""One run: every article of some paths -> extractions.jsonl, records.csv and failures.jsonl in a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, cast

import msgspec

from shuwen.batch import ledger
from shuwen.batch.duplicates import Duplicates
from shuwen.batch.ledger import Ledger
from shuwen.batch.pool import Done, Known, Outcome, extract_all
from shuwen.config import Config
from shuwen.errors import REPORT, InputError, ShuwenError
from shuwen.extractor import without_records
from shuwen.formats import Failure, Item, Reader, Writers
from shuwen.formats.readers import READERS
from shuwen.formats.writers import NAMES
from shuwen.records import Article, Extraction, Region

NOTED = 5  # notes kept to be shown


class Progress(msgspec.Struct, kw_only=True):
    """What a run has done so far. Sizes are bytes of input; `figures` counts (kind, slot), `notes` what was left out.

    `taken_over` are those of `articles` and `failures` that an earlier run had done, `duplicates` near copies of others.
    `noted` holds the first few notes, each with its file and line; `stages` the seconds of each, of all processes together.
    """

    total_size: int
    size: int = 0
    articles: int = 0
    taken_over: int = 0
    characters: int = 0
    records: int = 0
    failures: int = 0
    figures: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    notes: int = 0
    noted: list[str] = msgspec.field(default_factory=list)
    skipped: Counter[str] = msgspec.field(default_factory=Counter)
    duplicates: int = 0
    stages: Counter[str] = msgspec.field(default_factory=Counter)
    started: float = msgspec.field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.started

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.characters / max(self.seconds, 1e-6)

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before anything is done."""
        return (self.total_size - self.size) * self.seconds / self.size if self.size else None


Engine = Literal["local", "ray"]
Watch = Callable[[Progress, Failure | None], None]


def run(  # noqa: PLR0913  # each is an option of the command
    paths: Sequence[Path | str],
    out: Path,
    *,
    config: Config,
    region: Region = "CN",
    retry_failed: bool = False,
    engine: Engine = "local",
    ray_address: str | None = None,
    watch: Watch,
) -> Progress:
    """Extract every article of `paths` into the folder `out`; earlier results there are replaced at the end.

    What an earlier run on `out` did, whole or broken off, is taken over where nothing has changed that makes it
    (`batch.resume` in the settings); failures too, unless `retry_failed`. `engine` says who works: processes of this
    machine, or a Ray cluster (at `ray_address`, else one of its own). `watch` is told after each article, with its
    failure if it failed. Raises `InputError` where a path is missing or no path holds an article, `ShuwenError` where
    `out` can't be written. A failing article is never raised.
    """
    leave = [out / name for name in (*NAMES, ledger.NAME)]
    reader = Reader(paths, region=region, longest=config.batch.max_characters, columns=config.columns, leave=leave)
    files, size = reader.measure()
    if not files:
        raise InputError(f"nothing to read: no {', '.join(READERS)} in {', '.join(map(str, paths))}")
    progress = Progress(total_size=size, skipped=reader.skipped)
    with ExitStack() as stack:
        writers = stack.enter_context(Writers(out, config.output, resumes=config.batch.resume))
        kept = stack.enter_context(Ledger(out, config, retry=retry_failed)) if config.batch.resume else None
        items: Iterable[Item | Known] = reader
        if config.batch.duplicates != "ignore":
            items = _compared(reader, stack.enter_context(Duplicates()), skip=config.batch.duplicates == "skip")
        items = _looked_up(items, kept) if kept else items
        for item, outcome in _worked(items, config, engine, ray_address, progress.stages):
            failure = _keep(item.article if isinstance(item, Known) else item, outcome, writers, progress)
            if isinstance(item, Known):
                progress.taken_over += item.kept
            elif kept and isinstance(item, Article):
                kept.add(item, failure or cast("Extraction", outcome))
            watch(progress, failure)
    return progress


def _worked(
    items: Iterable[Item | Known], config: Config, engine: Engine, ray_address: str | None, timings: Counter[str]
) -> Iterator[Done]:
    """The items with their outcomes, of whatever engine."""
    chunk = config.batch.chunk
    if engine == "local":
        return extract_all(items, config, workers=config.batch.workers, chunk=chunk, timings=timings)
    from shuwen.batch import cluster

    return cluster.extract_all(items, config, address=ray_address, chunk=chunk, timings=timings)


def _compared(items: Iterable[Item], index: Duplicates, *, skip: bool) -> Iterator[Item | Known]:
    """The items; a near copy knows of which in `meta`, and is done already where copies are to be skipped."""
    for item in items:
        first = index.first_like(item) if isinstance(item, Article) else None
        if first is None or isinstance(item, Failure):
            yield item
            continue
        copy = msgspec.structs.replace(item, meta={**item.meta, "duplicate_of": first})
        yield Known(copy, _unread(copy), kept=False) if skip else copy


def _unread(article: Article) -> Outcome:
    try:
        return without_records(article)
    except ShuwenError as error:  # no text, as the one that it copies
        return error


def _looked_up(items: Iterable[Item | Known], kept: Ledger) -> Iterator[Item | Known]:
    """The items, each article that is done already with its outcome."""
    for item in items:
        outcome = kept.find(item) if isinstance(item, Article) else None
        yield Known(item, outcome) if outcome and isinstance(item, Article) else item


def _keep(item: Item, outcome: Outcome, writers: Writers, progress: Progress) -> Failure | None:
    """Write one outcome and count it; the failure, if it is one."""
    if isinstance(outcome, Extraction) and isinstance(item, Article):
        if first := item.meta.get("duplicate_of"):
            outcome = msgspec.structs.replace(outcome, duplicate_of=first)
            progress.duplicates += 1
        writers.extraction(item, outcome)
        progress.size += item.meta["size"]
        progress.articles += 1
        progress.characters += len(item.text)
        for note in item.meta["notes"]:
            progress.notes += 1
            if len(progress.noted) < NOTED:
                progress.noted.append(f"{item.source}{f':{line}' if (line := item.meta['line']) else ''}: {note}")
        progress.records += len(outcome.records)
        progress.figures.update((q.kind, q.slot or "none") for record in outcome.records for q in record.quantities)
        return None
    failure = _failure(item, outcome)
    writers.failure(failure)
    progress.size += failure.size
    progress.failures += 1
    return failure


def _failure(item: Item, outcome: Outcome) -> Failure:
    if isinstance(item, Failure):
        return item
    if isinstance(outcome, Failure):
        return outcome
    advice = outcome.advice if isinstance(outcome, ShuwenError) else ""
    return Failure(
        source=item.source or "",
        line=item.meta["line"],
        id=item.id,
        reason=str(outcome),
        advice=advice or REPORT,
        size=item.meta["size"],
    )
