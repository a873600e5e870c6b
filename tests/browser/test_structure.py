"""Structure and process in a browser: by keyboard, kept while typing, accessible in every state."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import Department, Draft, FacilityFact, UnavailableInput
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE, unfold_and_draw
from tests.factories import YEAR
from tests.facts.filling import address

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STEPS = 300
REGISTRY = "Operations documented in a registry (% of operations)"


@pytest.fixture
def department() -> Department:
    department = make.department(name="Wirbelsäulenzentrum")
    make.fact(department=department, year=YEAR - 1, input_id="registry_percent", value=82.5)
    make.fact(department=department, year=YEAR - 1, input_id="navigation", value=1)
    make.fact(department=department, value=3)
    return department


@pytest.fixture
def page(page: Page, department: Department) -> Page:
    """The page of questions, opened by the director."""
    login(page, make.user(role="director", of=department))
    page.goto(address(department))
    return page


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    control = target.element_handle()  # found once: looking for a name takes longer than a step
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if control.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"not reached by keyboard: {target}")


def group(page: Page, name: str) -> Locator:
    """The buttons of one question."""
    return page.get_by_role("group", name=name, exact=True)


def answers(department: Department) -> dict[str, float]:
    facts = FacilityFact.objects.filter(department=department, year=YEAR)
    return dict(facts.values_list("input_id", "value"))


def test_questions_are_answered_and_saved_by_keyboard_alone(
    page: Page, department: Department
) -> None:
    tab_to(page, group(page, "Spinal navigation").get_by_label("not reported"))
    page.keyboard.press("ArrowUp")
    tab_to(page, page.locator("summary", has_text="Cell salvage"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Why it is not available: Cell salvage"))
    page.keyboard.type("Not asked yet.")
    tab_to(page, page.get_by_role("button", name="Same as 2023 Operations documented in"))
    page.keyboard.press("Enter")
    expect(page.get_by_label(REGISTRY)).to_be_focused()
    tab_to(page, page.get_by_label("Morbidity and mortality conferences (conferences a year)"))
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    tab_to(page, page.get_by_role("button", name="Save the answers"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("4 answers were saved; 24 are still missing.")).to_be_visible()
    assert answers(department) == {
        "navigation": 0, "registry_percent": 82.5, "mm_conferences": 12,
    }  # fmt: skip
    assert UnavailableInput.objects.get().reason == "Not asked yet."


def test_same_as_last_year_chooses_the_button_of_a_group(page: Page) -> None:
    page.get_by_role("button", name="Same as 2023 Spinal navigation").click()
    expect(group(page, "Spinal navigation").get_by_label("yes")).to_be_checked()
    expect(page.get_by_text("Draft kept at")).to_be_visible()


def test_what_was_typed_survives_a_reload_as_draft_until_it_is_saved(
    page: Page, department: Department
) -> None:
    page.get_by_label(REGISTRY).fill("91,5")
    page.get_by_text("Draft kept at").wait_for()
    page.reload()

    expect(page.get_by_text("This is your draft of")).to_be_visible()
    expect(page.get_by_label(REGISTRY)).to_have_value("91,5")
    assert answers(department) == {"mm_conferences": 3}
    # Saved faster than the draft is kept: it must not come after the save.
    group(page, "Spinal navigation").get_by_label("no", exact=True).check()
    page.get_by_role("button", name="Save the answers").click()

    expect(page.get_by_text("2 answers were saved")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not Draft.objects.exists()
    assert answers(department)["registry_percent"] == 91.5


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["wide", "phone"])
def test_page_with_errors_and_conflicts_is_accessible_and_fits(
    open_page: OpenPage, department: Department, locale: str, viewport: dict[str, int]
) -> None:
    page = open_page(locale=locale, viewport=viewport)
    login(page, make.user(role="director", of=department))

    def save(**typed: str) -> None:
        for name, text in typed.items():
            page.locator(f"[name=answer-{name}]").fill(text)
        page.locator("main button.btn-primary").click()
        page.wait_for_load_state()
        unfold_and_draw(page)
        assert described(axe(page)) == ""
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    page.goto(address(department))
    save(registry_percent="101")
    expect(page.locator("#errors")).to_be_focused()
    FacilityFact.objects.filter(department=department, year=YEAR).update(value=4)
    save(registry_percent="99", mm_conferences="5")
    expect(page.locator("[name=take-answer-mm_conferences]")).to_have_count(2)
    page.locator("#take-answer-mm_conferences-theirs").check()
    save()
    assert answers(department) == {"mm_conferences": 4, "registry_percent": 99}
