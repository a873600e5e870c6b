"""Record pages in a browser: keyboard, drafts, two people at once, deleting and bringing back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Department, Draft, Partnership, Surgeon, User
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE, unfold_and_draw
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def department() -> Department:
    return recorded_department(hospital=make.hospital(name="Klinikum Ahornstadt"))


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department, first_name="Ada", last_name="Muster")


def records(department: Department, rest: str) -> str:
    return f"/departments/{department.pk}/records/{rest}/"


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control of this label has the focus."""
    control = page.get_by_label(label).element_handle()
    for _step in range(30):
        page.keyboard.press("Tab")
        if control.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {label}")


def test_surgeon_is_added_with_the_keyboard_only(
    page: Page, department: Department, director: User
) -> None:
    login(page, director)
    page.goto(records(department, "surgeons/new"))
    for label, typed in (
        ("Code", "S10"),
        ("Name", "Dr. Ada Beispiel"),
        ("Specialty", "Neuro"),
        ("Position", "Sen"),
        ("In the department since", "2016"),
        ("Earlier minimally invasive cases", "1,250"),
    ):
        tab_to(page, label)
        if page.evaluate("document.activeElement.value") not in ("", None):
            page.keyboard.press("Control+A")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_text("S10 was added.")).to_be_visible()
    surgeon = Surgeon.objects.get(code="S10")
    assert (surgeon.name, surgeon.specialty, surgeon.position, surgeon.prior_mis_cases) == (
        "Dr. Ada Beispiel",
        "neurosurgery",
        "senior",
        1250,
    )


def test_draft_survives_a_reload_and_nothing_moves_meanwhile(
    page: Page, department: Department, director: User
) -> None:
    login(page, director)
    page.goto(records(department, "surgeons/new"))
    footer = page.locator("footer").bounding_box()
    page.get_by_label("Name").fill("Dr. Halb")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept at")
    assert page.locator("footer").bounding_box() == footer
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Dr. Halb")
    assert described(axe(page)) == ""
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_label("Name")).to_have_value("")
    assert not Draft.objects.exists()


def test_two_people_in_two_browsers_settle_a_conflict(
    open_page: OpenPage, department: Department, director: User
) -> None:
    partner = department.partnerships.get()
    editor = make.user(role="editor", of=department, first_name="Eva", last_name="Kern")
    first, second = open_page(), open_page(viewport=PHONE)
    for page, person in ((first, editor), (second, director)):
        login(page, person)
        page.goto(records(department, f"partnerships/{partner.pk}"))
    first.get_by_label("Referrals a year, tumour").fill("30")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("was saved.")).to_be_visible()

    second.get_by_label("Referrals a year, tumour").fill("40")
    second.get_by_label("Partner").fill("Haus West")
    second.get_by_role("button", name="Save").click()
    told = second.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Eva Kern saved at")
    assert described(axe(second)) == ""
    assert second.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    second.get_by_label("Theirs: 30").check()
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Haus West was saved.")).to_be_visible()
    partner.refresh_from_db()
    assert (partner.partner, partner.tum_referrals) == ("Haus West", 30)


def test_partner_is_deleted_and_brought_back(
    page: Page, department: Department, director: User
) -> None:
    partner = department.partnerships.get()
    login(page, director)
    page.goto(records(department, f"partnerships/{partner.pk}"))
    page.get_by_role("link", name="Delete this entry").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Delete {partner}?")
    assert described(axe(page)) == ""
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("It can be brought back for 30 days.")).to_be_visible()
    page.get_by_role("link", name="Recently deleted").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text(f"{partner} was brought back.")).to_be_visible()
    assert Partnership.objects.get(pk=partner.pk).partner == partner.partner


def test_names_give_way_to_codes_without_scripts(
    open_page: OpenPage, department: Department, director: User
) -> None:
    page = open_page(java_script_enabled=False)
    login(page, director)
    lead = department.surgeons.get(code="S1")
    page.goto(f"/departments/{department.pk}/surgeons/{lead.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dr Ahorn (S1)")
    page.get_by_role("button", name="Show codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S1")
    page.locator("details.numbers summary").first.click()
    expect(page.locator("details.numbers table").first).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_record_pages_are_accessible_and_no_wider_than_a_phone(
    open_page: OpenPage, department: Department, director: User, locale: str
) -> None:
    lead = department.surgeons.get(code="S1")
    make.surgeon(department=department, code="S9", leave_year=2020)
    own = f"/departments/{department.pk}/surgeons/{lead.pk}/"
    page = open_page(viewport=PHONE, locale=locale)
    login(page, director)
    for address in (
        own,
        f"{own}leaving/",
        records(department, "surgeons/new"),
        records(department, f"surgeons/{lead.pk}"),
        records(department, "trainings/new"),
        records(department, "outcomes/new"),
        f"/departments/{department.pk}/edit/",
        f"/departments/{department.pk}/sections/surgeons/",
        f"/departments/{department.pk}/sections/network/",
    ):
        page.goto(address)
        unfold_and_draw(page)
        assert described(axe(page)) == "", address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    page.goto(records(department, "surgeons/new"))
    page.locator(".record-form .btn-primary").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert described(axe(page)) == ""
