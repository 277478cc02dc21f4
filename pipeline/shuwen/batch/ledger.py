"""What a run has done, kept in OUT/ledger.sqlite, so that the next run on the same folder does not do it again.

An outcome is found again by everything that made it: the article's id, text, title, day and region, the version of the
program, the settings that matter and the models. Whatever of these changes, the article is done anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from shuwen._version import __version__
from shuwen.config import Config
from shuwen.errors import ShuwenError
from shuwen.formats.items import Failure
from shuwen.records import Article, Extraction, decode, encode
from shuwen.resources import model_path

NAME = "ledger.sqlite"
PACE = 1.0  # seconds of work that a killed run may lose
_FAILURE = msgspec.json.Decoder(Failure)
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS done (key BLOB PRIMARY KEY, failed INTEGER NOT NULL, outcome BLOB NOT NULL, run INTEGER NOT NULL)
    WITHOUT ROWID
"""


class Ledger:
    """The outcomes of articles, in a file of the folder `out`. Use it as a context manager, by one run at a time.

    `retry` forgets failures, so that their articles are tried again. Raises `ShuwenError` where the file can't be used.
    """

    def __init__(self, out: Path, config: Config, *, retry: bool = False) -> None:
        self.path = out / NAME
        self._retry = retry
        self._made_by = fingerprint(config)
        self._reasons = config.output.reasons
        self._saved = time.monotonic()
        try:
            self._base = sqlite3.connect(self.path)
            self._base.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_SCHEMA}")
            self._run = 1 + (self._base.execute("SELECT max(run) FROM done").fetchone()[0] or 0)
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None) -> None:
        """Keep what was done; after a whole run forget the articles that it had nothing to do with."""
        try:
            with self._base:
                if kind is None:
                    self._base.execute("DELETE FROM done WHERE run != ?", (self._run,))
            self._base.close()
        except sqlite3.Error as error:
            if kind is None:
                raise self._broken(error) from error

    def find(self, article: Article) -> Extraction | Failure | None:
        """The outcome of the article, if an earlier run has done it."""
        key = self._key(article)
        try:
            row = self._base.execute("SELECT failed, outcome FROM done WHERE key = ?", (key,)).fetchone()
            if row is None or (row[0] and self._retry):
                return None
            self._base.execute("UPDATE done SET run = ? WHERE key = ?", (self._run, key))
            self._now_and_then()
        except sqlite3.Error as error:
            raise self._broken(error) from error
        with suppress(zlib.error, msgspec.DecodeError):  # a damaged outcome is none
            data = zlib.decompress(row[1])
            return _FAILURE.decode(data) if row[0] else decode(data)
        return None

    def add(self, article: Article, outcome: Extraction | Failure) -> None:
        """Keep an outcome."""
        failed = isinstance(outcome, Failure)
        data = msgspec.json.encode(outcome) if isinstance(outcome, Failure) else encode(outcome, why=self._reasons)
        row = (self._key(article), failed, zlib.compress(data, 1), self._run)
        try:
            self._base.execute("INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?)", row)
            self._now_and_then()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _now_and_then(self) -> None:
        """Commit, but not for every article."""
        if time.monotonic() - self._saved > PACE:
            self._base.commit()
            self._saved = time.monotonic()

    def _key(self, article: Article) -> bytes:
        parts = (article.id, article.title or "", str(article.published or ""), article.region, article.text)
        digest = hashlib.sha256(self._made_by)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
        return digest.digest()[:16]

    def _broken(self, error: sqlite3.Error) -> ShuwenError:
        return ShuwenError(f"{self.path}: can't be used: {error}; remove it, and the articles are done anew")


def fingerprint(config: Config) -> bytes:
    """A digest of what besides the article makes an outcome: the version, the settings that matter, the models."""
    matters = msgspec.structs.asdict(config)
    for name in ("batch", "columns", "output"):  # how fast, where in a file the fields stand, what is written beside
        matters.pop(name)
    matters["reasons"] = config.output.reasons  # which an outcome holds
    return hashlib.sha256(__version__.encode() + msgspec.json.encode(matters) + _models()).digest()


@cache
def _models() -> bytes:
    digest = hashlib.sha256()
    root = model_path()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
