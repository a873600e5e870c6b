"""Measure rows: value, status with reason, thresholds, evidence and origin, as readers see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from assessments.gap_report.report.contents import MeasureRow
from assessments.gap_report.report.context import finite
from benchmarks import library
from tests.benchmarks.build import frame_of
from tests.gap_report.report.contexts import (
    NBSP,
    YEAR,
    answered,
    context_of,
    recorded,
    rows_of,
    tables_of,
    volume,
)
from tests.gap_report.report.examples import RATE, SERVICES, SHARE, STAIRS, SURGEONS


def row(measure: dict[str, Any], answers: Mapping[str, float], **facts: Any) -> MeasureRow:
    return answered(measure, answers, **facts)[1]


# --------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("people", "expected"), [(0, "0 surgeons"), (1, "1 surgeon"), (2, "2 surgeons")]
)
def test_exactly_one_takes_the_unit_of_one(people: int, expected: str) -> None:
    assert row(SURGEONS, {"people": people}).value_text == expected


def test_one_without_a_unit_of_its_own_keeps_the_unit() -> None:
    assert row({**SURGEONS, "unit_one": ""}, {"people": 1}).value_text == "1 surgeons"


@pytest.mark.parametrize(("answer", "expected"), [(1, "yes"), (0, "no")])
def test_yes_no_answer_is_a_word(answer: int, expected: str) -> None:
    measure = {"id": "tower", "inputs": ["tower"], "thresholds": [1, 1, 1]}
    found = row(measure, {"tower": answer}, inputs={"tower": "yes_no"})
    assert found.value_text == expected
    assert (found.value, found.low, found.high) == (answer, answer, answer)


def test_choice_shows_the_chosen_answer_and_the_answer_asked_for() -> None:
    benchmark = library.load(library.DEFAULT_ID)
    context = context_of(benchmark, frame_of({"icu_access": 2}))
    found = next(r for r in rows_of(context) if r.id == "def_intensive_care")
    options = [option.label for option in benchmark.input_by_id["icu_access"].options]
    assert found.value_text == options[2]
    assert [t.value_text for t in found.thresholds] == options[1:]


def test_known_answers_are_counted_of_their_total() -> None:
    answers = {"pathology": 1, "embolisation": 0, "thoracic": 1, "vascular": 1}
    assert row(SERVICES, answers).value_text == "3 of 4"


def test_unknown_answers_are_possible_besides_the_known() -> None:
    found = row(SERVICES, {"pathology": 1, "embolisation": 0})
    assert found.value_text == "1 of 4 known, 3 possible"
    assert (found.value, found.low, found.high) == (1, 1, 3)
    assert found.reason_text == "Some of the answers have not been reported."
    assert found.status == "scored"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"xray": 1, "ct": 1, "mri": 0}, "step 2 of 3"),
        ({"xray": 0, "ct": 1, "mri": 1}, "step 0 of 3"),
        ({"xray": 1, "ct": 1}, "step 2 of 3 known, 3 possible"),
        ({"xray": 1, "mri": 1}, "step 1 of 3 known, 3 possible"),
        # Whatever the answer on the first step is, the third is out of reach.
        ({"xray": 1, "ct": 0}, "step 1 of 3"),
    ],
)
def test_steps_say_how_far_it_is_and_may_be(answers: Mapping[str, float], expected: str) -> None:
    assert row(STAIRS, answers).value_text == expected


def test_share_has_its_decimals_and_says_of_what() -> None:
    found = row(SHARE, {"part": 1, "whole": 3})
    assert found.value_text == f"33.3{NBSP}% of operations"
    assert found.estimated is False


def test_share_of_estimates_is_an_interval() -> None:
    ends = {"part:low": 10, "part:high": 30, "whole:low": 100, "whole:high": 100}
    found = row(SHARE, {"part": 20, "whole": 100, **ends})
    assert found.value_text == f"10.0–30.0{NBSP}% of operations (estimate)"


def test_rate_shows_its_wilson_interval() -> None:
    # 4 of 100 by hand (Wilson, z 1.96): centre (4+1.9207)/103.8415 = 5.70 %, half width 4.13.
    found = row(RATE, {"events": 4, "cases": 100})
    assert found.value_text == f"4{NBSP}% of patients (1.6–9.8)"
    assert (found.cases, found.estimated) == (100, False)


def test_estimated_volume_shows_its_ends() -> None:
    measure = {"id": "volume", "unit": "operations a year", "inputs": ["n"], "thresholds": [9, 9]}
    found = row(measure, {"n": 1200, "n:low": 1000, "n:high": 1400})
    assert found.value_text == "1,000–1,400 operations a year (estimate)"
    assert (found.low, found.value, found.high) == (1000, 1200, 1400)
    assert found.estimated is True


def test_estimate_without_upper_bound_has_no_high_end() -> None:
    measure = {"id": "volume", "unit": "operations a year", "inputs": ["n"], "thresholds": [5, 50]}
    found = row(measure, {"n": 9, "n:low": 9, "n:high": float("inf")})
    assert found.value_text == "from 9 operations a year (estimate)"
    assert found.high is None
    assert (found.level, found.level_possible) == (1, 2)


# ------------------------------------------------------------------------- statuses and reasons


def test_value_not_reported_is_no_value_and_not_zero() -> None:
    found = row(SURGEONS, {})
    assert (found.value, found.low, found.high, found.cases) == (None, None, None, None)
    assert found.status == "not_reported"
    assert found.value_text == found.status_text == "not reported"
    assert found.reason_text == "The answer has not been reported."
    assert found.level_text == "level 0, up to 3 possible"
    assert found.origin_text == ""


def test_share_of_nothing_does_not_apply() -> None:
    found = row(SHARE, {"part": 0, "whole": 0})
    assert (found.status, found.value_text) == ("not_applicable", "not applicable")
    assert found.reason_text == "There were no operations of this kind to take a share of."
    assert found.level_text == ""
    assert found.points_max == 0
    assert {t.verdict for t in found.thresholds} == {"not_asked"}


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        (30, "20 more observed cases are needed before the rate can be judged."),
        (49, "1 more observed case is needed before the rate can be judged."),
    ],
)
def test_rate_of_too_few_cases_is_shown_but_not_judged(cases: int, reason: str) -> None:
    found = row(RATE, {"events": 1, "cases": cases})
    assert (found.status, found.status_text) == ("insufficient_data", "too few cases")
    assert found.reason_text == reason
    assert found.value == pytest.approx(100 / cases)
    assert found.value_text.startswith(f"{100 / cases:.1f}".removesuffix(".0"))
    assert {t.verdict for t in found.thresholds} == {"cannot_tell"}
    assert found.cases == cases


def test_scored_value_needs_no_reason() -> None:
    found = row(SURGEONS, {"people": 3})
    assert (found.status, found.status_text, found.reason_text) == ("scored", "scored", "")
    assert (found.level, found.level_text, found.points, found.points_max) == (2, "level 2", 2, 3)


# ---------------------------------------------------------------------------------------- origin


def test_reported_answer_comes_from_the_department() -> None:
    assert row(SURGEONS, {"people": 2}).origin_text == "reported by the department"


def test_rate_comes_from_events_among_cases() -> None:
    found = row(RATE, {"events": 4, "cases": 1000})
    assert found.origin_text == "4 events among 1,000 observed cases"


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [("2019.xml", "estimated from 2019.xml"), ("", "estimated from a code list")],
)
def test_estimate_names_its_file(file_name: str, expected: str) -> None:
    estimates = [
        {"year": YEAR, "category": "tum", "low": 9, "likely": 15, "high": 21},
        {"year": YEAR, "category": "def", "low": 0, "likely": 0, "high": 0},
    ]
    context = recorded(tables_of(estimates=estimates), file_name=file_name)
    rows = {found.id: found for found in rows_of(context)}
    assert rows["tum_operations"].origin_text == expected
    # Certainly none: no interval, but the file says so, not the department's records.
    assert rows["def_operations"].value_text == "0 operations a year"
    assert rows["def_operations"].origin_text == expected


def test_hidden_counts_are_intervals_of_the_department_s_records() -> None:
    tables = tables_of(volumes=[volume(0, pathology="DEF", suppressed=1)])
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert rows["def_operations"].value_text == "1–3 operation a year (estimate)"
    assert rows["def_operations"].origin_text == "from the department's records"


def test_recorded_volume_and_share_say_what_they_were_counted_from() -> None:
    lumbar = {"group": "lumbar_disc_stenosis"}
    tables = tables_of(
        volumes=[volume(60, technique="MIS", **lumbar), volume(1140, technique="open", **lumbar)]
    )
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert rows["mis_operations"].origin_text == "from the department's records"
    assert rows["mis_share"].origin_text == "60 of 1,200 operations"
    assert rows["mis_share"].value_text == f"5{NBSP}% of operations"


def test_rows_stand_in_the_order_of_the_definition() -> None:
    benchmark = library.load(library.DEFAULT_ID)
    rows = rows_of(context_of(benchmark, frame_of({})))
    assert [found.id for found in rows] == [one.id for one in benchmark.measures]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_number_that_is_none_is_no_number(value: float) -> None:
    assert finite(value) is None


# ---------------------------------------------------------------------------------------- counts


def counts(found: MeasureRow) -> tuple[float | None, float | None]:
    return found.numerator, found.denominator


def test_rate_and_share_carry_the_two_counts_they_are_made_of() -> None:
    lumbar = {"group": "lumbar_disc_stenosis"}
    outcome = {"year": YEAR, "pillar": "MIS", "outcome": "any_complication"}
    tables = tables_of(
        volumes=[volume(60, technique="MIS", **lumbar), volume(1140, technique="open", **lumbar)],
        outcomes=[outcome | {"events": 7, "cases": 150}],
    )
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert counts(rows["mis_share"]) == (60, 1200)
    assert counts(rows["mis_any_complication"]) == (7, 150)


def test_number_of_operations_is_its_own_count() -> None:
    tables = tables_of(
        surgeons=[{"key": "s1"}], volumes=[volume(12, surgeon="s1", pathology="DEF")]
    )
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert counts(rows["def_operations"]) == counts(rows["def_busiest_surgeon"]) == (12, None)


def test_what_counts_no_patients_has_no_count() -> None:
    tables = tables_of(surgeons=[{"key": "s1"}], volumes=[volume(12, surgeon="s1")])
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert rows["def_lead_surgeons"].value == 0
    assert counts(rows["def_lead_surgeons"]) == counts(rows["tum_board"]) == (None, None)
    assert counts(row(SHARE, {"part": 2, "whole": 50})) == (None, None)


def test_interval_has_no_count() -> None:
    tables = tables_of(volumes=[volume(0, pathology="DEF", suppressed=1)])
    rows = {found.id: found for found in rows_of(recorded(tables))}
    assert counts(rows["def_operations"]) == (None, None)
