"""The kind of case lists: one row a case or a code, counted exactly."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from assessments.import_records.department_keys import counted_keys, matching_keys, unknown_keys
from assessments.import_records.problems import refuse
from assessments.imports.batches.services.kind import Kind, KindWords, Upload
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.reading.formats import format_words, is_case_list
from assessments.imports.case_lists.reading.telling.sentences import few_main_diagnoses
from assessments.imports.case_lists.services import column_assignments
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.case_lists.services.department_keys import is_remembered
from assessments.imports.case_lists.services.importing import proposed_years
from assessments.models import ColumnAssignment, Department, ImportBatch, User
from assessments.models.choices import ImportKind


def _is_case_list(department: Department, upload: Upload) -> bool:
    """Whether columns were assigned by hand, now or for earlier files, or are recognised."""
    if upload.columns is not None or is_case_list(upload.files):
        return True
    return column_assignments.remembered(department.hospital, upload.files) is not None


def _propose(*, user: User, department: Department, upload: Upload) -> list[ImportBatch]:
    batch = case_imports.propose(
        user=user,
        department=department,
        files=upload.files,
        system=upload.system,
        year=upload.year,
        assignment=_assignment(user, department, upload),
        progress=upload.progress,
        at_once=upload.at_once,
    )
    return [batch]


def _assignment(user: User, department: Department, upload: Upload) -> ColumnAssignment | None:
    if upload.columns is None:
        return column_assignments.remembered(department.hospital, upload.files)
    return column_assignments.assigned(department.hospital, upload.columns, user)


def _restrict(
    *, user: User, batches: list[ImportBatch], departments: Sequence[str], years: Sequence[int]
) -> list[ImportBatch]:
    """Take only these departments and years of the file.

    Departments that are not given are those remembered from earlier imports; it is refused to guess
    them. Years that are not given are all but sparse ones at the borders.
    """
    (batch,) = batches
    stored, details = CaseListRows.read(batch), CaseListDetails.read(batch)
    listed = list(stored.by_department)
    if not departments:
        if len(listed) > 1 and not is_remembered(batch.department, stored):
            raise refuse("fab_needed", found_keys=counted_keys(stored.by_department))
        departments = details.departments
        if not years:
            return batches
    elif absent := unknown_keys(departments, listed):
        found = counted_keys(stored.by_department)
        raise refuse("unknown_fab", keys=", ".join(absent), found_keys=found)
    departments = matching_keys(departments, listed)
    there = stored.chosen(departments, stored.years).years
    for year in years:
        if year not in there:
            raise refuse("year_not_listed", year=year, years=", ".join(map(str, there)))
    years = years or proposed_years(stored, departments)
    return [
        case_imports.choose(
            user=user, batch=batch, departments=departments, years=years, surgeons={}
        )
    ]


def _incomplete(batch: ImportBatch) -> str:
    """Says how many operations have a main diagnosis, where they are too few."""
    return few_main_diagnoses(case_imports.chosen_cases(batch), CaseListDetails.read(batch))


def _format_of(batch: ImportBatch) -> str:
    return CaseListDetails.read(batch).format


CASE_LIST = Kind(
    key=ImportKind.CASE_LIST,
    words=KindWords(
        accepted=_("a case list (several files or one ZIP)"),
        name=_("Case list"),
        about=_(
            "One row a case or a code, with its day: exact numbers by pathology, technique and "
            "surgeon. The German § 21 data set (OPS, ICD, FAB, FALL as files or as one ZIP), a "
            "Chinese front page (HQMS or N041), or the general template, as CSV or XLSX."
        ),
    ),
    recognise=_is_case_list,
    propose=_propose,
    restrict=_restrict,
    confirm=case_imports.confirm,
    undo=case_imports.undo,
    formats=tuple(format_words()),
    format_of=_format_of,
    covers_years=True,
    incomplete=_incomplete,
)
