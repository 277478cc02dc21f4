"""Every file of some paths -> its articles, by one table of endings. What can't be read becomes a `Failure`."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from shuwen.config import Columns, load_config
from shuwen.errors import COMPRESS, CORRECT, FETCH, FILL, PLAIN, InputError
from shuwen.formats.archives import BROKEN, Open, open_tar, open_zip
from shuwen.formats.dates import day
from shuwen.formats.documents import read_docx, read_pdf
from shuwen.formats.items import Failure, Fault, Found, Item, Options, Read, Row, bounded, printable, too_long
from shuwen.formats.scans import ENDINGS as PICTURES
from shuwen.formats.scans import read_image
from shuwen.formats.seen import Seen
from shuwen.formats.sources import STDIN, Given, Source, Sources, unreadable
from shuwen.formats.tables import TORN, read_csv, read_json, read_jsonl, read_parquet, read_tsv, read_xlsx
from shuwen.formats.text import read_html, read_plain
from shuwen.records import Article, Region

READERS: dict[str, Read] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
    ".docx": read_docx,
    ".pdf": read_pdf,
    **dict.fromkeys(PICTURES, read_image),
}
SEEKING = (".xlsx", ".parquet", ".docx", ".pdf", *PICTURES)  # read to and fro: whole in memory where they come out of an archive
ARCHIVES: dict[str, Open] = {".zip": open_zip, ".tar": open_tar, ".tar.gz": open_tar, ".tgz": open_tar}
GZIP = ".gz"  # of any of READERS
ENDINGS = sorted((*READERS, *ARCHIVES, GZIP), key=len, reverse=True)  # .tar.gz before .gz


def ending_of(name: str) -> str:
    """The ending by which a file is read; empty where it is none of ours."""
    return next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")


def readable(name: str) -> bool:
    """Whether a file in a folder is read, by its name."""
    ending = ending_of(name)
    return bool(ending_of(name[: -len(GZIP)]) if ending == GZIP else ending)


class Reader:
    """Iterates over every article of `paths`, in a fixed order, one at a time; gives `Article | Failure`.

    `paths` are files, folders (to any depth), patterns such as news/*.txt, and as texts `-` (standard input: a text, or
    .jsonl where it begins with a brace) and URLs that fsspec opens. In a folder what has none of `ENDINGS` is counted in
    `skipped` by its ending; a file that is named itself is then a failure, or a text where it has no ending. The id of a file is its path below the
    folder given (below the common parent where several paths are given); a member adds !MEMBER to that, and a line, row
    or element without an id #LINE. `region` holds where none is named, `longest` is the limit of an article in
    characters (and of a member in bytes, four for each), `columns` the names in tables. `leave` names files to pass
    over, such as the output of an earlier run. `article.meta` holds `line` (None for a whole file), `size`, the bytes it
    took, and `notes`, what was left out of it. Raises `InputError` for a missing path.
    """

    def __init__(
        self,
        paths: Sequence[Given],
        *,
        region: Region = "CN",
        longest: int,
        columns: Columns | None = None,
        leave: Collection[Path] = (),
    ) -> None:
        self.region: Region = region
        self.skipped: Counter[str] = Counter()
        self._options = Options(longest=longest, columns=columns or load_config().columns)
        self._sources = Sources(paths, readable, leave)
        self._ids = Seen()

    def measure(self) -> tuple[int, int]:
        """How many files there are to read, and their bytes."""
        files = size = 0
        for source in self._sources.files(Counter()):
            files += 1
            size += source.size
        return files, size

    def __iter__(self) -> Iterator[Item]:
        self._ids.clear()
        for source in self._sources.files(self.skipped):
            if isinstance(source, Failure):
                yield source
                continue
            for item in self._read(source):
                yield self._unique(item) if isinstance(item, Article) else item

    def _read(self, source: Source) -> Iterator[Item]:
        before = 0
        try:
            with source.open() as stream:
                for inside, found in self._contents(_name(source, stream), stream):
                    here = max(before, _position(stream))
                    yield self._item(source, inside, found, here - before)
                    before = here
        except InputError as error:
            yield _failure(source.source, None, error, max(source.size - before, 0))
        except Exception as error:  # noqa: BLE001  # each kind of store raises its own; no file ends the run
            yield unreadable(source.source, error, max(source.size - before, 0))

    def _contents(self, name: str, stream: BinaryIO, inside: str = "") -> Iterator[tuple[str, Found]]:
        """What a file or a member (`inside` is then !MEMBER) holds, with the member it stands in."""
        ending = ending_of(name)
        compressed = ending == GZIP
        if compressed:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
            name = name[: -len(GZIP)]
            ending = ending_of(name)
        if not ending and Path(name).suffix:
            raise InputError(f"of no kind that is read: its name ends in {Path(name).suffix}", advice=PLAIN)
        if ending in ARCHIVES or (compressed and ending == GZIP):
            if inside or compressed:
                raise InputError("an archive within an archive is not read", advice="unpack it, and name the folder")
            for member, content in ARCHIVES[ending](stream):
                yield from self._member(member, content)
            return
        try:
            if ending in SEEKING and (inside or compressed):
                stream = io.BytesIO(bounded(stream, self._options.limit))
            for found in READERS.get(ending, read_plain)(stream, self._options):
                yield inside, found
        except TORN as error:
            if compressed:
                raise InputError(f"not whole as a gzip file: {error}", advice=COMPRESS) from error
            raise InputError(f"not a whole file: {error}", advice=FETCH) from error

    def _member(self, member: str, content: BinaryIO | InputError) -> Iterator[tuple[str, Found]]:
        inside = f"!{printable(member)}"
        if member.startswith("__MACOSX/") or not (readable(member) or ending_of(member)):
            self.skipped[Path(member).suffix.lower() or "no ending"] += 1
            return
        try:
            if isinstance(content, InputError):
                raise content
            yield from self._contents(member, content, inside)
        except InputError as error:
            yield inside, Fault(error=error)
        except BROKEN as error:
            fault = InputError(f"not a whole member of its archive: {error}", advice=FETCH)
            yield inside, Fault(error=fault)

    def _item(self, source: Source, inside: str, found: Found, size: int) -> Item:
        place = source.source + inside
        if isinstance(found, Fault):
            return _failure(place, found.line, found.error, size)
        if not found.text.strip():
            return _failure(place, found.line, InputError("the text is empty", advice=FILL), size)
        if len(found.text) > self._options.longest:
            return _failure(place, found.line, too_long(self._options.longest), size)
        region = found.region or self.region
        published, note = day(found.published, region)
        return Article(
            id=printable(found.id) if found.id else source.name + inside + _mark(found),
            text=found.text,
            title=found.title,
            published=published,
            region=region,
            source=place,
            meta={"line": found.line, "size": size, "notes": [note] if note else []},
        )

    def _unique(self, article: Article) -> Item:
        """The article, or a failure where an earlier one already has its id, since a record's id is made from it."""
        if self._ids.add(article.id):
            return article
        return Failure(
            source=article.source or "",
            line=article.meta["line"],
            id=article.id,
            reason=f"the id {article.id!r} belongs to an earlier article",
            advice="give each article an id of its own",
            size=article.meta["size"],
        )


def _failure(source: str, line: int | None, error: InputError, size: int) -> Failure:
    return Failure(source=source, line=line, reason=str(error), advice=error.advice or CORRECT, size=size)


def _name(source: Source, stream: BinaryIO) -> str:
    """The name that tells the reader; what comes by standard input has none, and tells by how it begins."""
    if source.source != STDIN:
        return source.name
    head = stream.peek(1) if isinstance(stream, io.BufferedReader) else b""
    return "stdin.jsonl" if head.lstrip().startswith(b"{") else "stdin"


def _position(stream: BinaryIO) -> int:
    """The bytes read so far; 0 where the stream can't tell, as a pipe."""
    try:
        return stream.tell()
    except (OSError, ValueError):
        return 0


def _mark(row: Row) -> str:
    """What a row without an id adds to the name of its file."""
    if row.line is None:
        return ""
    return f"#{row.sheet}:{row.line}" if row.sheet else f"#{row.line}"
