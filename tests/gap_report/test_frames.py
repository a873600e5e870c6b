"""From the database to the engine's frame: what is read, in how many queries."""

from __future__ import annotations

import math
from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.gap_report.frames import LONGEST_POOL, inputs_frame, months_between, record_tables
from assessments.models import Department
from benchmarks.library import load
from benchmarks.library.definition import Benchmark
from benchmarks.library.recipes import OutcomeCount
from benchmarks.records import derivation
from tests import factories
from tests.benchmarks.records.records import benchmark_of

pytestmark = pytest.mark.django_db

YEAR = factories.YEAR


@pytest.fixture
def benchmark() -> Benchmark:
    return load("german-three-pillar")


def full_department(code: str = "S1", **values: Any) -> Department:
    """A department with a record of every kind."""
    department = factories.department(**values)
    surgeon = factories.surgeon(department=department, code=code, birth_year=1985)
    factories.certificate(surgeon=surgeon)
    factories.certificate(surgeon=surgeon, kind="dwg_basis")
    factories.training(surgeon=surgeon)
    factories.volume(surgeon=surgeon, technique_family="ube", operations=60)
    factories.volume(department=department, pathology="TUM", operations=11)
    factories.estimate(department=department, year=YEAR - 1, category="def", high=None)
    factories.partnership(department=department)
    factories.clinic(department=department)
    factories.outcome(department=department)
    factories.fact(department=department)
    factories.complete(department=department, section="clinics")
    return department


def test_every_kind_of_record_arrives(benchmark: Benchmark) -> None:
    department = full_department()
    frame = inputs_frame([(department.pk, YEAR), (department.pk, YEAR - 1)], benchmark)
    row = frame.iloc[0]
    expected = {
        "mis_operations": 60,
        "tum_operations": 11,
        "spine_operations": 71,
        "mis_median_cases": 60,
        "mis_surgeons_past_curve": 1,
        "def_trained_surgeons": 1,
        "master_surgeons": 1,
        "tum_referral_agreements": 1,
        "def_clinic_sessions": 4,
        "def_infection_events": 2,
        "def_infection_cases": 100,
        "mm_conferences": 12,
        "developing_surgeons": 0,
    }
    assert row[list(expected)].to_dict() == expected
    estimated = frame.iloc[1]
    ends = ["def_operations", "def_operations:low", "def_operations:high"]
    assert estimated[ends].tolist() == [100, 80, math.inf]


@pytest.mark.parametrize("count", [1, 30])
def test_four_queries_however_many_departments(
    count: int, benchmark: Benchmark, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hospital = factories.hospital()
    departments = [full_department(hospital=hospital) for _number in range(count)]
    keys = [(department.pk, year) for department in departments for year in (YEAR - 1, YEAR)]
    with django_assert_num_queries(4):
        frame = inputs_frame(keys, benchmark)
    assert frame["mis_operations"].notna().sum() == count


def test_a_query_set_of_departments_costs_one_query_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    departments = {full_department().pk, full_department().pk}
    full_department(care_tier="primary")
    with django_assert_num_queries(5):
        tables = record_tables(Department.objects.filter(care_tier="specialised"))
    assert set(tables.departments) == departments
    assert len(tables.surgeons["key"]) == 2


def test_nothing_asked_costs_no_query(
    benchmark: Benchmark, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert inputs_frame([], benchmark).empty


def test_a_department_without_records_or_existence_reports_nothing(benchmark: Benchmark) -> None:
    keys = [(factories.department().pk, YEAR), (uuid4(), YEAR)]
    assert inputs_frame(keys, benchmark).isna().all(axis=None)


def test_records_of_other_departments_stay_out(benchmark: Benchmark) -> None:
    mine, other = full_department(), full_department()
    alone = inputs_frame([(mine.pk, YEAR)], benchmark)
    together = inputs_frame([(other.pk, YEAR), (mine.pk, YEAR)], benchmark)
    assert alone.iloc[0].equals(together.iloc[1])
    assert len(record_tables([mine.pk]).volumes["year"]) == 2


@pytest.mark.parametrize("status", ["preview", "superseded", "undone", "discarded"])
def test_only_estimates_of_a_confirmed_import_are_read(status: str, benchmark: Benchmark) -> None:
    estimate = factories.estimate(batch=factories.import_batch(status=status))
    frame = inputs_frame([(estimate.department_id, YEAR)], benchmark)
    assert math.isnan(frame.iloc[0]["spine_operations"])


def test_half_years_add_up_to_the_year(benchmark: Benchmark) -> None:
    department = factories.department()
    for half, operations in ((1, 30), (2, 12)):
        factories.volume(department=department, half=half, operations=operations)
    frame = inputs_frame([(department.pk, YEAR)], benchmark)
    assert frame.iloc[0]["spine_operations"] == 42


def test_a_suppressed_volume_becomes_an_interval(benchmark: Benchmark) -> None:
    department = factories.department()
    factories.volume(department=department, operations=40)
    factories.volume(department=department, group="other", operations=2, suppressed=True)
    row = inputs_frame([(department.pk, YEAR)], benchmark).iloc[0]
    ends = ["spine_operations", "spine_operations:low", "spine_operations:high"]
    assert row[ends].tolist() == [42, 41, 43]


def test_reading_one_year_still_sees_all_earlier_cases_and_pooled_outcomes(
    benchmark: Benchmark,
) -> None:
    surgeon = factories.surgeon()
    for year in (YEAR - 9, YEAR):
        factories.volume(surgeon=surgeon, technique_family="ube", operations=25, year=year)
    for year in (YEAR - 3, YEAR - 2, YEAR, YEAR + 1):
        factories.outcome(department=surgeon.department, year=year, cases=40)
    row = inputs_frame([(surgeon.department_id, YEAR)], benchmark).iloc[0]
    assert row["mis_surgeons_past_curve"] == 1  # 25 + 25
    assert row["def_infection_cases"] == 80  # three years, the middle one without a record


def test_years_limit_what_is_read() -> None:
    department = factories.department()
    for year in (YEAR - 6, YEAR - 1, YEAR, YEAR + 1):
        factories.volume(department=department, year=year)
        factories.fact(department=department, year=year)
        factories.outcome(department=department, year=year)
    tables = record_tables([department.pk], years=[YEAR])
    assert sorted(tables.volumes["year"]) == [YEAR]
    assert sorted(tables.facts["year"]) == [YEAR]
    assert sorted(tables.outcomes["year"]) == [YEAR - 1, YEAR]


def test_of_earlier_years_a_surgeon_s_operations_are_read_as_sums_of_each_kind() -> None:
    surgeon = factories.surgeon()
    for year, operations in ((YEAR - 6, 30), (YEAR - 1, 12), (YEAR, 7), (YEAR + 1, 5)):
        factories.volume(surgeon=surgeon, year=year, operations=operations)
        factories.volume(surgeon=surgeon, year=year, operations=2, suppressed=True, group="other")
    volumes = record_tables([surgeon.department_id], years=[YEAR]).volumes
    counted, hidden = volumes["suppressed"] == 0, volumes["suppressed"] == 1
    assert sorted(volumes["operations"][counted]) == [7, 42]
    assert sorted(volumes["year"][counted]) == [YEAR - 1, YEAR]
    assert sorted(volumes["year"][hidden]) == [YEAR - 6, YEAR - 1, YEAR]


@pytest.mark.parametrize("benchmark_id", ["german-three-pillar", "dwg-reported"])
def test_a_year_read_alone_gives_the_inputs_it_has_among_all(benchmark_id: str) -> None:
    benchmark = load(benchmark_id)
    mine, other = full_department("S1"), full_department("S2")
    surgeons = [
        factories.surgeon(department=mine, code="A", prior_mis_cases=20),
        factories.surgeon(department=mine, code="B", start_year=YEAR - 2),
        factories.surgeon(department=other, code="C"),
    ]
    kinds: list[dict[str, Any]] = [
        {"technique": "MIS", "group": "spondylolisthesis"},
        {"technique": "microsurgical", "group": "lumbar_disc_stenosis"},
        {"technique": "open", "pathology": "DEF", "group": "adult"},
        {"technique": "MIS", "pathology": "TUM", "operations": 3, "suppressed": True},
    ]
    for number, (surgeon, kind) in enumerate(product(surgeons, kinds)):
        for year in range(YEAR - 3, YEAR + 2):
            operations = {"operations": 4 + number * (year % 5)}
            factories.volume(surgeon=surgeon, year=year, **operations | kind)
    keys = [(mine.pk, YEAR), (other.pk, YEAR)]
    alone = inputs_frame(keys, benchmark)
    among_all = derivation.inputs_frame(record_tables([mine.pk, other.pk]), benchmark, keys)
    pd.testing.assert_frame_equal(alone, among_all)


def test_years_limit_only_the_other_departments_where_one_is_read_in_full() -> None:
    mine, other = factories.department(), factories.department()
    for department in (mine, other):
        for year in (YEAR - 6, YEAR, YEAR + 1):
            factories.volume(department=department, year=year)
            factories.fact(department=department, year=year)
    tables = record_tables([mine.pk, other.pk], years=[YEAR], in_full=mine.pk)
    read = {
        table: sorted(
            (tables.departments[place] == mine.pk, year)
            for place, year in zip(rows["department"], rows["year"], strict=True)
        )
        for table, rows in (("volumes", tables.volumes), ("facts", tables.facts))
    }
    whole = [(True, YEAR - 6), (True, YEAR), (True, YEAR + 1)]
    assert read == {
        "volumes": [(False, YEAR), *whole],
        "facts": [(False, YEAR), *whole],
    }


def test_pooled_outcomes_reach_back_as_far_as_a_recipe_may_ask() -> None:
    longest = OutcomeCount.model_fields["years"].metadata
    assert [limit.le for limit in longest if hasattr(limit, "le")] == [LONGEST_POOL]


@pytest.mark.parametrize(
    ("expires", "held"),
    [(date(YEAR, 12, 30), 0), (date(YEAR, 12, 31), 1), (date(YEAR + 1, 1, 1), 1), (None, 1)],
)
def test_a_certificate_counts_if_it_is_held_on_the_last_day_of_the_year(
    expires: date | None, held: int, benchmark: Benchmark
) -> None:
    surgeon = factories.surgeon()
    factories.certificate(surgeon=surgeon, expires_on=expires)
    frame = inputs_frame([(surgeon.department_id, YEAR)], benchmark)
    assert frame.iloc[0]["master_surgeons"] == held


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2020, 1, 1), date(2020, 6, 30), 6),
        (date(2020, 1, 1), date(2020, 12, 31), 12),
        (date(2021, 2, 15), date(2021, 8, 14), 6),
        (date(2021, 2, 15), date(2021, 8, 13), 6 - 1 / 31),
        (date(2020, 8, 31), date(2021, 2, 28), 6 + 1 / 31),
        (date(2023, 10, 1), date(2024, 2, 29), 5),
        (date(2024, 5, 6), date(2024, 5, 10), 5 / 31),
        (date(2024, 5, 6), None, None),
    ],
)
def test_months_count_the_first_and_the_last_day(
    starts: date, ends: date | None, months: float | None
) -> None:
    assert months_between(starts, ends) == (months if months is None else pytest.approx(months))


def test_a_surgeon_recorded_for_another_department_counts_for_the_whole_only() -> None:
    surgeon, department = factories.surgeon(), factories.department()
    factories.volume(surgeon=surgeon, department=department, operations=9)
    benchmark = benchmark_of(
        all_of_them={"kind": "operations"}, busiest={"kind": "busiest_surgeon"}
    )
    frame = inputs_frame([(department.pk, YEAR)], benchmark)
    assert frame.iloc[0]["all_of_them"] == 9
    assert math.isnan(frame.iloc[0]["busiest"])
