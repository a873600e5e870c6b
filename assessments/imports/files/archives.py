"""ZIP archives: opened with a bound on their directory, and how much they hold."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import BinaryIO

from assessments.imports.files.limits import MEGABYTE

# Some 5,000 members: every one becomes an object before their number can be looked at.
_DIRECTORY_BYTES = MEGABYTE // 4


class DirectoryTooLarge(zipfile.BadZipFile):
    """The archive lists far more members than any that is read here."""


def open_archive(source: bytes | BinaryIO) -> zipfile.ZipFile:
    """The archive. Raises `DirectoryTooLarge`, or what `zipfile` raises for a damaged one.

    What a member unpacks to is bounded by its size in the directory: where that is wrong, `zipfile`
    stops there and finds the wrong checksum. Members are read a piece at a time, because it unpacks
    as much as is asked for before it looks at the size.
    """
    file = _Bounded(io.BytesIO(source) if isinstance(source, bytes) else source)
    archive = zipfile.ZipFile(file)
    file.most = None
    return archive


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member unpacked; raises what `zipfile` raises for a damaged one."""
    with archive.open(member) as content:
        return b"".join(iter(partial(content.read, MEGABYTE), b""))


class _Bounded:
    """A file that refuses to read the directory of an archive where that is too large."""

    def __init__(self, file: BinaryIO) -> None:
        self.most: int | None = _DIRECTORY_BYTES
        self.seek, self.tell, self._read = file.seek, file.tell, file.read

    def seekable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """So many bytes."""
        if self.most is not None and size > self.most:
            raise DirectoryTooLarge
        return self._read(size)

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""
