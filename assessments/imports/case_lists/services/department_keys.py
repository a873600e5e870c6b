"""Under which keys files list a department, remembered from one import to the next."""

from __future__ import annotations

from collections.abc import Collection

from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.models import Department, DepartmentKey

_LONGEST_KEY = 100


def own_departments(department: Department, stored: StoredCases) -> list[str]:
    """The keys that are remembered as the department's own, else the one that operates most."""
    keys = list(stored.by_department)
    own = set(DepartmentKey.objects.filter(department=department).values_list("key", flat=True))
    return [key for key in keys if key[:_LONGEST_KEY] in own] or keys[:1]


def remember_departments(
    department: Department, stored: StoredCases, chosen: Collection[str]
) -> None:
    """Of the keys in the file keep those that are the department's own."""
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
