"""From log-in to a submitted assessment of an empty department, by keyboard alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessments.models import (
    Assessment,
    CompleteSection,
    Department,
    Draft,
    FacilityFact,
    UnavailableInput,
    User,
)
from assessments.models.choices import AssessmentStatus
from tests import factories as make
from tests.browser.harness import axe, described
from tests.profile.volumes.grid import OPEN_DISC, TUBULAR, cell, counts

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STEPS = 150
YEAR = timezone.localdate().year - 1  # what an empty department begins with
NAMED = "Dr Ahorn (S1)"
OUTLINE = "element => getComputedStyle(element).outline"


@dataclass(frozen=True)
class Keyboard:
    """A reader without a mouse: everything is reached with Tab and worked with keys."""

    page: Page

    def to(self, target: Locator) -> None:
        """Tab to the target (of several the next); it must be in sight, with a visible outline."""
        target.first.wait_for(state="attached")
        # Found once: to look through the page for a name takes longer than a step.
        found = target.element_handles()
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("found => found.includes(document.activeElement)", found):
                focused = self.page.locator(":focus")
                assert "solid 3px" in focused.evaluate(OUTLINE), target
                expect(focused).to_be_in_viewport()
                return
        pytest.fail(f"not reached with {MOST_STEPS} steps: {target}")

    def press(self, role: str, name: str, key: str = "Enter") -> None:
        """Go to a link or button by its name and press a key on it."""
        self.to(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
        self.page.keyboard.press(key)

    def into(self, label: str, text: str) -> None:
        """Go to a field by its label and type; in a list, what is typed chooses."""
        self.to(self.page.get_by_label(re.compile(rf"^\s*{label}\*?\s*$")))
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Go to a list and press the arrow until the option is chosen."""
        field = self.page.get_by_label(label, exact=True)
        self.to(field)
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("ArrowDown")
            if field.locator("option:checked").inner_text() == option:
                return
        pytest.fail(f"no such option: {option}")


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit", hospital=make.hospital(name="Klinikum Ahornstadt"))


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department, username="ada", email="ada@example.org")


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)


def arrived(page: Page, heading: str) -> None:
    """The page of this heading is there, and sound."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    assert described(axe(page)) == "", page.url


def log_in(page: Page, keyboard: Keyboard) -> None:
    page.goto("/")
    arrived(page, "Log in")
    keyboard.into("Username or e-mail", "ada")
    keyboard.into("Password", make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You see 1 department: 1 without records.")).to_be_visible()
    keyboard.press("link", "My department")
    arrived(page, "Spine unit")


def edit_department(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Edit the department")
    arrived(page, "About the department")
    keyboard.into("Care tier", "Univ")
    keyboard.into("Beds", "４２")
    keyboard.into("Languages", "German, English")
    keyboard.press("button", "Save")
    arrived(page, "Spine unit")


def add_surgeon(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Surgeons")
    arrived(page, "Surgeons")
    keyboard.press("link", "Add a surgeon")
    arrived(page, "Add a surgeon")
    keyboard.into("Code", "S1")
    keyboard.into("Name", "Dr Ahorn")
    keyboard.into("Specialty", "Neuro")
    keyboard.into("Position", "Senior")
    keyboard.into("In the department since", "2015")
    page.keyboard.press("Enter")
    expect(page.get_by_text("S1 was added.")).to_be_visible()
    keyboard.press("link", NAMED)
    arrived(page, NAMED)


def add_certificate_and_training(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Add a certificate")
    arrived(page, "Add a certificate")
    keyboard.into("Certificate", "DWG M")
    keyboard.into("Issued", "06062018")
    keyboard.press("button", "Save")
    arrived(page, NAMED)
    keyboard.press("link", "Add a training")
    arrived(page, "Add a training")
    keyboard.into("Pillar", "Def")
    keyboard.into("Kind", "Fell")
    keyboard.into("Institution", "Universitätsklinikum Beispielstadt")
    keyboard.into("Start", "01012019")
    keyboard.into("End", "12122019")
    keyboard.into("Status", "Comp")
    keyboard.press("button", "Save")
    arrived(page, NAMED)


def enter_volumes(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Enter operations")
    arrived(page, f"Volumes: {NAMED}")
    keyboard.choose("Further category", OPEN_DISC.label)
    keyboard.press("button", "Add a row")
    expect(page.locator("#grid tbody input").first).to_be_focused()
    keyboard.choose("Further category", TUBULAR.label)
    keyboard.press("button", "Add a row")
    arrived(page, f"Volumes: {NAMED}")
    # The new row begins with the focus: to the last year by arrows, then down a row by Enter.
    at = page.locator(":focus")
    while int(at.locator("xpath=..").get_attribute("data-year") or 0) != YEAR:
        page.keyboard.press("ArrowRight")
    page.keyboard.type("８０")
    page.keyboard.press("Enter")
    page.keyboard.type("120")
    keyboard.press("button", "Save the volumes")
    expect(page.get_by_text("2 cells were saved.")).to_be_visible()
    arrived(page, f"Volumes: {NAMED}")


def declare_surgeons_and_training_complete(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "My department")
    for section, button in (
        ("Surgeons", f"Declare complete for {YEAR} (Surgeons)"),
        ("Training", f"Declare complete for {YEAR} (Training)"),
    ):
        keyboard.press("link", section)
        arrived(page, section)
        keyboard.press("button", button, "Space")
        expect(page.get_by_text("What is not listed does not exist.")).to_be_visible()
        keyboard.press("link", "Spine unit")


def answer_questions(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Structure and process")
    arrived(page, f"Structure and process, {YEAR}")
    navigation = page.get_by_role("group", name="Spinal navigation", exact=True)
    keyboard.to(navigation.get_by_label("not reported"))
    page.keyboard.press("ArrowDown")  # round the group: yes
    expect(navigation.get_by_label("yes")).to_be_checked()
    keyboard.to(page.locator("[name=answer-registry_percent]"))
    page.keyboard.type("82.5")
    keyboard.press("button", "Save the answers")
    expect(page.get_by_text("2 answers were saved")).to_be_visible()
    keyboard.press("link", "Spine unit")


def add_partner_and_clinic(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Network and clinics")
    arrived(page, "Network and clinics")
    keyboard.press("link", "Add a partner")
    arrived(page, "Add a partner")
    keyboard.into("Partner", "Onkologisches Zentrum Beispielstadt")
    keyboard.into("Kind", "Onc")
    keyboard.into("Since", "2020")
    keyboard.into("Referrals a year, tumour", "12")
    keyboard.press("button", "Save")
    arrived(page, "Network and clinics")
    keyboard.press("link", "Add a clinic")
    arrived(page, "Add a clinic")
    keyboard.into("Name", "Skoliosesprechstunde")
    keyboard.into("Pillar", "Def")
    keyboard.into("Sessions a month", "4")
    keyboard.into("Since", "2021")
    keyboard.press("button", "Save")
    arrived(page, "Network and clinics")
    for number, name in enumerate(("Partnerships", "Outpatient clinics"), start=1):
        keyboard.press("button", f"Declare complete for {YEAR} ({name})", "Space")
        expect(page.get_by_text("What is not listed does not exist.")).to_have_count(number)
    keyboard.press("link", "Spine unit")


def add_outcome(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Outcomes")
    arrived(page, "Outcomes")
    keyboard.press("link", "Add an outcome")
    arrived(page, "Add an outcome")
    keyboard.into("Year", str(YEAR))
    keyboard.into("Pillar", "Min")
    keyboard.into("Outcome", "Any")
    keyboard.into("Observed cases", "200")
    keyboard.into("Events", "9")
    keyboard.press("button", "Save")
    arrived(page, "Outcomes")
    keyboard.press("link", "Spine unit")


def start_assessment_and_submit(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("link", "Assessments")
    arrived(page, "Assessments")
    keyboard.press("link", "Start an assessment")
    arrived(page, "Start an assessment")
    keyboard.press("button", "Start the draft")
    arrived(page, f"Assessment {YEAR}")
    keyboard.to(page.locator("summary", has_text="Not available?").first)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Not available, because …").first).to_be_focused()
    page.keyboard.type("No registry yet.")
    keyboard.to(page.get_by_role("button", name="Save the reason").first)
    page.keyboard.press("Enter")
    expect(page.locator(".lede")).to_contain_text("1 is not available")
    keyboard.press("link", "Submit for review")
    arrived(page, "Submit for review?")
    keyboard.press("button", "Submit")
    expect(page.locator(".messages")).to_have_text("The assessment is submitted.")
    arrived(page, f"Assessment {YEAR}")


def assert_stored(department: Department) -> None:
    department.refresh_from_db()
    assert (department.care_tier, department.beds) == ("university", 42)
    surgeon = department.surgeons.get()
    assert (surgeon.name, surgeon.specialty) == ("Dr Ahorn", "neurosurgery")
    assert (surgeon.position, surgeon.start_year) == ("senior", 2015)
    assert surgeon.certificates.get().issued_on == date(2018, 6, 6)
    training = surgeon.trainings.get()
    assert (training.kind, training.starts_on, training.ends_on) == (
        "fellowship", date(2019, 1, 1), date(2019, 12, 12),
    )  # fmt: skip
    assert counts(department, surgeon) == {cell(YEAR, TUBULAR): 80, cell(YEAR, OPEN_DISC): 120}
    assert dict(FacilityFact.objects.values_list("input_id", "value")) == {
        "navigation": 1, "registry_percent": 82.5,
    }  # fmt: skip
    partner, clinic = department.partnerships.get(), department.outpatientclinics.get()
    assert (partner.kind, partner.tum_referrals) == ("oncology_hospital", 12)
    assert (clinic.pillar, clinic.sessions_per_month) == ("DEF", 4)
    outcome = department.outcomerecords.get()
    assert (outcome.pillar, outcome.cases, outcome.events) == ("MIS", 200, 9)
    complete = CompleteSection.objects.filter(department=department, year=YEAR)
    assert set(complete.values_list("section", flat=True)) == {
        "surgeons", "training", "network", "clinics",
    }  # fmt: skip
    assessment = Assessment.objects.get(department=department)
    assert (assessment.year, assessment.status) == (YEAR, AssessmentStatus.SUBMITTED)
    assert UnavailableInput.objects.get().reason == "No registry yet."
    assert not Draft.objects.exists()


def test_empty_department_is_filled_in_and_submitted_by_keyboard_alone(
    page: Page, keyboard: Keyboard, department: Department, director: User
) -> None:
    log_in(page, keyboard)
    edit_department(page, keyboard)
    add_surgeon(page, keyboard)
    add_certificate_and_training(page, keyboard)
    enter_volumes(page, keyboard)
    declare_surgeons_and_training_complete(page, keyboard)
    answer_questions(page, keyboard)
    add_partner_and_clinic(page, keyboard)
    add_outcome(page, keyboard)
    start_assessment_and_submit(page, keyboard)
    assert_stored(department)
