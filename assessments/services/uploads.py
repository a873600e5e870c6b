"""The one place that tells what uploaded files are, and gives them to the service of their kind.

Page, background run and command come through here, so that a file is the same thing to all of them.
A new kind of file is a new entry of `KINDS`, before those that take what nothing else takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.imports import read_file
from assessments.imports.case_formats import SourceFile, is_case_list
from assessments.models import Department, ImportBatch, User
from assessments.services import case_imports, imports


@dataclass(frozen=True)
class Upload:
    """The files of one import, and what was said about them.

    `system`: the code system, empty where the codes tell. `year`: take only this one. `complete`:
    a code that is not listed was not performed (lists of codes only).
    """

    files: Sequence[SourceFile]
    system: str = ""
    year: int | None = None
    complete: bool = True


def propose(*, user: User, department: Department, upload: Upload) -> ImportBatch:
    """Store what the files hold as a preview; nothing is in force before it is confirmed.

    Raises `UnreadableFile` with every problem, `ImportRefused`, or `PermissionDenied`.
    """
    take = next(take for is_kind, take in KINDS if is_kind(upload.files))
    return take(user, department, upload)


def _case_list(user: User, department: Department, upload: Upload) -> ImportBatch:
    return case_imports.propose(
        user=user,
        department=department,
        files=upload.files,
        system=upload.system,
        year=upload.year,
    )


def _counted_codes(user: User, department: Department, upload: Upload) -> ImportBatch:
    """A quality report or a list of codes; a file that is neither is refused by its reader."""
    file = upload.files[0]
    return imports.propose(
        user=user,
        department=department,
        parsed=read_file(file.data, file.name, system=upload.system),
        year=upload.year,
        complete=upload.complete,
    )


# In this order: the first kind that fits takes the files.
KINDS: tuple[
    tuple[
        Callable[[Sequence[SourceFile]], bool],
        Callable[[User, Department, Upload], ImportBatch],
    ],
    ...,
] = (
    (is_case_list, _case_list),
    (lambda _files: True, _counted_codes),
)
