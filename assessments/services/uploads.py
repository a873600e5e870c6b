"""The one place that tells what uploaded files are, and gives them to the service of their kind.

Page, background run and command come through here, so that a file is the same thing to all of them.
A new kind of file is a new entry of `KINDS`, before those that take what nothing else takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.imports import read_file, refuse
from assessments.imports.case_formats import SourceFile, is_case_list
from assessments.imports.case_progress import Progress
from assessments.imports.profile_reader import is_profile
from assessments.imports.report_set import holds_reports, read_reports
from assessments.models import ColumnAssignment, Department, ImportBatch, User
from assessments.services import case_imports, column_assignments, imports, report_sets


@dataclass(frozen=True)
class Upload:
    """The files of one import, and what was said about them.

    `system`: the code system, empty where the codes tell. `year`: take only this one. `complete`:
    a code that is not listed was not performed (lists of codes only). `columns`: of a case list,
    what is meant -> the name of its column, assigned by hand; None: as the names tell, or as it was
    assigned by hand before. `progress` is told how many rows of a case list were read.
    """

    files: Sequence[SourceFile]
    system: str = ""
    year: int | None = None
    complete: bool = True
    columns: Mapping[str, str] | None = None
    progress: Progress | None = None


def propose(*, user: User, department: Department, upload: Upload) -> ImportBatch:
    """Store what the files hold as a preview; nothing is in force before it is confirmed.

    Where columns were assigned by hand, now or for an earlier file that had them too, the files are
    a case list. Raises `UnreadableFile` with every problem, `ImportRefused`, or `PermissionDenied`.
    """
    assignment = (
        column_assignments.remembered(department.hospital, upload.files)
        if upload.columns is None
        else column_assignments.assigned(department.hospital, upload.columns, user)
    )
    if assignment is not None:
        return _case_list(user, department, upload, assignment)
    take = next(take for is_kind, take in KINDS if is_kind(upload.files))
    return take(user, department, upload)


def _case_list(
    user: User,
    department: Department,
    upload: Upload,
    assignment: ColumnAssignment | None = None,
) -> ImportBatch:
    return case_imports.propose(
        user=user,
        department=department,
        files=upload.files,
        system=upload.system,
        year=upload.year,
        assignment=assignment,
        progress=upload.progress,
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


def _reports(user: User, department: Department, upload: Upload) -> ImportBatch:
    """Quality reports of several years: the first of their previews, which names the others."""
    reports = read_reports(upload.files)
    if len(reports) == 1:
        return imports.propose(
            user=user, department=department, parsed=reports[0], year=upload.year
        )
    if upload.year is not None:
        raise refuse("year_of_several", year=upload.year)
    return report_sets.propose(user=user, department=department, reports=reports)[0]


def _profile(_user: User, _department: Department, _upload: Upload) -> ImportBatch:
    """Profile workbooks are judged by the forms of the pages, which know what is refused there."""
    raise refuse("profile_on_page")


# In this order: the first kind that fits takes the files.
KINDS: tuple[
    tuple[
        Callable[[Sequence[SourceFile]], bool],
        Callable[[User, Department, Upload], ImportBatch],
    ],
    ...,
] = (
    (is_profile, _profile),
    (holds_reports, _reports),
    (is_case_list, _case_list),
    (lambda _files: True, _counted_codes),
)
