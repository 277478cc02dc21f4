"""Articles to extractions in order, in this process or in several; a failing article or process costs itself alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Self

import msgspec

from shuwen.config import Config
from shuwen.errors import ShuwenError
from shuwen.extractor import extract, extract_article
from shuwen.formats.items import Failure, Item
from shuwen.records import Article, Extraction

Outcome = Extraction | ShuwenError | Failure


class Known(msgspec.Struct, frozen=True):
    """An article whose outcome is there already: no worker is asked."""

    article: Article
    outcome: Outcome


Done = tuple[Item | Known, Outcome]
AHEAD = 3  # tasks under way or waiting for each worker
TRIES = 3  # for an article whose process died, before it is given up
LOOK = 1.0  # seconds between a worker's looks at whether its parent lives
TASK_CHARACTERS = 200_000  # a task ends here even where it holds fewer articles than `chunk`


def extract_all(items: Iterable[Item | Known], config: Config, *, workers: int, chunk: int) -> Iterator[Done]:
    """Each item with its extraction, or with the error that stopped it, in order; a `Failure` comes out as it went in.

    The outcome of a `Known` is the one that it brings.

    `workers` processes (0: one for each core; 1: none but this) get tasks of up to `chunk` articles.
    """
    count = workers or cores()
    if count == 1:
        for item in items:
            yield item, item.outcome if isinstance(item, Known) else attempt(item, config)
    else:
        with _Pool(count, config) as pool:
            yield from pool.map(items, chunk)


def attempt(item: Item, config: Config) -> Outcome:
    """The extraction of one article, or the error that stopped it."""
    if isinstance(item, Failure):
        return item
    try:
        return extract_article(item, config)
    except ShuwenError as error:
        return error


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(task: list[Article], config: Config) -> list[Outcome]:
    return [attempt(article, config) for article in task]


def _start(parent: int) -> None:
    """Leave Ctrl-C to the parent, which ends its workers, and end when it is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    """End this process once its parent is another: the one that began it was killed."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


class _Pool:
    """A process pool that is made anew when a worker dies; the tasks under way are then done again one by one."""

    def __init__(self, count: int, config: Config) -> None:
        self._count = count
        self._config = config
        if multiprocessing.get_start_method() == "fork":
            extract("全年产值1亿元。", config=config)  # loads what forked workers then share
        self._executor = self._new(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:  # a run that breaks off waits for nobody
            _kill(self._executor)
        self._executor.shutdown(wait=True, cancel_futures=True)

    def map(self, items: Iterable[Item | Known], chunk: int) -> Iterator[Done]:
        waiting: deque[tuple[list[Item | Known], Future[list[Outcome]] | None]] = deque()
        for task in tasks(items, chunk):
            waiting.append((task, self._submit(task)))
            if len(waiting) >= AHEAD * self._count:
                yield from self._finish(*waiting.popleft())
        while waiting:
            yield from self._finish(*waiting.popleft())

    def _submit(self, task: list[Item | Known]) -> Future[list[Outcome]] | None:
        """The articles that are to be done, on their way to a worker; None where there are none."""
        articles = [item for item in task if isinstance(item, Article)]
        if not articles:
            return None
        try:
            return self._executor.submit(_work, articles, self._config)
        except BrokenProcessPool:
            self._executor.shutdown(wait=False)
            self._executor = self._new(self._count)
            return self._executor.submit(_work, articles, self._config)

    def _finish(self, task: list[Item | Known], future: Future[list[Outcome]] | None) -> Iterator[Done]:
        try:
            outcomes = iter(future.result() if future else [])
        except BrokenProcessPool:
            outcomes = iter(self._apart([item for item in task if isinstance(item, Article)]))
        for item in task:
            match item:
                case Known():
                    yield item, item.outcome
                case Failure():
                    yield item, item
                case _:
                    yield item, next(outcomes)

    def _apart(self, task: list[Article]) -> list[Outcome]:
        """The outcomes of a task whose process died, in processes of their own: whole, then by halves, down to the article
        that kills its process. That one gets `TRIES`, since a process may also be killed for what it has no part in.
        """
        for _ in range(TRIES if len(task) == 1 else 1):
            with self._new(1) as executor:
                try:
                    return executor.submit(_work, task, self._config).result()
                except BrokenProcessPool:
                    continue
        if len(task) == 1:
            return [ShuwenError("the process that read it died: out of memory, or killed")]
        half = len(task) // 2
        return self._apart(task[:half]) + self._apart(task[half:])

    @staticmethod
    def _new(count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(count, initializer=_start, initargs=(os.getpid(),))


def _kill(executor: ProcessPoolExecutor) -> None:
    """End the workers at once. Python has a way of its own from 3.14 on; before, they stand in a field of the executor."""
    own = getattr(executor, "kill_workers", None)
    if own is not None:
        own()
        return
    for worker in list((getattr(executor, "_processes", None) or {}).values()):
        worker.kill()


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
