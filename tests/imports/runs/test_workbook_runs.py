"""Large profile workbooks are read in the background, as their uploader would read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.fixtures import Settings

from assessments.imports.kinds import services as uploads
from assessments.imports.runs.services import reading as run_reading
from assessments.models import Certificate, Department, ImportBatch, ImportRun, Surgeon, User
from assessments.models.choices import RunState
from tests import factories
from tests.imports.profile_workbook.workbooks import downloaded, with_cell, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 100
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return tmp_path / "imports"


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


@pytest.fixture
def page(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def upload(page: Client, department: Department, data: bytes, language: str = "en") -> ImportRun:
    """The run of the workbook, which waits for its worker."""
    posted = {"department": department.pk, "file": SimpleUploadedFile("profile.xlsx", data)}
    page.post(reverse("import_new"), posted, headers={"Accept-Language": language})
    return ImportRun.objects.get()


def work(run: ImportRun) -> None:
    """Read the files as a worker does, which has no language but that of the site."""
    with override("en"):
        run_reading.perform(run.pk)


def shown(page: Client, run: ImportRun) -> Any:
    """What the page of the run leads to, after the worker has read the workbook."""
    work(run)
    response = page.get(reverse("import_run", args=[run.pk]), follow=True)
    return " ".join(response.content.decode().split())


def test_large_workbook_goes_over_a_run_to_its_preview(
    page: Client, department: Department, folder: Path
) -> None:
    lead = Surgeon.objects.get(code="S1")
    data = with_cell(downloaded(department), "surgeons", str(lead.pk), "birth_year", 1975)
    run = upload(page, department, data)
    assert not ImportBatch.objects.exists()
    text = shown(page, run)
    assert "0 added, 1 changed, 0 removed" in text
    assert "Confirm the import" in text
    assert list(folder.iterdir()) == []
    page.post(reverse("import_confirm", args=[ImportBatch.objects.get().pk]))
    lead.refresh_from_db()
    assert lead.birth_year == 1975


def test_problems_of_a_large_workbook_are_told_in_the_language_of_its_uploader(
    page: Client, department: Department
) -> None:
    data = with_row(downloaded(department, language="de"), "surgeons", code="S7")
    run = upload(page, department, data, language="de")
    work(run)
    run.refresh_from_db()
    assert run.state == RunState.REFUSED
    text = shown(page, run)
    assert "Dieses Feld ist zwingend erforderlich." in text


def test_days_of_a_large_workbook_are_read_as_its_uploader_writes_them(
    page: Client, department: Department
) -> None:
    certificate = Certificate.objects.get()
    data = downloaded(department, language="de")
    data = with_cell(data, "certificates", str(certificate.pk), "issued_on", "05.03.2019")
    run = upload(page, department, data, language="de")
    assert "Confirm the import" in shown(page, run)
    page.post(reverse("import_confirm", args=[ImportBatch.objects.get().pk]))
    certificate.refresh_from_db()
    assert certificate.issued_on == date(2019, 3, 5)


def test_workbook_that_changes_nothing_says_so_when_it_was_read(
    page: Client, department: Department
) -> None:
    run = upload(page, department, downloaded(department))
    assert "Nothing would change" in shown(page, run)
    assert not ImportBatch.objects.exists()


def test_workbook_of_a_killed_worker_is_found_again(page: Client, department: Department) -> None:
    lead = Surgeon.objects.get(code="S1")
    data = with_cell(downloaded(department), "surgeons", str(lead.pk), "birth_year", 1975)
    run = upload(page, department, data)
    (batch,) = uploads.propose(
        user=run.uploaded_by, department=department, upload=run_reading.upload_of(run)
    )
    work(run)
    run.refresh_from_db()
    assert (run.state, run.batch) == (RunState.DONE, batch)
