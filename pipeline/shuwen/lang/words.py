"""jieba's words and tags: an own Tokenizer with our user dictionary, built once and cached in a private place.

jieba's module-wide tokenizer is never touched, its cache in the shared temporary folder never used, and nothing is
logged. Tags come from the dictionary itself (word -> tag): no hidden Markov model guesses, so the same word always has
the same tag.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import math
import os
import re
import stat
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from shuwen.document import Word
from shuwen.errors import ResourceError
from shuwen.resources import model_path

# Raise this when what is cached changes its form.
_FORM = 3
_PIECE = re.compile(
    r"""
      (?P<m> [0-9]+ (?: ,[0-9]{3} (?![0-9]) )* (?: \.[0-9]+ )? )
    | (?P<eng> [A-Za-z][A-Za-z0-9]* (?: [-&.'][A-Za-z0-9]+ )* )
    | (?P<han> [\u3400-\u9fff\U00020000-\U0003ffff]+ )
    | (?P<x> \s+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def cut_words(text: str, start: int, end: int) -> tuple[Word, ...]:
    """The words of text[start:end] in order, without gaps; a number such as 1,250.5 is one word with the tag m."""
    tokenizer, tags = _dictionary()
    frequency, weights = tokenizer.FREQ.get, _weights(tokenizer.total)
    words: list[Word] = []
    append, new, tag = words.append, tuple.__new__, tags.get
    for piece in _PIECE.finditer(text, start, end):
        kind = piece.lastgroup
        if kind != "han":
            words.append(Word(piece.group(), piece.start(), piece.end(), kind or "x"))
            continue
        at = piece.start()
        run = piece.group()
        before = 0
        for stop in _cuts(run, frequency, weights):
            word = run[before:stop]
            append(new(Word, (word, at + before, at + stop, tag(word, "x"))))
            before = stop
    return tuple(words)


class _Weights(dict[int, float]):
    """The logarithm of a word's share of all words, by its frequency; a word never counted weighs as one seen once."""

    def __init__(self, total: int) -> None:
        self.total = math.log(total)

    def __missing__(self, frequency: int) -> float:
        self[frequency] = math.log(frequency or 1) - self.total
        return self[frequency]


def _cuts(run: str, frequency: Callable[[str], int | None], weights: _Weights) -> list[int]:
    """Where the words of a run of Chinese characters end: the likeliest route, as jieba's, without its graph of words.

    `frequency` gives 0 for what is only the beginning of a word and None for what no word begins with.
    """
    size = len(run)
    score = [0.0] * (size + 1)
    ends = [0] * size
    for at in range(size - 1, -1, -1):
        best = stop = at + 1
        found = frequency(run[at])
        top = weights[found or 0] + score[stop]
        while found is not None and stop < size:
            stop += 1
            found = frequency(run[at:stop])
            if found and (this := weights[found] + score[stop]) >= top:
                top, best = this, stop
        score[at], ends[at] = top, best
    stops, at = [], 0
    while at < size:
        at = ends[at]
        stops.append(at)
    return stops


DIGEST = hashlib.sha256().digest_size  # bytes at the head of the cache: of what follows


@cache
def _weights(total: int) -> _Weights:
    return _Weights(total)


@cache
def _dictionary() -> tuple[Any, dict[str, str]]:
    """The tokenizer, ready, and the tag of each word."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own: invalid escapes, pkg_resources
        jieba = import_module("jieba")
    source = Path(str(jieba.__file__)).with_name("dict.txt")
    own = model_path("lexicons", "words.txt")
    tokenizer = jieba.Tokenizer()
    path = _cache_path(source, own)
    loaded = _load(path)
    if loaded is None:
        tags = _build(tokenizer, source, own)
        _save(path, (tokenizer.FREQ, tokenizer.total, tags))
    else:
        tokenizer.FREQ, tokenizer.total, tags = loaded
        tokenizer.initialized = True
    return tokenizer, tags


def _build(tokenizer: Any, source: Path, own: Path) -> dict[str, str]:
    """Fill `tokenizer` from jieba's dictionary (word, frequency, tag a line) and ours (word, tag); return the tags."""
    tags: dict[str, str] = {}
    frequencies: dict[str, int] = {}
    try:
        for line in source.read_text(encoding="utf-8").splitlines():
            word, frequency, tag = line.split(" ")
            frequencies[word] = int(frequency)
            tags[word] = tag
        for word in [one for one in tags if len(one) > 2 and one[-1] == "约" and one[:-1] in tags]:
            del tags[word], frequencies[word]  # 全长约, 占地约: a word and what softens the figure after it
        total = sum(frequencies.values())
        for word in tags:  # jieba looks words up by growing prefixes, so each prefix has to be known
            for length in range(len(word) - 1, 0, -1):
                if word[:length] in frequencies:
                    break
                frequencies[word[:length]] = 0
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
        for line in own.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                word, tag = line.split(" ")
                tokenizer.add_word(word)  # with a frequency just high enough to keep the word whole
                tags[word] = tag
    except (OSError, ValueError) as error:
        raise ResourceError(f"the word dictionaries {source} and {own} can't be read: {error}") from error
    return tags


def _cache_path(source: Path, own: Path) -> Path | None:
    """Where the filled dictionary is kept: a name that changes with its sources, in a folder that is ours alone."""
    folder = _private_folder()
    if folder is None:
        return None
    known = source.stat()
    mark = f"{_FORM} {marshal.version} {source} {known.st_size} {known.st_mtime_ns} ".encode() + own.read_bytes()
    return folder / f"words-{hashlib.sha256(mark).hexdigest()[:16]}.marshal"


def _private_folder() -> Path | None:
    """A folder only we can write, under XDG_CACHE_HOME or ~/.cache, else in the temporary folder; None without one."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    for place in (Path(home) / "shuwen", Path(tempfile.gettempdir()) / f"shuwen-{user}"):
        with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: the user has no home
            folder = place.expanduser()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            known = folder.lstat()
            ours = os.name == "nt" or (known.st_uid == user and not known.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
            if stat.S_ISDIR(known.st_mode) and ours and os.access(folder, os.W_OK):
                return folder
    return None


def _load(path: Path | None) -> tuple[dict[str, int], int, dict[str, str]] | None:
    """What was cached, or None where nothing sound was."""
    if path is None:
        return None
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[DIGEST:]).digest() != data[:DIGEST]:
            return None
        frequencies, total, tags = marshal.loads(data[DIGEST:])  # noqa: S302  # a file in a folder only we can write
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return frequencies, total, tags


def _save(path: Path | None, content: tuple[dict[str, int], int, dict[str, str]]) -> None:
    """Write the cache whole or not at all: under another name first, since other processes may read or write it too."""
    if path is None:
        return
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                data = marshal.dumps(content)
                file.write(hashlib.sha256(data).digest() + data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
