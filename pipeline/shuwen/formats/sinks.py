"""Files that an export is written to: .csv, .jsonl, .xlsx, .parquet, .sqlite, .duckdb. All stream; none holds the rows.

A file grows beside its place with .part added and takes its name when it is whole; what stood there before stays until then.
"""

from __future__ import annotations

import csv
import datetime
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from shuwen.errors import InputError, ShuwenError
from shuwen.formats.columns import Cell, Column, Type
from shuwen.formats.items import extra
from shuwen.formats.writers import safe_cell, safe_id, unwritable

BATCH = 5_000  # rows written at once
SHEET_ROWS = 1_048_576  # the most that a sheet of Excel holds, its head among them
CELL = 32_767  # the most characters of a cell of Excel
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML can't hold
_WIDTHS: dict[Type, int] = {"text": 18, "number": 16, "whole": 8, "day": 12}
_WIDE = {"title": 32, "sentence": 80}  # columns that hold more than a word
_SQLITE: dict[Type, str] = {"text": "TEXT", "number": "REAL", "whole": "INTEGER", "day": "TEXT"}

Rows = Iterable[list[Cell]]


class Head(NamedTuple):
    """What a table is called, its columns, and the columns' names in the language that was asked for."""

    table: str
    columns: Sequence[Column]
    names: Sequence[str]


Write = Callable[[Path, Head, Rows], None]  # rows to a new file at the path


def write_csv(path: Path, head: Head, rows: Rows, *, bom: bool = True) -> None:
    """UTF-8, with the mark by which Excel knows it if `bom`; no cell begins a formula or loses its noughts there."""
    texts = [column.type == "text" for column in head.columns]
    ids = [column.name.endswith("_id") for column in head.columns]
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="", errors="backslashreplace") as file:
        out = csv.writer(file)
        out.writerow(head.names)
        for row in rows:
            out.writerow(
                [
                    safe_id(str(cell)) if number else safe_cell(str(cell)) if text and cell is not None else _plain(cell)
                    for cell, text, number in zip(row, texts, ids, strict=True)
                ]
            )


def write_jsonl(path: Path, head: Head, rows: Rows) -> None:
    """One object a line, days as ISO 8601."""
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for row in rows:
            fields = dict(zip(head.names, map(_json, row), strict=True))
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")


def write_xlsx(path: Path, head: Head, rows: Rows) -> None:
    """A workbook with fixed heads and filters; what doesn't fit on a sheet goes on on the next."""
    with extra("office"):
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)

    def cell(sheet: Any, value: Cell, kind: Type) -> Any:
        made = WriteOnlyCell(sheet, value=_ILLEGAL.sub("�", value)[:CELL] if isinstance(value, str) else value)
        if kind == "text" and value is not None:
            made.data_type = "s"  # a text that begins with = is no formula
        if kind == "day":
            made.number_format = "yyyy-mm-dd"
        return made

    types = [column.type for column in head.columns]
    for number, part in enumerate(_parts(rows, SHEET_ROWS - 1), 1):
        sheet = book.create_sheet(head.table if number == 1 else f"{head.table} {number}")
        sheet.freeze_panes = "A2"
        for at, column in enumerate(head.columns, 1):
            width = _WIDE.get(column.name, _WIDTHS[column.type])
            sheet.column_dimensions[get_column_letter(at)].width = width
        named = [cell(sheet, name, "text") for name in head.names]
        for one in named:
            one.font = Font(bold=True)
        sheet.append(named)
        count = 1
        for row in part:
            sheet.append([cell(sheet, value, kind) for value, kind in zip(row, types, strict=True)])
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(types))}{count}"
    book.save(path)


def write_parquet(path: Path, head: Head, rows: Rows) -> None:
    """Typed columns (text, float64, int64, date32), compressed with zstd."""
    with extra("parquet"):
        from pyarrow import parquet

    schema = _schema(head)
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in _batches(rows):
            file.write_table(_arrow(batch, schema))


def write_sqlite(path: Path, head: Head, rows: Rows) -> None:
    """A table with an index of indicators and of subjects; days are texts in ISO 8601, which sort as days."""
    named = ", ".join(f'"{name}" {_SQLITE[column.type]}' for name, column in zip(head.names, head.columns, strict=True))
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f'CREATE TABLE "{head.table}" ({named})')
        into = f'INSERT INTO "{head.table}" VALUES ({", ".join("?" * len(head.columns))})'  # noqa: S608 - names of ours alone
        for batch in _batches(rows):
            base.executemany(into, [[_json(cell) for cell in row] for row in batch])
        for name, column in zip(head.names, head.columns, strict=True):
            if column.name in ("indicator", "subject"):
                base.execute(f'CREATE INDEX "by_{column.name}" ON "{head.table}" ("{name}")')


def write_duckdb(path: Path, head: Head, rows: Rows) -> None:
    """A table of typed columns."""
    with extra("duckdb"):
        import duckdb

    schema = _schema(head)
    with closing(duckdb.connect(str(path))) as base:
        base.register("part", _arrow([], schema))
        base.execute(f'CREATE TABLE "{head.table}" AS SELECT * FROM part')  # noqa: S608 - names of ours alone
        for batch in _batches(rows):
            base.register("part", _arrow(batch, schema))
            base.execute(f'INSERT INTO "{head.table}" SELECT * FROM part')  # noqa: S608 - as above


WRITERS: dict[str, Write] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    "sqlite": write_sqlite,
    "duckdb": write_duckdb,
}


def put(path: Path, write: Write, head: Head, rows: Rows) -> None:
    """Write the file and give it its name. Raises `ShuwenError` where that can't be; then nothing is left of it."""
    if path.is_dir():
        raise InputError(f"{path}: a folder; name a file")
    part = path.with_name(path.name + ".part")
    with ExitStack() as undo:
        undo.callback(_remove, part)
        _remove(part)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(part, head, rows)
            part.replace(path)
        except OSError as error:
            raise unwritable(error, path) from error
        except sqlite3.Error as error:
            raise ShuwenError(f"{path}: can't be written: {error}") from error


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _batches(rows: Rows) -> Iterator[list[list[Cell]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}" if abs(cell) < 1e15 else f"{cell:.0f}"
    return str(cell)


def _json(cell: Cell) -> str | float | None:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell


def _parts(rows: Rows, size: int) -> Iterator[Iterator[list[Cell]]]:
    """The rows in parts of `size`, one at least; each is to be read before the next is asked for."""
    left = iter(rows)
    first: list[Cell] | None = next(left, None)
    yield _part(first, left, size)
    while (first := next(left, None)) is not None:
        yield _part(first, left, size)


def _part(first: list[Cell] | None, left: Iterator[list[Cell]], size: int) -> Iterator[list[Cell]]:
    if first is None:
        return
    yield first
    for _ in range(size - 1):
        row = next(left, None)
        if row is None:
            return
        yield row


def _schema(head: Head) -> Any:
    import pyarrow as pa

    types = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "day": pa.date32()}
    return pa.schema([(name, types[column.type]) for name, column in zip(head.names, head.columns, strict=True)])


def _arrow(batch: Sequence[list[Cell]], schema: Any) -> Any:
    import pyarrow as pa

    cells = zip(*batch, strict=True) if batch else [() for _ in schema]
    clean = [[_text(cell) for cell in column] for column in cells]
    arrays = [pa.array(column, type=field.type) for column, field in zip(clean, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _text(cell: Cell) -> Cell:
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell
