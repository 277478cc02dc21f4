"""Writers: extractions.jsonl (the model itself), records.csv (one row a record), failures.jsonl and articles.jsonl (the texts).

Each file grows under its name with .part added, whole lines at a time, and gets its own name when the run is over: a
finished result is never half of one, and a run that is killed leaves every line that it wrote. They are published
together: a mark stands in the folder while they get their names, and whoever comes next finishes what a kill cut short.
A run holds a lock on its folder while it lasts; what a broken run left in .part is kept as .part.old when the next one begins.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import msgspec

from shuwen.config import Output
from shuwen.errors import ShuwenError
from shuwen.formats.items import Failure
from shuwen.lang.amounts import plain
from shuwen.records import Article, Exact, Extraction, Quantity, Record, Slot, encode

TEXTS = "articles.jsonl"
NAMES = ("extractions.jsonl", "records.csv", "failures.jsonl", TEXTS)
COLUMNS = (
    "article_id", "title", "published", "indicator", "subject", "period", "status",
    "value_text", "value", "low", "high", "unit", "kind", "bound",
    "changes", "shares", "base", "gap", "threshold",
    "confidence", "sentence", "start", "end", "record_id", "duplicate_of",
)  # fmt: skip
FORMULA = re.compile("^[\\s\u200b\ufeff]*[=+\\-@＝＋－＠]|^[\\t\\r]")
NUMBER = re.compile(r"0[0-9]|[0-9]{12}|[0-9]+[eE][0-9]+$")  # which a spreadsheet would shorten, round or read as 10^52
BOUNDS = {"exact": "", "range": "", "about": "about ", "over": "over ", "under": "under ", "at_least": "at least ",
          "at_most": "at most "}  # fmt: skip


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A line of articles.jsonl: the text that the offsets of a line of extractions.jsonl count in, and where it came from."""

    id: str
    source: str | None = None
    line: int | None = None
    text: str


class Writers:
    """The files of one run in the folder `out`, which is made if need be. Use it as a context manager.

    `output` are the settings of that section; `resumes` says that the run takes over what an earlier one did. Raises
    `ShuwenError` where the folder or a file in it can't be written.
    """

    def __init__(self, out: Path, output: Output, *, resumes: bool = False) -> None:
        self._output = output
        self._resumes = resumes
        self.paths = [out / name for name in NAMES if output.texts or name != TEXTS]
        self._open = ExitStack()
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._open.enter_context(_locked(out))
            publish(out)
            files = [self._open.enter_context(_fresh(path)) for path in self.paths]
        except ShuwenError:
            self._open.close()
            raise
        except OSError as error:
            self._open.close()
            raise unwritable(error, out) from error
        self._files = files
        self._extractions, self._table, self._failures = files[:3]
        self._rows = csv.writer(self._table)
        self._write(self._table, "\ufeff" * output.csv_bom)
        self._rows.writerow(COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Close the files, and give them their names unless the run broke off."""
        try:
            for file in self._files:
                if kind is None:
                    os.fsync(file.fileno())
                file.close()
            if kind is None:
                _mark(self.paths[0].parent).touch()
                publish(self.paths[0].parent)
                if not self._output.texts:  # those of an earlier run are not the texts of these results
                    (self.paths[0].parent / TEXTS).unlink(missing_ok=True)
            for path in self.paths if kind is None and self._resumes else ():
                _old(_part(path)).unlink(missing_ok=True)  # the results hold by now what a run wrote that broke off
            self._open.close()
        except OSError as problem:
            raise unwritable(problem, self.paths[0].parent) from problem

    def extraction(self, article: Article, extraction: Extraction) -> None:
        """Add one article's extraction and its rows."""
        self._write(self._extractions, encode(extraction, why=self._output.reasons).decode() + "\n")
        if self._output.texts:
            kept = Text(id=article.id, source=article.source, line=article.meta.get("line"), text=article.text)
            self._write(self._files[3], msgspec.json.encode(kept).decode() + "\n")
        try:
            self._rows.writerows(rows(article, extraction))
            self._table.flush()
        except OSError as error:
            raise unwritable(error, Path(self._table.name)) from error

    def failure(self, failure: Failure) -> None:
        """Add one failure."""
        fields = {name: value for name, value in msgspec.structs.asdict(failure).items() if name != "size"}
        self._write(self._failures, msgspec.json.encode(_clean(fields)).decode() + "\n")

    @staticmethod
    def _write(file: TextIO, text: str) -> None:
        try:
            file.write(text)
            file.flush()
        except OSError as error:
            raise unwritable(error, Path(file.name)) from error


def publish(out: Path) -> None:
    """Give the finished files of a run their names, if its mark says that they are finished. Raises `OSError`."""
    mark = _mark(out)
    if not mark.exists():
        return
    for path in (out / name for name in NAMES):
        with suppress(FileNotFoundError):  # it has its name already
            _part(path).replace(path)
    mark.unlink(missing_ok=True)


def rows(article: Article, extraction: Extraction) -> Iterator[list[str]]:
    """The rows of records.csv: one a record, in the order of COLUMNS."""
    for record in extraction.records:
        level = record.in_slot("value")
        first = level or record.quantities[0]
        yield [
            safe_id(extraction.id),
            *map(safe_cell, (
                extraction.title or "", str(extraction.published or ""),
                *(mention.name if mention else "" for mention in (record.indicator, record.subject, record.period)),
                record.status, level.text if level else "",
            )),
            *([_exact(level.value), _exact(level.low), _exact(level.high)] if level else [""] * 3),
            *map(safe_cell, (level.unit, level.kind, level.bound) if level else [""] * 3),
            *(safe_cell(said(record, slot)) for slot in ("change", "share", "base", "gap", "threshold")),
            f"{record.confidence:.2f}",
            safe_cell(" ".join(article.text[slice(*record.sentence)].split())),
            str(first.start), str(first.end), record.id, safe_id(extraction.duplicate_of or ""),
        ]  # fmt: skip


def said(record: Record, slot: Slot) -> str:
    """What a record says in one slot, for a person: `up 22.5 % (yoy)`, `66 % of 全县`."""
    return "; ".join(_phrase(quantity) for quantity in record.quantities if quantity.slot == slot)


def amount(quantity: Quantity) -> str:
    """A figure in its base unit, for a person: `about 53200000 CNY`, `15..20 %`."""
    ends = (quantity.low, quantity.high) if quantity.value is None else (quantity.value,)
    return f"{BOUNDS[quantity.bound]}{'..'.join(map(_exact, ends))} {quantity.unit}".strip()


def _phrase(quantity: Quantity) -> str:
    of = quantity.of.name if quantity.of else ""
    if quantity.slot == "gap":
        return f"{amount(quantity)} {'below' if quantity.direction == 'down' else 'above'} {of}".strip()
    whole, basis = f"of {of}" if of else "", f"({quantity.basis})" if quantity.basis else ""
    return " ".join(filter(None, (quantity.direction, amount(quantity), whole, basis)))


def _exact(value: Exact | None) -> str:
    return "" if value is None else plain(value)


def safe_cell(cell: str) -> str:
    """A cell that a spreadsheet takes for text: an apostrophe goes before what would begin a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def safe_id(name: str) -> str:
    """An id that a spreadsheet takes for text and leaves as it is: 00123 keeps its noughts, 377945e52 is no number."""
    return f"'{name}" if NUMBER.match(name) else safe_cell(name)


def _clean(fields: dict[str, object]) -> dict[str, object]:
    """`fields` with lone surrogates, which JSON in UTF-8 can't hold, written out as escapes."""
    return {
        name: value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _fresh(path: Path) -> TextIO:
    """The .part file of a result, new and empty; one that a broken run left is kept beside it. No link is followed."""
    if path.is_dir() and not path.is_symlink():
        raise ShuwenError(f"{path}: a folder stands where the result goes; move it away, or choose another output folder")
    part = _part(path)
    if os.path.lexists(part):
        part.replace(_old(part))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Holds the folder for this run: `ShuwenError` where another run writes there. Ends with the process, however it ends."""
    if sys.platform == "win32":  # no flock: there two runs are the user's care
        yield
        return
    import fcntl

    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise ShuwenError(f"{out}: another run writes there; wait for its end, or choose another output folder") from error
    finally:
        os.close(handle)


def _mark(out: Path) -> Path:
    """The file that stands in `out` while finished files get their names."""
    return out / ".publishing"


def _old(part: Path) -> Path:
    return part.with_name(part.name + ".old")


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def unwritable(error: OSError, path: Path) -> ShuwenError:
    """The error for a file that the system doesn't let us write."""
    return ShuwenError(f"{error.filename or path}: can't be written: {error.strerror or error}")
