"""The services behind the pages of hospitals: who may call them, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments.hospitals.services import changes
from assessments.hospitals.services.refusals import DepartmentNameTaken, InUse
from assessments.models import Department, Hospital, User
from tests import factories as make

pytestmark = pytest.mark.django_db

VALUES = {"name": "Klinikum", "city": "", "country": "DE"}


@pytest.fixture
def hospital() -> Hospital:
    return make.hospital()


@pytest.mark.parametrize(
    "change",
    [
        lambda user, _hospital: changes.create_hospital(user=user, values=VALUES),
        lambda user, hospital: changes.change_hospital(
            user=user, hospital=hospital, values=VALUES, version=0
        ),
        lambda user, hospital: changes.delete_hospital(user=user, hospital=hospital),
        lambda user, hospital: changes.create_department(
            user=user, department=Department(hospital=hospital, name="x", care_tier="basic")
        ),
    ],
)
@pytest.mark.parametrize("how", ["director", "ended", "closed"])
def test_only_administrators_of_this_moment_change_anything(
    hospital: Hospital, change: Callable[[User, Hospital], object], how: str
) -> None:
    user = make.user(role="director", of=make.department().hospital)
    if how != "director":
        user = make.administrator()
        ended = {"is_superuser": False} if how == "ended" else {"is_active": False}
        User.objects.filter(pk=user.pk).update(**ended)
    before = list(Hospital.objects.values()), Department.objects.count()
    with pytest.raises(PermissionDenied):
        change(user, hospital)
    assert (list(Hospital.objects.values()), Department.objects.count()) == before


def test_delete_of_a_department_is_for_administrators() -> None:
    department = make.department()
    director = make.user(role="director", of=department.hospital)
    with pytest.raises(PermissionDenied):
        changes.delete_department(user=director, department=department)


def test_same_name_in_a_hospital_is_refused_after_the_form_too(hospital: Hospital) -> None:
    make.department(hospital=hospital, name="Spine unit")
    again = Department(hospital=hospital, name="spine unit", care_tier="specialised")
    with pytest.raises(DepartmentNameTaken):
        changes.create_department(user=make.administrator(), department=again)


def test_department_that_is_not_valid_is_not_saved(hospital: Hospital) -> None:
    wrong = Department(hospital=hospital, name="x", care_tier="unheard-of")
    with pytest.raises(ValidationError):
        changes.create_department(user=make.administrator(), department=wrong)
    assert not hospital.departments.exists()


def test_what_was_recorded_since_the_question_holds_the_deletion_back() -> None:
    department = make.department()
    make.volume(department=department)
    with pytest.raises(InUse) as refused:
        changes.delete_department(user=make.administrator(), department=department)
    assert "(1)" in str(refused.value)
