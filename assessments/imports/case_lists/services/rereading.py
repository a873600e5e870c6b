"""A case list in preview for another department, or in another code system, without its file."""

from __future__ import annotations

from django.db import transaction

from assessments.editing.locks import locked_department
from assessments.imports.batches.services.refusals import NothingChosen, SystemDoesNotFit
from assessments.imports.batches.services.steps import require_preview
from assessments.imports.case_lists.reading.contents import (
    CaseListDetails,
    CaseListRows,
    OtherReading,
)
from assessments.imports.case_lists.services.department_keys import own_departments
from assessments.imports.case_lists.services.refusals import (
    refuse_other_import_of_files,
    refuse_other_overrides,
)
from assessments.imports.case_lists.services.surgeon_words import matched
from assessments.models import Department, ImportBatch, User


@transaction.atomic
def reread(*, user: User, batch: ImportBatch, department: Department, system: str) -> ImportBatch:
    """Move the preview to this department, and read its codes by this system.

    Departments of the file and its surgeons are matched anew: as remembered there, else by code and
    name. Years that were left out stay out. Refused where the department has the same files
    already, where the hospital of the department classifies codes otherwise, and for a system in
    which the files were not read (see `CaseListRows.other_systems`).
    """
    # Always in the same order, so that two people who move previews in both directions never block
    # each other.
    for pk in sorted({batch.department_id, department.pk}):
        locked_department(user, pk)
    batch = ImportBatch.objects.get(pk=batch.pk)
    require_preview(batch)
    if department.pk != batch.department_id:
        refuse_other_import_of_files(department, batch)
    if department.hospital_id != batch.department.hospital_id:
        refuse_other_overrides(department, batch)
    stored, details = CaseListRows.read(batch), CaseListDetails.read(batch)
    left_out = set(stored.years) - set(details.years)
    if system != batch.code_system:
        stored, details = _switched(batch, system, stored, details)
    departments = own_departments(department, stored)
    years_there = stored.chosen(departments, stored.years).years
    years = [year for year in years_there if year not in left_out] or list(years_there)
    if not years:
        raise NothingChosen(batch)
    batch.department, batch.year, batch.code_system = department, years[-1], system
    stored.put_into(batch)
    details.with_values(
        departments=departments,
        years=years,
        operations=stored.chosen(departments, years).total,
        surgeons=matched(department, stored.words),
    ).put_into(batch)
    batch.save(update_fields=["department", "year", "code_system", "rows", "findings"])
    return batch


def _switched(
    batch: ImportBatch, system: str, stored: CaseListRows, details: CaseListDetails
) -> tuple[CaseListRows, CaseListDetails]:
    """The contents after the reading in force and that in the other system changed places."""
    if system not in stored.other_systems:
        raise SystemDoesNotFit(batch, system=system)
    others = dict(stored.other_systems)
    taken = others.pop(system)
    others[batch.code_system] = OtherReading(
        diagnosis_system=details.diagnosis_system, **stored.counts
    )
    return (
        CaseListRows(other_systems=others, **taken.counts),
        details.with_values(diagnosis_system=taken.diagnosis_system),
    )
