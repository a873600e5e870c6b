"""Creating, changing and deleting hospitals and departments.

Each function is one transaction and raises `HospitalRefused` (nothing changed; its text can be
shown), ValidationError where a value is not valid or, if `user` is no administrator,
`PermissionDenied`. A department's own data are changed as by its director, in `profile.records`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from assessments.editing.authorship import name_author
from assessments.editing.locks import require_administrator
from assessments.hospitals.reading import in_use
from assessments.hospitals.services.refusals import (
    DepartmentNameTaken,
    HospitalChanged,
    InUse,
    NameTaken,
)
from assessments.models import Department, Hospital, User

# What is stated of a hospital.
HOSPITAL_FIELDS = ("name", "city", "country")


@transaction.atomic
def create_hospital(*, user: User, values: Mapping[str, str]) -> Hospital:
    """Add a hospital; `values` has HOSPITAL_FIELDS."""
    _lock_all(user)
    return _saved(Hospital(), user, values)


@transaction.atomic
def change_hospital(
    *, user: User, hospital: Hospital, values: Mapping[str, str], version: int
) -> Hospital:
    """Change a hospital; `version` is `hospital_version` as the person has seen it."""
    _lock_all(user)
    current = Hospital.objects.get(pk=hospital.pk)
    now = hospital_version(current)
    if now != version:
        shown = {name: getattr(current, name) or "–" for name in HOSPITAL_FIELDS}
        raise HospitalChanged(now=now, **shown)
    return _saved(current, user, values)


@transaction.atomic
def delete_hospital(*, user: User, hospital: Hospital) -> None:
    """Delete a hospital that has no department, role or anything else."""
    _lock_all(user)
    _delete(user, Hospital.objects.get(pk=hospital.pk))


@transaction.atomic
def create_department(*, user: User, department: Department) -> Department:
    """Save a new department of a hospital."""
    _lock_all(user)
    same = department.hospital.departments.filter(name__iexact=department.name)
    if same.exists():
        raise DepartmentNameTaken(hospital=department.hospital)
    name_author(department, user)
    department.full_clean()
    department.save()
    return department


@transaction.atomic
def delete_department(*, user: User, department: Department) -> None:
    """Delete a department in which nothing is recorded and nobody has a role."""
    _lock_all(user)
    # Whoever records something in it waits for this lock, and then finds it gone.
    _delete(user, Department.objects.select_for_update(of=("self",)).get(pk=department.pk))


def hospital_version(hospital: Hospital) -> int:
    """The number of its latest change; 0 for one that is older than the history."""
    latest = hospital.history.first()
    return int(latest.history_id) if latest else 0


def _lock_all(user: User) -> None:
    """One change at a time: names are compared with those of all other hospitals."""
    require_administrator(user)
    list(Hospital.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _saved(hospital: Hospital, user: User, values: Mapping[str, str]) -> Hospital:
    same = Hospital.objects.filter(name__iexact=values["name"]).exclude(pk=hospital.pk).first()
    if same:
        raise NameTaken(hospital=same, city=same.city or "–")
    for name in HOSPITAL_FIELDS:
        setattr(hospital, name, values[name])
    name_author(hospital, user)
    hospital.full_clean()
    hospital.save()
    return hospital


def _delete(user: User, place: Hospital | Department) -> None:
    found = in_use(place)
    if found:
        raise InUse(place=place, what=", ".join(found))
    name_author(place, user)
    place.delete()
