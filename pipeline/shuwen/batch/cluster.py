"""Articles to extractions in order on a Ray cluster: the engine of `shuwen run --engine ray`.

The reader, the ledger and the writers stay with the driver; tasks of articles go to the cluster and their outcomes come
back. Shuwen has to be installed on every node.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Self

from shuwen.batch.pool import (
    TASK_CHARACTERS,
    DiedError,
    Done,
    Engine,
    Known,
    Outcome,
    Promise,
    Worked,
    attempt,
    too_slow,
)
from shuwen.config import Config
from shuwen.errors import ShuwenError
from shuwen.formats.items import Item
from shuwen.records import Article

PATIENCE = 5.0  # seconds in which a cluster has to answer
GRACE = 2.0  # times its limit after which an article that nothing interrupts takes its process with it


def extract_all(
    items: Iterable[Item | Known],
    config: Config,
    *,
    address: str | None,
    chunk: int,
    timings: Counter[str] | None = None,
) -> Iterator[Done]:
    """As `pool.extract_all`, on the cluster at `address`, or on one of its own on this machine where that is None.

    Raises `ShuwenError` where Ray is missing or no cluster answers.
    """
    with _Cluster(address, config, timings) as cluster:
        yield from cluster.map(items, chunk)


class _Cluster(Engine):
    """The workers of a Ray cluster."""

    def __init__(self, address: str | None, config: Config, timings: Counter[str] | None) -> None:
        self._ray = _begun(address)
        cpus = config.batch.ray_cpus
        super().__init__(max(1, int(self._ray.cluster_resources().get("CPU", 1) / cpus)), config, timings)
        # A task whose worker dies comes back here: what to try again, and with whom, is decided once.
        self._work = self._ray.remote(num_cpus=cpus, max_retries=0)(_work)
        self._config = self._ray.put(config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    def submit(self, articles: list[Article]) -> Promise:
        """As `Engine`."""
        return _Promised(self._ray, self._work.remote(articles, self._config))


class _Promised:
    """A task of Ray's as a promise."""

    def __init__(self, ray: Any, reference: Any) -> None:
        self._ray = ray
        self._reference = reference

    def result(self) -> Worked:
        """As `Promise`."""
        try:
            found: Worked = self._ray.get(self._reference)
        except self._ray.exceptions.RayTaskError:  # a fault of ours: no worker died of it
            raise
        except self._ray.exceptions.RayError as error:
            raise DiedError from error
        return found


def _begun(address: str | None) -> Any:
    """Ray, with a cluster at hand. Raises `ShuwenError`."""
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # else it warns of a change to come
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        missing = f"--engine ray needs {error.name or error}, of the extra shuwen[cluster]: pip install 'shuwen[cluster]'"
        raise ShuwenError(missing, advice="pip install 'shuwen[cluster]'") from error
    try:
        _check(address)
        ray.init(address=address, log_to_driver=False, include_dashboard=False if address is None else None,
                 logging_level=logging.CRITICAL)  # fmt: skip
    except (OSError, RuntimeError, ValueError) as error:
        raise ShuwenError(f"no Ray cluster at {address or 'hand'}: {error}") from error
    return ray


def _check(address: str | None) -> None:
    """Raise `OSError` or `ValueError` where nobody answers at `address`: Ray itself would ask for minutes."""
    if address and address not in ("auto", "local"):
        host, _, port = address.rpartition("/")[2].rpartition(":")
        socket.create_connection((host, int(port)), PATIENCE).close()


def _work(task: list[Article], config: Config) -> Worked:
    """Do a task in a worker of the cluster, no article longer than it may take."""
    timings: Counter[str] = Counter()
    return [_limited(article, config, timings) for article in task], timings


def _limited(article: Article, config: Config, timings: Counter[str]) -> Outcome:
    seconds = config.batch.max_seconds * (1 + len(article.text) / TASK_CHARACTERS)
    if not seconds or threading.current_thread() is not threading.main_thread():
        return attempt(article, config, timings)
    # What Python runs is interrupted; what hangs in a library takes the process with it.
    last = threading.Timer(GRACE * seconds, os._exit, (1,))
    last.daemon = True
    last.start()
    before = signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return attempt(article, config, timings)
    except _LateError:
        return too_slow(seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        last.cancel()


class _LateError(BaseException):
    """The time of an article is over. No `Exception`, which a stage would take for a fault of its own."""


def _late(*_: object) -> None:
    raise _LateError
