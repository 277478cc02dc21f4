"""Articles to extractions in order, in this process or in several; a failing article or process costs itself alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Protocol, Self

import msgspec
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from shuwen.config import Config
from shuwen.errors import REPORT, ShuwenError
from shuwen.extractor import extract, extract_article
from shuwen.formats.items import Failure, Item
from shuwen.records import Article, Extraction

Outcome = Extraction | ShuwenError | Failure


class Known(msgspec.Struct, frozen=True):
    """An article whose outcome is there already: no worker is asked. `kept`: an earlier run had made it."""

    article: Article
    outcome: Outcome
    kept: bool = True


Done = tuple[Item | Known, Outcome]
Worked = tuple[list[Outcome], Counter[str]]  # a task's outcomes, and the seconds of each stage
AHEAD = 3  # tasks under way or waiting for each worker
TRIES = 3  # for an article whose process died, before it is given up
LOOK = 1.0  # seconds between a worker's looks at whether its parent lives
TASK_CHARACTERS = 200_000  # a task ends here even where it holds fewer articles than `chunk`


def extract_all(
    items: Iterable[Item | Known], config: Config, *, workers: int, chunk: int, timings: Counter[str] | None = None
) -> Iterator[Done]:
    """Each item with its extraction, or with the error that stopped it, in order; a `Failure` comes out as it went in.

    The outcome of a `Known` is the one that it brings. `timings`, where given, gains the seconds of each stage, of all
    processes together.

    `workers` processes (0: one for each core; 1: none but this) get tasks of up to `chunk` articles.
    """
    count = workers or cores()
    if count == 1:
        for item in items:
            yield item, item.outcome if isinstance(item, Known) else attempt(item, config, timings)
    else:
        with _Pool(count, config, timings) as pool:
            yield from pool.map(items, chunk)


def attempt(item: Item, config: Config, timings: Counter[str] | None = None) -> Outcome:
    """The extraction of one article, or the error that stopped it."""
    if isinstance(item, Failure):
        return item
    try:
        return extract_article(item, config, timings)
    except ShuwenError as error:
        return error
    except MemoryError:
        reason = "MemoryError: it needs more memory than batch.max_memory allows"
        return ShuwenError(reason, advice="raise batch.max_memory, or split it into articles")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(task: list[Article], config: Config) -> Worked:
    """Do a task in this process."""
    timings: Counter[str] = Counter()
    return [attempt(article, config, timings) for article in task], timings


def _start(parent: int, memory: int) -> None:
    """Leave Ctrl-C to the parent, which ends its workers; end when it is gone, however it went; keep to `memory` megabytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if memory:
        with suppress(ImportError, ValueError, OSError):  # not on this system
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))


def _follow(parent: int) -> None:
    """End this process once its parent is another: the one that began it was killed."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


class DiedError(Exception):
    """The process that had a task is gone, and the task with it."""


class Promise(Protocol):
    """What a task comes to."""

    def result(self) -> Worked:
        """Wait for it. Raises `DiedError`, and `TimeoutError` where it took longer than it may."""


class Engine(ABC):
    """Tasks to workers and outcomes back, in order. A worker that dies, hangs or is stopped costs its task alone, whose
    articles are then done apart. `count` workers get `AHEAD` tasks each before the first is waited for.
    """

    def __init__(self, count: int, config: Config, timings: Counter[str] | None) -> None:
        self.count = count
        self.config = config
        self._timings = timings

    @abstractmethod
    def submit(self, articles: list[Article]) -> Promise:
        """Give a task to a worker."""

    def limit(self, articles: list[Article]) -> float | None:
        """The seconds that a task may take: those of an article, and as much again for every full task's text."""
        seconds = self.config.batch.max_seconds
        return seconds * (1 + sum(len(article.text) for article in articles) / TASK_CHARACTERS) if seconds else None

    def map(self, items: Iterable[Item | Known], chunk: int) -> Iterator[Done]:
        """Each item with its outcome, in order."""
        waiting: deque[tuple[list[Item | Known], Promise | None]] = deque()
        for task in tasks(items, chunk):
            articles = [item for item in task if isinstance(item, Article)]
            waiting.append((task, self.submit(articles) if articles else None))
            if len(waiting) >= AHEAD * self.count:
                yield from self._finish(*waiting.popleft())
        while waiting:
            yield from self._finish(*waiting.popleft())

    def _finish(self, task: list[Item | Known], promise: Promise | None) -> Iterator[Done]:
        outcomes: Iterator[Outcome] = iter(())
        if promise is not None:
            try:
                outcomes = iter(self._counted(promise))
            except (DiedError, TimeoutError):
                outcomes = iter(self._apart([item for item in task if isinstance(item, Article)]))
        for item in task:
            match item:
                case Known():
                    yield item, item.outcome
                case Failure():
                    yield item, item
                case _:
                    yield item, next(outcomes)

    def _counted(self, promise: Promise) -> list[Outcome]:
        outcomes, timings = promise.result()
        if self._timings is not None:
            self._timings.update(timings)
        return outcomes

    def _apart(self, task: list[Article]) -> list[Outcome]:
        """The outcomes of a task that took its process with it: whole once more, then by halves, down to the article that
        does it. That one gets `TRIES`, since a process may also be killed for what it has no part in.
        """
        error = ShuwenError("the process that read it died: out of memory, or killed", advice=REPORT)
        for _ in range(TRIES if len(task) == 1 else 1):
            try:
                return self._counted(self.submit(task))
            except DiedError:
                continue
            except TimeoutError:
                error = too_slow(self.limit(task) or 0)
                break
        if len(task) == 1:
            return [error]
        half = len(task) // 2
        return self._apart(task[:half]) + self._apart(task[half:])


def too_slow(seconds: float) -> ShuwenError:
    """The error of an article that took longer than it may."""
    reason = f"took longer than {seconds:.0f} s, the limit that batch.max_seconds sets"
    return ShuwenError(reason, advice="raise batch.max_seconds, or split it into articles")


class _Kept:
    """A task of Pebble's as a promise."""

    def __init__(self, future: ProcessFuture[Worked]) -> None:
        self._future = future

    def result(self) -> Worked:
        """As `Promise`."""
        try:
            return self._future.result()
        except ProcessExpired as error:
            raise DiedError from error


class _Pool(Engine):
    """Worker processes of this machine."""

    def __init__(self, count: int, config: Config, timings: Counter[str] | None) -> None:
        super().__init__(count, config, timings)
        if multiprocessing.get_start_method() == "fork":
            extract("全年产值1亿元。", config=config)  # loads what forked workers then share
        self._workers = ProcessPool(count, initializer=_start, initargs=(os.getpid(), config.batch.max_memory))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._workers.close()  # type: ignore[no-untyped-call]
            else:  # a run that breaks off waits for nobody
                self._workers.stop()  # type: ignore[no-untyped-call]
            self._workers.join()
        except BaseException:  # such as a second Ctrl-C: Python would wait at its end for a worker that is stopped
            for worker in multiprocessing.active_children():
                worker.kill()
            raise

    def submit(self, articles: list[Article]) -> Promise:
        """As `Engine`."""
        return _Kept(self._workers.schedule(work, (articles, self.config), timeout=self.limit(articles)))


def tasks(items: Iterable[Item | Known], chunk: int) -> Iterator[list[Item | Known]]:
    """`items` in lists of up to `chunk`, shorter where their texts are long."""
    task: list[Item | Known] = []
    characters = 0
    for item in items:
        task.append(item)
        characters += len(item.text) if isinstance(item, Article) else 0
        if len(task) == chunk or characters >= TASK_CHARACTERS:
            yield task
            task, characters = [], 0
    if task:
        yield task
