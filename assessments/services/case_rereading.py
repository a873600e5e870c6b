"""A case list in preview for another department, or in another code system, without its file."""

from __future__ import annotations

from django.db import transaction

from assessments.imports.case_store import StoredCases
from assessments.imports.case_systems import Reading
from assessments.models import Department, ImportBatch, User
from assessments.services.case_refusals import (
    refuse_other_import_of_files,
    refuse_other_overrides,
)
from assessments.services.department_keys import own_departments
from assessments.services.import_errors import NothingChosen, SystemDoesNotFit
from assessments.services.imports import require_preview
from assessments.services.locks import locked_department
from assessments.services.surgeon_words import matched


@transaction.atomic
def reread(*, user: User, batch: ImportBatch, department: Department, system: str) -> ImportBatch:
    """Take the preview to this department, and read its codes by this system.

    Departments of the file and its surgeons are matched anew: as remembered there, else by code and
    name. Years that were left out stay out. Refused where the department has the same files
    already, where another hospital classifies other codes otherwise, and for a system in which the
    files were not read (see `other_systems_of`).
    """
    # In one order, so that two people who move previews both ways never wait for each other.
    for pk in sorted({batch.department_id, department.pk}):
        locked_department(user, pk)
    batch = ImportBatch.objects.get(pk=batch.pk)
    require_preview(batch)
    if department.pk != batch.department_id:
        refuse_other_import_of_files(department, batch)
    if department.hospital_id != batch.department.hospital_id:
        refuse_other_overrides(department, batch)
    before = StoredCases.from_json(batch.rows)
    left_out = set(before.years) - set(batch.findings["years"])
    if system != batch.code_system:
        _switch(batch, system)
    stored = StoredCases.from_json(batch.rows)
    departments = own_departments(department, stored)
    found = stored.chosen(departments, stored.years).years
    years = [year for year in found if year not in left_out] or list(found)
    if not years:
        raise NothingChosen(batch)
    batch.department, batch.year = department, years[-1]
    batch.findings |= {
        "departments": departments,
        "years": years,
        "operations": stored.chosen(departments, years).total,
        "surgeons": matched(department, stored.words),
    }
    batch.save(update_fields=["department", "year", "code_system", "rows", "findings"])
    return batch


def other_systems_of(batch: ImportBatch) -> dict[str, int]:
    """Spine operations of the files by each other code system in which they were read."""
    return {
        system: Reading.from_json(data).stored.total
        for system, data in batch.rows.get("other_systems", {}).items()
    }


def _switch(batch: ImportBatch, system: str) -> None:
    """Change the places of the reading in force and that in the other system."""
    others = dict(batch.rows.get("other_systems", {}))
    if system not in others:
        raise SystemDoesNotFit(batch, system=system)
    taken = Reading.from_json(others.pop(system))
    now = Reading(batch.findings["diagnosis_system"], StoredCases.from_json(batch.rows))
    others[batch.code_system] = now.as_json()
    batch.rows = taken.stored.as_json() | {"other_systems": others}
    batch.findings["diagnosis_system"] = taken.diagnosis_system
    batch.code_system = system
