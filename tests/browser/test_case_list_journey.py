"""A director imports a § 21 data set in the browser, chooses, looks behind a number, undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page

from assessments.models import ProcedureVolume
from tests import factories
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.imports.case_lists.lists import TEMPLATE, p21

pytestmark = pytest.mark.django_db(transaction=True)

P21: list[FilePayload] = [
    {"name": one.name, "mimeType": "text/csv", "buffer": one.data} for one in p21()
]
CASES: list[FilePayload] = [
    {"name": "cases.csv", "mimeType": "text/csv", "buffer": TEMPLATE.encode()}
]


def assert_accessible(page: Page) -> None:
    violations = axe(page)
    assert not violations, described(violations)


def test_case_list_is_chosen_explained_confirmed_and_undone(open_page: OpenPage) -> None:
    department = factories.department(name="脊柱外科")
    page = open_page()
    login(page, factories.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/import/")
    page.locator("#id_file").set_input_files(P21)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("4 spine operations in 2023–2024").wait_for()
    assert_accessible(page)
    page.get_by_label("HA1700").check()
    page.get_by_label("2023").uncheck()
    page.get_by_role("button", name="Count again").click()
    page.get_by_text("4 spine operations in 2024: 2 degenerative, 1 deformity, 1 tumour").wait_for()
    row = page.get_by_role("row", name="2024, Tumour").first
    row.get_by_role("link").last.click()
    page.get_by_text("The main diagnosis is a tumour.").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Import of").click()
    page.get_by_role("button", name="Confirm the import").click()
    page.get_by_text("counts from now on").wait_for()
    assert_accessible(page)
    assert ProcedureVolume.objects.count() == 4
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("everything is as it was before").wait_for()
    assert not ProcedureVolume.objects.exists()
    page.get_by_role("link", name="Imports", exact=True).click()
    page.get_by_text("4 files").wait_for()
    assert_accessible(page)


def test_choice_without_any_department_leads_back_to_the_boxes(open_page: OpenPage) -> None:
    department = factories.department()
    page = open_page()
    login(page, factories.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/import/")
    page.locator("#id_file").set_input_files(P21)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("HA2316").uncheck()
    page.get_by_role("button", name="Count again").click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_departments_0"
    assert_accessible(page)


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_preview_with_surgeons_and_outcomes_does_not_scroll_sideways(
    open_page: OpenPage, width: int
) -> None:
    department = factories.department()
    factories.surgeon(department=department, code="S1", name="Anna Weber")
    page = open_page(viewport={"width": width, "height": 800})
    login(page, factories.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/import/")
    page.locator("#id_file").set_input_files(CASES)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Outcomes").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
