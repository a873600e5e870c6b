"""Case lists from files to exact volumes and outcomes, and back.

Files are read before the department is locked, because that may take a while; nothing but counts is
kept of them. Every function raises `ImportRefused` (nothing changed; its text can be shown),
`UnreadableFile` or, for a user who may not record in the department, `PermissionDenied`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from assessments.editing.locks import locked_department
from assessments.import_records.code_systems import no_spine_operations
from assessments.import_records.contents import DamagedContents
from assessments.import_records.estimates import default_policy
from assessments.import_records.overrides import OverrideNote, overrides_by_system
from assessments.import_records.problems import refuse
from assessments.imports.batches.services.kind import NotAtOnce
from assessments.imports.batches.services.refusals import NotConfirmed, NothingChosen
from assessments.imports.batches.services.replaced_records import bring_back, set_aside
from assessments.imports.batches.services.shrinking import Shrinking, refuse_shrinking, shrinking
from assessments.imports.batches.services.steps import (
    locked_import,
    refuse_if_replaced,
    require_preview,
)
from assessments.imports.case_lists.reading.contents import (
    AssignedColumns,
    CaseListDetails,
    CaseListRows,
    OtherReading,
    ReplacedRecords,
)
from assessments.imports.case_lists.reading.counting import CaseCounts, count_cases
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.case_lists.reading.rows import CaseOptions, CaseRows
from assessments.imports.case_lists.reading.stored_counts import StoredCases, summed
from assessments.imports.case_lists.reading.systems import other_readings
from assessments.imports.case_lists.services.column_assignments import as_noted
from assessments.imports.case_lists.services.department_keys import (
    own_departments,
    remember_departments,
)
from assessments.imports.case_lists.services.records import (
    earlier_answers,
    new_answers,
    new_outcomes,
    new_volumes,
    same_outcomes,
)
from assessments.imports.case_lists.services.refusals import (
    refuse_same_case_list,
    refuse_without_surgeons,
)
from assessments.imports.case_lists.services.surgeon_words import matched, remember
from assessments.imports.codes.services.override_notes import notes_of
from assessments.imports.files.limits import current_limits
from assessments.imports.files.source_files import Progress, SourceFile, digest_of, unpacked
from assessments.models import (
    ColumnAssignment,
    Department,
    FacilityFact,
    ImportBatch,
    OutcomeRecord,
    ProcedureVolume,
    Surgeon,
    User,
)
from assessments.models.choices import ImportKind, ImportStatus, RecordSource

_MODELS: tuple[type[ProcedureVolume] | type[OutcomeRecord] | type[FacilityFact], ...] = (
    ProcedureVolume,
    OutcomeRecord,
    FacilityFact,
)


def propose(
    *,
    user: User,
    department: Department,
    files: Sequence[SourceFile],
    system: str = "",
    year: int | None = None,
    assignment: ColumnAssignment | None = None,
    progress: Progress | None = None,
    at_once: bool = False,
) -> ImportBatch:
    """Store the counts of the files as a preview; nothing is in force before `confirm`.

    `system`: the code system of the general case list; empty: recognised by its codes. `year`: take
    only this one; None: all years of the list. `assignment`: the columns, where they were assigned
    by hand. `choose` changes what is taken. `at_once`: raises `NotAtOnce` where there are more
    different codes than a request can wait for.
    """
    sources = unpacked(files, current_limits())
    digest = digest_of(sources)
    with transaction.atomic():
        locked_department(user, department.pk)
        refuse_same_case_list(department, digest, system, assignment=assignment)
    # Drawn anew each time and never kept: hashed case ids cannot be looked up afterwards.
    columns = assignment.columns if assignment else {}
    options = CaseOptions(secrets.token_hex(8), timezone.localdate(), system, columns)
    rows = read_cases(sources, options, progress=progress)
    _check_codes(rows, at_once=at_once)
    notes = notes_of(department.hospital_id)
    own = overrides_by_system(notes)
    counts = count_cases(rows, default_policy(), own)
    if not counts.operations:
        codes = [str(code) for code in rows.procedures["code"].unique()]
        raise no_spine_operations(codes, rows.system)
    columns_by_hand = as_noted(assignment) if assignment else None
    others = other_readings(rows, default_policy(), own)
    return _store(
        user, department, files, digest, rows, counts, others, year, notes, columns_by_hand
    )


@transaction.atomic
def choose(
    *,
    user: User,
    batch: ImportBatch,
    departments: Collection[str],
    years: Collection[int],
    surgeons: Mapping[int, Surgeon | None],
    where_lay: bool | None = None,
) -> ImportBatch:
    """Take other departments or years of the file, or other surgeons for the file's words.

    `where_lay`: count operations for the department in which the patient lay instead of the one
    that has operated; None: as before. `departments` are those by this choice. `surgeons`: number
    of the word -> the surgeon it means; words that are not in it stay as they are. The meaning of
    these words, and the keys of the department, are remembered for the next import.
    """
    batch = locked_import(user, batch)
    require_preview(batch)
    stored, details = CaseListRows.read(batch), CaseListDetails.read(batch)
    if where_lay is None:
        where_lay = details.where_lay
    if where_lay != details.where_lay:
        stored = stored.turned()
        stored.put_into(batch)
    departments = [key for key in stored.by_department if key in departments]
    years = [year for year in stored.years if year in years]
    operations = stored.chosen(departments, years).total
    if not operations:
        raise NothingChosen(batch)
    own = set(Surgeon.objects.filter(department=batch.department_id).values_list("pk", flat=True))
    meant = list(details.surgeons)
    for number, surgeon in surgeons.items():
        meant[number] = surgeon.pk if surgeon and surgeon.pk in own else None
    details.with_values(
        departments=departments,
        years=years,
        operations=operations,
        surgeons=meant,
        where_lay=where_lay,
    ).put_into(batch)
    batch.year = years[-1]
    batch.save(update_fields=["rows", "findings", "year"])
    remember(batch.department, {stored.words[number]: meant[number] for number in surgeons})
    remember_departments(batch.department, stored, departments)
    return batch


@transaction.atomic
def confirm(*, user: User, batch: ImportBatch, smaller: Collection[int] = ()) -> ImportBatch:
    """Put a preview in force: its volumes and outcomes replace those of the years it takes.

    `smaller`: years that may lose more than a third of their operations by that.

    Of the outcomes only those of the same year, pillar and outcome are replaced; of the answers
    only those that an earlier import brought.
    """
    batch = locked_import(user, batch)
    require_preview(batch)
    refuse_same_case_list(batch.department, batch.digest, batch.code_system, besides=batch)
    details, cases = CaseListDetails.read(batch), chosen_cases(batch)
    if not cases.operations:
        raise NothingChosen(batch)
    refuse_shrinking(batch, shrinking_years(batch), smaller)
    now = timezone.now()
    volumes = new_volumes(batch, cases, details.surgeons, user)
    outcomes, facts = new_outcomes(batch, cases, user), new_answers(batch, cases, user)
    replaced = (
        ProcedureVolume.objects.filter(department=batch.department, year__in=details.years),
        same_outcomes(batch, details.years, outcomes),
        earlier_answers(batch, details.years),
    )
    noted = (set_aside(rows, user=user, now=now) for rows in replaced)
    details.with_values(set_aside=ReplacedRecords.noted(*noted)).put_into(batch)
    batch.status = ImportStatus.CONFIRMED
    batch.confirmed_by, batch.confirmed_at = user, now
    batch.save(update_fields=["status", "confirmed_by", "confirmed_at", "findings"])
    for model, rows in zip(_MODELS, (volumes, outcomes, facts), strict=True):
        bulk_create_with_history(rows, model, batch_size=500, default_user=user, default_date=now)
    return batch


@transaction.atomic
def undo(*, user: User, batch: ImportBatch) -> ImportBatch:
    """Take a confirmed case list back; what it had replaced is there again, exactly as it was.

    Records that were changed by hand since the import stay, and what stood in their place before
    does not come back.
    """
    batch = locked_import(user, batch)
    if batch.status != ImportStatus.CONFIRMED:
        raise NotConfirmed(batch, status=batch.get_status_display())
    details = CaseListDetails.read(batch)
    refuse_if_replaced(batch, details.years)
    replaced = replaced_by(batch, details)
    refuse_without_surgeons(batch, replaced.volumes)
    now = timezone.now()
    for model, records in zip(_MODELS, replaced.by_kind, strict=True):
        brought = model._default_manager.filter(batch=batch, source=RecordSource.IMPORTED)
        set_aside(brought, user=user, now=now)
        bring_back(model, records, user=user, now=now)
    details.with_values(set_aside=None).put_into(batch)
    batch.status = ImportStatus.UNDONE
    batch.undone_by, batch.undone_at = user, now
    batch.save(update_fields=["status", "undone_by", "undone_at", "findings"])
    return batch


def shrinking_years(batch: ImportBatch) -> list[Shrinking]:
    """The years that would lose more than a third of what is recorded; one query."""
    details = CaseListDetails.read(batch)
    volumes = ProcedureVolume.objects.filter(department=batch.department_id, year__in=details.years)
    recorded = volumes.order_by().values_list("year").annotate(operations=Sum("operations"))
    new = summed(chosen_cases(batch).operations, ("year",))
    return shrinking(dict(recorded), {year: count for (year,), count in new.items()})


def _check_codes(rows: CaseRows, *, at_once: bool) -> None:
    """Each different code is looked up in every code system, which takes by far the longest."""
    limits = current_limits()
    codes = max(rows.procedures["code"].nunique(), rows.diagnoses["code"].nunique())
    if codes > limits.case_codes:
        raise refuse("too_many_codes", limit=limits.case_codes)
    if at_once and codes > limits.codes_at_once:
        raise NotAtOnce


def chosen_cases(batch: ImportBatch) -> StoredCases:
    """The part of its counts that the import takes."""
    details = CaseListDetails.read(batch)
    return CaseListRows.read(batch).chosen(details.departments, details.years)


def replaced_by(batch: ImportBatch, details: CaseListDetails) -> ReplacedRecords:
    """The records that an import in force has replaced. Raises `DamagedContents`."""
    if details.set_aside is None:
        raise DamagedContents(batch, "findings.set_aside")
    return details.set_aside


@transaction.atomic
def _store(
    user: User,
    department: Department,
    files: Sequence[SourceFile],
    digest: str,
    rows: CaseRows,
    counts: CaseCounts,
    others: Mapping[str, OtherReading],
    year: int | None,
    notes: list[OverrideNote],
    columns: AssignedColumns | None,
) -> ImportBatch:
    locked_department(user, department.pk)
    stored = StoredCases.counted(counts)
    departments = own_departments(department, stored)
    years = proposed_years(stored, departments, year)
    return ImportBatch.objects.create(
        department=department,
        kind=ImportKind.CASE_LIST,
        year=years[-1],
        file_name=", ".join(file.name for file in files)[:255],
        digest=digest,
        size=sum(len(file.data) for file in files),
        code_system=rows.system,
        is_complete=True,
        rows=CaseListRows(other_systems=dict(others), **stored.counts).as_json(),
        findings=CaseListDetails(
            format=rows.format,
            diagnosis_system=rows.diagnosis_system,
            files=len(files),
            cases=rows.cases,
            file_rows=rows.rows,
            remarks=list(rows.remarks),
            departments=departments,
            years=years,
            operations=stored.chosen(departments, years).total,
            surgeons=matched(department, stored.words),
            overrides=notes,
            columns=columns,
        ).as_json(),
        uploaded_by=user,
    )


def proposed_years(
    stored: StoredCases, departments: Collection[str], year: int | None = None
) -> list[int]:
    """The years of these departments to take: all but sparse ones at the borders, or this one.

    Raises `UnreadableFile` where there is none.
    """
    years = list(stored.chosen(departments, stored.years).years)
    if not years:
        raise refuse("operations_without_day")
    if year is None:
        sparse = stored.sparse_years(departments)
        return [one for one in years if one not in sparse]
    if year not in years:
        raise refuse("year_not_listed", year=year, years=", ".join(str(one) for one in years))
    return [year]
