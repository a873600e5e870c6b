"""Roles are read once for each user object, and again before anything is written."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from assessments.editing.locks import locked_department, locked_hospital
from assessments.models import Department, User
from assessments.permissions import RECORD, SEE_NAMES
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_roles_are_asked_for_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    department = make.department()
    user = User.objects.get(pk=make.user(role="editor", of=department).pk)
    with django_assert_num_queries(1):
        assert user.may(RECORD, department)
        assert user.may(SEE_NAMES, department)
    with django_assert_num_queries(1):
        assert list(Department.objects.visible_to(user)) == [department]


@pytest.mark.parametrize("place", ["department", "hospital"])
def test_role_holds_where_it_was_given_and_for_what_it_allows(place: str) -> None:
    department, other = make.department(), make.department()
    beside = make.department(hospital=department.hospital)
    of = department if place == "department" else department.hospital
    editor, consultant = (make.user(role=role, of=of) for role in ("editor", "consultant"))
    assert editor.may(RECORD, department)
    assert editor.may(RECORD, beside) == (place == "hospital")
    assert not editor.may(RECORD, other)
    assert not consultant.may(RECORD, department)
    assert make.administrator().may(RECORD, other)


def test_roles_in_several_places_add_up() -> None:
    department = make.department()
    user = make.user(role="consultant", of=department)
    make.membership(user=user, role="editor", of=department.hospital)
    assert user.may(RECORD, department)
    assert user.may("review", department)


def test_role_taken_away_meanwhile_writes_nothing() -> None:
    department = make.department()
    user = make.user(role="editor", of=department)
    assert user.may(RECORD, department)
    with transaction.atomic():
        assert locked_department(user, department.pk) == department
        assert locked_hospital(user, department.hospital_id) == department.hospital
    user.memberships.all().delete()  # elsewhere: this object does not hear of it
    assert user.may(RECORD, department)
    with transaction.atomic():
        with pytest.raises(PermissionDenied):
            locked_department(user, department.pk)
        with pytest.raises(PermissionDenied):
            locked_hospital(user, department.hospital_id)
    user.refresh_from_db()
    assert not user.may(RECORD, department)
