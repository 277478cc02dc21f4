"""Character n-grams of sentences as hashes, all at once: what a linear model over characters learns from and weighs.

No n-gram is kept, so no text can be read back from a model. Digits read as 0 and the number of a five-year plan as 0,
so that no feature merely names a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# As many hashes as 2 to this power. Raise it and every model must be trained again.
BITS = 19
LONGEST = 3
# How many hashes of each length a text without characters has: those of its ends.
ENDS = LONGEST

# Texts are hashed in blocks of about so many characters: an article without end must not cost memory without end.
_BLOCK = 1 << 17
_DIGITS = str.maketrans("0123456789０１２３４５６７８９", "0" * 20) | dict.fromkeys(map(ord, "*#"))
_NAMED_YEAR = re.compile(r"[一二三四五六七八九十〇○零]{2,4}(?=年)|(?<=十)[一二三四五](?=五)|(?<=“)[五六七八九](?=五”)")
_SALTS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_BEFORE = "\n" * (LONGEST - 1)
_MIX = 0xD6E8FEB86659FD93


class Block(NamedTuple):
    """Some texts' hashes end to end, shortest n-grams first, and for each n-gram length where each text begins.

    `hashes[n]` holds those of the n-grams one character longer than `n`; text i has `hashes[n][starts[i]:starts[i + 1]]`.
    """

    hashes: tuple[NDArray[np.int64], ...]
    starts: NDArray[np.int64]


def masked(text: str) -> str:
    """The text as the features see it: no whitespace, no marks of emphasis, no year told apart from another."""
    return _NAMED_YEAR.sub("0", "".join(text.split()).translate(_DIGITS))


def hashed(texts: Iterable[str]) -> Iterator[Block]:
    """The texts in order, in blocks; n-grams of 1 to 3 characters, a text's ends counting as characters."""
    parts: list[str] = []
    size = 0
    for text in texts:
        parts.append(masked(text))
        size += len(parts[-1])
        if size >= _BLOCK:
            yield _block(parts)
            parts, size = [], 0
    if parts:
        yield _block(parts)


def _block(texts: list[str]) -> Block:
    import numpy as np

    # As many ends before a text as the longest n-gram sees ahead: none reaches from one text into the next.
    joined = "".join(f"{_BEFORE}{text}\n" for text in texts)
    # A lone surrogate is no character, but it may stand in a damaged input.
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) + ENDS for text in texts], out=starts[1:])
    count = int(starts[-1])
    padded = np.concatenate([codes, np.full(LONGEST, ord("\n"), dtype=np.uint64)])
    hashes = []
    key = np.zeros(count, dtype=np.uint64)
    for length in range(LONGEST):
        key = (key + padded[length : length + count] + np.uint64(length + 1)) * np.uint64(_SALTS[length])
        key ^= key >> np.uint64(31)
        hashes.append(((key * np.uint64(_MIX)) >> np.uint64(64 - BITS)).astype(np.int64))
    return Block(tuple(hashes), starts)
