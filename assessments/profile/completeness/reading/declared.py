"""Which lists of records a department has declared complete."""

from __future__ import annotations

from assessments.models import CompleteSection, Department


def declared_sections(department: Department, year: int) -> frozenset[str]:
    """The sections declared complete for the year; one query."""
    declared = CompleteSection.objects.filter(department=department, year=year)
    return frozenset(declared.values_list("section", flat=True))
