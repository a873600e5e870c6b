"""A long file with unknown columns: read in the background, asked about, read again, previewed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page
from pytest_django.fixtures import Settings

from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import reading as run_reading
from assessments.models import ImportRun
from tests import factories
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Akte;Tag;Dx 1;Dx 2;Ziffern;Arzt\nT1;2024-03-05;M41.1;I10;5-838.a0;S1\n"


def assert_accessible(page: Page) -> None:
    violations = axe(page)
    assert not violations, described(violations)


def test_page_follows_the_reading_asks_for_columns_and_leads_to_the_preview(
    open_page: OpenPage, settings: Settings, tmp_path: Path
) -> None:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 0
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    department = factories.department()
    page = open_page(viewport={"width": 390, "height": 800})
    login(page, factories.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/import/")
    file: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": TEXT.encode()}
    page.locator("#id_file").set_input_files([file])
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("nothing on the server is reading files").wait_for()
    assert_accessible(page)
    run = ImportRun.objects.get()
    with run_files.working():
        # The page asks again by itself.
        page.get_by_text("nothing on the server is reading files").wait_for(state="detached")
    run_reading.perform(run.pk)
    page.get_by_role("heading", name="Which column means what?").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("Case ID").select_option("Akte")
    page.get_by_label("Operation date").select_option("Tag")
    page.get_by_label("Procedures").select_option("Ziffern")
    page.get_by_label("Main diagnosis").select_option("Dx 1")
    page.get_by_label("Other diagnoses").select_option("Dx 1")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("Other diagnoses").select_option(label="Dx 1, Dx 2")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("The files wait for their turn.").wait_for()
    run_reading.perform(run.pk)
    page.get_by_text("1 spine operation in 2024: 1 deformity").wait_for()
    page.get_by_role("link", name="As assigned by").click()
    page.get_by_role("heading", name="Columns of our files").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Surgeon").wait_for()
    assert_accessible(page)


# Stays, days, surgeons, department and status, which no name tells.
MANY = (
    "Akte;Mal;Tag 1;Ziffer 1;Arzt 1;Tag 2;Ziffer 2;Arzt 2;Dx;Ort;Stand\n"
    "P1;1;2024-03-05;5-831.0;S1;2024-03-09;5-831.0;S2;M51.1;W2;erfolgt\n"
)


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_choices_of_columns_with_their_help_do_not_scroll_sideways(
    open_page: OpenPage, settings: Settings, tmp_path: Path, width: int
) -> None:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    department = factories.department()
    page = open_page(viewport={"width": width, "height": 800})
    login(page, factories.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/import/")
    file: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": MANY.encode()}
    page.locator("#id_file").set_input_files([file])
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Which column means what?").wait_for()
    page.get_by_label("Admission number").select_option("Mal")
    page.get_by_label("Operation date").select_option(label="Tag 1, Tag 2")
    page.get_by_label("Status").select_option("Stand")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
