"""Readers of .txt files and .jsonl lines. What can't be read becomes a Failure with its path, reason and advice."""

from __future__ import annotations

import codecs
import datetime
import gzip
import json
import os
import stat
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from shuwen.errors import InputError
from shuwen.formats.encoding import decode
from shuwen.records import Article, Region

TEXT = (".txt",)
LINES = (".jsonl", ".jsonl.gz")
UTF8_BYTES = 4  # the most that one character takes


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An article that gave no records: where it stood (`line` counts from 1), why, and what to do about it.

    `size` is the bytes of input it stood for, so that progress can count them.
    """

    source: str
    line: int | None = None
    id: str | None = None
    reason: str
    advice: str
    size: int = 0


Item = Article | Failure


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a .jsonl file; other keys are ignored."""

    text: str
    id: str | int | None = None
    title: str | None = None
    published: str | None = None
    region: Region | None = None


class Reader:
    """Iterates over every article of `paths` (files, or folders to any depth), in a fixed order, one at a time.

    Gives `Article | Failure`. In a folder .txt, .jsonl and .jsonl.gz are read, and the others counted in `skipped` by
    their ending; a file that is named itself is read whatever its ending. The id of a .txt is its path below the folder
    given (below the common parent where several paths are given); a .jsonl line without `id` adds #LINE to that.
    `region` holds where a line names none. `leave` names files to pass over, such as the output of an earlier run.
    `article.meta` holds `line` (None for .txt) and `size`, the bytes it took. Raises `InputError` for a missing path.
    """

    def __init__(
        self, paths: Sequence[Path], *, region: Region = "CN", longest: int, leave: Collection[Path] = ()
    ) -> None:
        missing = next((path for path in paths if not path.exists()), None)
        if missing is not None:
            raise InputError(f"{printable(missing)}: there is no such file or folder")
        self.region: Region = region
        self.longest = longest
        self.skipped: Counter[str] = Counter()
        self._paths = _outermost(paths)
        self._leave = {place for path in leave if (place := _place(path))}
        self._root = _common_root(self._paths)
        self._ids: set[str] = set()

    def measure(self) -> tuple[int, int]:
        """How many files there are to read, and their bytes."""
        sizes = [_size(path) if isinstance(path, Path) else 0 for path in self._files(Counter())]
        return len(sizes), sum(sizes)

    def __iter__(self) -> Iterator[Item]:
        self._ids.clear()
        for path in self._files(self.skipped):
            if isinstance(path, Failure):
                yield path
                continue
            for item in self._read(path):
                yield self._unique(item) if isinstance(item, Article) else item

    def _files(self, skipped: Counter[str]) -> Iterator[Path | Failure]:
        for path in self._paths:
            if path.is_dir():
                yield from self._walk(path, skipped)
            else:
                yield path

    def _walk(self, folder: Path, skipped: Counter[str]) -> Iterator[Path | Failure]:
        """The files below `folder`, sorted by name; links to folders are not followed, since they may go round."""
        waiting: list[os.DirEntry[str] | Path] = [folder]
        while waiting:
            entry = waiting.pop()
            path = Path(entry)
            if isinstance(entry, Path) or entry.is_dir(follow_symlinks=False):
                try:
                    waiting += sorted(os.scandir(path), key=lambda entry: entry.name, reverse=True)
                except OSError as error:
                    yield _unreadable(path, error)
            elif not entry.name.lower().endswith(TEXT + LINES):
                skipped[path.suffix.lower() or "no ending"] += 1
            elif not self._leave or _place(path) not in self._leave:
                yield path

    def _read(self, path: Path) -> Iterator[Item]:
        try:
            if path.name.lower().endswith(LINES):
                yield from self._read_lines(path)
            else:
                yield self._read_file(path)
        except InputError as error:
            yield Failure(source=printable(path), reason=str(error), advice=advice(error), size=_size(path))
        except OSError as error:
            yield _unreadable(path, error)

    def _read_file(self, path: Path) -> Article:
        text = read_text(path, self.longest)
        return Article(
            id=self._name(path),
            text=text,
            region=self.region,
            source=printable(path),
            meta={"line": None, "size": _size(path)},
        )

    def _read_lines(self, path: Path) -> Iterator[Item]:
        limit = UTF8_BYTES * self.longest
        with open_regular(path) as raw:
            before = 0
            file = gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw
            for number, line in _lines(file, limit):
                size = raw.tell() - before
                before = raw.tell()
                try:
                    if isinstance(line, InputError):
                        raise line
                    if line:
                        yield self._parse(path, number, line, size)
                except InputError as error:
                    yield Failure(
                        source=printable(path), line=number, reason=str(error), advice=advice(error), size=size
                    )

    def _parse(self, path: Path, number: int, line: bytes, size: int) -> Article:
        try:
            row = msgspec.json.decode(line, type=Row)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"not a line of JSON with a text: {_fault(line, error)}") from error
        if len(row.text) > self.longest:
            raise too_long(self.longest)
        return Article(
            id=str(row.id) if row.id not in (None, "") else f"{self._name(path)}#{number}",
            text=row.text,
            title=row.title or None,
            published=_day(row.published),
            region=row.region or self.region,
            source=printable(path),
            meta={"line": number, "size": size},
        )

    def _name(self, path: Path) -> str:
        return printable(path.absolute().relative_to(self._root).as_posix())

    def _unique(self, article: Article) -> Item:
        """The article, or a failure where an earlier one already has its id, since a record's id is made from it."""
        if article.id not in self._ids:
            self._ids.add(article.id)
            return article
        return Failure(
            source=article.source or "",
            line=article.meta["line"],
            id=article.id,
            reason=f"the id {article.id!r} belongs to an earlier article",
            advice="give each article an id of its own",
            size=article.meta["size"],
        )


def read_text(path: Path, longest: int) -> str:
    """The text of one file in whatever encoding `decode` is sure of, of at most `longest` characters.

    Raises `InputError`, also where it is empty; a file too large is not read at all.
    """
    try:
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size > UTF8_BYTES * longest:
                raise too_long(longest)
            data = file.read()
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}") from error
    if not data.strip():
        raise InputError("the file is empty")
    text = decode(data)
    if len(text) > longest:
        raise too_long(longest)
    return text


def open_regular(path: Path) -> BinaryIO:
    """The file, open for reading. `InputError` for what is no regular file, which could block or never end; `OSError`."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise InputError("not a regular file")


def too_long(longest: int) -> InputError:
    """The error for an article of more than `longest` characters."""
    return InputError(f"longer than {longest:,} characters, the limit that batch.max_characters sets")


def advice(error: Exception) -> str:
    """What the user can do about an article that failed."""
    reason = str(error)
    for sign, step in ADVICE.items():
        if sign in reason:
            return step
    return "correct this article and run again" if isinstance(error, InputError) else "report it with the article"


ADVICE = {
    "max_characters": "split it into articles, or raise batch.max_characters",
    "is empty": "leave it out, or fill it",
    "surrogate": "write the text again as valid Unicode",
    "NUL": "leave it out if it is no text; else save it as UTF-8",
    "UTF": "save it as UTF-8",
    "JSON": 'one object a line: {"text": "…"}, with "id", "title", "published" and "region" if they are known',
    "published": "write the day as 2024-03-01",
    "gzip": "compress it again",
    "not a regular file": "leave it out: it is a pipe, a device or a folder",
    "can't be read": "see that it is there and that you may read it",
}


def printable(given: Path | str) -> str:
    """A path or an argument as text that UTF-8 can hold: bytes that the locale could not read are read as UTF-8.

    What is not UTF-8 either is written as hex escapes.
    """
    text = str(given)
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _lines(file: BinaryIO | gzip.GzipFile, limit: int) -> Iterator[tuple[int, bytes | InputError]]:
    """Numbered lines without byte order mark and line end; one that is over `limit` bytes is an error in its place."""
    number = 0
    try:
        while line := file.readline(limit + 1):
            number += 1
            whole = len(line) <= limit
            while not whole and line and not line.endswith(b"\n"):
                line = file.readline(limit)
            mark = codecs.BOM_UTF8 if number == 1 else b""
            yield number, line.removeprefix(mark).strip() if whole else too_long(limit // UTF8_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield number + 1, InputError(f"not whole as a gzip file: {error}")


def _fault(line: bytes, error: Exception) -> str:
    """What is wrong with a line of JSON; a lone surrogate, which msgspec calls truncated, by its name."""
    if b"\\ud" in line.lower():
        with suppress(ValueError, RecursionError):
            json.loads(line)
            return "it holds a lone surrogate"
    return str(error)


def _day(published: str | None) -> datetime.date | None:
    """2024-03-01, 20240301, or a time of that day."""
    if not (published or "").strip():
        return None
    try:
        return datetime.datetime.fromisoformat((published or "").strip()).date()
    except ValueError as error:
        raise InputError(f"published: {published!r} is no day") from error


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """`paths` without those given twice or lying below another, so that nothing is read twice."""
    given = {path.resolve(): path for path in reversed(paths)}
    return [
        path for path in dict.fromkeys(paths)
        if given[path.resolve()] == path and not any(parent in given for parent in path.resolve().parents)
    ]  # fmt: skip


def _common_root(paths: Sequence[Path]) -> Path:
    return Path(os.path.commonpath([path.absolute() if path.is_dir() else path.absolute().parent for path in paths]))


def _place(path: Path) -> tuple[int, int] | None:
    """What tells a file from every other, by whatever name; None where there is none, as for a link that goes round."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _unreadable(path: Path, error: OSError) -> Failure:
    reason = f"can't be read: {error.strerror or error}"
    return Failure(source=printable(path), reason=reason, advice=advice(InputError(reason)), size=_size(path))
