"""Volumes over the years, outcomes with intervals, and why a volume is an estimate."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.gap_report.report.contents import EstimateNote, TrendSeries
from assessments.gap_report.report.trend import estimate_notes, outcome_rows, trend_series
from benchmarks import library
from tests.benchmarks.build import frame_of
from tests.gap_report.report.contexts import (
    NBSP,
    YEAR,
    context_of,
    recorded,
    rows_of,
    tables_of,
    volume,
)


def deformity(counts: dict[int, int], *, year: int | None = None) -> TrendSeries:
    """The deformity series of a department with so many operations in each year."""
    tables = tables_of(
        volumes=[volume(n, year=at, pathology="DEF") for at, n in counts.items()],
    )
    context = recorded(tables, years=tuple(counts), year=year or max(counts))
    return next(s for s in trend_series(context, rows_of(context)) if s.domain == "DEF")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            {2022: 12, 2023: 8, 2024: 20},
            "Deformity and scoliosis grew from 12 operations in 2022 to 20 in 2024.",
        ),
        (
            {2022: 1500, 2024: 20},
            "Deformity and scoliosis fell from 1,500 operations in 2022 to 20 in 2024.",
        ),
        (
            {2022: 12, 2023: 50, 2024: 12},
            "Deformity and scoliosis stayed at 12 operations from 2022 to 2024.",
        ),
        ({2024: 12}, "Deformity and scoliosis: 12 operations in 2024."),
        ({2024: 1}, "Deformity and scoliosis: 1 operation in 2024."),
        (
            {2023: 1, 2024: 2},
            "Deformity and scoliosis grew from 1 operation in 2023 to 2 in 2024.",
        ),
        (
            {2023: 1, 2024: 0},
            "Deformity and scoliosis fell from 1 operation in 2023 to 0 in 2024.",
        ),
        (
            {2023: 1, 2024: 1},
            "Deformity and scoliosis stayed at 1 operation from 2023 to 2024.",
        ),
    ],
)
def test_trend_is_a_sentence(counts: dict[int, int], expected: str) -> None:
    assert deformity(counts).statement == expected


def test_trend_ends_with_the_year_of_the_report() -> None:
    series = deformity({2022: 12, 2023: 15, 2024: 99}, year=2023)
    assert [(point.year, point.value) for point in series.points] == [(2022, 12), (2023, 15)]
    assert series.statement == (
        "Deformity and scoliosis grew from 12 operations in 2022 to 15 in 2023."
    )


def test_exact_points_have_no_interval() -> None:
    (point,) = deformity({2024: 1200}).points
    assert (point.value, point.low, point.high, point.text) == (1200, 1200, 1200, "1,200")


def test_series_of_a_pillar_carries_unit_and_thresholds_of_its_volume_measure() -> None:
    series = deformity({2024: 20})
    assert series.unit == "operations a year"
    assert [(t.value, t.verdict) for t in series.thresholds] == [
        (15, "met"),
        (30, "missed"),
        (60, "missed"),
    ]


def test_every_domain_that_counts_operations_has_a_series() -> None:
    context = recorded(tables_of(volumes=[volume(10)]))
    series = trend_series(context, rows_of(context))
    assert [s.domain for s in series] == ["MIS", "DEF", "TUM", "foundation"]


def test_year_without_the_number_is_left_out() -> None:
    facts = [{"year": 2022, "input_id": "mm_conferences", "value": 4}]
    tables = tables_of(facts=facts, volumes=[volume(5, year=2023, pathology="DEF")])
    context = recorded(tables, years=(2022, 2023))
    series = next(s for s in trend_series(context, rows_of(context)) if s.domain == "DEF")
    assert [point.year for point in series.points] == [2023]


def test_pillar_without_any_number_has_no_series() -> None:
    tables = tables_of(facts=[{"year": YEAR, "input_id": "mm_conferences", "value": 4}])
    context = recorded(tables)
    assert trend_series(context, rows_of(context)) == ()


def test_estimated_years_show_their_ends() -> None:
    estimates = [
        {"year": 2023, "category": "tum", "low": 9, "likely": 15, "high": 21},
        {"year": 2024, "category": "tum", "low": 9, "likely": 9},
    ]
    context = recorded(tables_of(estimates=estimates), years=(2023, 2024))
    (series,) = [s for s in trend_series(context, rows_of(context)) if s.domain == "TUM"]
    assert [(p.value, p.low, p.high, p.text) for p in series.points] == [
        (15, 9, 21, "9–21 (estimate)"),
        (9, 9, None, "from 9 (estimate)"),
    ]
    assert series.statement == (
        "Spinal tumour fell from 9–21 (estimate) operations in 2023 to from 9 (estimate) in 2024."
    )


# ------------------------------------------------------------------------------------- outcomes


def outcomes(**answers: float) -> list[Any]:
    context = context_of(library.load(library.DEFAULT_ID), frame_of(answers))
    return list(outcome_rows(context, rows_of(context)))


def test_outcome_is_shown_with_interval_ceilings_and_verdict() -> None:
    (found,) = outcomes(def_infection_events=4, def_infection_cases=200)
    assert (found.measure_id, found.domain) == ("def_infection", "DEF")
    assert (found.events, found.cases, found.rate) == (4, 200, 2)
    # 4 of 200 by hand (Wilson, z 1.96): 0.8 to 5.0 %; the ceilings are 3, 2 and 1.3.
    assert found.text == f"2{NBSP}% of patients (0.8–5.0)"
    assert [ceiling.value for ceiling in found.ceilings] == [3, 2, 1.3]
    assert found.verdict_text == (
        "cannot tell yet for level 1, cannot tell yet for level 2 and cannot tell yet for level 3"
    )


def test_clear_outcome_meets_and_misses() -> None:
    (found,) = outcomes(def_return_events=80, def_return_cases=1000)
    assert found.verdict_text == "meets level 1, cannot tell yet for level 2 and misses level 3"


def test_outcome_of_too_few_cases_says_how_many_more() -> None:
    (found,) = outcomes(def_infection_events=0, def_infection_cases=60)
    assert found.rate == 0
    assert found.verdict_text == (
        "40 more observed cases are needed before the rate can be judged."
    )


def test_outcome_nobody_observed_is_not_shown() -> None:
    assert outcomes(def_infection_events=0, def_infection_cases=0) == []
    assert outcomes(def_infection_events=2) == []
    assert outcomes(def_infection_cases=200) == []


# ------------------------------------------------------------------------------------ estimates


def test_counted_volumes_need_no_note() -> None:
    context = recorded(tables_of(volumes=[volume(10)]), file_name="2024.xml")
    assert estimate_notes(context) == ()


def test_hidden_counts_are_no_estimates_of_a_code_list() -> None:
    context = recorded(tables_of(volumes=[volume(0, pathology="DEF", suppressed=1)]))
    assert context.scores.estimated.any()
    assert estimate_notes(context) == ()


@pytest.mark.parametrize(("file_name", "named"), [("2024.xml", "2024.xml"), ("", "a code list")])
def test_estimates_are_explained_once_and_then_bounded(file_name: str, named: str) -> None:
    bound = EstimateNote("tum", "Bounded.")
    estimates = [{"year": YEAR, "category": "tum", "low": 9, "likely": 15, "high": 21}]
    context = recorded(tables_of(estimates=estimates), file_name=file_name, bounds=(bound,))
    why, *rest = estimate_notes(context)
    assert why == EstimateNote(
        "",
        f"The volumes are estimates from an aggregated code list ({named}): codes are counted, "
        "not operations, so each is given as an interval and judged by it.",
    )
    assert rest == [EstimateNote("tum", "Bounded. Result: 9–21.")]


def test_estimate_of_another_year_is_no_note_of_this_one() -> None:
    estimates = [{"year": 2023, "category": "tum", "low": 9, "likely": 15, "high": 21}]
    context = recorded(
        tables_of(estimates=estimates, volumes=[volume(10, year=2024)]), years=(2023, 2024)
    )
    assert estimate_notes(context) == ()
