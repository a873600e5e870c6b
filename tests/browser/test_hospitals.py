"""From an empty site to an invited director, in the browser, without the records of Django."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_from_empty_to_submitted import arrived
from tests.browser.test_journeys import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def saved(page: Page, text: str) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text(text)


def test_hospital_department_and_director_follow_each_other(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    login(page, make.administrator())
    page.goto("/")
    page.get_by_role("link", name="Hospitals and departments").click()
    arrived(page, "Hospitals and departments")
    page.get_by_role("link", name="Create a hospital").click()
    arrived(page, "Create a hospital")
    page.get_by_label("Name").fill("Klinikum Ahornstadt")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Country: This field is required.")
    assert described(axe(page)) == ""
    expect(page.get_by_label("Name")).to_have_value("Klinikum Ahornstadt")
    page.get_by_label("Country").fill("de")
    saved(page, "Klinikum Ahornstadt was added.")
    arrived(page, "Klinikum Ahornstadt")

    page.get_by_role("link", name="Create a department").click()
    arrived(page, "Create a department")
    page.get_by_label("Name").fill("Spine unit")
    page.get_by_label("Care tier").select_option(label="Specialised hospital")
    saved(page, "Spine unit was added.")
    assert described(axe(page)) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.locator(".empty").get_by_role("link", name="Invite the director").click()
    expect(page.get_by_label("Role").first).to_have_value("director")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Neu")
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nora Neu")
    expect(page.get_by_text("Director: Klinikum Ahornstadt – Spine unit").first).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_names_and_deletions_fit_and_are_accessible(
    open_page: OpenPage, width: int
) -> None:
    department = make.department(name="Wirbelsäulenchirurgie und Neurotraumatologie")
    surgeon = make.surgeon(department=department, name="Dr Ahorn")
    make.surgeon_alias(department=department, text="Ahorn-Muster, Anna, Dr. med.", surgeon=surgeon)
    make.department_key(department=department)
    for name in ("Ada", "Grace", "Hedy"):
        make.user(role="director", of=department, first_name=name, last_name="Muster")
    page = open_page(viewport={"width": width, "height": 800})
    login(page, make.administrator())
    for address in (
        f"/administration/hospitals/{department.hospital_id}/",
        f"/administration/departments/{department.pk}/delete/",
        f"/administration/hospitals/{make.hospital().pk}/delete/",
        f"/departments/{department.pk}/file-names/",
    ):
        page.goto(address)
        assert described(axe(page)) == "", address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
