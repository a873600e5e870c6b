"""Names and keys remembered from case lists: seen, removed, brought back."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.test import Client
from django.utils import timezone

from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.imports.case_lists.services import (
    column_assignments,
    department_keys,
    surgeon_words,
)
from assessments.imports.case_lists.services.surgeon_words import matched
from assessments.models import (
    ColumnAssignment,
    Department,
    DepartmentKey,
    Surgeon,
    SurgeonAlias,
    User,
)
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


def test_remembered_words_are_bounded_and_the_oldest_give_way(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surgeon_words, "MOST_WORDS", 2)
    surgeon_words.remember(department, dict.fromkeys(("a", "b")))
    surgeon_words.remember(department, {"c": None})
    assert set(department.surgeon_aliases.values_list("text", flat=True)) == {"b", "c"}


def test_remembered_keys_are_bounded_and_the_oldest_give_way(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(department_keys, "MOST_KEYS", 2)
    for key in ("1700", "2300", "3600"):
        listed = cast(StoredCases, SimpleNamespace(by_department={key: 1}))
        department_keys.remember_departments(department, listed, [key])
    assert set(department.keys.values_list("key", flat=True)) == {"2300", "3600"}


def test_assignments_of_columns_are_bounded_and_the_oldest_can_be_brought_back(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_assignments, "MOST_ASSIGNMENTS", 2)
    user = make.user(role="director", of=department)
    oldest, middle, latest = (
        make.column_assignment(
            hospital=department.hospital, changed_at=timezone.now() - timedelta(days=days)
        )
        for days in (3, 2, 1)
    )
    other = make.column_assignment()
    column_assignments.change(user=user, assignment=middle, columns={"case": "Nr"})
    assert set(ColumnAssignment.objects.all()) == {latest, middle, other}
    [gone] = column_assignments.removed(department.hospital)
    assert (gone.id, gone.history_user) == (oldest.pk, user)
