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
from functools import partial
from itertools import chain
from typing import Any, BinaryIO, Self, TextIO

import msgspec

from shuwen.config import Columns
from shuwen.errors import COLUMN, COMPRESS, FETCH, FILL, OBJECT, QUOTES, RECODE, InputError
from shuwen.formats.encoding import HEAD, decode, errors_of, sniff
from shuwen.formats.items import UTF8_BYTES, Fault, Found, Options, bounded, check_parts, extra, parsing, row, too_long

TORN = (EOFError, gzip.BadGzipFile, zlib.error)
BATCH = 256  # rows of a .parquet file held at a time


def read_jsonl(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """One article a line, in any encoding; a line that can't be read costs itself alone. Lines count from 1.

    Lines before the first object are one fault: a file that has none, such as an array over many lines, is not of lines.
    """
    first: Fault | None = None
    begun = False
    for number, line, encoding in _lines(stream, options.limit):
        fields = line if isinstance(line, InputError) else _object(line, encoding)
        if isinstance(fields, InputError) and fields is not line and not begun:
            first = first or Fault(error=fields, line=number)
            continue
        if first and not begun:
            yield first
        begun = True
        if isinstance(fields, InputError):
            yield Fault(error=fields, line=number)
        else:
            yield from _rows([(number, fields)], options)
    if first and not begun:
        yield first


def read_json(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """An object is one article, an array many, counted from 1. Raises `InputError` for a file that is neither.

    It is held whole, and so has the limit of an article; .jsonl has none for the file.
    """
    data = bounded(stream, options.limit)
    if not data.strip():
        raise InputError("the file is empty", advice=FILL)
    content = _decoded(decode(data).encode("utf-8", "surrogatepass"), "JSON")
    if isinstance(content, dict):
        found = row(content, options.columns, 1)
        yield msgspec.structs.replace(found, line=None)
        return
    if not isinstance(content, list):
        raise InputError(f"not a JSON object or array of objects, but {type(content).__name__}", advice=OBJECT)
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
            raise InputError(f"not a whole Parquet file: {error}", advice=FETCH) from error
        wanted = set(chain.from_iterable(msgspec.structs.astuple(options.columns)))
        names = [name for name in file.schema_arrow.names if name in wanted]
        if not set(names) & set(options.columns.text):
            raise _no_column(options.columns)
        batches = file.iter_batches(batch_size=BATCH, columns=names)
        yield from _rows(enumerate(chain.from_iterable(batch.to_pylist() for batch in batches), 1), options)


def _rows(numbered: Iterable[tuple[int, Any]], options: Options, sheet: str = "") -> Iterator[Found]:
    for number, fields in numbered:
        if not isinstance(fields, Mapping):
            yield Fault(error=InputError(f"not a JSON object, but {type(fields).__name__}", advice=OBJECT), line=number)
            continue
        try:
            yield row(fields, options.columns, number, sheet)
        except InputError as error:
            yield Fault(error=error, line=number)


def _separated(stream: BinaryIO, options: Options, separator: str | None) -> Iterator[Found]:
    head = _head(stream)
    encoding = sniff(head)
    whole = _buffered(_chunks(head, stream))
    lines = _Lines(io.TextIOWrapper(whole, encoding, errors_of(encoding), newline=""), options)
    csv.field_size_limit(max(options.longest + HEAD, csv.field_size_limit()))  # `_Lines` has the limit that counts
    first = next(lines)
    rows = csv.reader(chain([first], lines), delimiter=separator or _separator(first), strict=True)
    names: list[str] = []
    for number, cells in _cells(rows, lines, encoding):
        if isinstance(cells, InputError):
            yield Fault(error=cells, line=number)
        elif not names:
            names = [name.strip() for name in cells]
            if not set(names) & set(options.columns.text):
                raise _no_column(options.columns)
        elif any(cells[len(names) :]):  # a separator within a text that has no quotes: the text would be cut short
            fault = f"not a whole table: {len(cells)} cells, {len(names)} names"
            yield Fault(error=InputError(fault, advice=QUOTES), line=number)
        elif fields := {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}:
            yield from _rows([(number, fields)], options)


def _cells(rows: Any, lines: _Lines, encoding: str) -> Iterator[tuple[int, list[str] | InputError]]:
    """Rows of a `csv.reader` of `lines`, each with the line it begins at; an error of the table's in place of a row."""
    while True:
        number = rows.line_num + 1
        lines.begin_row()
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:  # such as a quote that nothing closes; the reader goes on with the next line
            yield number, InputError(f"not a whole table: {error}", advice=QUOTES)
        except UnicodeDecodeError as error:
            fault = f"byte 0x{error.object[error.start]:02x} is none of {encoding.upper()}, as which the table begins"
            yield number, InputError(f"not UTF-8 throughout: {fault}", advice=RECODE)
            return
        except InputError as error:
            yield number, error
            return
        except TORN as error:
            yield number, InputError(f"not whole as a gzip file: {error}", advice=COMPRESS)
            return


class _Lines:
    """Iterates over the lines of a table. `InputError` where a row goes on past an article and all that stands beside it.

    A row is many lines where its cells hold line ends; without a limit one quote could hold a whole file in memory.
    """

    def __init__(self, text: TextIO, options: Options) -> None:
        self._text = text
        self._options = options
        self.begin_row()

    def begin_row(self) -> None:
        """Count from here."""
        self._left = self._options.longest + HEAD

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left)
        self._left -= len(line)
        if self._left <= 0:
            raise too_long(self._options.longest)
        if not line:
            raise StopIteration
        return line


def _separator(names: str) -> str:
    """What stands oftenest between the names."""
    return max(",;\t", key=names.count)


def _no_column(columns: Columns) -> InputError:
    return InputError(f"no column of texts: none is called {' or '.join(columns.text)} (columns.text)", advice=COLUMN)


class _Chunks(io.RawIOBase):
    """A stream of the bytes in `chunks`."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as a chunk goes; the bytes written, 0 at the end."""
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            self._rest = chunk
        part = self._rest[: len(buffer)]
        self._rest = self._rest[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _head(stream: BinaryIO) -> bytes:
    """The bytes from which the encoding is told. Raises `InputError` where they are blank."""
    head = stream.read(HEAD)
    if not head.strip():
        raise InputError("the file is empty", advice=FILL)
    return head


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """`stream` from its beginning, of which `head` was read already."""
    return chain([head], iter(partial(stream.read, HEAD), b""))


def _buffered(chunks: Iterator[bytes]) -> io.BufferedReader:
    return io.BufferedReader(_Chunks(chunks), HEAD)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | InputError, str]]:
    """Numbered lines but for blank ones, and their encoding; an error in place of one over `limit` bytes or torn."""
    number = 0
    encoding = ""
    try:
        head = _head(stream)
        encoding = _begun(head)
        chunks = _chunks(head, stream)
        if encoding.startswith(("utf-16", "utf-32")):  # its line ends are more than a byte
            chunks = codecs.iterencode(codecs.iterdecode(chunks, encoding), "utf-8")
        file = _buffered(chunks)
        while line := file.readline(limit + 1):
            number += 1
            whole = len(line) <= limit
            while not whole and line and not line.endswith(b"\n"):
                line = file.readline(limit)
            if not whole or line.strip():
                yield number, line if whole else too_long(limit // UTF8_BYTES), encoding
    except UnicodeDecodeError as error:
        fault = f"the file says it is {encoding.upper()} but does not go on so: {error.reason}"
        yield number + 1, InputError(fault, advice=RECODE), encoding
    except TORN as error:
        yield number + 1, InputError(f"not whole as a gzip file: {error}", advice=COMPRESS), encoding


def _begun(head: bytes) -> str:
    """The encoding of a file; UTF-8 where it can't be told, since one bad line must not cost the others."""
    try:
        return sniff(head)
    except InputError:
        return "utf-8"


def _object(line: bytes, encoding: str) -> dict[str, Any] | InputError:
    try:
        content = _decoded(decode(line, encoding).strip().encode(), "a line of JSON with a text")
    except InputError as error:
        return error
    if isinstance(content, dict):
        return content
    return InputError(f"not a line of JSON with a text: it is {type(content).__name__}, not an object", advice=OBJECT)


def _decoded(data: bytes, what: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"not {what}: {_fault(data, error)}", advice=OBJECT) from error


def _fault(line: bytes, error: Exception) -> str:
    """What is wrong with a line of JSON; a lone surrogate, which msgspec calls truncated, by its name."""
    if b"\\ud" in line.lower():
        with suppress(ValueError, RecursionError):
            json.loads(line)
            return "it holds a lone surrogate"
    return str(error)
