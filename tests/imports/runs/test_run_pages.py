"""What a user sees of files that are read in the background."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.files.source_files import SourceFile
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import reading as run_reading
from assessments.imports.runs.services import runs
from assessments.models import Department, ImportBatch, ImportRun
from assessments.models.choices import RunState
from tests import factories
from tests.imports.case_lists.lists import TEMPLATE, files, p21

pytestmark = pytest.mark.django_db

REPORT = Path(__file__).parents[2] / "data" / "imports" / "999999999-99-2019-xml.xml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 100
    return tmp_path / "imports"


@pytest.fixture
def queue(settings: Settings) -> None:
    """Tasks wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department))
    return client


def upload(page: Client, department: Department, sources: list[SourceFile], **answers: Any) -> Any:
    uploads = [SimpleUploadedFile(source.name, source.data) for source in sources]
    answers |= {"department": department.pk, "file": uploads}
    return page.post(reverse("import_new"), answers)


def text_of(response: Any) -> str:
    """The page's text with its markup, in one line."""
    return re.sub(r"\s+", " ", response.content.decode())


def address(run: ImportRun, name: str = "import_run") -> str:
    return reverse(name, args=[run.pk])


def test_long_file_goes_over_a_page_of_its_own_to_the_preview(
    page: Client, department: Department, queue: None
) -> None:
    response = upload(page, department, p21(), year=2024)
    run = ImportRun.objects.get()
    assert response.url == address(run)
    shown = text_of(page.get(address(run)))
    assert "The files wait for their turn." in shown
    assert 'hx-trigger="every 2s"' in shown
    assert f'<noscript> <p> <a href="{address(run)}">' in shown
    assert "OPS.csv, ICD.csv" in shown
    listed = text_of(page.get(reverse("import_list", args=[department.pk])))
    assert f'<a href="{address(run)}">OPS.csv, ICD.csv, FAB.csv, FALL.csv</a>' in listed
    assert ": Waiting" in listed
    run_reading.perform(run.pk)
    batch = ImportBatch.objects.get()
    assert CaseListDetails.read(batch).years == [2024]
    assert page.get(address(run))["Location"] == reverse("import_preview", args=[batch.pk])
    assert "Under way" not in text_of(page.get(reverse("import_list", args=[department.pk])))


def test_page_tells_how_far_it_is_and_asks_again_by_itself(
    page: Client, department: Department, queue: None
) -> None:
    upload(page, department, p21())
    run = ImportRun.objects.get()
    part = {"HX-Request": "true"}
    ImportRun.objects.update(state="running")
    assert "The files are being opened." in text_of(page.get(address(run), headers=part))
    ImportRun.objects.update(rows_read=199_999, rows_expected=1_000_001)
    shown = text_of(page.get(address(run), headers=part))
    assert "200,000 of about 1,000,000 rows are read." in shown
    assert 'value="199999" max="1000001"' in shown
    assert "<html" not in shown
    ImportRun.objects.update(rows_read=1_000_001)
    assert "All rows are read" in text_of(page.get(address(run), headers=part))
    run_reading.perform(run.pk)
    assert page.get(address(run), headers=part).headers["HX-Refresh"] == "true"


def test_page_left_open_leads_to_the_log_in_as_a_whole(
    page: Client, department: Department, queue: None
) -> None:
    upload(page, department, p21())
    run = ImportRun.objects.get()
    page.logout()
    answer = page.get(address(run), headers={"HX-Request": "true"})
    assert (answer.content, answer.headers["HX-Refresh"]) == (b"", "true")
    assert page.get(address(run))["Location"].startswith("/login/")


def test_workbook_counts_for_more_than_its_size(
    page: Client, department: Department, settings: Settings, queue: None
) -> None:
    book = io.BytesIO()
    workbook = openpyxl.Workbook()
    for row in (("case", "date", "code"), ("T1", "2024-03-05", "5-831.0")):
        workbook.worksheets[0].append(row)
    workbook.save(book)
    settings.IMPORT_BACKGROUND_BYTES = 3 * len(book.getvalue())
    response = upload(page, department, [SourceFile("x.xlsx", book.getvalue())])
    assert response.url == address(ImportRun.objects.get())
    settings.IMPORT_BACKGROUND_BYTES = 9 * len(book.getvalue())
    response = upload(page, department, [SourceFile("x.xlsx", book.getvalue())])
    assert response.url == reverse("import_preview", args=[ImportBatch.objects.get().pk])


def test_page_says_when_nothing_is_there_to_read(
    page: Client, department: Department, queue: None
) -> None:
    upload(page, department, p21())
    run = ImportRun.objects.get()
    assert "nothing on the server is reading files" in text_of(page.get(address(run)))
    with run_files.working():
        assert "nothing on the server is reading files" not in text_of(page.get(address(run)))


def test_refused_file_lists_all_problems_until_the_hour_is_over(
    page: Client, department: Department
) -> None:
    text = TEMPLATE.replace("05.03.2024", "last week").replace("yes", "perhaps")
    response = upload(page, department, files(cases=text))
    run = ImportRun.objects.get()
    shown = text_of(page.get(response.url))
    assert "The file has 3 problems, so nothing was imported." in shown
    assert "“last week” is not a day." in shown
    assert "row 2" in shown
    assert "data:application/vnd.openxml" in shown
    assert "Refused" in text_of(page.get(reverse("import_list", args=[department.pk])))
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(minutes=61))
    runs.recover()
    shown = text_of(page.get(address(run)))
    assert "Their list is no longer kept" in shown
    assert "last week" not in shown
    assert "Refused" not in text_of(page.get(reverse("import_list", args=[department.pk])))


def test_same_files_lead_to_the_run_that_reads_them(
    page: Client, department: Department, queue: None
) -> None:
    upload(page, department, p21())
    response = upload(page, department, p21())
    assert response.url == address(ImportRun.objects.get())
    assert "These files are being read already." in text_of(page.get(response.url))


def test_files_that_count_already_lead_to_their_import(
    page: Client, department: Department
) -> None:
    upload(page, department, p21())
    batch = ImportBatch.objects.get()
    page.post(reverse("import_confirm", args=[batch.pk]))
    shown = text_of(page.get(upload(page, department, p21()).url))
    assert "This file was imported for 2024 before" in shown
    assert reverse("import_preview", args=[batch.pk]) in shown


def test_reading_can_be_stopped(
    page: Client, department: Department, folder: Path, queue: None
) -> None:
    upload(page, department, p21())
    run = ImportRun.objects.get()
    assert "Stop and remove the files" in text_of(page.get(address(run)))
    shown = text_of(page.post(address(run, "import_run_cancel"), follow=True))
    assert "The reading was stopped and the files were removed." in shown
    assert not list(folder.glob("*/*"))
    shown = text_of(page.get(address(run)))
    assert "The reading was stopped" in shown
    assert "Stop and remove" not in shown
    shown = text_of(page.post(address(run, "import_run_cancel"), follow=True))
    assert "has ended" in shown


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RunState.FAILED, "something went wrong on the server"),
        (RunState.EXPIRED, "waited too long"),
        (RunState.DONE, "Their import was removed since."),
    ],
)
def test_every_end_has_a_sentence(
    page: Client, department: Department, state: RunState, words: str
) -> None:
    run = factories.import_run(department=department, state=state, finished_at=timezone.now())
    assert words in text_of(page.get(address(run)))


def test_files_whose_reading_ended_three_times_say_what_to_do(
    page: Client, department: Department
) -> None:
    run = factories.import_run(
        department=department, state=RunState.FAILED, attempts=3, finished_at=timezone.now()
    )
    shown = text_of(page.get(address(run)))
    assert "The reading of the files broke off 3 times, so they were removed." in shown
    assert "Upload one year at a time" in shown
    assert "something went wrong" not in shown


def test_pdf_says_what_is_expected_of_every_kind(page: Client, department: Department) -> None:
    pdf = SourceFile("cases.pdf", b"%PDF-1.7 and more")
    shown = text_of(upload(page, department, [pdf]))
    assert "Case list or list of codes: export it as CSV or XLSX." in shown
    assert "-xml.xml" in shown


def test_quality_report_and_faulty_list_of_codes_go_the_same_way(
    page: Client, department: Department
) -> None:
    report = SourceFile(REPORT.name, REPORT.read_bytes())
    response = page.get(upload(page, department, [report]).url)
    batch = ImportBatch.objects.get()
    assert (batch.kind, batch.year) == ("quality_report", 2019)
    assert response["Location"] == reverse("import_preview", args=[batch.pk])
    codes = "".join(f"5-831.{number};many\n" for number in range(20))
    shown = text_of(page.get(upload(page, department, files(c=f"code;count\n{codes}")).url))
    assert "The file has 20 problems" in shown


def test_consultant_looks_and_stops_nothing(
    client: Client, page: Client, department: Department, queue: None
) -> None:
    upload(page, department, p21())
    run = ImportRun.objects.get()
    client.force_login(factories.user(role="consultant", of=department))
    shown = text_of(client.get(address(run)))
    assert "The files wait for their turn." in shown
    assert "Stop and remove" not in shown
