"""A director fills in the profile workbook, uploads it, confirms and undoes it in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from assessments.models import Surgeon
from assessments.profile.records import services as records
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.imports.profile_workbook.workbooks import with_cell, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db(transaction=True)


def assert_accessible(page: Page) -> None:
    violations = axe(page)
    assert not violations, described(violations)


def upload(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()


def test_workbook_is_filled_in_confirmed_and_undone(open_page: OpenPage, tmp_path: Path) -> None:
    department = recorded_department()
    director = make.user(role="director", of=department)
    lead = Surgeon.objects.get(code="S1")
    page = open_page()
    login(page, director)
    address = f"/departments/{department.pk}/import/"
    page.goto(address)
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download the profile workbook").click()
    data = Path(loading.value.path()).read_bytes()
    file = tmp_path / "filled in.xlsx"

    file.write_bytes(with_cell(data, "surgeons", str(lead.pk), "start_year", "soon"))
    upload(page, address, file)
    page.get_by_role("link", name="All problems as a workbook").wait_for()
    assert_accessible(page)

    data = with_cell(data, "surgeons", str(lead.pk), "start_year", 2011)
    data = with_row(
        data,
        "surgeons",
        code="S7",
        specialty="Neurosurgery",
        position="Resident",
        start_year=2020,
    )
    file.write_bytes(data)
    records.change(
        user=director,
        record=lead,
        values={"start_year": 2012},
        base={"start_year": str(lead.start_year)},
    )
    upload(page, address, file)
    page.get_by_role("heading", name="Changed by two people").wait_for()
    assert_accessible(page)
    page.get_by_label("The workbook: 2011").check()
    page.get_by_role("button", name="Note the choice").click()
    page.get_by_role("button", name="Confirm the import").click()
    page.get_by_role("heading", name="What the workbook changed").wait_for()
    assert_accessible(page)
    assert Surgeon.objects.filter(code="S7").exists()
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("everything is as it was before").wait_for()
    assert_accessible(page)
    assert not Surgeon.objects.filter(code="S7").exists()
