"""Import pages: choose a file, preview, confirm, undo; who may do what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from assessments.import_records import explanations
from assessments.models import Department, FacilityFact, ImportBatch, User, VolumeEstimate
from benchmarks.casemix.code_tables import SYSTEMS
from benchmarks.casemix.estimate_bounds import BASES
from benchmarks.casemix.rules import REASONS, RULES
from tests import factories
from tests.imports.sample_files import REAL_FILE, department_xml, report_xml

pytestmark = pytest.mark.django_db

LIST = b"code;count\n5-831.0;120\n5-032.00;150\n5-984;100\n5-83x.1;7\n81.08;3\n8-930;40\n"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


@pytest.fixture
def page(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def upload(client: Client, department: Department, data: bytes, name: str, **fields: Any) -> Any:
    posted = {"department": department.pk, "complete": "on", "year": "", **fields}
    posted["file"] = SimpleUploadedFile(name, data)
    return client.post(reverse("import_new"), posted)


def previewed(client: Client, department: Department, data: bytes = LIST) -> ImportBatch:
    response = upload(client, department, data, "codes.csv", year=2019)
    assert response.status_code == 302
    return ImportBatch.objects.get(status="preview")


def address(name: str, batch: ImportBatch) -> str:
    return reverse(name, args=[batch.pk])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_real_report_from_upload_to_undo(page: Client, department: Department) -> None:
    response = upload(page, department, REAL_FILE.read_bytes(), REAL_FILE.name)
    batch = ImportBatch.objects.get()
    assert response.url == address("import_preview", batch)
    shown = text_of(page.get(response.url))
    assert "This is a preview" in shown
    assert "the main diagnoses allow 2–49 and were used as the bound" in shown
    assert "Intensive care" in shown
    assert "will be recorded" in shown
    assert not VolumeEstimate.objects.exists()
    shown = text_of(page.post(address("import_confirm", batch), follow=True))
    assert "counts from now on" in shown
    assert "recorded by this import" in shown
    assert reverse("gap_dashboard", args=[department.pk, 2019]) in shown
    assert VolumeEstimate.objects.filter(batch=batch).exists()
    shown = text_of(page.post(address("import_undo", batch), follow=True))
    assert "everything is as it was before" in shown
    assert not VolumeEstimate.objects.exists()
    assert not FacilityFact.objects.exists()


def test_page_leads_to_the_template_of_a_case_list(page: Client) -> None:
    assert f'href="{reverse("case_template")}"' in page.get(reverse("import_new")).text


def test_preview_tells_what_was_not_counted_and_which_codes_to_check(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department)
    shown = text_of(page.get(address("import_preview", batch)))
    assert "Codes to check" in shown
    assert "5-83x.1" in shown
    assert "It looks like ICD9CM3." in shown
    assert "Additional code: it rides along with an operation." in shown
    assert "Not a spine code." in shown


def test_problems_of_a_file_are_listed_with_place_and_remedy(
    page: Client, department: Department
) -> None:
    data = b"code;count\n5-831.0;-3\n5-984;2,5\n"
    response = upload(page, department, data, "codes.csv", year=2019)
    shown = text_of(response)
    assert "The file has 2 problems, so nothing was imported." in shown
    assert 'href="#id_file"' in shown
    assert "row 2, column B" in shown
    assert "is negative" in shown
    assert "Write the number of operations as a whole number" in shown
    assert not ImportBatch.objects.exists()


def test_missing_year_is_asked_at_the_year_and_keeps_what_was_typed(
    page: Client, department: Department
) -> None:
    response = upload(page, department, LIST, "codes.csv", system="OPS")
    shown = text_of(response)
    assert "The year is neither in the file name nor in the file." in shown
    assert 'href="#id_year"' in shown
    assert '<option value="OPS" selected>' in shown
    assert not ImportBatch.objects.exists()


def test_file_without_spine_codes_and_empty_form_are_refused(
    page: Client, department: Department
) -> None:
    shown = text_of(upload(page, department, b"5-144.5a;900\n", "codes.csv", year=2019))
    assert "No spine operation was found" in shown
    response = page.post(reverse("import_new"), {})
    shown = text_of(response)
    assert "Choose a file." in shown
    assert not ImportBatch.objects.exists()


def test_too_large_upload_is_cut_and_refused(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_LIMITS = {"file_bytes": 100_000, "case_bytes": 200_000}
    response = upload(page, department, b"x" * 10_000_000, "codes.csv", year=2019)
    assert "The file is larger than" in text_of(response)
    # What is above the limit never reached memory or disk, but for one chunk.
    assert response.wsgi_request.FILES["file"].size < 200_000 + 2 * 64 * 1024


def test_same_file_again_leads_to_the_import_and_says_so(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department)
    response = upload(page, department, LIST, "again.csv", year=2019)
    assert response.url == address("import_preview", batch)
    assert "waiting for your confirmation already" in text_of(page.get(response.url))
    page.post(address("import_confirm", batch))
    response = upload(page, department, LIST, "again.csv", year=2019)
    assert "was imported for 2019 before" in text_of(page.get(response.url))
    assert ImportBatch.objects.count() == 1


def test_report_of_two_departments_asks_which_on_the_preview(
    page: Client, department: Department
) -> None:
    report = report_xml(department_xml(), department_xml("Orthopädie", "2300"))
    upload(page, department, report.encode(), "260100023-00-2019-xml.xml")
    batch = ImportBatch.objects.get()
    shown = text_of(page.get(address("import_preview", batch)))
    assert "Which department is it?" in shown
    assert "Orthopädie (2300), 1 spine code" in shown
    assert "Confirm the import" not in shown
    shown = text_of(page.post(address("import_confirm", batch), follow=True))
    assert "Choose first which department" in shown
    revise = address("import_revise", batch)
    shown = text_of(page.post(revise, {"system": "OPS", "listing": "9"}))
    assert 'href="#id_listing"' in shown
    shown = text_of(page.post(revise, {"system": "OPS", "listing": "2"}, follow=True))
    assert "Confirm the import" in shown
    assert "list cut at the most frequent codes" in shown


def test_other_code_system_is_refused_on_the_preview(page: Client, department: Department) -> None:
    batch = previewed(page, department, b"5-831.0;120\n5-83b.50;4\n")
    response = page.post(address("import_revise", batch), {"system": "CPT"}, follow=True)
    assert "they look like OPS" in text_of(response)
    batch.refresh_from_db()
    assert batch.code_system == "OPS"


def test_discarded_preview_and_list_of_imports(page: Client, department: Department) -> None:
    empty = text_of(page.get(reverse("import_list", args=[department.pk])))
    assert "No file was imported yet" in empty
    batch = previewed(page, department)
    assert "nothing was imported" in text_of(
        page.post(address("import_discard", batch), follow=True)
    )
    assert "no longer a preview" in text_of(
        page.post(address("import_confirm", batch), follow=True)
    )
    shown = text_of(page.get(reverse("import_list", args=[department.pk])))
    assert "codes.csv" in shown
    assert "Discarded" in shown


def test_pages_have_no_inline_script_or_style(page: Client, department: Department) -> None:
    batch = previewed(page, department)
    for url in (
        reverse("import_new"),
        reverse("import_new", args=[department.pk]),
        reverse("import_list", args=[department.pk]),
        address("import_preview", batch),
    ):
        shown = text_of(page.get(url))
        assert " style=" not in shown
        assert "<style" not in shown
        assert "<script>" not in shown


def test_file_name_and_department_name_are_escaped(page: Client, department: Department) -> None:
    report = report_xml(department_xml("&lt;img src=x&gt;"), department_xml("B"))
    upload(page, department, report.encode(), "<b>260100023-00-2019-xml.xml")
    shown = text_of(page.get(address("import_preview", ImportBatch.objects.get())))
    assert "<img" not in shown
    assert "<b>" not in shown


POSTED = ("import_confirm", "import_undo", "import_discard", "import_revise")


def test_consultant_sees_and_may_not_write(
    client: Client, page: Client, department: Department
) -> None:
    batch = previewed(page, department)
    client.force_login(factories.user(role="consultant", of=department))
    shown = text_of(client.get(address("import_preview", batch)))
    assert "Estimated operations" in shown
    assert "Confirm the import" not in shown
    assert "Read it differently" not in shown
    listed = text_of(client.get(reverse("import_list", args=[department.pk])))
    assert "Import a file" not in listed
    assert client.get(reverse("import_new")).status_code == 403
    assert client.get(reverse("import_new", args=[department.pk])).status_code == 403
    for name in POSTED:
        assert client.post(address(name, batch), {"system": "OPS"}).status_code == 403
    batch.refresh_from_db()
    assert batch.status == "preview"


def test_stranger_finds_nothing(client: Client, page: Client, department: Department) -> None:
    batch = previewed(page, department)
    other = factories.department()
    client.force_login(factories.user(role="director", of=other))
    assert client.get(address("import_preview", batch)).status_code == 404
    assert client.get(reverse("import_list", args=[department.pk])).status_code == 404
    assert client.get(reverse("import_new", args=[department.pk])).status_code == 404
    for name in POSTED:
        assert client.post(address(name, batch), {"system": "OPS"}).status_code == 404
    response = upload(client, department, LIST + b"5-835;1\n", "codes.csv", year=2019)
    assert "Select a valid choice" in text_of(response)
    assert ImportBatch.objects.count() == 1


def test_anonymous_is_sent_to_the_login(client: Client) -> None:
    for url in (reverse("import_new"), reverse("import_preview", args=[uuid4()])):
        assert client.get(url).headers["Location"].startswith(reverse("login"))


def test_changes_only_by_post(page: Client, department: Department) -> None:
    batch = previewed(page, department)
    for name in POSTED:
        assert page.get(address(name, batch)).status_code == 405


def test_query_budgets(
    page: Client, department: Department, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    upload(page, department, REAL_FILE.read_bytes(), REAL_FILE.name)
    batch = ImportBatch.objects.get()
    # Two of them are for the head of every page: notices, and the person's own department.
    with django_assert_max_num_queries(10):
        response = page.get(address("import_preview", batch))
    assert len(response.content) < 250_000
    for number in range(5):
        factories.import_batch(department=department, status="undone", year=2000 + number)
    with django_assert_max_num_queries(9):
        page.get(reverse("import_list", args=[department.pk]))
    with django_assert_max_num_queries(8):
        page.get(reverse("import_new"))


def test_every_reason_of_the_engine_has_words() -> None:
    assert set(explanations.REASONS) == set(REASONS)
    assert set(explanations.RULES) <= set(RULES)
    assert set(explanations.BASES) == set(BASES)
    assert tuple(explanations.SYSTEMS) == SYSTEMS
