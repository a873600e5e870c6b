"""How many queries each page may take: a ceiling, and no more for much data than for little."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests import factories as make
from tests.imports.codes.official_lists import agreeing
from tests.pages.records import YEAR, recorded_department
from tests.test_access import NEW_PASSWORD, ROLES, TABLE, World, built, site

__all__ = ["built"]

pytestmark = pytest.mark.django_db

SURGEONS = 40
_DEPARTMENT = "departments/<uuid:department_id>/"
_GAP = f"{_DEPARTMENT}gap/<int:year>/"
_ASSESSMENT = f"{_DEPARTMENT}assessments/<uuid:assessment_id>/"
CEILINGS = {
    "health/": 3,
    "login/": 0,
    "account/": 7,
    "account/inactive/": 4,
    "account/password/": 4,
    "account/password/new/": 4,
    "account/password/new/sent/": 4,
    NEW_PASSWORD: 5,
    "account/reauthenticate/": 9,  # the limit of attempts is kept in the database
    "account/sessions/": 5,
    "account/second-factor/": 5,
    "administration/": 4,
    "administration/history/": 28,
    "administration/hospitals/": 5,
    "administration/hospitals/new/": 5,
    "administration/hospitals/<int:hospital_id>/": 7,
    "administration/hospitals/<int:hospital_id>/edit/": 6,
    # What is recorded there is counted table by table.
    "administration/hospitals/<int:hospital_id>/delete/": 9,
    "administration/hospitals/<int:hospital_id>/departments/new/": 6,
    f"administration/{_DEPARTMENT}delete/": 24,
    "administration/official-codes/": 4,
    "administration/official-codes/<int:year>/": 6,
    "administration/official-codes/<int:year>/comparison.xlsx": 5,
    "administration/official-codes/<int:year>/comparison.csv": 5,
    "administration/people/": 12,
    "administration/people/invite/": 6,
    "administration/people/<int:person_id>/": 9,
    "administration/people/<int:person_id>/edit/": 5,
    "": 10,
    "benchmarks/": 3,
    "benchmarks/<slug:benchmark_id>/<str:version>/": 3,
    _DEPARTMENT: 24,
    f"{_DEPARTMENT}edit/": 9,
    f"{_DEPARTMENT}sections/<slug:name>/": 9,
    f"{_DEPARTMENT}surgeons/<int:pk>/": 14,
    f"{_DEPARTMENT}surgeons/<int:pk>/leaving/": 10,
    f"{_DEPARTMENT}volumes/": 12,
    f"{_DEPARTMENT}years/<int:year>/structure/": 9,
    f"{_DEPARTMENT}history/": 22,
    f"{_DEPARTMENT}history/history.csv": 6,
    f"{_DEPARTMENT}history/deleted/": 10,
    f"{_DEPARTMENT}history/<slug:kind>/<int:pk>/": 9,
    f"{_DEPARTMENT}years/new/": 7,
    f"{_DEPARTMENT}years/compare/": 27,
    f"{_DEPARTMENT}records/<slug:kind>/new/": 9,
    f"{_DEPARTMENT}records/<slug:kind>/<int:pk>/": 9,
    f"{_DEPARTMENT}records/<slug:kind>/<int:pk>/delete/": 9,
    f"{_DEPARTMENT}assessments/": 8,
    f"{_DEPARTMENT}assessments/new/": 8,
    f"{_ASSESSMENT}": 16,
    f"{_ASSESSMENT}submit/": 11,
    f"{_ASSESSMENT}correction/": 6,
    f"{_ASSESSMENT}sign-off/": 16,
    f"{_ASSESSMENT}reopen/": 6,
    f"{_ASSESSMENT}report/": 6,
    f"{_ASSESSMENT}report/summary.pdf": 4,
    f"{_ASSESSMENT}report/full.pdf": 4,
    f"{_ASSESSMENT}report/report.xlsx": 4,
    f"{_ASSESSMENT}report/report.csv": 4,
    f"{_ASSESSMENT}report/report.json": 4,
    "notices/": 7,
    "review/": 6,
    _GAP: 21,
    f"{_GAP}summary.pdf": 14,
    f"{_GAP}full.pdf": 14,
    f"{_GAP}report.xlsx": 14,
    f"{_GAP}report.csv": 14,
    f"{_GAP}report.json": 14,
    "import/": 5,
    "import/template.xlsx": 3,
    f"{_DEPARTMENT}import/": 7,
    f"{_DEPARTMENT}profile.xlsx": 17,
    f"{_DEPARTMENT}imports/": 8,
    f"{_DEPARTMENT}imports/together/<uuid:together>/": 7,
    f"{_DEPARTMENT}file-names/": 9,
    f"{_DEPARTMENT}codes/": 9,
    f"{_DEPARTMENT}codes/new/": 8,
    f"{_DEPARTMENT}codes/<int:pk>/": 8,
    f"{_DEPARTMENT}columns/": 9,
    f"{_DEPARTMENT}columns/<int:pk>/": 8,
    "imports/runs/<uuid:run_id>/": 8,
    "imports/<uuid:batch_id>/": 10,
    "imports/<uuid:batch_id>/explain/": 10,
}


def reader(route: str) -> str | None:
    """Whoever the address shows something: an administrator, else a visitor, else nobody."""
    answers = dict(zip(ROLES, TABLE[route][0].split(), strict=True))
    return next((role for role in ("administrator", "anonymous") if answers[role] == "200"), None)


def queries(world: World, route: str) -> int:
    client, address = world.client(reader(route) or ""), world.address(route)
    client.get(address)  # what stays in memory is read once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def fill(world: World) -> None:
    """Eleven more departments with records, forty surgeons over ten years, and more imports."""
    for number in range(11):
        recorded_department(name=f"Another department {number}")
    for number in range(SURGEONS):
        surgeon = make.surgeon(department=world.department, code=f"M{number}")
        make.certificate(surgeon=surgeon)
        make.surgeon_alias(department=world.department, surgeon=surgeon, text=f"Dr. M{number}")
        make.training(surgeon=surgeon)
        for year in range(YEAR - 9, YEAR + 1):
            make.volume(surgeon=surgeon, year=year, technique_family="ube", operations=9 + number)
    for year in range(YEAR - 8, YEAR - 4):
        make.import_batch(department=world.department, year=year)
        make.import_run(department=world.department)
        make.column_assignment(hospital=world.department.hospital)
        make.official_list(year=year, codes=agreeing())
        other = make.assessment(
            department=world.department,
            year=year,
            status="submitted",
            created_by=world.people["director"],
        )
        for assessment in (*world.assessments.values(), other):
            make.assessment_step(assessment=assessment)
            make.comment(assessment=assessment, measure_id=f"measure_{year}")
            make.notice(assessment=assessment, recipient=world.people["administrator"])


def test_every_page_has_a_ceiling() -> None:
    assert {route for route in site() if reader(route)} == set(CEILINGS)


@pytest.fixture(scope="module")
def counts(built: World, django_db_blocker: DjangoDbBlocker) -> dict[str, tuple[int, int]]:
    """The queries of each page with little and with much data."""
    with django_db_blocker.unblock(), atomic():
        few = {route: queries(built, route) for route in CEILINGS}
        fill(built)
        much = {route: queries(built, route) for route in CEILINGS}
        set_rollback(True)
    return {route: (few[route], much[route]) for route in CEILINGS}


@pytest.mark.parametrize("route", CEILINGS)
def test_page_stays_below_its_ceiling_whatever_the_amount_of_data(
    counts: dict[str, tuple[int, int]], route: str
) -> None:
    few, much = counts[route]
    # Fewer where a page of the history has fewer kinds of records on it.
    assert much <= few <= CEILINGS[route]
