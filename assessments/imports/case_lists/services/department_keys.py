"""The keys that stand for a department in files, remembered from one import to the next."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from assessments.import_records.department_keys import matching_keys
from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.models import Department, DepartmentKey

# Of one department; the oldest give way, and the next preview asks again.
MOST_KEYS: Final = 500
_LONGEST_KEY = 100


def own_departments(department: Department, stored: StoredCases) -> list[str]:
    """The keys that are remembered for the department, else the one with the most operations."""
    keys = {key[:_LONGEST_KEY]: key for key in stored.by_department}
    own = DepartmentKey.objects.filter(department=department).values_list("key", flat=True)
    known = matching_keys(own, list(keys))
    return [keys[key] for key in known] or list(keys.values())[:1]


def is_remembered(department: Department, stored: StoredCases) -> bool:
    """Whether a key of the file is remembered for the department."""
    keys = [key[:_LONGEST_KEY] for key in stored.by_department]
    own = DepartmentKey.objects.filter(department=department).values_list("key", flat=True)
    return bool(matching_keys(own, keys))


def remember_departments(
    department: Department, stored: StoredCases, chosen: Collection[str]
) -> None:
    """Remember the `chosen` keys of the file for the department, and forget the others."""
    listed = [key[:_LONGEST_KEY] for key in stored.by_department if key]
    taken = [key[:_LONGEST_KEY] for key in chosen if key]
    remembered = DepartmentKey.objects.filter(department=department)
    # A remembered 1700 means HA1700 of the file, and is forgotten with it.
    left_out = [
        one.pk
        for one in remembered
        if (meant := matching_keys([one.key], listed)) and not set(meant) & set(taken)
    ]
    remembered.filter(pk__in=left_out).delete()
    DepartmentKey.objects.bulk_create(
        [DepartmentKey(department=department, key=key) for key in listed if key in taken],
        ignore_conflicts=True,
    )
    surplus = list(remembered.order_by("-pk").values_list("pk", flat=True)[MOST_KEYS:])
    if surplus:
        remembered.filter(pk__in=surplus).delete()
