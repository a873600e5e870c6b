"""The pages of the profile workbook: download, upload, preview, confirm, undo."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Department, ImportBatch, Surgeon, User
from assessments.profile.records import services as records
from tests import factories as make
from tests.imports.profile_workbook.workbooks import (
    edited,
    page_of,
    row_of,
    with_cell,
    with_row,
)
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


@pytest.fixture
def page(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def download(client: Client, department: Department) -> bytes:
    response = client.get(reverse("profile_xlsx", args=[department.pk]))
    assert response.status_code == 200
    assert ".xlsx" in response["Content-Disposition"]
    return response.content


def upload(client: Client, department: Department, data: bytes, **fields: Any) -> Any:
    posted = {"department": department.pk, **fields}
    posted["file"] = SimpleUploadedFile("filled in.xlsx", data)
    return client.post(reverse("import_new"), posted, follow=True)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_from_download_to_undo(page: Client, department: Department) -> None:
    lead = Surgeon.objects.get(code="S1")
    data = download(page, department)
    data = with_cell(data, "surgeons", str(lead.pk), "birth_year", 1975)
    new = {"code": "S7", "specialty": "Neurosurgery", "position": "Resident"}
    shown = text_of(upload(page, department, with_row(data, "surgeons", **new)))
    assert "This field is required." in shown
    assert "All problems as a workbook" in shown
    assert not ImportBatch.objects.exists()

    data = with_row(data, "surgeons", start_year=2020, **new)
    shown = text_of(upload(page, department, data))
    assert "1 added, 1 changed, 0 removed" in shown
    assert "Dr Ahorn" in shown
    assert "1975" in shown
    assert "S7" in shown
    batch = ImportBatch.objects.get()
    shown = text_of(page.post(reverse("import_confirm", args=[batch.pk]), follow=True))
    assert "counts from now on" in shown
    assert "What the workbook changed" in shown
    assert Surgeon.objects.filter(code="S7").exists()
    listed = text_of(page.get(reverse("import_list", args=[department.pk])))
    assert "filled in.xlsx" in listed
    assert "Profile workbook" in listed
    shown = text_of(upload(page, department, data))
    assert "was imported for" in shown
    page.post(reverse("import_undo", args=[batch.pk]))
    assert not Surgeon.objects.filter(code="S7").exists()


def test_unchanged_workbook_says_that_nothing_would_change(
    page: Client, department: Department
) -> None:
    shown = text_of(upload(page, department, download(page, department)))
    assert "Nothing would change" in shown
    assert not ImportBatch.objects.exists()


def test_row_that_was_only_deleted_says_what_deletes_an_entry(
    page: Client, department: Department
) -> None:
    def without_lead(book: openpyxl.Workbook) -> None:
        sheet = page_of(book, "surgeons")
        sheet.delete_rows(row_of(sheet, str(Surgeon.objects.get(code="S1").pk)))

    shown = text_of(upload(page, department, edited(download(page, department), without_lead)))
    assert "Nothing would change. Rows of the workbook that were deleted: 1." in shown
    assert "write “remove” in its column “Remove”" in shown
    assert Surgeon.objects.filter(code="S1").exists()


def test_undo_says_what_stays(page: Client, department: Department, director: User) -> None:
    lead = Surgeon.objects.get(code="S1")
    data = with_cell(download(page, department), "surgeons", str(lead.pk), "birth_year", 1971)
    upload(page, department, data)
    batch = ImportBatch.objects.get()
    page.post(reverse("import_confirm", args=[batch.pk]))
    lead.refresh_from_db()
    records.change(
        user=director, record=lead, values={"birth_year": 1972}, base={"birth_year": "1971"}
    )
    shown = text_of(page.post(reverse("import_undo", args=[batch.pk]), follow=True))
    assert "1 entry was changed by hand since" in shown
    assert "everything is as it was" not in shown
    lead.refresh_from_db()
    assert lead.birth_year == 1972


def test_choice_between_two_people_is_made_on_the_page(
    page: Client, department: Department, director: User
) -> None:
    lead = Surgeon.objects.get(code="S1")
    before = str(lead.start_year)
    data = with_cell(download(page, department), "surgeons", str(lead.pk), "start_year", 2011)
    records.change(
        user=director, record=lead, values={"start_year": 2012}, base={"start_year": before}
    )
    response = upload(page, department, data)
    assert "Changed by two people" in text_of(response)
    assert "Confirm the import" not in text_of(response)
    (choice,) = response.context["preview"].choices
    assert (choice.mine, choice.theirs) == ("2011", "2012")
    batch = ImportBatch.objects.get()
    posted = {f"take-{choice.token}": "mine", f"seen-{choice.token}": choice.seen}
    shown = text_of(page.post(reverse("import_revise", args=[batch.pk]), posted, follow=True))
    assert "Confirm the import" in shown
    page.post(reverse("import_confirm", args=[batch.pk]))
    lead.refresh_from_db()
    assert lead.start_year == 2011


def test_consultants_see_codes_and_take_no_workbook(
    page: Client, client: Client, department: Department
) -> None:
    lead = Surgeon.objects.get(code="S1")
    data = download(page, department)
    upload(page, department, with_cell(data, "surgeons", str(lead.pk), "name", "Dr Eibe"))
    batch = ImportBatch.objects.get()
    client.force_login(make.user(role="consultant", of=department))
    shown = text_of(client.get(reverse("import_preview", args=[batch.pk])))
    assert "S1" in shown
    assert "Ahorn" not in shown
    assert "Eibe" not in shown
    assert client.get(reverse("profile_xlsx", args=[department.pk])).status_code == 403


def test_names_switched_off_are_not_in_the_workbook(page: Client, department: Department) -> None:
    page.post(reverse("names"), {"names": "0"})
    data = download(page, department)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "name" not in {cell.value for cell in page_of(book, "surgeons")[1]}
    held = {cell.value for sheet in book.worksheets for row in sheet.rows for cell in row}
    assert "Dr Ahorn" not in held


def test_changed_record_takes_no_more_queries_than_its_share(
    page: Client, department: Department
) -> None:
    surgeons = [make.surgeon(department=department, code=f"M{number}") for number in range(5)]
    data = download(page, department)

    def count(number: int) -> int:
        changed = data
        for surgeon in surgeons[:number]:
            changed = with_cell(changed, "surgeons", str(surgeon.pk), "birth_year", 1970)
        with CaptureQueriesContext(connection) as captured:
            upload(page, department, changed)
        ImportBatch.objects.all().delete()
        return len(captured)

    assert (count(5) - count(1)) / 4 <= 25
