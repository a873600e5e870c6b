"""The kind of profile workbooks: every section of a department's profile on sheets.

What a workbook says is judged by the forms of the pages (`validation`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.import_records.problems import refuse
from assessments.imports.batches.services.kind import Kind, KindWords, Upload
from assessments.imports.profile_workbook.reading.reader import is_profile
from assessments.imports.profile_workbook.services import importing as profile_imports
from assessments.imports.profile_workbook.services.validation import judged
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportKind


def _propose(*, user: User, department: Department, upload: Upload) -> list[ImportBatch]:
    """The year of the upload says nothing here: the workbook has the years of its sheets."""
    proposed = judged(
        user=user,
        department=department,
        files=upload.files,
        now=timezone.localtime(),
        at_once=upload.at_once,
    )
    return [profile_imports.propose(user=user, department=department, proposed=proposed)]


def _restrict(
    *, user: User, batches: list[ImportBatch], departments: Sequence[str], years: Sequence[int]
) -> list[ImportBatch]:
    """Nothing can be left out, because what changes is decided row by row in the workbook."""
    if departments or years:
        raise refuse("profile_as_a_whole")
    return batches


PROFILE_WORKBOOK = Kind(
    key=ImportKind.PROFILE_WORKBOOK,
    words=KindWords(
        accepted=_("a profile workbook"),
        name=_("Profile workbook"),
        about=_(
            "All sections of the profile on sheets, with what is on record, to be filled in "
            "without a connection: surgeons, training, network, volumes, answers, outcomes. You "
            "see every change before it is recorded."
        ),
    ),
    recognise=lambda _department, upload: upload.columns is None and is_profile(upload.files),
    propose=_propose,
    restrict=_restrict,
    confirm=profile_imports.confirm,
    undo=profile_imports.undo,
    covers_years=True,
    asks_columns=False,
)
