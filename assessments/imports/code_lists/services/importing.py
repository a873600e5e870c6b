"""Imports from preview to confirmation and back.

Every function locks the department first, so two people never confirm at the same time, and
raises `ImportRefused` (nothing changed; its text can be shown), `UnreadableFile` or, for a user
who may not record in the department, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from assessments.editing.locks import locked_department
from assessments.import_records.code_list_contents import (
    CodeListEstimates,
    CodeListRows,
    StoredListing,
)
from assessments.import_records.estimates import estimates_of_choice
from assessments.import_records.listings import Listing, ParsedFile
from assessments.import_records.overrides import OverrideNote, overrides_by_system
from assessments.import_records.problems import refuse
from assessments.import_records.proposed_answers import proposed_answers
from assessments.imports.batches.services.imported_facts import bring_back, withdraw
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    DepartmentNotChosen,
    ImportedForAnotherYear,
    NotConfirmed,
)
from assessments.imports.batches.services.shrinking import Shrinking, refuse_shrinking, shrinking
from assessments.imports.batches.services.steps import locked_import, require_preview
from assessments.imports.code_lists.reading.recognition import (
    report_remarks,
    spine_listings,
    year_of,
)
from assessments.imports.codes.services.override_notes import notes_of
from assessments.models import Department, FacilityFact, ImportBatch, User, VolumeEstimate
from assessments.models.choices import ESTIMATING, EstimateCategory, ImportStatus, RecordSource


@transaction.atomic
def propose(
    *,
    user: User,
    department: Department,
    parsed: ParsedFile,
    year: int | None = None,
    complete: bool = True,
    listing: str = "",
    together: UUID | None = None,
) -> ImportBatch:
    """Store a file as a preview; nothing counts before `confirm`.

    `year`: needed where the file does not say it. `complete`: a code that is not listed was not
    performed. `listing`: key of the report's department; where several operate on the spine and
    none is given, the preview offers the choice and `revise` takes the answer. `together`: one id
    for all reports of an upload.
    """
    locked_department(user, department.pk)
    year = year_of(parsed, year)
    if year > timezone.localdate().year:
        raise refuse("year_to_come", year=year)
    _refuse_same_file(department, year, parsed.digest, parsed.years)
    notes = notes_of(department.hospital_id)
    own = overrides_by_system(notes).get(parsed.system, ())
    listings = spine_listings((one.of_year(year) for one in parsed.listings), parsed.system, own)
    return ImportBatch.objects.create(
        department=department,
        kind=parsed.kind,
        year=year,
        file_name=parsed.name[-255:],
        digest=parsed.digest,
        size=parsed.size,
        code_system=parsed.system,
        is_complete=complete,
        rows=CodeListRows(listings=[StoredListing.of(one) for one in listings]).as_json(),
        findings=CodeListEstimates(
            answers=list(proposed_answers(parsed.structure)),
            remarks=[*parsed.remarks, *report_remarks(parsed, listings, year, own)],
            years=list(parsed.years),
            **estimates_of_choice(listings, listing, parsed.system, complete, notes),
        ).as_json(),
        uploaded_by=user,
        together=together,
    )


@transaction.atomic
def revise(
    *, user: User, batch: ImportBatch, system: str, complete: bool, listing: str = ""
) -> ImportBatch:
    """Read a preview differently: another code system, department or completeness."""
    batch = locked_import(user, batch)
    require_preview(batch)
    listings = stored_listings(batch)
    notes = notes_of(batch.department.hospital_id)
    spine_listings(listings, system, overrides_by_system(notes).get(system, ()))
    found = estimates_of_choice(listings, listing, system, complete, notes)
    CodeListEstimates.read(batch).with_values(**found).put_into(batch)
    batch.code_system, batch.is_complete = system, complete
    batch.save(update_fields=["findings", "code_system", "is_complete"])
    return batch


def reclassify(batch: ImportBatch, notes: Sequence[OverrideNote]) -> None:
    """Estimate a preview by the hospital's current classification; the caller holds the lock."""
    before, system, complete = CodeListEstimates.read(batch), batch.code_system, batch.is_complete
    found = estimates_of_choice(stored_listings(batch), before.listing, system, complete, notes)
    before.with_values(**found).put_into(batch)
    batch.save(update_fields=["findings"])


@transaction.atomic
def confirm(*, user: User, batch: ImportBatch, smaller: Collection[int] = ()) -> ImportBatch:
    """Put a preview in force: its estimates, and its answers where none is recorded yet.

    The import in force for the same year, if any, is superseded and its answers are withdrawn.
    `smaller`: years that may lose more than a third of their operations by that.
    """
    batch = locked_import(user, batch)
    require_preview(batch)
    estimates = CodeListEstimates.read(batch)
    if not estimates.listing:
        raise DepartmentNotChosen(batch)
    _refuse_same_file(batch.department, batch.year, batch.digest, estimates.years, besides=batch)
    refuse_shrinking(batch, shrinking_years([batch]), smaller)
    in_force = _estimates_of(batch, ImportStatus.CONFIRMED).first()
    if in_force:
        withdraw(in_force, keep=True)
        in_force.status = ImportStatus.SUPERSEDED
        in_force.save(update_fields=["status", "findings"])
    batch.status = ImportStatus.CONFIRMED
    batch.confirmed_by, batch.confirmed_at = user, timezone.now()
    batch.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    VolumeEstimate.objects.bulk_create(
        VolumeEstimate(
            batch=batch,
            department_id=batch.department_id,
            year=batch.year,
            category=category,
            **vars(interval),
        )
        for category, interval in estimates.categories.items()
    )
    bulk_create_with_history(_new_facts(batch, estimates, user), FacilityFact, default_user=user)
    return batch


@transaction.atomic
def undo(*, user: User, batch: ImportBatch) -> ImportBatch:
    """Take a confirmed import back; the one it had superseded is in force again, with its answers.

    Answers that were changed by hand since the import stay.
    """
    batch = locked_import(user, batch)
    if batch.status != ImportStatus.CONFIRMED:
        raise NotConfirmed(batch, status=batch.get_status_display())
    VolumeEstimate.objects.filter(batch=batch).delete()
    withdraw(batch, keep=False)
    batch.status = ImportStatus.UNDONE
    batch.undone_by, batch.undone_at = user, timezone.now()
    batch.save(update_fields=["status", "undone_by", "undone_at"])
    earlier = _estimates_of(batch, ImportStatus.SUPERSEDED).order_by("-confirmed_at").first()
    if earlier:
        bring_back(earlier)
        earlier.status = ImportStatus.CONFIRMED
        earlier.save(update_fields=["status", "findings"])
    return batch


def shrinking_years(batches: Sequence[ImportBatch]) -> list[Shrinking]:
    """The years that would lose more than a third of their likely operations; one query.

    `batches`: previews of one department.
    """
    in_force = VolumeEstimate.objects.filter(
        batch__status=ImportStatus.CONFIRMED,
        batch__kind__in=ESTIMATING,
        department__in={batch.department_id for batch in batches},
        year__in=[batch.year for batch in batches],
        category=EstimateCategory.SPINE,
    )
    recorded = {year: round(likely) for year, likely in in_force.values_list("year", "likely")}
    new = {}
    for batch in batches:
        estimated = CodeListEstimates.read(batch).categories.get(EstimateCategory.SPINE)
        if estimated is not None:
            new[batch.year] = round(estimated.likely)
    return shrinking(recorded, new)


def stored_listings(batch: ImportBatch) -> tuple[Listing, ...]:
    """The departments of the file that operate on the spine, as stored with the import."""
    return tuple(stored.listing for stored in CodeListRows.read(batch).listings)


def _estimates_of(batch: ImportBatch, status: ImportStatus) -> QuerySet[ImportBatch]:
    """The imports with estimates of the same year in this status; case lists are not among them."""
    of_year = ImportBatch.objects.filter(department=batch.department_id, year=batch.year)
    return of_year.filter(status=status, kind__in=ESTIMATING)


def _refuse_same_file(
    department: Department,
    year: int,
    digest: str,
    years: Sequence[int],
    besides: ImportBatch | None = None,
) -> None:
    """Refuse a file that is in force or in preview. `years` are those its rows name.

    A file whose rows name none counts for one year; one with several is imported for each.
    """
    same = ImportBatch.objects.filter(department=department, digest=digest)
    open_states = {ImportStatus.CONFIRMED, ImportStatus.PREVIEW}
    if besides:
        same, open_states = same.exclude(pk=besides.pk), {ImportStatus.CONFIRMED}
    same = same.filter(status__in=open_states).select_related("confirmed_by")
    for found in sorted(same.defer("rows", "findings"), key=lambda one: one.year != year):
        if found.year != year:
            if found.status == ImportStatus.CONFIRMED and not years:
                raise _imported_for_another_year(found, year)
        elif found.status == ImportStatus.PREVIEW:
            raise AlreadyInPreview(found)
        else:
            raise AlreadyImported(found, year=year, person=found.confirmed_by)


def _imported_for_another_year(found: ImportBatch, year: int) -> ImportedForAnotherYear:
    return ImportedForAnotherYear(
        found, other=found.year, year=year, file=found.file_name, person=found.confirmed_by
    )


def _new_facts(batch: ImportBatch, estimates: CodeListEstimates, user: User) -> list[FacilityFact]:
    recorded = set(
        FacilityFact.objects.filter(department=batch.department_id, year=batch.year).values_list(
            "input_id", flat=True
        )
    )
    return [
        FacilityFact(
            department_id=batch.department_id,
            year=batch.year,
            input_id=answer.input_id,
            value=answer.value,
            source=RecordSource.IMPORTED,
            batch=batch,
            recorded_by=user,
        )
        for answer in estimates.answers
        if answer.input_id not in recorded
    ]
