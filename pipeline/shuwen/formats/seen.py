"""Which ids a run has met, on disk once they are many: memory stays flat."""

from __future__ import annotations

import hashlib
import sqlite3

CACHE = 8 << 10  # kilobytes held in memory


class Seen:
    """A set of texts to which one is added at a time."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", check_same_thread=False)  # a file of its own that nobody else sees
        self._base.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE};"
            "CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID"
        )

    def add(self, name: str) -> bool:
        """Whether `name` is new; it is none of the new ones after that."""
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return self._base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,)).rowcount == 1

    def clear(self) -> None:
        """Forget all."""
        self._base.execute("DELETE FROM seen")
