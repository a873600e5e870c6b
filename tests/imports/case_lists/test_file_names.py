"""Names and keys remembered from case lists: seen, removed, brought back."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.imports.case_lists.services.surgeon_words import matched
from assessments.models import Department, DepartmentKey, Surgeon, SurgeonAlias, User
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def surgeon(department: Department) -> Surgeon:
    return make.surgeon(department=department, code="S1", name="Dr Ahorn")


@pytest.fixture
def editor(client: Client, department: Department) -> Client:
    client.force_login(make.user(role="editor", of=department))
    return client


def names_of(department: Department) -> str:
    return f"/departments/{department.pk}/file-names/"


def shown(browser: Client, department: Department) -> str:
    page = browser.get(names_of(department))
    assert faults(page.text) == []
    return text(page.text)


def test_empty_page_says_where_names_come_from(editor: Client, department: Department) -> None:
    assert (
        f'href="{names_of(department)}"'
        in editor.get(f"/departments/{department.pk}/imports/").text
    )
    assert shown(editor, department).count("None yet.") == 2


def test_name_is_removed_and_asked_again_and_brought_back(
    editor: Client, department: Department, surgeon: Surgeon
) -> None:
    alias = make.surgeon_alias(department=department, text="OA Berg", surgeon=surgeon)
    make.surgeon_alias(department=department, text="Gast")
    words = shown(editor, department)
    assert "OA Berg : Dr Ahorn (S1)" in words
    assert "Gast : nobody of the list" in words
    assert matched(department, ["OA Berg"]) == [surgeon.pk]

    page = editor.post(f"{names_of(department)}names/{alias.pk}/remove/", follow=True)
    assert "OA Berg was removed." in text(page.text)
    assert matched(department, ["OA Berg"]) == [None]
    page = editor.post(f"{names_of(department)}restore/", {"number": "0"}, follow=True)
    assert "OA Berg is remembered again." in text(page.text)
    assert "Bring back" not in text(page.text)
    assert matched(department, ["OA Berg"]) == [surgeon.pk]


def test_key_is_removed_and_brought_back(editor: Client, department: Department) -> None:
    key = make.department_key(department=department, key="HA2316")
    editor.post(f"{names_of(department)}keys/{key.pk}/remove/")
    assert not DepartmentKey.objects.exists()
    assert "Bring back HA2316" in shown(editor, department)
    editor.post(f"{names_of(department)}restore/", {"number": "0"})
    assert [one.key for one in DepartmentKey.objects.all()] == ["HA2316"]


def test_what_an_import_taught_meanwhile_stays(
    editor: Client, department: Department, surgeon: Surgeon
) -> None:
    alias = make.surgeon_alias(department=department, text="OA Berg")
    editor.post(f"{names_of(department)}names/{alias.pk}/remove/")
    make.surgeon_alias(department=department, text="OA Berg", surgeon=surgeon)
    editor.post(f"{names_of(department)}restore/", {"number": "0"})
    assert SurgeonAlias.objects.get().surgeon == surgeon


def test_name_of_a_surgeon_who_was_deleted_does_not_come_back(
    editor: Client, department: Department, surgeon: Surgeon
) -> None:
    alias = make.surgeon_alias(department=department, text="OA Berg", surgeon=surgeon)
    editor.post(f"{names_of(department)}names/{alias.pk}/remove/")
    surgeon.delete()
    page = editor.post(f"{names_of(department)}restore/", {"number": "0"}, follow=True)
    assert "is no longer in the list. Nothing was changed." in text(page.text)
    assert not SurgeonAlias.objects.exists()


@pytest.mark.parametrize("number", ["", "7", "-1", "²", "x"])
def test_nothing_is_brought_back_that_was_not_removed(
    editor: Client, department: Department, number: str
) -> None:
    key = make.department_key(department=department)
    editor.post(f"{names_of(department)}keys/{key.pk}/remove/")
    assert editor.post(f"{names_of(department)}restore/", {"number": number}).status_code == 302
    assert not DepartmentKey.objects.exists()


def test_names_of_another_department_are_not_found(editor: Client, department: Department) -> None:
    other = make.department_key()
    assert editor.post(f"{names_of(department)}keys/{other.pk}/remove/").status_code == 404
    assert editor.post(f"{names_of(department)}words/{other.pk}/remove/").status_code == 404
    make.membership(user=User.objects.get(), role="editor", of=other.department)
    key = make.department_key(department=department)
    editor.post(f"{names_of(department)}keys/{key.pk}/remove/")
    assert "Bring back" not in shown(editor, other.department)
