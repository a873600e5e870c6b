"""Charts in the browser: their library only where one is, and what they tell who points at them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Department
from tests import factories as make
from tests.browser.harness import login
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def department() -> Department:
    return recorded_department(name="Wirbelsäulenzentrum")


def levels_drawn(page: Page, department: Department) -> None:
    page.goto(f"/departments/{department.pk}/gap/{YEAR}/")
    chart = page.locator("[data-chart=levels]")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-drawn", "yes")


def test_library_is_fetched_by_pages_with_a_chart_only(page: Page, department: Department) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    login(page, make.user(role="director", of=department.hospital))
    for address in (
        "/",
        f"/departments/{department.pk}/",
        f"/departments/{department.pk}/gap/2001/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert [url for url in fetched if "plotly" in url] == []
    levels_drawn(page, department)
    assert len([url for url in fetched if "plotly" in url]) == 1
    # The library adds rules to an element of its own; a text in it would be refused.
    assert page.locator("style").evaluate_all("all => all.map(one => one.textContent)") == [""]


def test_whoever_points_at_a_level_bar_is_told_its_numbers(
    page: Page, department: Department
) -> None:
    login(page, make.user(role="director", of=department.hospital))
    levels_drawn(page, department)
    page.locator("[data-chart=levels] .bars .point path").first.hover(force=True)
    hover = page.locator("[data-chart=levels] .hovertext")
    expect(hover).to_contain_text("Index")
