"""When a case list is not stored, confirmed or undone; the caller holds the department's lock."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.import_records.overrides import OverrideNote, same_notes
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ClassifiedOtherwise,
    SurgeonOfReplacedGone,
)
from assessments.imports.case_lists.reading.contents import CaseListDetails, ReplacedVolume
from assessments.imports.case_lists.services.column_assignments import as_noted
from assessments.imports.codes.services.override_notes import notes_of
from assessments.models import ColumnAssignment, Department, ImportBatch, Surgeon
from assessments.models.choices import ImportKind, ImportStatus


def refuse_same_case_list(
    department: Department,
    digest: str,
    system: str,
    besides: ImportBatch | None = None,
    assignment: ColumnAssignment | None = None,
) -> None:
    """Refuse files that are in force already, or in preview.

    A preview is discarded instead where it was read by another code system or other columns than
    those asked for now, or before the hospital changed its own classification of codes.
    """
    same = ImportBatch.objects.filter(department=department, digest=digest)
    in_force = same.filter(status=ImportStatus.CONFIRMED).select_related("confirmed_by").first()
    if in_force:
        raise AlreadyImported(in_force, year=in_force.year, person=in_force.confirmed_by)
    waiting = same.filter(status=ImportStatus.PREVIEW).defer("rows").first()
    if waiting is None or besides is not None:
        return
    is_case_list = waiting.kind == ImportKind.CASE_LIST
    columns = CaseListDetails.read(waiting).columns if is_case_list else None
    names = columns.names if columns else None
    is_same = assignment is None or as_noted(assignment).names == names
    is_same = is_same and not (is_case_list and has_other_overrides(waiting))
    if is_same and system in ("", waiting.code_system):
        raise AlreadyInPreview(waiting)
    waiting.status = ImportStatus.DISCARDED
    waiting.save(update_fields=["status"])


def has_other_overrides(batch: ImportBatch) -> bool:
    """Whether the hospital classifies codes otherwise now than when the file was read."""
    return not same_notes(_noted(batch), notes_of(batch.department.hospital_id))


def refuse_other_overrides(department: Department, batch: ImportBatch) -> None:
    """Refuse a hospital whose own classification differs from the one the list was read by."""
    if not same_notes(_noted(batch), notes_of(department.hospital_id)):
        raise ClassifiedOtherwise(batch, hospital=department.hospital.name)


def refuse_other_import_of_files(department: Department, batch: ImportBatch) -> None:
    """Refuse where the department has another import of the same files, in force or in preview."""
    same = ImportBatch.objects.filter(department=department, digest=batch.digest)
    open_ones = same.filter(status__in=(ImportStatus.CONFIRMED, ImportStatus.PREVIEW))
    found = open_ones.exclude(pk=batch.pk).select_related("confirmed_by").defer("rows").first()
    if found is None:
        return
    if found.status == ImportStatus.PREVIEW:
        raise AlreadyInPreview(found)
    raise AlreadyImported(found, year=found.year, person=found.confirmed_by)


def refuse_without_surgeons(batch: ImportBatch, volumes: Sequence[ReplacedVolume]) -> None:
    """Refuse where a surgeon of the volumes that would come back is gone."""
    needed = {row.surgeon_id for row in volumes if row.surgeon_id is not None}
    if Surgeon.objects.filter(pk__in=needed).count() < len(needed):
        raise SurgeonOfReplacedGone(batch)


def _noted(batch: ImportBatch) -> list[OverrideNote]:
    """What the hospital classified otherwise when the list was read."""
    return CaseListDetails.read(batch).overrides
