"""A director imports the real quality report in the browser, confirms and undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.imports.sample_files import REAL_FILE

pytestmark = pytest.mark.django_db(transaction=True)


def assert_accessible(page: Page) -> None:
    violations = axe(page)
    assert not violations, described(violations)


def test_import_is_confirmed_and_undone_without_accessibility_violations(
    open_page: OpenPage,
) -> None:
    department = factories.department(name="脊柱外科")
    director = factories.user(role="director", of=department)
    page = open_page()
    login(page, director)
    page.goto("/import/")
    assert_accessible(page)
    page.get_by_role("button", name="Read the file").click()
    assert page.get_by_role("alert").is_visible()
    assert_accessible(page)
    page.get_by_label("Department").select_option(label=str(department))
    page.locator("#id_file").set_input_files(REAL_FILE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Estimated operations").wait_for()
    page.locator("details.numbers summary").click()
    assert_accessible(page)
    page.get_by_role("button", name="Confirm the import").click()
    page.get_by_text("counts from now on").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("everything is as it was before").wait_for()
    page.get_by_role("link", name="Imports", exact=True).click()
    page.get_by_role("heading", name="Imports").wait_for()
    assert_accessible(page)


@pytest.mark.looks
@pytest.mark.parametrize("width", [360, 1280])
def test_preview_does_not_scroll_sideways(open_page: OpenPage, width: int) -> None:
    department = factories.department()
    director = factories.user(role="director", of=department)
    page = open_page(viewport={"width": width, "height": 800})
    login(page, director)
    page.goto(f"/departments/{department.pk}/import/")
    page.locator("#id_file").set_input_files(REAL_FILE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Estimated operations").wait_for()
    page.wait_for_load_state()  # without its style sheet a page has no width to judge
    assert page.evaluate("document.documentElement.scrollWidth") <= width
