"""The grid of volumes in a browser: keys, a real paste, sums while typing, drafts, phone."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessments.models import Department, ProcedureVolume, Surgeon
from assessments.profile.volumes.reading.categories import Category
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE
from tests.profile.volumes.grid import OPEN_DISC, TUBULAR, TUMOUR, cell, counts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surgeon() -> Surgeon:
    """Two rows of degenerative operations and one of tumours, in 2024."""
    surgeon = make.surgeon(code="S1", name="Dr Ahorn")
    make.volume(surgeon=surgeon, year=2024, operations=1100)
    make.volume(surgeon=surgeon, year=2024, technique_family="tubular", operations=90)
    make.volume(surgeon=surgeon, year=2024, pathology="TUM", operations=4)
    return surgeon


def open_grid(
    page: Page, department: Department, surgeon: Surgeon | None = None, *, drafts: bool = False
) -> None:
    login(page, make.user(role="director", of=department))
    if not drafts:
        # The database of a test has one connection: a draft and the form at once would meet on it.
        page.route("**/drafts/", lambda route: route.fulfill(body=""))
    query = f"surgeon={surgeon.pk}&" if surgeon else ""
    page.goto(f"/departments/{department.pk}/volumes/?{query}first=2023")


def at(page: Page, year: int, category: Category = OPEN_DISC) -> Locator:
    return page.locator(f'[id="{cell(year, category).name}"]')


def paste(page: Page, text: str) -> None:
    """Put a text on the clipboard and press the keys, as somebody coming from a spreadsheet."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def total(page: Page, kind: str, year: int) -> Locator:
    return page.locator(f'output[data-sum="{kind}"][data-year="{year}"]')


def test_keys_move_between_cells_over_headings_and_sums(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2024, TUBULAR).focus()
    for key, year, category in [
        ("Enter", 2024, OPEN_DISC),
        ("ArrowDown", 2024, TUMOUR),
        ("ArrowDown", 2024, TUMOUR),  # there is no row below
        ("ArrowLeft", 2023, TUMOUR),
        ("ArrowUp", 2023, OPEN_DISC),
        ("Shift+Enter", 2023, TUBULAR),
        ("ArrowRight", 2024, TUBULAR),
        ("Tab", 2025, TUBULAR),
        ("Shift+Tab", 2024, TUBULAR),
    ]:
        page.keyboard.press(key)
        expect(at(page, year, category)).to_be_focused()
    assert page.url.endswith("first=2023")  # Enter sent nothing


def test_keys_move_inside_a_number_before_they_leave_it(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2024).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("5")
    expect(at(page, 2024)).to_have_value("11050")


@pytest.mark.parametrize(("locale", "sum_of_all"), [("en-GB", "1,304"), ("de-DE", "1.304")])
def test_sums_follow_what_is_typed(
    open_page: OpenPage, surgeon: Surgeon, locale: str, sum_of_all: str
) -> None:
    page = open_page(locale=locale, viewport={"width": 1280, "height": 800})
    open_grid(page, surgeon.department, surgeon)
    at(page, 2024).fill("1 210")
    expect(total(page, "all", 2024)).to_have_text(sum_of_all)
    expect(total(page, "TUM", 2024)).to_have_text("4")
    expect(total(page, "all", 2023)).to_have_text("–")
    at(page, 2024, TUMOUR).fill("")
    expect(total(page, "TUM", 2024)).to_have_text("–")


def test_departments_sums_contain_the_surgeons(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department)
    at(page, 2024).fill("6")
    expect(total(page, "own", 2024)).to_have_text("6")
    expect(total(page, "surgeons", 2024)).to_have_text("1,194")
    expect(total(page, "DEG", 2024)).to_have_text("1,196")
    expect(total(page, "all", 2024)).to_have_text("1,200")


def test_block_from_a_spreadsheet_is_pasted_summed_kept_as_draft_and_saved(
    page: Page, surgeon: Surgeon
) -> None:
    open_grid(page, surgeon.department, surgeon, drafts=True)
    at(page, 2023, TUBULAR).focus()
    with page.expect_response("**/drafts/"):
        paste(page, "80\t95\r\n1.000\t１，０５０\r\n\t5\r\n")
    expect(page.locator("#grid-pasted")).to_contain_text("Cells filled by pasting: 6")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept")
    expect(at(page, 2023, TUMOUR)).to_have_value("")
    expect(total(page, "all", 2023)).to_have_text("1,080")
    expect(total(page, "all", 2024)).to_have_text("1,150")
    page.get_by_role("button", name="Save the volumes").click()
    expect(page.get_by_text("5 cells were saved.")).to_be_visible()
    assert counts(surgeon.department, surgeon) == {
        cell(2023, TUBULAR): 80,
        cell(2024, TUBULAR): 95,
        cell(2023): 1000,
        cell(2024): 1050,
        cell(2024, TUMOUR): 5,
    }


def test_pasting_can_be_undone_also_where_something_was_typed_before(
    page: Page, surgeon: Surgeon
) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2023, TUMOUR).fill("40")
    at(page, 2024, TUBULAR).fill("91")
    paste(page, "1\n2\n3")
    # Reaching for the button ends the typing, and this question goes away.
    expect(page.locator("#grid-told")).to_contain_text("3 after 40")
    expect(total(page, "all", 2024)).to_have_text("6")
    page.get_by_role("button", name="Undo the pasting").click()
    expect(at(page, 2024, TUBULAR)).to_have_value("91")
    expect(at(page, 2024)).to_have_value("1100")
    expect(total(page, "all", 2024)).to_have_text("1,195")
    expect(page.locator("#grid-pasted")).to_be_empty()


def test_saving_right_after_an_unusual_number_does_not_miss_the_button(
    page: Page, surgeon: Surgeon
) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2025, TUBULAR).fill("310")
    page.locator("#volumes > .actions button").click()
    expect(page.locator(".questions")).to_be_focused()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\t2\t3\t4\t5\t6\t7", "too many columns: there is no cell for “{last}”"),
        ("1\n2\n3\n4", "too many rows: there is no cell for “4”"),
        ("1\nmany", "“many” is no whole number from 0 to 20,000 (for 2024, Lumbar disc"),
        ("1\n2.5", "“2.5” is no whole number"),
        ("1\n-3", "“-3” is no whole number"),
        ("1\n20001", "“20001” is no whole number"),
    ],
)
def test_block_that_does_not_fit_is_refused_whole(
    page: Page, surgeon: Surgeon, text: str, said: str
) -> None:
    open_grid(page, surgeon.department, surgeon)
    columns_left = timezone.localdate().year - 2024 + 1
    at(page, 2024, TUBULAR).focus()
    paste(page, text)
    refused = page.locator("#grid-refused")
    expect(refused).to_contain_text(said.format(last=columns_left + 1))
    expect(refused).to_contain_text("Nothing was pasted.")
    expect(at(page, 2024, TUBULAR)).to_have_value("90")
    expect(total(page, "all", 2024)).to_have_text("1,194")


def test_block_over_half_years_is_refused(page: Page, surgeon: Surgeon) -> None:
    make.volume(surgeon=surgeon, year=2025, half=1, operations=30)
    open_grid(page, surgeon.department, surgeon)
    at(page, 2024).focus()
    paste(page, "1100\t1150")
    expect(page.locator("#grid-refused")).to_contain_text("cannot be changed here")
    expect(total(page, "all", 2025)).to_have_text("30")


def test_single_number_is_pasted_as_in_any_field(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2023).focus()
    paste(page, "1050")
    expect(at(page, 2023)).to_have_value("1050")
    expect(page.locator("#grid-pasted")).to_be_empty()


def test_jump_is_asked_about_while_typing_and_before_saving(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2025, TUBULAR).fill("310")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-told")).to_have_text("2025: 310 after 90 in 2024. Is that right?")
    page.get_by_role("button", name="Save the volumes").click()
    expect(page.locator(".questions")).to_be_focused()
    assert described(axe(page)) == ""
    page.get_by_label("310 in 2025 after 90 in 2024").check()
    page.get_by_role("button", name="Save the volumes").first.click()
    expect(page.get_by_text("1 cell was saved.")).to_be_visible()


def test_impossible_number_is_marked_while_typing(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    at(page, 2025).fill("lots")
    page.keyboard.press("Enter")
    expect(at(page, 2025)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#grid-told")).to_contain_text("“lots” is no whole number")
    at(page, 2025).fill("12")
    page.keyboard.press("Enter")
    expect(at(page, 2025)).to_have_attribute("aria-invalid", "false")


def test_added_row_is_where_typing_goes_on(page: Page, surgeon: Surgeon) -> None:
    open_grid(page, surgeon.department, surgeon)
    page.get_by_label("Further category").select_option("TRA..open..")
    page.get_by_role("button", name="Add a row").click()
    expect(at(page, 2023, Category("TRA", "", "open", "", ""))).to_be_focused()


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE])
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_grid_is_accessible_and_fits(
    open_page: OpenPage, surgeon: Surgeon, viewport: dict[str, int], locale: str
) -> None:
    department = surgeon.department
    make.volume(department=department, year=2024, operations=100)
    make.volume(department=department, year=2024, half=1, pathology="DEF", operations=5)
    make.estimate(department=department, year=2024)
    page = open_page(viewport=viewport, locale=locale)
    open_grid(page, department)
    assert described(axe(page)) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    # The latest year is in sight, on a phone too.
    latest = page.locator(f"#y{timezone.localdate().year}")
    assert latest.evaluate("e => e.getBoundingClientRect().right") <= viewport["width"]
    at(page, 2024).fill("x")
    page.locator("#volumes > .actions button").click()
    expect(page.locator("#errors")).to_be_focused()
    assert described(axe(page)) == ""


def test_grid_is_filled_in_without_scripts(open_page: OpenPage, surgeon: Surgeon) -> None:
    page = open_page(java_script_enabled=False)
    open_grid(page, surgeon.department, surgeon)
    at(page, 2023).fill("1.050")
    page.get_by_role("button", name="Save the volumes").click()
    expect(page.get_by_text("1 cell was saved.")).to_be_visible()
    assert ProcedureVolume.objects.get(year=2023).operations == 1050
