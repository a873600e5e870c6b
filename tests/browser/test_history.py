"""History in a browser: choose, read, bring back; accessible, and no wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Department, OutpatientClinic, User
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE, unfold_and_draw
from tests.history.told import delete, edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def department() -> Department:
    return make.department(name="Klinik für Wirbelsäulenchirurgie")


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="director", of=department, first_name="Ada", last_name="Muster")


@pytest.fixture
def addresses(department: Department, ada: User) -> list[str]:
    """Pages with every kind of line: changed, added, imported, deleted with and without a way."""
    surgeon = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    edit(ada, surgeon, position="head", leave_year=2031)
    edit(ada, surgeon, name="Ahorn" * 40)
    edit(ada, department, note="Ein langes Wort: Wirbelsäulenfusionsoperationen" * 9)
    edit(ada, department, note="Kurz.")
    batch = make.import_batch(department=department, file_name="a_rather_long_name_of_a_file.csv")
    make.fact(department=department, batch=batch, source="imported")
    for number in range(2):
        delete(ada, make.clinic(department=department, name=f"Skoliosesprechstunde {number}"))
    make.clinic(department=department, name="Skoliosesprechstunde 0")
    history = f"/departments/{department.pk}/history/"
    return [
        history,
        f"{history}?since=2025-02-01&until=2025-01-01",
        f"{history}surgeons/{surgeon.pk}/",
        f"{history}deleted/",
        "/administration/history/",
    ]


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_no_history_page_violates_an_accessibility_rule_or_is_wider_than_a_phone(
    open_page: OpenPage, addresses: list[str], locale: str
) -> None:
    page = open_page(viewport=PHONE, locale=locale)
    login(page, make.administrator())
    for address in addresses:
        page.goto(address)
        unfold_and_draw(page)
        assert described(axe(page)) == "", address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_director_finds_a_deletion_and_brings_it_back(
    page: Page, addresses: list[str], ada: User
) -> None:
    login(page, ada)
    page.goto(addresses[0])
    page.locator("summary", has_text="Choose what is shown").click()
    page.get_by_label("What happened").select_option("deleted")
    page.get_by_label("Person").select_option("Ada Muster")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Recently deleted").click()
    expect(page.get_by_text("stands in its place now")).to_be_visible()
    page.get_by_role("button", name="Bring back Skoliosesprechstunde 1").click()
    expect(page.get_by_text("Skoliosesprechstunde 1 was brought back.")).to_be_visible()
    assert OutpatientClinic.objects.count() == 2
    page.get_by_role("link", name="Skoliosesprechstunde 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skoliosesprechstunde 0")
