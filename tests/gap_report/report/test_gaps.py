"""Gap statements: what is missing, in the measure's unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from assessments.gap_report.report.contents import GapRow
from assessments.gap_report.report.context import Context
from assessments.gap_report.report.gaps import gap_rows, missing_answer_rows
from benchmarks import library
from benchmarks.scoring import gaps as engine
from tests.benchmarks.build import frame_of, small_benchmark
from tests.gap_report.report.contexts import NBSP, answered, context_of, gaps_of, rows_of
from tests.gap_report.report.examples import RATE, SERVICES, SHARE, STAIRS, SURGEONS

OPERATIONS = {
    "id": "operations",
    "inputs": ["n"],
    "unit": "operations a year",
    "unit_one": "operation a year",
    "thresholds": [15, 30, 60],
}
DEPENDENCE = {
    "id": "dependence",
    "inputs": ["n"],
    "unit": "cancelled operations",
    "unit_one": "cancelled operation",
    "better": "lower",
    "thresholds": [30, 20, 10],
}
PERCENTAGE = {
    "id": "board",
    "inputs": ["n"],
    "unit": "% of patients",
    "thresholds": [80, 95, 100],
}


def gap(measure: dict[str, Any], answers: Mapping[str, float], **facts: Any) -> GapRow:
    context, _row = answered(measure, answers, **facts)
    return gaps_of(context)[measure["id"]]


def statement(measure: dict[str, Any], answers: Mapping[str, float], **facts: Any) -> str:
    return gap(measure, answers, **facts).statement


# ------------------------------------------------------------------------------ certain amounts


def test_too_few_operations_say_how_many_more() -> None:
    found = gap(OPERATIONS, {"n": 1})
    assert found.statement == "14 more operations a year for level 1."
    assert (found.missing, found.level, found.next_level) == (14, 0, 1)
    assert found.threshold_text == f"≥{NBSP}15 operations a year"
    assert found.certain is True


def test_one_more_is_singular() -> None:
    assert statement(OPERATIONS, {"n": 29}) == "1 more operation a year for level 2."
    assert statement(SURGEONS, {"people": 1}) == "1 more surgeon for level 2."


def test_half_an_operation_is_rounded_up() -> None:
    halves = {**OPERATIONS, "id": "median", "inputs": ["median"]}
    text = statement(halves, {"median": 11.5}, inputs={"median": "number"})
    assert text == "4 more operations a year for level 1."


def test_thousands_are_separated() -> None:
    large = {**OPERATIONS, "thresholds": [2000]}
    assert statement(large, {"n": 5}) == "1,995 more operations a year for level 1."


def test_too_many_say_how_many_fewer() -> None:
    assert statement(DEPENDENCE, {"n": 45}) == "15 fewer cancelled operations for level 1."
    assert statement(DEPENDENCE, {"n": 21}) == "1 fewer cancelled operation for level 2."


def test_too_small_percentage_is_short_of_percentage_points() -> None:
    text = statement(PERCENTAGE, {"n": 62.5}, inputs={"n": "percent"})
    assert text == "17.5 percentage points more for level 1."


def test_single_percentage_point_is_singular() -> None:
    text = statement(PERCENTAGE, {"n": 94}, inputs={"n": "percent"})
    assert text == "1 percentage point more for level 2."


@pytest.mark.parametrize(("value", "points"), [(79.99, "0.1"), (79.9, "0.1"), (79.85, "0.2")])
def test_percentage_points_are_never_rounded_away(value: float, points: str) -> None:
    text = statement(PERCENTAGE, {"n": value}, inputs={"n": "percent"})
    assert text == f"{points} percentage points more for level 1."


def test_too_large_percentage_is_percentage_points_too_much() -> None:
    largest = {**PERCENTAGE, "better": "lower", "thresholds": [90, 70, 60]}
    text = statement(largest, {"n": 95}, inputs={"n": "percent"})
    assert text == "5 percentage points less for level 1."


def test_decimals_of_a_measure_are_kept() -> None:
    months = {**OPERATIONS, "unit": "sessions a month", "unit_one": "", "decimals": 1}
    text = statement(months, {"n": 12.4}, inputs={"n": "number"})
    assert text == "2.6 more sessions a month for level 1."


# ------------------------------------------------------------------------------------ intervals


def test_estimate_that_misses_for_certain_is_short_of_a_range() -> None:
    found = gap(OPERATIONS, {"n": 5, "n:low": 2, "n:high": 9})
    assert found.statement == "6–13 more operations a year for level 1."
    assert found.missing == 13
    assert found.certain is True


def test_estimate_up_to_zero_that_misses_is_short_of_everything() -> None:
    assert statement(OPERATIONS, {"n": 0}) == "15 more operations a year for level 1."


def test_estimated_share_that_misses_for_certain_is_short_of_a_range() -> None:
    ends = {"part:low": 5, "part:high": 15, "whole:low": 100, "whole:high": 100}
    text = statement(SHARE, {"part": 10, "whole": 100, **ends})
    assert text == "5–15 percentage points more for level 1."


def test_rate_that_misses_for_certain_is_too_high_by_a_range() -> None:
    # 40 of 100: 30.94 to 49.80 %; the ceiling is 10.
    found = gap(RATE, {"events": 40, "cases": 100})
    assert found.certain is True
    assert found.statement == "21–39.8 percentage points less for level 1."


def test_estimate_around_the_threshold_cannot_tell_yet() -> None:
    found = gap(OPERATIONS, {"n": 15, "n:low": 9, "n:high": 21})
    assert found.certain is False
    assert found.statement == (
        "Cannot tell yet: 9–21 operations a year (estimate) lies on both sides of what "
        f"level 1 asks for, ≥{NBSP}15 operations a year. Exact counts would tell."
    )


def test_estimate_without_upper_bound_cannot_tell_yet() -> None:
    text = statement(OPERATIONS, {"n": 9, "n:low": 9, "n:high": float("inf")})
    assert text.startswith("Cannot tell yet: from 9 operations a year (estimate)")


def test_rate_around_its_ceiling_needs_more_cases_not_better_counts() -> None:
    found = gap(RATE, {"events": 9, "cases": 100})
    assert found.certain is False
    assert found.statement == (
        f"Cannot tell yet: 9{NBSP}% of patients (4.8–16.2) lies on both sides of what level 1 "
        f"asks for, ≤{NBSP}10{NBSP}% of patients. More observed cases would tell."
    )


def test_too_few_cases_say_how_many_more() -> None:
    found = gap(RATE, {"events": 1, "cases": 20})
    assert found.statement == "30 more observed cases are needed before the rate can be judged."
    assert found.missing is None


# ---------------------------------------------------------------------------- answers and things


def test_unknown_number_is_to_be_reported_with_what_is_asked() -> None:
    found = gap(OPERATIONS, {})
    assert found.statement == f"Report this: level 1 asks for ≥{NBSP}15 operations a year."
    assert found.missing is None


def test_unknown_yes_no_is_to_be_reported_because_a_level_requires_it() -> None:
    tower = {"id": "tower", "inputs": ["tower"], "thresholds": [1, 1, 1]}
    text = statement(tower, {}, inputs={"tower": "yes_no"})
    assert text == "Report this: level 1 requires it."


def test_what_is_answered_no_is_to_be_put_in_place() -> None:
    tower = {"id": "tower", "inputs": ["tower"], "thresholds": ["none", 1, 1]}
    text = statement(tower, {"tower": 0}, inputs={"tower": "yes_no"})
    assert text == "Put in place for level 2."


def test_lower_choice_names_the_choice_asked_for() -> None:
    context = context_of(library.load(library.DEFAULT_ID), frame_of({"icu_access": 1}))
    option = context.benchmark.input_by_id["icu_access"].options[2]
    assert gaps_of(context)["def_intensive_care"].statement == f"Level 2 asks for: {option.label}."


def test_counted_services_name_those_not_in_place() -> None:
    answers = {"pathology": 1, "embolisation": 0, "thoracic": 0, "vascular": 0}
    assert statement(SERVICES, answers) == (
        "2 more needed for level 2; not in place: embolisation, thoracic and vascular."
    )


def test_unknown_service_is_not_called_absent() -> None:
    answers = {"pathology": 1, "embolisation": 0, "thoracic": 0}
    assert statement(SERVICES, answers) == (
        "2 more needed for level 2; not in place: embolisation and thoracic. "
        "Not reported: vascular."
    )


def test_services_that_only_answers_can_settle_name_the_answers() -> None:
    found = gap(SERVICES, {"pathology": 1, "embolisation": 0})
    assert found.certain is False
    assert found.statement == (
        f"Cannot tell yet: 1 of 4 known, 3 possible, and level 2 asks for ≥{NBSP}3 of 4. "
        "Not reported: thoracic and vascular."
    )


def test_steps_name_what_the_next_one_needs_and_nothing_above() -> None:
    answers = {"xray": 1, "ct": 0, "mri": 0}
    assert statement(STAIRS, answers) == "Not yet in place for level 2: ct."


def test_steps_name_unknown_answers_apart() -> None:
    measure = {**STAIRS, "thresholds": ["none", "none", 3]}
    text = statement(measure, {"xray": 1, "ct": 0})
    assert text == "Not yet in place for level 3: ct. Not reported: mri."


def test_steps_that_only_answers_can_settle_name_the_answers() -> None:
    assert statement(STAIRS, {"xray": 1}) == (
        "Cannot tell yet: step 1 of 3 known, 3 possible, and level 2 asks for xray and ct. "
        "Not reported: ct and mri."
    )


# ------------------------------------------------------------------ which gaps, in which order


def ranked() -> Context:
    measures = [
        {**OPERATIONS, "id": "light", "inputs": ["a"], "effort": 5},
        {**OPERATIONS, "id": "heavy", "inputs": ["b"], "weight": 9, "effort": 1},
        {**OPERATIONS, "id": "held", "inputs": ["c"], "mandatory_from": 1},
        {**OPERATIONS, "id": "unknown", "inputs": ["d"], "mandatory_from": 1},
        {**OPERATIONS, "id": "done", "inputs": ["e"]},
    ]
    return context_of(
        small_benchmark({"measures": measures}), frame_of({"a": 1, "b": 2, "c": 3, "e": 60})
    )


def test_gaps_stand_as_the_engine_ranks_them() -> None:
    found = gaps_of(ranked())
    assert list(found) == ["unknown", "held", "heavy", "light"]
    assert [row.blocks for row in found.values()] == [True, True, False, False]
    assert found["heavy"].points_to_win == 9
    assert found["heavy"].effort == 1


def test_gap_and_engine_agree_to_the_digit() -> None:
    context = ranked()
    told = [
        (row.measure_id, row.missing, row.points_to_win)
        for row in gap_rows(context, rows_of(context))
    ]
    wanted = [
        (one.measure_id, one.missing, one.points_to_win) for one in engine.gaps(context.scores, 0)
    ]
    assert told == wanted


def test_what_is_met_everywhere_or_not_asked_has_no_gap() -> None:
    context, _row = answered({**SHARE, "thresholds": [20]}, {"part": 0, "whole": 0})
    assert gaps_of(context) == {}
    assert "done" not in gaps_of(ranked())


def test_missing_answers_are_the_gaps_only_an_answer_can_close() -> None:
    context = ranked()
    gaps = gap_rows(context, rows_of(context))
    assert [row.measure_id for row in missing_answer_rows(context, gaps)] == ["unknown"]


def test_measure_with_two_missing_answers_is_named_once() -> None:
    context, row = answered(SHARE, {})
    gaps = gap_rows(context, (row,))
    assert [found.measure_id for found in missing_answer_rows(context, gaps)] == ["share"]


def test_partly_answered_services_are_among_the_missing_answers() -> None:
    context, row = answered(SERVICES, {"pathology": 1})
    gaps = gap_rows(context, (row,))
    assert [found.measure_id for found in missing_answer_rows(context, gaps)] == ["services"]
