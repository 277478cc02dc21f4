"""Readers of files that hold many articles in named fields: .jsonl, .json, .csv, .tsv, .xlsx, .parquet."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any, BinaryIO, TextIO

import msgspec

from shuwen.config import Columns
from shuwen.errors import InputError
from shuwen.formats.encoding import HEAD, decode, errors_of, sniff
from shuwen.formats.items import UTF8_BYTES, Fault, Found, Options, bounded, check_parts, extra, parsing, row, too_long

TORN = (EOFError, gzip.BadGzipFile, zlib.error)
BATCH = 256  # rows of a .parquet file held at a time


def read_jsonl(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """One article a line, in any encoding; a line that can't be read costs itself alone. Lines count from 1."""
    for number, line in _lines(stream, options.limit):
        try:
            if isinstance(line, InputError):
                raise line
            if line:
                yield row(_object(line, "a line of JSON with a text"), options.columns, number)
        except InputError as error:
            yield Fault(error=error, line=number)


def read_json(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """An object is one article, an array many, counted from 1. Raises `InputError` for a file that is neither."""
    data = bounded(stream, options.limit)
    if not data.strip():
        raise InputError("the file is empty")
    whole = decode(data).encode("utf-8", "surrogatepass")
    content = _decoded(whole, "JSON")
    if isinstance(content, dict):
        found = row(content, options.columns, 1)
        yield msgspec.structs.replace(found, line=None)
        return
    if not isinstance(content, list):
        raise InputError(f"not a JSON object or array of objects, but {type(content).__name__}")
    yield from _rows(enumerate(content, 1), options)


def read_csv(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """Rows under a line of names, separated by commas (semicolons, tabs where the names are)."""
    yield from _separated(stream, options, None)


def read_tsv(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """Rows under a line of names, separated by tabs."""
    yield from _separated(stream, options, "\t")


def read_xlsx(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """The rows of each sheet whose first row names a column of texts; `InputError` where none does."""
    with extra("office"):
        import openpyxl
    check_parts(stream, options, "Excel file")
    with parsing("Excel file"):
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        sheets = book.worksheets
        read = 0
        for sheet in sheets:
            lines = sheet.iter_rows(values_only=True)
            names = [str(name).strip() if name is not None else "" for name in next(lines, ())]
            if set(names) & set(options.columns.text):
                read += 1
                named = (
                    (number, dict(zip(names, cells, strict=False)))
                    for number, cells in enumerate(lines, 2)
                    if any(cells)
                )
                yield from _rows(named, options, sheet.title if len(sheets) > 1 else "")
        if not read:
            raise _no_column(options.columns)


def read_parquet(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """Its rows, counted from 1, some at a time. Raises `InputError`, also where no column holds texts."""
    with extra("parquet"):
        from pyarrow import parquet
    with parsing("Parquet file"):
        try:
            file = parquet.ParquetFile(stream)
        except OSError as error:  # pyarrow's word for broken pages too
            raise InputError(f"not a whole Parquet file: {error}") from error
        wanted = set(chain.from_iterable(msgspec.structs.astuple(options.columns)))
        names = [name for name in file.schema_arrow.names if name in wanted]
        if not set(names) & set(options.columns.text):
            raise _no_column(options.columns)
        batches = file.iter_batches(batch_size=BATCH, columns=names)
        yield from _rows(enumerate(chain.from_iterable(batch.to_pylist() for batch in batches), 1), options)


def _rows(numbered: Iterable[tuple[int, Any]], options: Options, sheet: str = "") -> Iterator[Found]:
    for number, fields in numbered:
        if not isinstance(fields, Mapping):
            yield Fault(error=InputError(f"not a JSON object, but {type(fields).__name__}"), line=number)
            continue
        try:
            yield row(fields, options.columns, number, sheet)
        except InputError as error:
            yield Fault(error=error, line=number)


def _separated(stream: BinaryIO, options: Options, separator: str | None) -> Iterator[Found]:
    head = stream.read(HEAD)
    if not head.strip():
        raise InputError("the file is empty")
    encoding = sniff(head)
    whole = io.BufferedReader(_Joined(head, stream))
    lines = _texts(io.TextIOWrapper(whole, encoding, errors_of(encoding), newline=""), options.longest)
    csv.field_size_limit(max(options.longest + 1, csv.field_size_limit()))
    first = next(lines)
    rows = csv.reader(chain([first], lines), delimiter=separator or _separator(first), strict=True)
    names: list[str] = []
    for number, cells in _cells(rows, encoding):
        if isinstance(cells, InputError):
            yield Fault(error=cells, line=number)
        elif not names:
            names = [name.strip() for name in cells]
            if not set(names) & set(options.columns.text):
                raise _no_column(options.columns)
        elif fields := {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}:
            yield from _rows([(number, fields)], options)


def _cells(rows: Any, encoding: str) -> Iterator[tuple[int, list[str] | InputError]]:
    """Rows of a `csv.reader`, each with the line it begins at; an error of the table's in place of a row."""
    while True:
        number = rows.line_num + 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:  # such as a quote that nothing closes; the reader goes on with the next line
            yield number, InputError(f"not a whole table: {error}")
        except UnicodeDecodeError as error:
            fault = f"byte 0x{error.object[error.start]:02x} is none of {encoding.upper()}, as which the table begins"
            yield number, InputError(f"not UTF-8 throughout: {fault}")
            return
        except TORN as error:
            yield number, InputError(f"not whole as a gzip file: {error}")
            return


def _texts(text: TextIO, longest: int) -> Iterator[str]:
    """Lines, none longer than an article may be with all that stands beside it."""
    limit = UTF8_BYTES * longest + HEAD
    while line := text.readline(limit):
        if len(line) >= limit:
            raise too_long(longest)
        yield line


def _separator(names: str) -> str:
    """What stands oftenest between the names."""
    return max(",;\t", key=names.count)


def _no_column(columns: Columns) -> InputError:
    return InputError(f"no column of texts: none is called {' or '.join(columns.text)} (columns.text)")


class _Joined(io.RawIOBase):
    """A stream of which `head` was read already, whole again; it leaves the stream open."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as it goes; the bytes written, 0 at the end."""
        part = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | InputError]]:
    """Numbered lines in UTF-8 without mark and line end; one over `limit` bytes, or in no encoding, is an error in its place."""
    number = 0
    wide = False
    try:
        while line := stream.readline(limit + 1):
            number += 1
            if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                wide = True
                break
            whole = len(line) <= limit
            while not whole and line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            yield number, _utf8(line, number) if whole else too_long(limit // UTF8_BYTES)
    except TORN as error:
        yield number + 1, InputError(f"not whole as a gzip file: {error}")
    if wide:  # its line ends are two bytes: read whole, within the limit of one article
        data = line + bounded(stream, limit)
        yield from (
            (n, each.strip().encode("utf-8", "surrogatepass")) for n, each in enumerate(decode(data).split("\n"), 1)
        )


def _utf8(line: bytes, number: int) -> bytes | InputError:
    line = line.removeprefix(codecs.BOM_UTF8 if number == 1 else b"").strip()
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return decode(line).encode()
        except InputError as error:
            return InputError(f"not a line of JSON with a text: {error}")
    return line


def _object(line: bytes, what: str) -> dict[str, Any]:
    content = _decoded(line, what)
    if not isinstance(content, dict):
        raise InputError(f"not {what}: it is {type(content).__name__}, not an object")
    return content


def _decoded(data: bytes, what: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"not {what}: {_fault(data, error)}") from error


def _fault(line: bytes, error: Exception) -> str:
    """What is wrong with a line of JSON; a lone surrogate, which msgspec calls truncated, by its name."""
    if b"\\ud" in line.lower():
        with suppress(ValueError, RecursionError):
            json.loads(line)
            return "it holds a lone surrogate"
    return str(error)
