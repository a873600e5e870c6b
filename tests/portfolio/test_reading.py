"""The portfolio: departments with the results of their latest recorded year."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from assessments.gap_report.report.reading import department_report
from assessments.models import Department
from assessments.portfolio.reading import YEARS_OF_TREND, PortfolioRow, portfolio
from benchmarks import library
from tests import factories

pytestmark = pytest.mark.django_db

YEAR = factories.YEAR
BENCHMARK = library.load(library.DEFAULT_ID)


def operating(*years: int, **values: Any) -> Department:
    """A department with volumes of a surgeon in each of the years."""
    department = factories.department(**values)
    surgeon = factories.surgeon(department=department)
    for year in years or (YEAR,):
        factories.volume(surgeon=surgeon, year=year, technique_family="ube", operations=160)
        factories.fact(department=department, year=year)
    return department


def row_of(department: Department) -> PortfolioRow:
    (row,) = portfolio([department], BENCHMARK)
    return row


def test_queries_are_as_many_for_one_department_as_for_thirty() -> None:
    hospital = factories.hospital()
    for _number in range(30):
        operating(YEAR - 1, YEAR, hospital=hospital)
    departments = list(Department.objects.select_related("hospital"))
    counts = []
    for some in (departments[:1], departments):
        with CaptureQueriesContext(connection) as queries:
            rows = portfolio(some, BENCHMARK)
        counts.append(len(queries))
        assert len(rows) == len(some)
    assert counts[0] == counts[1] <= 4


def test_rows_keep_the_order_given() -> None:
    departments = [operating(), factories.department(), operating(YEAR - 5)]
    rows = portfolio(departments, BENCHMARK)
    assert [row.department_id for row in rows] == [str(one.pk) for one in departments]


def test_latest_recorded_year_is_judged() -> None:
    department = operating(YEAR - 2, YEAR)
    factories.volume(department=department, year=YEAR - 4, pathology="DEF", operations=9)
    row = row_of(department)
    assert row.year == YEAR
    assert row.years == (YEAR - 4, YEAR - 2, YEAR)
    assert [year for year, _index in row.trend] == [YEAR - 4, YEAR - 2, YEAR]


def test_trend_reaches_back_over_the_last_recorded_years_only() -> None:
    recorded = tuple(range(YEAR - 8, YEAR + 1, 1))
    row = row_of(operating(*recorded))
    assert row.years == recorded[-YEARS_OF_TREND:]
    assert len(row.trend) == YEARS_OF_TREND


def test_row_agrees_with_the_report_of_its_year() -> None:
    department = operating(YEAR - 1, YEAR)
    factories.volume(department=department, pathology="DEF", operations=20)
    factories.volume(department=department, pathology="TUM", operations=12)
    row, report = row_of(department), department_report(department, YEAR, BENCHMARK)
    earlier = department_report(department, YEAR - 1, BENCHMARK)
    assert (row.rung, row.rung_possible, row.rung_label) == (
        report.rung,
        report.rung_possible,
        report.rung_label,
    )
    assert (row.overall_index, row.coverage, row.coverage_text) == (
        report.overall_index,
        report.coverage,
        report.coverage_text,
    )
    assert [(one.domain, one.label, one.kind, one.level, one.text) for one in row.levels] == [
        (one.id, one.label, one.kind, one.level, one.level_text) for one in report.domains
    ]
    assert [one.level_possible for one in row.levels] == [
        one.level_possible for one in report.domains
    ]
    assert row.trend == ((YEAR - 1, earlier.overall_index), (YEAR, report.overall_index))
    assert row.missing_answers == len(report.missing_answers) > 0


def test_department_with_several_partly_answered_things_counts_them_as_the_report_does() -> None:
    department = factories.department()
    factories.fact(department=department, input_id="frozen_section", value=1)
    factories.fact(department=department, input_id="endoscopy_tower", value=1)
    report = department_report(department, YEAR, BENCHMARK)
    assert row_of(department).missing_answers == len(report.missing_answers)


def test_department_without_records_shows_its_names_only() -> None:
    hospital = factories.hospital(name="Klinikum Ahornstadt", country="AT")
    empty = factories.department(hospital=hospital, name="Spine", care_tier="primary")
    for departments in ([empty], [empty, operating()]):
        row = portfolio(departments, BENCHMARK)[0]
        assert row == PortfolioRow(
            department_id=str(empty.pk),
            hospital="Klinikum Ahornstadt",
            department="Spine",
            country="AT",
            care_tier="primary",
            care_tier_label="Primary hospital",
            is_fictional=empty.is_fictional,
        )
        assert (row.year, row.trend, row.levels) == (None, (), ())


def test_portfolio_of_nothing_is_empty() -> None:
    assert portfolio([], BENCHMARK) == ()


def test_biggest_blocker_is_the_heaviest_measure_that_holds_a_level() -> None:
    department = operating()
    row, report = row_of(department), department_report(department, YEAR, BENCHMARK)
    held = [found for found in report.measures if found.blocking]
    heaviest = max(found.weight for found in held)
    assert row.biggest_blocker == next(f.label for f in held if f.weight == heaviest)


def test_department_that_nothing_holds_has_no_blocker() -> None:
    department = factories.department()
    inputs = {item.id: item.max for item in library.load("us-acss").inputs}
    for name, value in inputs.items():
        factories.fact(department=department, input_id=name, value=value)
    (row,) = portfolio([department], library.load("us-acss"))
    assert row.biggest_blocker == ""
    assert row.missing_answers == 0
    assert row.coverage == 100


def test_index_that_is_unknown_is_a_dash() -> None:
    department = factories.department()
    factories.fact(department=department)
    row = row_of(department)
    assert (row.overall_index, row.overall_text) == (None, "—")
    assert row.trend == ((YEAR, None),)


def test_portfolio_is_in_the_language_of_the_benchmark() -> None:
    german = library.load(library.DEFAULT_ID, None, "de")
    with override("de"):
        (row,) = portfolio([operating()], german)
    assert [one.label for one in row.levels] == [one.label for one in german.domains]
    assert row.biggest_blocker in {one.label for one in german.measures}


@pytest.mark.parametrize("key", library.versions(), ids=lambda key: key.id)
def test_every_benchmark_has_a_portfolio(key: library.BenchmarkKey) -> None:
    benchmark = library.load(key.id, key.version)
    (row,) = portfolio([operating()], benchmark)
    assert row.year == YEAR
    assert [one.domain for one in row.levels] == [one.id for one in benchmark.domains]
