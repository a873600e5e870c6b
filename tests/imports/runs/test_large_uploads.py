"""The web process reads no file that takes long: such files wait for the worker, unread."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.imports.files.source_files import SourceFile
from assessments.imports.kinds import services as uploads
from assessments.imports.runs.services import reading as run_reading
from assessments.models import Department, ImportBatch, ImportRun, User
from assessments.models.choices import RunState
from tests import factories
from tests.imports.attack_files import ATTACKS, HEAD, sheet, workbook
from tests.imports.case_lists.lists import TEMPLATE, files
from tests.imports.profile_workbook.workbooks import downloaded, with_row
from tests.imports.sample_files import department_xml, report_xml, xlsx
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db

UNKNOWN = "Akte;Tag;Ziffern;Wer\nT1;2024-03-05;5-831.0;S1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return tmp_path / "imports"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department))
    return client


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any look at an upload, in order to know its kind, fails."""

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("read in the web process")

    monkeypatch.setattr(uploads, "recognised", fail)
    monkeypatch.setattr(uploads, "propose", fail)


def upload(page: Client, department: Department, sources: list[SourceFile], **answers: Any) -> Any:
    chosen = [SimpleUploadedFile(source.name, source.data) for source in sources]
    return page.post(
        reverse("import_new"), {"department": department.pk, "file": chosen, **answers}
    )


@pytest.mark.parametrize(
    "attack",
    [
        "workbook: empty rows",
        "workbook: empty cells in full rows",
        "workbook: filled cells",
        "archive: of workbooks",
        "report: elements",
    ],
)
def test_small_file_of_millions_of_tags_waits_for_the_worker(
    page: Client, department: Department, unread: None, attack: str
) -> None:
    made = ATTACKS[attack](8_000_000)
    assert sum(len(file.data) for file in made) < 9_000_000
    response = upload(page, department, made)
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    assert run.state == RunState.WAITING


def test_workbook_of_a_few_thousand_rows_is_read_at_once(
    page: Client, department: Department
) -> None:
    rows = [[f"T{n}", "2024-03-05", "5-831.0", "M51.1", 1 + n % 3, "yes"] for n in range(4_000)]
    head = ["case", "date", "code", "main_dx", "levels", "complication"]
    response = upload(page, department, [SourceFile("cases.xlsx", xlsx([head, *rows]))])
    assert response.url == reverse("import_preview", args=[ImportBatch.objects.get().pk])


def test_one_cell_in_row_million_neither_hides_nor_costs_anything(
    page: Client, department: Department
) -> None:
    case = "".join(
        f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("T1", "2024-03-05", "5-831.0")
    )
    rows = f'{HEAD}<row r="2">{case}</row><row r="1000000"><c r="F1000000"><v>1</v></c></row>'
    made = workbook("cases.xlsx", {"xl/worksheets/sheet1.xml": sheet(rows)})
    start = process_time()
    response = upload(page, department, made)
    assert process_time() - start < 5
    shown = page.get(response.url, follow=True).text if response.status_code == 302 else ""
    assert "cases.xlsx" in (shown or response.text)


def test_large_file_whose_columns_are_assigned_by_hand_is_read_by_the_worker(
    page: Client, department: Department, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_BACKGROUND_BYTES = 10
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "recognised", None)
        response = upload(page, department, files(liste=TEMPLATE), by_hand="on")
    run = ImportRun.objects.get()
    assert (response.url, run.state) == (
        reverse("import_run", args=[run.pk]),
        RunState.WAITING,
    )
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.NEEDS_COLUMNS
    assert 'value="op_date" selected' in page.get(response.url).text


def test_file_without_columns_that_is_to_be_assigned_by_hand_is_refused_by_the_worker(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_BACKGROUND_BYTES = 10
    response = upload(page, department, files(liste="1;2\n" * 10), by_hand="on")
    run_reading.perform(ImportRun.objects.get().pk)
    assert "nothing was imported" in page.get(response.url).text
    assert ImportRun.objects.get().state == RunState.REFUSED


def test_page_on_which_columns_are_assigned_opens_no_file(
    page: Client, department: Department, settings: Settings, folder: Path
) -> None:
    response = upload(page, department, files(liste=UNKNOWN))
    run = ImportRun.objects.get()
    assert run.state == RunState.NEEDS_COLUMNS
    (folder / run.folder / "0").unlink()
    assert "Ziffern" in page.get(response.url).text


def test_profile_workbook_that_changes_many_records_waits_for_the_worker(
    client: Client, settings: Settings
) -> None:
    department = recorded_department()
    user: User = factories.user(role="editor", of=department)
    client.force_login(user)
    data = downloaded(department)
    for code in ("S7", "S8"):
        data = with_row(
            data,
            "surgeons",
            code=code,
            specialty="Neurosurgery",
            position="Resident",
            start_year=2020,
        )
    settings.IMPORT_LIMITS = {"profile_entries_at_once": 1}
    response = upload(client, department, [SourceFile("profile.xlsx", data)])
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    assert run.state == RunState.WAITING
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def case_list(codes: int) -> str:
    """A case list with so many different codes."""
    return "case;date;code\n" + "".join(f"T;2024-03-05;5-83{n}\n" for n in range(codes))


def test_case_list_of_many_different_codes_waits_for_the_worker(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_LIMITS = {"codes_at_once": 5}
    upload(page, department, files(few=case_list(5)))
    assert ImportBatch.objects.count() == 1
    response = upload(page, department, files(many=case_list(6)))
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    assert run.state == RunState.WAITING
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


@pytest.mark.parametrize("name", ["codes.csv", "260100023-00-2019-xml.xml"])
def test_list_and_report_of_many_different_codes_wait_for_the_worker(
    page: Client, department: Department, settings: Settings, name: str
) -> None:
    settings.IMPORT_LIMITS = {"codes_at_once": 5}
    codes = [(f"5-83{number}", "1") for number in range(6)]
    text = report_xml(department_xml(procedures=codes))
    if name.endswith(".csv"):
        text = "code;count;year\n" + "".join(f"{code};1;2019\n" for code, _count in codes)
    upload(page, department, [SourceFile(name, text.encode())])
    run = ImportRun.objects.get()
    assert run.state == RunState.WAITING
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_assigned_list_of_many_different_codes_waits_for_the_worker(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_LIMITS = {"codes_at_once": 5}
    text = case_list(6).replace("case;date;code", "Akte;Tag;Ziffern")
    upload(page, department, files(liste=text))
    run = ImportRun.objects.get()
    chosen = {"case": "Akte", "date": "Tag", "codes": "Ziffern"}
    page.post(reverse("import_run_columns", args=[run.pk]), chosen)
    run.refresh_from_db()
    assert run.state == RunState.WAITING
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_list_of_more_different_codes_than_there_can_be_is_refused(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_LIMITS = {"case_codes": 5}
    response = upload(page, department, files(many=case_list(6)))
    assert "more than 5 different codes" in response.text


def test_million_rows_that_are_too_wide_are_counted_and_the_first_of_them_shown(
    page: Client, department: Department, settings: Settings
) -> None:
    settings.IMPORT_LIMITS = {"case_problems": 20}
    text = "case;date;code\n" + "1;2;3;4\n" * 100_000
    response = upload(page, department, files(wide=text))
    assert "100000 problems" in response.text.replace(",", "")
