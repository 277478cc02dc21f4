"""From the results of a run to one file that another program opens: a table, a workbook or a database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from shuwen.errors import InputError
from shuwen.formats.columns import COLUMNS, Cell, Shape, rows
from shuwen.formats.sinks import WRITERS, Head, put, write_csv
from shuwen.formats.writers import FORMULA, publish, unwritable
from shuwen.records import Extraction, decode

TABLE: dict[Shape, str] = {"wide": "records", "long": "quantities"}
Heads = Literal["en", "zh"]


class Exported(NamedTuple):
    """What went into a file."""

    articles: int
    rows: int


class Layout(NamedTuple):
    """How an export looks: wide (a row a record) or long (a row a quantity), the language of its heads, the mark of a .csv."""

    shape: Shape = "wide"
    heads: Heads = "en"
    bom: bool = True  # by which Excel knows a .csv as UTF-8


PLAIN = Layout()


def export(out: Path, file: Path, *, to: str | None = None, layout: Layout = PLAIN) -> Exported:
    """Write the records in the folder `out` of a run to `file`, and say how much it was.

    `to` is a key of WRITERS; without it the ending of `file` tells. Articles stream through one by one. Raises `InputError`
    for results or a kind of file that aren't there, naming the extra to install where one is needed, and `ShuwenError`
    where the file can't be written.
    """
    kind = to or file.suffix.lower().lstrip(".")
    if kind not in WRITERS:
        raise InputError(f"{file}: the ending must tell the kind of file, or --to name it: {', '.join(WRITERS)}")
    source = out / "extractions.jsonl"
    try:
        publish(out)
    except OSError as error:
        raise unwritable(error, out) from error
    if not source.is_file():
        raise InputError(f"{source}: no results of a run; make them with: shuwen run FOLDER -o {out}")
    write = partial(write_csv, bom=layout.bom) if kind == "csv" else WRITERS[kind]
    columns = COLUMNS[layout.shape]
    names = [column.chinese if layout.heads == "zh" else column.name for column in columns]
    counted = _Counted(out, layout.shape)
    put(file, write, Head(TABLE[layout.shape], columns, names), counted)
    return Exported(counted.articles, counted.rows)


class _Counted:
    """The rows of a folder of results, counted as they are read."""

    def __init__(self, out: Path, shape: Shape) -> None:
        self.out, self.shape = out, shape
        self.articles = self.rows = 0

    def __iter__(self) -> Iterator[list[Cell]]:
        sentences = _Sentences(self.out / "records.csv")
        for extraction in read_extractions(self.out / "extractions.jsonl"):
            self.articles += 1
            for row in rows(extraction, [sentences.of(record.id) for record in extraction.records], self.shape):
                self.rows += 1
                yield row


def read_extractions(path: Path) -> Iterator[Extraction]:
    """The extractions of a run, in order. Raises `InputError` naming the line that is none."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decode(line)
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                raise InputError(f"{path}: line {number} is no extraction of this version: {error}; run shuwen again") from error


class _Sentences:
    """The sentences of records, which records.csv holds in the order of the extractions; "" where it doesn't."""

    def __init__(self, path: Path) -> None:
        self._rows = self._read(path) if path.is_file() else iter(())
        self._next: tuple[str, str] | None = next(self._rows, None)

    @staticmethod
    def _read(path: Path) -> Iterator[tuple[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                sentence = row.get("sentence") or ""
                yield row.get("record_id") or "", sentence[1:] if sentence[:1] == "'" and FORMULA.match(sentence[1:]) else sentence

    def of(self, record: str) -> str:
        """The sentence of the next record, if it is that."""
        if self._next is None or self._next[0] != record:
            return ""
        sentence, self._next = self._next[1], next(self._rows, None)
        return sentence
