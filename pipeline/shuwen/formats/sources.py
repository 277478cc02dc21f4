"""Where articles are: files, folders, patterns, standard input, remote folders -> sources, in a fixed order."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from shuwen.errors import FILL, LEAVE, LOOK, InputError
from shuwen.formats.encoding import decode
from shuwen.formats.items import UTF8_BYTES, Failure, printable, too_long

STDIN = "-"
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
PATTERN = re.compile(r"[*?\[]")
Given = Path | str


class Source(msgspec.Struct, frozen=True):
    """One file: the `name` that ids are made of, the path or URL a person knows it by, its bytes, how it is opened."""

    name: str
    source: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


class Sources:
    """The files of `paths`. Raises `InputError` for one that does not exist or needs an extra that is not installed.

    `wanted` tells by its name whether a file in a folder is read; `leave` names files to pass over.
    """

    def __init__(self, paths: Sequence[Given], wanted: Callable[[str], bool], leave: Collection[Path]) -> None:
        self._wanted = wanted
        self._leave = {place for path in leave if (place := _place(path))}
        self._standard = STDIN in paths
        self._remote = [_remote(path) for path in paths if isinstance(path, str) and URL.match(path)]
        self._local = _outermost([
            path for given in paths
            if not (isinstance(given, str) and (given == STDIN or URL.match(given)))
            for path in _expanded(given)
        ])  # fmt: skip
        self._root = _common_root(self._local)

    def files(self, skipped: Counter[str]) -> Iterator[Source | Failure]:
        """Each file in turn; what was passed over is counted in `skipped` by its ending."""
        for path in self._local:
            if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where a folder above may not be entered
                yield from self._walk(path, skipped)
            else:
                yield self._file(path)
        if self._standard:
            yield Source("stdin", STDIN, 0, lambda: nullcontext(sys.stdin.buffer))
        for system, root in self._remote:
            yield from self._fetch(system, root, skipped)

    def _file(self, path: Path) -> Source:
        name = printable(path.absolute().relative_to(self._root).as_posix())
        return Source(name, printable(path), _size(path), lambda: open_regular(path))

    def _walk(self, folder: Path, skipped: Counter[str]) -> Iterator[Source | Failure]:
        """The files below `folder`, sorted by name; links to folders are not followed, since they may go round."""
        waiting: list[os.DirEntry[str] | Path] = [folder]
        while waiting:
            entry = waiting.pop()
            path = Path(entry)
            try:
                within = isinstance(entry, Path) or entry.is_dir(follow_symlinks=False)
                waiting += sorted(os.scandir(path), key=lambda entry: entry.name, reverse=True) if within else ()
            except OSError as error:
                yield unreadable(printable(path), error, _size(path))
                continue
            if within:
                continue
            if not self._wanted(path.name):
                skipped[path.suffix.lower() or "no ending"] += 1
            elif not self._leave or _place(path) not in self._leave:
                yield self._file(path)

    def _fetch(self, system: Any, root: str, skipped: Counter[str]) -> Iterator[Source | Failure]:
        """The files of a remote path: itself, what a pattern fits, or those below it, sorted by name."""
        whole = system.unstrip_protocol(root)
        pattern = PATTERN.search(root)
        alone = folder = False
        try:
            alone = system.isfile(root)  # asked first: to the web a page is a folder too, of all that it links to
            folder = not (alone or pattern)
            if alone:
                found = {root: system.info(root)}
            elif pattern:
                fitting = system.glob(root, detail=True)
                found = {name: about for name, about in fitting.items() if about["type"] == "file"}
            else:
                found = system.find(root, detail=True)
        except Exception as error:  # noqa: BLE001  # each kind of store raises its own
            yield unreadable(whole, error, 0)
            return
        if not found:
            yield unreadable(whole, FileNotFoundError("nothing is there"), 0)
        above = root if folder else root[: pattern.start() if pattern and not alone else None].rpartition("/")[0]
        for name, about in sorted(found.items()):
            if folder and not self._wanted(name):
                skipped[Path(name).suffix.lower() or "no ending"] += 1
                continue
            short = name.removeprefix(above).lstrip("/")
            yield Source(short, system.unstrip_protocol(name), about.get("size") or 0, _opener(system, name))


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
        raise InputError(f"can't be read: {error.strerror or error}", advice=LOOK) from error
    if not data.strip():
        raise InputError("the file is empty", advice=FILL)
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
    raise InputError("not a regular file", advice=LEAVE)


def unreadable(source: str, error: Exception, size: int) -> Failure:
    """The failure of a file that can't be opened or read; `size` is its bytes."""
    reason = f"can't be read: {getattr(error, 'strerror', None) or str(error) or type(error).__name__}"
    return Failure(source=source, reason=reason, advice=LOOK, size=size)


def _opener(system: Any, name: str) -> Callable[[], AbstractContextManager[BinaryIO]]:
    return lambda: system.open(name, "rb")


def _remote(url: str) -> tuple[Any, str]:
    """The store of a URL and its path there."""
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url)
    except ImportError as error:
        kind = url.split(":", 1)[0]
        raise InputError(
            f"{url}: {error}; remote paths need pip install 'shuwen[remote]', and fsspec's own package for {kind}://"
        ) from error
    except ValueError as error:
        raise InputError(
            f"{url}: {error}; name a kind of store that fsspec knows, such as s3:// or https://"
        ) from error
    return system, path


def _expanded(given: Given) -> list[Path]:
    """The path, or the paths that a pattern fits. Raises `InputError` where there is none."""
    path = Path(given)
    if _there(path):
        return [path]
    found: list[Path] = []
    if PATTERN.search(str(given)):
        try:
            found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))  # follows no links to folders
        except ValueError as error:
            raise InputError(f"{printable(given)}: {error}") from error
    if not found:
        raise InputError(f"{printable(given)}: there is no such file or folder")
    return found


def _there(path: Path) -> bool:
    """Whether something has that name; also where that may not be asked, which is told when it is opened."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """`paths` without those given twice or lying below another, so that nothing is read twice."""
    given: dict[Path, Path] = {}
    for path in paths:
        given.setdefault(Path(os.path.realpath(path)), path)  # Path.resolve raises over links that go round
    return [path for place, path in given.items() if not any(parent in given for parent in place.parents)]


def _common_root(paths: Sequence[Path]) -> Path:
    if not paths:
        return Path()
    return Path(os.path.commonpath([
        path.absolute() if os.path.isdir(path) else path.absolute().parent for path in paths  # noqa: PTH112  # as above
    ]))  # fmt: skip


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
