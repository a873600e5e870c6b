"""The keys that stand for a department in files, remembered from one import to the next."""

from __future__ import annotations

from collections.abc import Collection

from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.models import Department, DepartmentKey

_LONGEST_KEY = 100


def own_departments(department: Department, stored: StoredCases) -> list[str]:
    """The keys that are remembered for the department, else the one with the most operations."""
    keys = list(stored.by_department)
    own = set(DepartmentKey.objects.filter(department=department).values_list("key", flat=True))
    return [key for key in keys if key[:_LONGEST_KEY] in own] or keys[:1]


def is_remembered(department: Department, stored: StoredCases) -> bool:
    """Whether a key of the file is remembered for the department."""
    keys = [key[:_LONGEST_KEY] for key in stored.by_department]
    return DepartmentKey.objects.filter(department=department, key__in=keys).exists()


def remember_departments(
    department: Department, stored: StoredCases, chosen: Collection[str]
) -> None:
    """Remember the `chosen` keys of the file for the department, and forget the others."""
    listed = [key for key in stored.by_department if key]
    DepartmentKey.objects.filter(
        department=department, key__in=[key[:_LONGEST_KEY] for key in listed if key not in chosen]
    ).delete()
    DepartmentKey.objects.bulk_create(
        [
            DepartmentKey(department=department, key=key[:_LONGEST_KEY])
            for key in listed
            if key in chosen
        ],
        ignore_conflicts=True,
    )
