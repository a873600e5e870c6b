"""The kinds that count codes, so that they estimate a year: quality reports and lists of codes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.import_records.department_keys import (
    department_words,
    is_meant,
    listed_departments,
)
from assessments.import_records.listings import ParsedFile
from assessments.import_records.problems import UnreadableFile, refuse
from assessments.imports.batches.services.kind import Kind, KindWords, NotAtOnce, Upload
from assessments.imports.batches.services.refusals import OneListAtATime
from assessments.imports.batches.services.steps import discard
from assessments.imports.code_lists.reading.quality_report import SYSTEM
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.reading.report_set import (
    SameDepartment,
    holds_reports,
    is_report,
    read_reports,
    same_departments,
)
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services import report_sets
from assessments.imports.files.limits import current_limits
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportKind


def _is_report(_department: Department, upload: Upload) -> bool:
    """Whether it is XML; not where columns were assigned, which only tables have."""
    return upload.columns is None and (holds_reports(upload.files) or is_report(upload.files))


def _propose_reports(*, user: User, department: Department, upload: Upload) -> list[ImportBatch]:
    if not holds_reports(upload.files):
        return _propose_counted(user=user, department=department, upload=upload)
    reports = read_reports(upload.files)
    _check_codes(reports, upload)
    if len(reports) == 1:
        return [
            imports.propose(user=user, department=department, parsed=reports[0], year=upload.year)
        ]
    if upload.year is not None:
        raise refuse("year_of_several", year=upload.year)
    return report_sets.propose(user=user, department=department, reports=reports)


def _propose_counted(*, user: User, department: Department, upload: Upload) -> list[ImportBatch]:
    """A report or a list of codes by itself; a file that is neither is refused by its reader."""
    if len(upload.files) > 1:
        raise OneListAtATime
    file = upload.files[0]
    parsed = read_file(file.data, file.name, system=upload.system)
    _check_codes([parsed], upload)
    batch = imports.propose(
        user=user,
        department=department,
        parsed=parsed,
        year=upload.year,
        complete=upload.complete,
    )
    return [batch]


def _check_codes(files: Sequence[ParsedFile], upload: Upload) -> None:
    """Each different code is looked up, which takes longer than reading it."""
    codes = {row.code for one in files for listing in one.listings for row in listing.procedures}
    if upload.at_once and len(codes) > current_limits().codes_at_once:
        raise NotAtOnce


@transaction.atomic
def _restrict_reports(
    *, user: User, batches: list[ImportBatch], departments: Sequence[str], years: Sequence[int]
) -> list[ImportBatch]:
    """Take the department with these keys, or this number in the last report, in every report.

    Refuses to guess between several departments, and a report that does not list the one.
    """
    batches = _of_years(user, batches, years)
    estimates = {batch.pk: CodeListEstimates.read(batch) for batch in batches}
    listed = same_departments({pk: one.choices for pk, one in estimates.items()})
    read = {pk: one.listing for pk, one in estimates.items()}
    if not departments and any(dict(one.keys) == read for one in listed):
        return batches
    last = max(batches, key=lambda batch: batch.year).pk
    meant = [
        one
        for one in listed
        if all(is_meant(key, one.keys.get(last, ""), one.specialty_keys) for key in departments)
    ]
    if len(meant) != 1:
        raise _not_one(meant, listed, departments, last)
    (found,) = meant
    without = [str(batch.year) for batch in batches if batch.pk not in found.keys]
    if without:
        raise refuse("report_without_fab", years=", ".join(without), name=found.name)
    return [
        imports.revise(
            user=user,
            batch=batch,
            system=batch.code_system,
            complete=batch.is_complete,
            listing=found.keys[batch.pk],
        )
        for batch in batches
    ]


def _not_one(
    meant: Sequence[SameDepartment[UUID]],
    listed: Sequence[SameDepartment[UUID]],
    departments: Sequence[str],
    last: UUID,
) -> UnreadableFile:
    """The refusal where no department or several are meant, with those to choose from."""
    words = listed_departments(
        [
            department_words(one.keys.get(last, ""), one.name, one.specialty_keys, one.spine_codes)
            for one in meant or listed
        ]
    )
    keys = ", ".join(departments)
    if not departments:
        return refuse("report_fab_needed", departments=words)
    return refuse(
        "several_report_fabs" if meant else "unknown_report_fab", keys=keys, departments=words
    )


def _restrict_list(
    *, user: User, batches: list[ImportBatch], departments: Sequence[str], years: Sequence[int]
) -> list[ImportBatch]:
    """Take the list of one of these years; it is of one department and names no key."""
    return _of_years(user, batches, years)


def _of_years(user: User, batches: list[ImportBatch], years: Sequence[int]) -> list[ImportBatch]:
    """Discard the previews of other years. Refuses where none is left."""
    kept = [batch for batch in batches if not years or batch.year in years]
    if not kept:
        raise refuse(
            "year_not_listed",
            year=years[0],
            years=", ".join(str(batch.year) for batch in batches),
        )
    for batch in batches:
        if batch not in kept:
            discard(user=user, batch=batch)
    return kept


QUALITY_REPORT = Kind(
    key=ImportKind.QUALITY_REPORT,
    words=KindWords(
        accepted=_("the XML of structured quality reports"),
        name=_("Structured quality report"),
        about=_(
            "The XML that every German hospital publishes. Its name holds the year and ends in "
            "-xml.xml. Reports of several years can come together, as files or as one ZIP. It also "
            "answers some questions on equipment and intensive care."
        ),
    ),
    recognise=_is_report,
    propose=_propose_reports,
    restrict=_restrict_reports,
    confirm=imports.confirm,
    undo=imports.undo,
    system=SYSTEM,  # by law
    reclassify=imports.reclassify,
)

# Accepts every file that no other kind accepts, so that its reader says what is wrong with it.
CODE_LIST = Kind(
    key=ImportKind.CODE_LIST,
    words=KindWords(
        accepted=_("a list of codes and counts"),
        name=_("List of codes"),
        about=_(
            "One row a procedure code with its count, for example 5-831.0; 120. A count the "
            "publisher hid may be written <4. In a workbook a second sheet may list main diagnoses "
            "(ICD-10) with their counts."
        ),
    ),
    recognise=lambda _department, _upload: True,
    propose=_propose_counted,
    restrict=_restrict_list,
    confirm=imports.confirm,
    undo=imports.undo,
    reclassify=imports.reclassify,
)


def system_of(batch: ImportBatch) -> str:
    """The only code system of the import's kind, "" where there are several."""
    return next(kind.system for kind in (CODE_LIST, QUALITY_REPORT) if kind.key == batch.kind)
