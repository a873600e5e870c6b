"""How much work it is to read a file, told before it is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial
from typing import IO, BinaryIO

from assessments.imports.files.archives import member_bytes, open_archive
from assessments.imports.files.limits import MEGABYTE

# A cell of an ordinary workbook has four tags and some 33 bytes; one without content costs nearly
# the same and has four bytes.
_BYTES_A_TAG = 8
# As "<c/>" weighs: of an archive of which a part is damaged.
_MOST_A_BYTE = 4
# What it takes to open one of the files in an archive.
_BYTES_A_FILE = 50_000
# What `zipfile` raises for archives that cannot be read, which are refused at once.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def weight_of(file: BinaryIO, enough: int) -> int:
    """About how many bytes of text a file holds: of an archive or a workbook those unpacked.

    Tags of XML count as eight bytes at least, and every file in an archive as 50 KB more. What is
    above `enough` is not told exactly, and nothing is unpacked further than that.
    """
    return _weight(file, enough, is_member=False)


def _weight(file: BinaryIO, enough: int, *, is_member: bool) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    if size > enough:
        return size
    if file.read(2) == b"PK":
        return max(size, _unpacked(file, enough, is_member=is_member))
    file.seek(0)
    return max(size, _BYTES_A_TAG * _tags(file))


def _unpacked(file: BinaryIO, enough: int, *, is_member: bool) -> int:
    """The weights of all members; of an archive in an archive only a workbook is read."""
    total = 0
    try:
        with open_archive(file) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if total > enough:
                return total
            is_workbook = any(member.filename == "xl/workbook.xml" for member in members)
            weight = 0 if is_workbook else _BYTES_A_FILE * len(members)
            for member in members:
                if is_member:
                    with archive.open(member) as content:
                        weight += max(member.file_size, _BYTES_A_TAG * _tags(content))
                else:
                    content = io.BytesIO(member_bytes(archive, member))
                    weight += _weight(content, enough, is_member=True)
                if weight > enough:
                    break
    except _BROKEN:
        return _MOST_A_BYTE * total
    return weight


def _tags(file: IO[bytes]) -> int:
    """Beginnings and ends of elements; "<a/>" is both."""
    pieces = iter(partial(file.read, MEGABYTE), b"")
    return sum(piece.count(b"<") + piece.count(b"/>") for piece in pieces)
