"""Files as they were chosen for one import, and archives of them unpacked."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.import_records.problems import Place, refuse
from assessments.imports.files.archives import DirectoryTooLarge, member_bytes, open_archive
from assessments.imports.files.limits import MEGABYTE, Limits

# Called with the number of rows read, and about how many there are; an error it raises ends the
# reading.
Progress = Callable[[int, int], None]

# What `zipfile` raises for damaged archives.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
# Files that operating systems add to archives.
_LEFT_BEHIND = ("__MACOSX/", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class SourceFile:
    """A file as it was uploaded."""

    name: str
    data: bytes


def digest_of(files: Sequence[SourceFile]) -> str:
    """SHA-256 over the contents, whatever the order and names of the files.

    Of a single file it is the file's own.
    """
    return joined_digests([hashlib.sha256(file.data).hexdigest() for file in files])


def joined_digests(digests: Sequence[str]) -> str:
    """The digest of several files from those of each."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


def unpacked(files: Sequence[SourceFile], limits: Limits) -> list[SourceFile]:
    """The files, with each ZIP replaced by its members; a workbook stays as it is."""
    found: list[SourceFile] = []
    for file in files:
        if not file.data.startswith(b"PK"):
            found.append(file)
            continue
        try:
            with open_archive(file.data) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                if any(member.filename == "xl/workbook.xml" for member in members):
                    found.append(file)
                    continue
                members = [one for one in members if not is_system_file(one.filename)]
                _check_members(members, limits, file.name)
                found += [SourceFile(one.filename, member_bytes(archive, one)) for one in members]
        except DirectoryTooLarge as error:
            raise refuse("case_zip_bomb", Place(file=file.name)) from error
        except BROKEN as error:
            raise refuse("broken_zip", Place(file=file.name)) from error
    return found


def is_system_file(name: str) -> bool:
    """Whether a member of an archive was added by an operating system."""
    last = name.rpartition("/")[2]
    return name.startswith(_LEFT_BEHIND) or last.startswith((".", "~$")) or last in _LEFT_BEHIND


def _check_members(members: list[zipfile.ZipInfo], limits: Limits, name: str) -> None:
    """Refuse by the archive's directory what would unpack too far, before anything is unpacked."""
    place = Place(file=name)
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted", place)
    sizes = [member.file_size for member in members]
    bombs = [
        member
        for member in members
        if member.file_size > limits.zip_ratio * max(member.compress_size, 1)
        and member.file_size > MEGABYTE
    ]
    if len(members) > limits.zip_members or sum(sizes) > limits.case_bytes or bombs:
        raise refuse("case_zip_bomb", place)
