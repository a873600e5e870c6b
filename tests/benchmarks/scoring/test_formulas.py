"""From inputs to values: each formula, each status, each reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from benchmarks.scoring.engine import MeasureScore, score
from tests.benchmarks.build import frame_of, small_benchmark


def measured(facts: dict[str, Any], row: Mapping[str, float]) -> MeasureScore:
    """The one measure of a benchmark, worked out for one department-year."""
    measure = {"id": "measure", "thresholds": [1, 2, 3]} | facts
    inputs = measure.pop("kinds", {})
    benchmark = small_benchmark({"measures": [measure], "inputs": inputs})
    return score(frame_of(row or {"unrelated": 1}), benchmark).at(0).measures[0]


VALUE = {"inputs": ["operations"]}
SHARE = {"formula": "share", "inputs": ["part", "whole"]}
RATE = {"formula": "rate", "inputs": ["events", "cases"], "minimum_cases": 50, "better": "lower",
        "thresholds": [10, 8, 5]}  # fmt: skip
COUNT = {"formula": "count_of", "inputs": ["a", "b", "c"]}
STEPS = {"formula": "steps", "steps": [["a"], ["a", "b"], ["c"]]}


@pytest.mark.parametrize(
    ("facts", "row", "status", "reason"),
    [
        (VALUE, {"operations": 0}, "scored", ""),
        (VALUE, {}, "not_reported", "input_missing"),
        (SHARE, {"part": 0, "whole": 4}, "scored", ""),
        (SHARE, {"part": 3}, "not_reported", "input_missing"),
        (SHARE, {"whole": 3}, "not_reported", "input_missing"),
        (SHARE, {"part": 0, "whole": 0}, "not_applicable", "denominator_zero"),
        (SHARE, {"whole": 0}, "not_applicable", "denominator_zero"),
        (RATE, {"events": 1, "cases": 50}, "scored", ""),
        (RATE, {"events": 1, "cases": 49}, "insufficient_data", "too_few_cases"),
        (RATE, {"events": 0, "cases": 0}, "insufficient_data", "too_few_cases"),
        (RATE, {"cases": 12}, "insufficient_data", "too_few_cases"),
        (RATE, {"cases": 80}, "not_reported", "input_missing"),
        (RATE, {"events": 2}, "not_reported", "input_missing"),
        (COUNT, {"a": 0, "b": 0, "c": 0}, "scored", ""),
        (COUNT, {"a": 0}, "scored", "some_inputs_missing"),
        (COUNT, {}, "not_reported", "input_missing"),
        (STEPS, {"a": 1, "b": 1, "c": 1}, "scored", ""),
        (STEPS, {"b": 1}, "scored", "some_inputs_missing"),
        (STEPS, {}, "not_reported", "input_missing"),
    ],
)
def test_status_and_reason_tell_apart_missing_failed_and_zero(
    facts: dict[str, Any], row: dict[str, float], status: str, reason: str
) -> None:
    measure = measured(facts, row)
    assert (measure.status, measure.reason) == (status, reason)
    if status in {"not_reported", "not_applicable"}:
        assert all(math.isnan(number) for number in (measure.value, measure.low, measure.high))


@pytest.mark.parametrize(
    ("facts", "row", "value", "low", "high"),
    [
        (VALUE, {"operations": 12}, 12, 12, 12),
        (VALUE, {"operations": 12, "operations:low": 9}, 12, 9, 12),
        (VALUE, {"operations": 12, "operations:high": math.inf}, 12, 12, math.inf),
        (SHARE, {"part": 1, "whole": 8}, 12.5, 12.5, 12.5),
        (SHARE, {"part": 4, "whole": 8, "part:low": 2, "part:high": 6}, 50, 25, 75),
        (SHARE, {"part": 4, "whole": 8, "whole:low": 5, "whole:high": 10}, 50, 40, 80),
        (SHARE, {"part": 4, "whole": 8, "whole:low": 2}, 50, 50, 100),
        (SHARE, {"part": 4, "whole": 8, "whole:low": 0}, 50, 50, 100),
        (SHARE, {"part": 0, "whole": 8, "whole:low": 0}, 0, 0, 0),
        (SHARE, {"part": 4, "whole": 8, "part:high": math.inf}, 50, 50, 100),
        (SHARE, {"part": 4, "whole": 8, "whole:high": math.inf}, 50, 0, 50),
        (SHARE, {"part": 4, "whole": 8, "part:high": math.inf, "whole:low": 0}, 50, 50, 100),
        (COUNT, {"a": 1, "b": 0, "c": 1}, 2, 2, 2),
        (COUNT, {"a": 1, "b": 0}, 1, 1, 2),
        (STEPS, {"a": 1, "b": 1, "c": 1}, 3, 3, 3),
        (STEPS, {"a": 1, "b": 0, "c": 1}, 1, 1, 1),
        (STEPS, {"a": 0, "b": 1}, 0, 0, 0),
        (STEPS, {"a": 1, "c": 1}, 1, 1, 3),
    ],
)
def test_value_and_interval_come_out_exactly(
    facts: dict[str, Any], row: dict[str, float], value: float, low: float, high: float
) -> None:
    measure = measured(facts, row)
    assert (measure.value, measure.low, measure.high) == (value, low, high)
    assert measure.estimated == any(":" in column for column in row)


def test_a_share_at_its_threshold_is_met_whatever_the_counts() -> None:
    pairs = [(part, whole) for whole in range(1, 150) for part in range(whole + 1)]
    facts = SHARE | {"id": "share", "thresholds": [20, 40, 60]}
    frame = pd.DataFrame(pairs, columns=["part", "whole"], dtype=float)
    levels = score(frame, small_benchmark({"measures": [facts]})).level[:, 0]
    in_whole_numbers = [sum(100 * p >= asked * w for asked in (20, 40, 60)) for p, w in pairs]
    assert levels.tolist() == in_whole_numbers


def test_a_rate_carries_its_interval_without_being_an_estimate() -> None:
    measure = measured(RATE, {"events": 15, "cases": 148})
    assert measure.value == 100 * 15 / 148
    assert (round(measure.low, 2), round(measure.high, 2)) == (6.24, 16.05)
    assert (measure.cases, measure.cases_needed, measure.estimated) == (148, 0, False)


def test_a_rate_of_estimated_counts_takes_the_least_favourable_ones() -> None:
    exact_best = measured(RATE, {"events": 2, "cases": 300})
    exact_worst = measured(RATE, {"events": 8, "cases": 100})
    row = {"events": 5, "events:low": 2, "events:high": 8,
           "cases": 200, "cases:low": 100, "cases:high": 300}  # fmt: skip
    measure = measured(RATE, row)
    assert (measure.low, measure.high) == (exact_best.low, exact_worst.high)
    assert measure.estimated


def test_cases_count_only_as_far_as_they_are_certain() -> None:
    measure = measured(RATE, {"events": 0, "cases": 60, "cases:low": 42})
    assert (measure.status, measure.cases, measure.cases_needed) == ("insufficient_data", 60, 8)


def test_too_few_cases_are_shown_with_their_interval_and_not_judged() -> None:
    measure = measured(RATE, {"events": 1, "cases": 10})
    assert (measure.value, measure.level, measure.level_possible) == (10, 0, 3)
    assert measure.low < 10 < measure.high
    assert measure.cases_needed == 40


def test_no_upper_bound_of_a_percentage_is_a_hundred() -> None:
    facts = {"inputs": ["board"], "kinds": {"board": "percent"}, "thresholds": [80, 95, 100]}
    measure = measured(facts, {"board": 90, "board:low": 85, "board:high": math.inf})
    assert (measure.low, measure.high, measure.level_possible) == (85, 100, 3)


def test_a_choice_is_compared_like_a_number() -> None:
    facts = {"inputs": ["care"], "kinds": {"care": "choice3"}}
    assert measured(facts, {"care": 2}).level == 2
