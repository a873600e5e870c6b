"""Declaring that a list is complete: what is not on it does not exist."""

from __future__ import annotations

from django.db import transaction

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_department
from assessments.models import CompleteSection, Department, User


@transaction.atomic
def declare(
    *, user: User, department: Department, year: int, section: str, is_complete: bool
) -> None:
    """Declare a section complete for a year, or withdraw the declaration; may be repeated."""
    locked_department(user, department.pk)
    existing = CompleteSection.objects.filter(
        department=department, year=year, section=section
    ).first()
    if is_complete and existing is None:
        declared = CompleteSection(
            department=department, year=year, section=section, recorded_by=user
        )
        name_author(declared, user)
        declared.full_clean()
        declared.save()
    elif not is_complete and existing is not None:
        name_author(existing, user)
        existing.delete()
