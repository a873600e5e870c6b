"""An assessment from draft to sign-off between a director and a consultant, and ever after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.models import ProcedureVolume, User
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE
from tests.pages.records import YEAR
from tests.sign_off.records import People, at_stage, people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who() -> People:
    return people()


def sound(page: Page) -> None:
    assert described(axe(page)) == "", page.url


def opened(open_page: OpenPage, user: User) -> Page:
    page = open_page(accept_downloads=True)
    login(page, user)
    page.goto("/")
    return page


def start_and_submit(director: Page, who: People) -> None:
    director.goto(f"/departments/{who.department.pk}/assessments/")
    sound(director)
    director.get_by_role("link", name="Start an assessment").click()
    sound(director)
    director.get_by_label("Year").select_option(str(YEAR))
    director.get_by_role("button", name="Start the draft").click()
    expect(director.locator(".lede")).to_contain_text("This assessment is a draft")
    sound(director)
    director.locator("summary", has_text="Not available?").first.click()
    director.get_by_label("Not available, because …").first.fill("No registry yet.")
    director.get_by_role("button", name="Save the reason").first.click()
    expect(director.locator(".lede")).to_contain_text("1 is not available")
    submit(director)


def submit(director: Page) -> None:
    director.get_by_role("link", name="Submit for review").click()
    sound(director)
    director.get_by_role("button", name="Submit", exact=True).click()
    expect(director.locator(".messages")).to_have_text("The assessment is submitted.")


def return_with_a_reason(consultant: Page) -> None:
    consultant.get_by_role("link", name="Review").click()
    sound(consultant)
    consultant.locator("table a").first.click()
    consultant.get_by_label("Comment on").select_option("section:volumes")
    consultant.get_by_role("textbox", name="Comment").fill("Is <b>2024</b> complete?")
    consultant.get_by_role("button", name="Save the comment").click()
    expect(consultant.get_by_text("Is <b>2024</b> complete?").first).to_be_visible()
    sound(consultant)
    consultant.get_by_role("link", name="Ask for a correction").click()
    consultant.get_by_role("button", name="Return it for correction").click()
    expect(consultant.get_by_role("alert")).to_be_focused()
    sound(consultant)
    consultant.get_by_role("textbox").fill("Tumour operations of December are missing.")
    consultant.get_by_role("button", name="Return it for correction").click()
    expect(consultant.locator(".messages")).to_contain_text("returned for correction")


def correct_and_submit_again(director: Page, who: People) -> None:
    director.get_by_role("link", name="Notices").click()
    sound(director)
    expect(director.get_by_text("returned the assessment")).to_be_visible()
    director.locator("li", has_text="returned the assessment").get_by_role("button").click()
    expect(director.get_by_text("Tumour operations of December are missing.").first).to_be_visible()
    ProcedureVolume.objects.filter(department=who.department, pathology="TUM").update(operations=9)
    director.get_by_role("button", name="Mark as settled").first.click()
    expect(director.get_by_text("Settled by Director Muster")).to_be_visible()
    submit(director)


def accept_and_sign_off(consultant: Page) -> None:
    consultant.reload()
    consultant.get_by_role("button", name="Accept").click()
    expect(consultant.locator(".messages")).to_have_text("The assessment is accepted.")
    consultant.get_by_role("link", name="Sign off").click()
    expect(consultant.get_by_role("heading", name="Overall level:")).to_be_visible()
    sound(consultant)
    consultant.get_by_role("button", name="Sign off").click()
    expect(consultant.locator(".messages")).to_have_text("The assessment is signed off.")
    sound(consultant)


def frozen(page: Page) -> tuple[str, str]:
    """The words of the signed-off report, and its JSON."""
    page.get_by_role("link", name="See the signed-off report").click()
    expect(page.get_by_text("This report stays as it was on that day")).to_be_visible()
    sound(page)
    words = page.locator("main").inner_text()
    with page.expect_download() as started:
        page.get_by_role("link", name="JSON").click()
    return words, started.value.path().read_text(encoding="utf-8")


def test_director_and_consultant_bring_a_year_to_its_signed_off_report(
    open_page: OpenPage, who: People
) -> None:
    director, consultant = opened(open_page, who.director), opened(open_page, who.consultant)
    start_and_submit(director, who)
    return_with_a_reason(consultant)
    correct_and_submit_again(director, who)
    accept_and_sign_off(consultant)

    before = frozen(consultant)
    ProcedureVolume.objects.filter(department=who.department).update(operations=1)
    who.department.name = "Renamed unit"
    who.department.save()
    director.reload()
    assert frozen(director) == before

    director.goto(f"/departments/{who.department.pk}/assessments/")
    director.locator("table a").first.click()
    director.get_by_role("link", name="Reopen").click()
    sound(director)
    director.get_by_role("button", name="Start a new revision").click()
    expect(director.get_by_text("revision 2")).to_be_visible()
    expect(director.get_by_role("link", name="Revision 1: Signed off")).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_pages_fit_a_phone_without_accessibility_violations(
    open_page: OpenPage, who: People, locale: str
) -> None:
    signed, waiting = at_stage(who, "signed_off"), at_stage(who, "submitted", YEAR - 1)
    page = open_page(viewport=PHONE, locale=locale)
    login(page, who.consultant)
    home = f"/departments/{who.department.pk}/assessments/"
    for address in (
        home,
        f"{home}{waiting.pk}/",
        f"{home}{waiting.pk}/correction/",
        f"{home}{signed.pk}/",
        f"{home}{signed.pk}/report/",
        "/notices/",
        "/review/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        sound(page)
