"""A director's way through the tasks: to the field, into a new year and back, and two years."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Department, FacilityFact
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db(transaction=True)
LAPTOP = {"width": 1280, "height": 800}


@pytest.fixture
def department() -> Department:
    department = recorded_department(name="Klinik für Wirbelsäulenchirurgie")
    make.fact(department=department, year=YEAR, input_id="icu_access", value=2)
    make.fact(department=department, year=YEAR, input_id="brace_service", value=1)
    return department


def addresses(department: Department) -> list[str]:
    empty = make.department(hospital=department.hospital, name="New unit")
    return [
        f"/departments/{department.pk}/",
        f"/departments/{empty.pk}/",
        f"/departments/{department.pk}/?benchmark=de-lg28@1.0",
        f"/departments/{department.pk}/years/new/",
        f"/departments/{empty.pk}/years/new/",
        f"/departments/{department.pk}/years/compare/?from={YEAR - 2}",
        f"/departments/{empty.pk}/years/compare/",
    ]


@pytest.mark.looks
@pytest.mark.parametrize(
    ("viewport", "locale"), [(LAPTOP, "en-GB"), (PHONE, "de-DE"), (PHONE, "zh-CN")]
)
def test_pages_are_accessible_and_fit(
    open_page: OpenPage, department: Department, viewport: dict[str, int], locale: str
) -> None:
    page = open_page(viewport=viewport, locale=locale)
    login(page, make.user(role="director", of=department.hospital))
    for address in addresses(department):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(d => (d.open = true))")
        assert described(axe(page)) == "", address
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


def test_answer_that_helps_leads_to_its_field(page: Page, department: Department) -> None:
    login(page, make.user(role="director", of=department))
    page.goto("/")
    page.get_by_role("link", name="My department").click()
    card = page.get_by_role("listitem").filter(has_text="cannot reach level").first
    question = card.get_by_role("heading").inner_text()
    card.get_by_role("link", name="Answer this").click()
    field = page.locator(":target")
    expect(field).to_be_in_viewport()
    expect(field).to_contain_text(question)


def test_year_is_started_and_taken_back(page: Page, department: Department) -> None:
    login(page, make.user(role="director", of=department))
    page.goto(f"/departments/{department.pk}/")
    page.get_by_role("link", name="Start a new year").click()
    page.get_by_label("New year").fill("2999")
    page.get_by_role("button", name="Copy the answers").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="2999 has not begun.").click()
    expect(page.get_by_label("New year")).to_be_focused()
    assert described(axe(page)) == ""
    page.get_by_label("New year").fill(str(YEAR + 1))
    page.get_by_role("button", name="Copy the answers").click()
    page.get_by_text("2 answers copied from 2024; check them.").wait_for()
    assert described(axe(page)) == ""
    assert FacilityFact.objects.filter(year=YEAR + 1).count() == 2

    page.get_by_role("button", name="Undo the copying from 2024").click()
    page.get_by_text("2 copied answers were removed").wait_for()
    assert not FacilityFact.objects.filter(year=YEAR + 1).exists()


@pytest.mark.looks
def test_unchanged_lines_are_folded_and_on_paper_unfolded(
    page: Page, department: Department
) -> None:
    make.surgeon(department=department, code="S9", start_year=YEAR)
    login(page, make.user(role="consultant", of=department))
    page.goto(f"/departments/{department.pk}/years/compare/")
    expect(page.get_by_role("rowheader", name="S9")).to_be_visible()
    expect(page.get_by_role("rowheader", name="S1")).to_be_hidden()
    page.get_by_text("2 unchanged lines: Surgeons").click()
    expect(page.get_by_role("rowheader", name="S1")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Compare")).to_be_hidden()
