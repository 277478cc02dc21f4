"""Near copies of one article, as agencies' texts stand in many papers: each is told the id of the first.

Texts are compared by MinHash over runs of five characters (datasketch), found by bands of equal hashes, and taken for
copies only where they state the same numbers too: the twentieth report of a series differs from the nineteenth in
nothing else. The index lies on disk, so that memory stays flat.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from types import TracebackType
from typing import Self

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from shuwen.records import Article

RUN = 5  # characters that are compared as one
HASHES = 64
BAND = 4  # hashes that must all be equal for two texts to be compared
ALIKE = 0.8  # the share of equal hashes from which two texts are one
STRAY = 10  # of so many numbers of the shorter text one may be missing in the longer: a dateline, a telephone
LOOKED_AT = 8  # texts compared for one band
CACHE = 16 << 10  # kilobytes of the index that are held in memory
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Duplicates:
    """Finds for each article the first one that it copies. Use it as a context manager; its file goes with it."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # a file of its own that nobody else sees
        self._base.executescript(
            f"""
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE};
            CREATE TABLE text (number INTEGER PRIMARY KEY, id TEXT NOT NULL, hashes BLOB NOT NULL, numbers BLOB NOT NULL);
            CREATE TABLE band (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
            """
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._base.close()

    def first_like(self, article: Article) -> str | None:
        """The id of the earliest article that this one copies; None where it is new, and then it is remembered."""
        hashes, numbers = _hashes(article.text), _numbers(article.text)
        bands = list(_bands(hashes))
        for number in self._near(bands):
            name, other, others = self._base.execute(
                "SELECT id, hashes, numbers FROM text WHERE number = ?", (number,)
            ).fetchone()
            alike = np.mean(hashes == np.frombuffer(other, hashes.dtype)) >= ALIKE
            if alike and _agree(numbers, np.frombuffer(others, numbers.dtype)):
                return str(name)
        row = (article.id.encode("utf-8", "replace").decode(), hashes.tobytes(), numbers.tobytes())
        new = self._base.execute("INSERT INTO text (id, hashes, numbers) VALUES (?, ?, ?)", row).lastrowid
        self._base.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(band, new) for band in bands])
        return None

    def _near(self, bands: Iterable[int]) -> list[int]:
        """The numbers of texts that share a band, the earliest first."""
        asked = "SELECT number FROM band WHERE hash = ? ORDER BY number LIMIT ?"
        return sorted({number for band in bands for (number,) in self._base.execute(asked, (band, LOOKED_AT))})


def _hashes(text: str) -> NDArray[np.uint32]:
    """The MinHash of a text, spaces left out: `HASHES` numbers."""
    made = _empty().copy()
    made.update_batch(_runs(_BLANK.sub("", text)).tolist())
    return np.asarray(made.hashvalues, np.uint32)


@cache
def _empty() -> MinHash:
    return MinHash(HASHES, hashfunc=int, scheme="affine32")  # the runs are hashed already


def _runs(text: str) -> NDArray[np.uint64]:
    """The hashes, 32 bits each, of all runs of `RUN` characters."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    length = max(len(characters) - RUN + 1, 1)
    found = np.zeros(length, np.uint64)
    for place in range(min(RUN, len(characters))):
        found = found * np.uint64(1_000_003) + characters[place : place + length]
    return np.unique((found >> np.uint64(16)) & np.uint64(0xFFFF_FFFF))


def _numbers(text: str) -> NDArray[np.uint32]:
    """The numbers in digits that a text states, each once, as hashes."""
    return np.unique(np.array([zlib.crc32(found.encode()) for found in _NUMBER.findall(text)], np.uint32))


def _agree(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> bool:
    """Whether the text with fewer numbers states none that the other lacks, but for a stray one."""
    few, many = sorted((one, other), key=len)
    return len(np.setdiff1d(few, many, assume_unique=True)) * STRAY <= len(few)


def _bands(hashes: NDArray[np.uint32]) -> Iterator[int]:
    """A signed 64-bit number for each `BAND` hashes, another for each place."""
    for place in range(0, HASHES, BAND):
        part = hashes[place : place + BAND].tobytes()
        yield zlib.crc32(part) << 31 ^ zlib.crc32(part[::-1], place)
