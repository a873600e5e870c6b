"""Whole journeys: log in, import, read the dashboard, take the PDF; by keyboard, phone, paper."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.models import Department
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import Watcher, axe, described, login
from tests.imports.sample_files import REAL_FILE
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def department() -> Department:
    hospital = make.hospital(name="示例市 Klinikum")
    return recorded_department(hospital=hospital, name="Wirbelsäulenzentrum")


def addresses(department: Department) -> list[str]:
    """Every page a reader comes to, with something on it and without."""
    empty = make.department(hospital=department.hospital, name="New unit")
    return [
        "/",
        "/?q=nothing+of+that+name",
        f"/departments/{department.pk}/",
        f"/departments/{empty.pk}/",
        f"/departments/{department.pk}/gap/{YEAR}/",
        f"/departments/{department.pk}/gap/2001/",
        f"/departments/{department.pk}/imports/",
        "/import/",
        "/benchmarks/",
        "/benchmarks/german-three-pillar/1.0/",
        "/benchmarks/dwg-reported/1.0/?domain=none",
    ]


def unfold_and_draw(page: Page) -> None:
    """Open everything folded and scroll every chart into view until it is drawn."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => (d.open = true))")
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_attribute("data-drawn", "yes")


def test_from_log_in_through_import_to_dashboard_and_pdf(
    open_page: OpenPage, tmp_path: Path
) -> None:
    hospital = make.hospital(name="Klinikum Ahornstadt")
    director = make.user(role="director", of=make.department(hospital=hospital, name="Spine unit"))
    page = open_page(accept_downloads=True)
    page.goto("/")
    page.get_by_label("Username").fill(director.username)
    page.get_by_label("Password").fill("mistyped")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("You see 1 department: 1 without records.")).to_be_visible()

    page.get_by_role("link", name="Import a file").click()
    page.locator("#id_file").set_input_files(REAL_FILE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Confirm the import").click()
    page.get_by_text("counts from now on").wait_for()

    page.get_by_role("link", name="Spine unit").first.click()
    page.get_by_role("link", name="Gap report 2019").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spine unit, 2019")
    expect(page.get_by_role("heading", name="Still to report")).to_be_visible()
    headline = page.locator(".lede").inner_text()
    unfold_and_draw(page)

    with page.expect_download() as started:
        page.get_by_role("link", name="PDF summary").click()
    path = tmp_path / "summary.pdf"
    started.value.save_as(path)
    first = PdfReader(io.BytesIO(path.read_bytes())).pages[0].extract_text()
    assert "".join(headline.split()) in "".join(first.split())

    page.get_by_label("Account:").or_(page.locator("summary", has_text="Account:")).first.click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en", "de", "zh-CN"])
def test_no_page_violates_an_accessibility_rule(
    open_page: OpenPage, department: Department, locale: str
) -> None:
    page = open_page(locale=locale)
    page.goto("/login/")
    assert described(axe(page)) == ""
    login(page, make.user(role="director", of=department.hospital))
    every = addresses(department)
    # The markup is the same in every language; words differ most on the largest pages.
    for address in every if locale == "en" else [every[0], every[4]]:
        page.goto(address)
        unfold_and_draw(page)
        assert described(axe(page)) == "", address


@pytest.mark.looks
def test_missing_page_and_log_in_with_errors_are_accessible(page: Page, watcher: Watcher) -> None:
    page.goto("/no/such/page/")
    assert described(axe(page)) == ""
    watcher.take("status of 404")
    page.goto("/login/")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert described(axe(page)) == ""


@pytest.mark.looks
def test_phone_shows_every_page_without_scrolling_sideways(
    open_page: OpenPage, department: Department
) -> None:
    page = open_page(viewport=PHONE)
    login(page, make.user(role="director", of=department.hospital))
    for address in addresses(department):
        page.goto(address)
        unfold_and_draw(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_keyboard_skips_to_the_content_and_opens_and_leaves_the_menu(
    page: Page, department: Department
) -> None:
    login(page, make.user(role="director", of=department.hospital, first_name="Ada"))
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()

    account = page.locator("summary", has_text="Ada")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.looks
def test_keyboard_reaches_every_control_of_the_dashboard_and_shows_where_it_is(
    page: Page, department: Department
) -> None:
    login(page, make.user(role="director", of=department.hospital))
    page.goto(f"/departments/{department.pk}/gap/{YEAR}/")
    controls = page.locator(
        "main a[href]:visible, main button:visible, main summary:visible, main select:visible"
    ).count()
    page.locator("#content").focus()
    reached = 0
    for _step in range(controls * 2):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const e = document.activeElement, s = getComputedStyle(e);
                return [!!e.closest('main'), e.matches('a,button,summary,select'),
                        s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2];
            }"""
        )
        if not state[0]:
            break
        assert state[2], "focus is not visible"
        reached += state[1]
    assert reached == controls


def test_language_is_switched_in_the_menu_and_the_page_stays(
    page: Page, department: Department
) -> None:
    login(page, make.user(role="director", of=department.hospital))
    page.goto("/?q=wirbel")
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url.endswith("/?q=wirbel")


def test_page_reads_without_scripts(open_page: OpenPage, department: Department) -> None:
    page = open_page(java_script_enabled=False)
    login(page, make.user(role="director", of=department.hospital))
    page.goto(f"/departments/{department.pk}/gap/{YEAR}/")
    page.locator("details.numbers summary").nth(1).click()
    expect(page.locator("details.numbers table").nth(1)).to_be_visible()
    page.locator("summary", has_text="English").click()
    expect(page.get_by_role("button", name="简体中文")).to_be_visible()


@pytest.mark.looks
def test_paper_has_every_chart_and_every_fold_open(
    page: Page, department: Department, tmp_path: Path
) -> None:
    login(page, make.user(role="director", of=department.hospital))
    page.goto(f"/departments/{department.pk}/gap/{YEAR}/")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for chart in page.locator("[data-chart]").all():
        expect(chart).to_have_attribute("data-drawn", "yes")
    assert page.locator("main details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 1  # those of the levels, as before
    page.emulate_media(media="print")
    expect(page.locator(".actions").first).to_be_hidden()
