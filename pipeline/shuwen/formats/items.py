"""What passes from a file to a run: rows and faults from the readers, articles and failures from `Reader`."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, get_args

import msgspec

from shuwen.config import Columns
from shuwen.errors import InputError
from shuwen.records import Article, Region

UTF8_BYTES = 4  # the most that one character takes
BLOCK = 1 << 20  # bytes
OVERHEAD = 1 << 25  # bytes that styles and pictures of an office file may take beside its text


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
    """One article as a reader found it. `line` counts from 1 (None: the whole file); `sheet` tells lines of sheets apart.

    `published` is as written: a day, a time, a number or a text.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: Any = None
    region: Region | None = None
    line: int | None = None
    sheet: str = ""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """An article that could not be read, while those after it may be. `line` counts from 1."""

    error: InputError
    line: int | None = None


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What readers go by: the limit of an article in characters, and the names of columns."""

    longest: int
    columns: Columns

    @property
    def limit(self) -> int:
        """The limit of an article in bytes."""
        return UTF8_BYTES * self.longest


Found = Row | Fault
Read = Callable[[BinaryIO, Options], Iterator[Found]]


def row(fields: Mapping[str, Any], columns: Columns, line: int, sheet: str = "") -> Row:
    """The article in named fields. Raises `InputError` for a missing text and for what has the wrong type."""
    values = {name: _first(fields, getattr(columns, name)) for name in columns.__struct_fields__}
    if values["text"] is None:
        raise InputError(f"no text: missing required field `{'` or `'.join(columns.text)}` (columns.text)")
    for name in ("text", "title"):
        if not isinstance(values[name], str | None):
            raise InputError(f"its {name} is {type(values[name]).__name__}, not a text (columns.{name})")
    if values["region"] not in (*get_args(Region), None, ""):
        raise InputError(
            f"its region is {values['region']!r}, not one of {', '.join(get_args(Region))} (columns.region)"
        )
    number = values["id"]
    if not isinstance(number, str | int | float | None) or isinstance(number, bool):
        raise InputError(f"its id is {type(number).__name__}, not a text or a number (columns.id)")
    return Row(
        text=values["text"],
        id=None if number in (None, "") else str(number),
        title=values["title"] or None,
        published=values["published"],
        region=values["region"] or None,
        line=line,
        sheet=sheet,
    )


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def bounded(stream: BinaryIO, limit: int) -> bytes:
    """All of `stream`, read block by block. Raises `InputError` where it goes on after `limit` bytes."""
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := stream.read(min(left, BLOCK))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise too_long(limit // UTF8_BYTES)
    return b"".join(parts)


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Turns whatever a library raises over a broken file into an `InputError` that says `not a whole {what}`."""
    try:
        yield
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:  # parsers of other people's files raise anything
        raise InputError(f"not a whole {what}: {str(error) or type(error).__name__}") from error


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Turns the missing library of an extra into an `InputError` that names the extra."""
    try:
        yield
    except ImportError as error:
        raise InputError(f"reading it needs {error.name or error}, of the extra shuwen[{name}]") from error


def check_parts(stream: BinaryIO, options: Options, what: str) -> None:
    """Raise `InputError` where an office file, which is a zip archive, would unpack to more than an article and `OVERHEAD`."""
    with parsing(what), zipfile.ZipFile(stream) as archive:
        if sum(part.file_size for part in archive.infolist()) > options.limit + OVERHEAD:
            raise too_long(options.longest)
    stream.seek(0)


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
    **{f"shuwen[{name}]": f"pip install 'shuwen[{name}]'" for name in ("html", "office", "ocr", "parquet", "duckdb", "remote")},
    "max_characters": "split it into articles, or raise batch.max_characters",
    "max_seconds": "raise batch.max_seconds, or split it into articles",
    "MemoryError": "raise batch.max_memory, or split it into articles",
    "is empty": "leave it out, or fill it",
    "surrogate": "write the text again as valid Unicode",
    "NUL": "leave it out if it is no text; else save it as UTF-8",
    "UTF": "save it as UTF-8",
    "JSON": 'an object, one a line in .jsonl: {"text": "…"}, with "id", "title", "published" and "region" if they are known',
    "(columns.": "correct it, or name its columns in the settings, under columns:",
    "gzip": "compress it again",
    "not a whole table": "close its quotes, or write the table again",
    "not a whole": "fetch or write the file again",
    "within an archive": "unpack it, and name the folder",
    "outside the archive": "pack it again with names below its folder",
    "password": "save it without a password",
    "no text is seen": "leave it out, or scan it again, upright, at 200 dpi or more",
    "pixels": "make the picture smaller, or cut it into several",
    "no article in": "save its text as .txt",
    "of no kind": "leave it out, or save its text as .txt",
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
