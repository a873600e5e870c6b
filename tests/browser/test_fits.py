"""Nothing is cut off or pushed aside where words are long: German and Chinese, laptop and phone."""

from __future__ import annotations

import pytest

from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department
from tests import factories as make
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE, unfold_and_draw
from tests.pages.records import YEAR, estimated_department, recorded_department

pytestmark = pytest.mark.django_db(transaction=True)
LAPTOP = {"width": 1280, "height": 800}
WIDER_THAN_ITS_PLACE = """() => [...document.querySelectorAll('.table-scroll')]
    .filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => e.textContent.trim().slice(0, 40))"""
# Words that stick out of their drawing, to the left or to the right.
CUT = """selector => [...document.querySelectorAll(selector)]
    .filter(text => {
        const own = text.getBoundingClientRect();
        const sheet = text.closest('.svg-container').getBoundingClientRect();
        return own.left < sheet.left - 1 || own.right > sheet.right + 1;
    })
    .map(text => text.textContent)"""


@pytest.fixture
def department() -> Department:
    hospital = make.hospital(name="Universitätsklinikum Musterburg")
    department = recorded_department(hospital=hospital, name="Klinik für Wirbelsäulenchirurgie")
    estimated_department(hospital=hospital)
    for number in range(3):
        surgeon = make.surgeon(
            department=department, code=f"L{number}", name="Prof. Konstantin Richtwert"
        )
        make.volume(surgeon=surgeon, year=YEAR, technique_family="ube", operations=12)
    return department


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_tables_fit_a_laptop(open_page: OpenPage, department: Department, locale: str) -> None:
    page = open_page(viewport=LAPTOP, locale=locale)
    login(page, make.user(role="director", of=department.hospital))
    for address in ("/", f"/departments/{department.pk}/"):
        page.goto(address)
        assert page.evaluate(WIDER_THAN_ITS_PLACE) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= LAPTOP["width"]


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_words_of_surgeons_and_bars_are_not_cut(
    open_page: OpenPage, department: Department, locale: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport, locale=locale)
    login(page, make.user(role="director", of=department.hospital))
    page.goto(f"/departments/{department.pk}/gap/{YEAR}/")
    unfold_and_draw(page)
    assert page.locator("[data-chart=surgeons] .ytick text").count() == 5
    assert page.evaluate(CUT, "[data-chart=surgeons] .ytick text") == []
    assert page.evaluate(CUT, "[data-chart^=gaps] .textpoint text") == []
    # Four domains, the names of four levels, a legend.
    assert page.locator("[data-chart=levels] text").count() >= 4 + 4 + 2
    assert page.evaluate(CUT, "[data-chart=levels] text") == []


@pytest.mark.looks
def test_labels_beside_numbers_wrap_on_a_phone(open_page: OpenPage, department: Department) -> None:
    director = make.user(role="director", of=department.hospital)
    parsed = read_file(b"code;count\n5-831.0;120\n", "codes.csv")
    batch = imports.propose(user=director, department=department, parsed=parsed, year=YEAR - 9)
    page = open_page(viewport=PHONE, locale="de-DE")
    login(page, director)
    page.goto(f"/imports/{batch.pk}/")
    cell = page.locator("td.number").first
    assert cell.evaluate("e => getComputedStyle(e, '::before').whiteSpace") == "normal"


@pytest.mark.looks
def test_profile_with_every_list_has_no_accessibility_violation_on_a_phone(
    open_page: OpenPage, department: Department
) -> None:
    page = open_page(viewport=PHONE, locale="de-DE")
    login(page, make.user(role="director", of=department.hospital))
    for address in ("", "imports/"):
        page.goto(f"/departments/{department.pk}/{address}")
        assert described(axe(page)) == ""
