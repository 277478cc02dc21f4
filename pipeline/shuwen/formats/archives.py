"""Members of .zip and .tar archives, one after the other. Nothing is ever unpacked to the disk."""

from __future__ import annotations

import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Self, cast

from shuwen.errors import FETCH, LEAVE, UNLOCK, InputError

Member = tuple[str, BinaryIO | InputError]
Open = Callable[[BinaryIO], Iterator[Member]]
EXTENDED = 1 << 20  # bytes that what is no file may take: names and attributes of the file after it
ENCRYPTED = 1  # the bit of a member's flags
IRREGULAR = "not a regular file of the archive"
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)


def open_zip(stream: BinaryIO) -> Iterator[Member]:
    """Each file's name and its bytes as a stream, good until the next is asked for; an error in place of one refused."""
    with whole("zip archive"), _zip(stream) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.compress_size for info in members) > stream.seek(0, os.SEEK_END):
            raise InputError("not a whole zip archive: its members lie over each other, as in a zip bomb", advice=FETCH)
        for info in members:
            try:
                if error := _refused(info):
                    yield info.filename, error
                    continue
                with archive.open(info) as member:
                    yield info.filename, cast("BinaryIO", member)
            except BROKEN as error:
                yield info.filename, InputError(f"not a whole member of a zip archive: {error}", advice=FETCH)


def open_tar(stream: BinaryIO) -> Iterator[Member]:
    """As `open_zip`, for .tar, also compressed with gzip. Links, devices and pipes are errors in their place."""
    with whole("tar archive"), tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|*", tarinfo=_Header) as archive:
        for info in archive:
            if info.isdir():
                continue
            member = archive.extractfile(info) if info.isreg() else None
            if member is None:
                yield info.name, InputError(IRREGULAR, advice=LEAVE)
            else:
                yield info.name, outside(info.name) or cast("BinaryIO", member)


class _Header(tarfile.TarInfo):
    """A header of which the extended ones, that tarfile holds in memory, have a limit."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As tarfile's own; `ReadError` for a list of names or attributes larger than any true one."""
        found = super().frombuf(buf, encoding, errors)
        if not found.isfile() and found.size > EXTENDED:
            raise tarfile.ReadError("a header longer than any true one")
        return found


@contextmanager
def whole(what: str) -> Iterator[None]:
    """Turns what a broken archive raises into an `InputError`."""
    try:
        yield
    except BROKEN as error:
        raise InputError(f"not a whole {what}: {error or type(error).__name__}", advice=FETCH) from error


def _refused(info: zipfile.ZipInfo) -> InputError | None:
    """The error for a member of a .zip that is not to be opened."""
    if info.flag_bits & ENCRYPTED:
        return InputError("it opens with a password only", advice=UNLOCK)
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):  # 0: packed where files have no mode
        return InputError(IRREGULAR, advice=LEAVE)
    return outside(info.filename)


def outside(name: str) -> InputError | None:
    """The error for a name that would lie outside the archive; an id made of it could lead a program astray."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return InputError("its name lies outside the archive", advice="pack it again with names below its folder")
    return None


def _zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Names without the mark of UTF-8 are in the packer's own encoding: GB18030, as Chinese Windows writes them."""
    try:
        return zipfile.ZipFile(stream, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(stream)
