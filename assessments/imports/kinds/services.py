"""The registry of the kinds of imports: it decides of which kind uploaded files are.

The page, the background run and the command all use it, so that they treat a file alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assessments.imports.batches.services import steps
from assessments.imports.batches.services.kind import Kind, Upload
from assessments.imports.case_lists.services.kind import CASE_LIST
from assessments.imports.code_lists.services import report_sets
from assessments.imports.code_lists.services.kinds import CODE_LIST, QUALITY_REPORT
from assessments.imports.profile_workbook.services.kind import PROFILE_WORKBOOK
from assessments.models import Department, ImportBatch, User

# In this order: the first kind that recognises the files takes them. A new kind stands before
# `CODE_LIST`, which accepts everything, and has its pages in `kinds.presenters`.
KINDS: tuple[Kind, ...] = (PROFILE_WORKBOOK, QUALITY_REPORT, CASE_LIST, CODE_LIST)


def propose(
    *, user: User, department: Department, upload: Upload, wanted: str = ""
) -> list[ImportBatch]:
    """Store what the files hold as previews; nothing is in force before they are confirmed.

    Several previews where the files are imported one a year. `wanted`: the name of a format, by
    which the files are read whatever they look like. Raises `UnreadableFile` with every problem,
    `ImportRefused`, or `PermissionDenied`.
    """
    steps.require_room_for_preview(department)
    if wanted:
        kind = next(one for one in KINDS if wanted in formats_of(one))
    else:
        kind = recognised(department, upload)
    return kind.propose(user=user, department=department, upload=upload)


def confirm(*, user: User, batches: Sequence[ImportBatch], smaller: Collection[int] = ()) -> None:
    """Put all previews of one upload in force, or none of them; raises as `propose`.

    `smaller`: years that may lose more than a third of their operations by that.
    """
    first = batches[0]
    if first.together is None:
        kind_of(first).confirm(user=user, batch=first, smaller=smaller)
    else:
        report_sets.confirm(
            user=user, department=first.department, together=first.together, smaller=smaller
        )


def recognised(department: Department, upload: Upload) -> Kind:
    """The kind of an upload; the last kind accepts every file, and its reader refuses bad ones."""
    return next(kind for kind in KINDS if kind.recognise(department, upload))


def kind_of(batch: ImportBatch) -> Kind:
    """The kind of an import."""
    return next(kind for kind in KINDS if kind.key == batch.kind)


def formats_of(kind: Kind) -> tuple[str, ...]:
    """The names of the formats of a kind."""
    return kind.formats or (kind.key,)


def format_of(batch: ImportBatch) -> str:
    """The name of the format in which the files of an import were."""
    return kind_of(batch).format_of(batch)
