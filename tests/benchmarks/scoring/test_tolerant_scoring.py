"""Tolerant scoring: values that cannot be right count as not reported."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import pytest

from benchmarks.scoring.engine import score
from benchmarks.scoring.tolerant_scoring import score_tolerantly
from tests.benchmarks.build import frame_of, small_benchmark
from tests.benchmarks.scoring.agreement import assert_same_row

BENCHMARK = small_benchmark(
    {
        "measures": [
            {"id": "operations", "thresholds": [15, 30, 60], "mandatory_from": 1},
            {"id": "infection", "formula": "rate", "inputs": ["infections", "patients"],
             "minimum_cases": 50, "better": "lower", "thresholds": [10, 6, 5]},
            {"id": "tower", "formula": "count_of", "inputs": ["tower", "arm"],
             "thresholds": [1, 2, 2]},
        ]
    }
)  # fmt: skip
GOOD = {"operations_input": 31, "infections": 2, "patients": 100, "tower": 1, "arm": 1}


def rows(*values: Mapping[str, float]) -> pd.DataFrame:
    frame = frame_of(*values)
    frame.index = pd.MultiIndex.from_tuples([(f"D{n}", 2024) for n in range(len(values))])
    return frame


def test_frame_without_fault_is_scored_as_it_is() -> None:
    frame = rows(GOOD, {"tower": 0})
    result = score_tolerantly(frame, BENCHMARK)
    assert result.inputs is frame
    assert result.implausible == ()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("operations_input", -1),
        ("operations_input", 1e300),
        ("operations_input", math.inf),
        ("tower", 7),
        ("arm", 0.5),
    ],
)
def test_wrong_value_counts_as_not_reported_and_is_told(name: str, wrong: float) -> None:
    result = score_tolerantly(rows(GOOD, GOOD | {name: wrong}), BENCHMARK)
    without = {key: value for key, value in GOOD.items() if key != name}
    assert_same_row(result.scores, 1, score(rows(GOOD, without), BENCHMARK), 1)
    assert [(p.row, p.input_id, p.value) for p in result.implausible] == [
        (("D1", 2024), name, wrong)
    ]


def test_the_other_departments_are_scored_as_if_nothing_was_wrong() -> None:
    result = score_tolerantly(rows(GOOD, {"tower": 9, "arm": 9}, GOOD), BENCHMARK)
    alone = score(rows(GOOD), BENCHMARK).at(0)
    assert result.scores.at(0).domains == result.scores.at(2).domains == alone.domains
    assert result.scores.at(2).rung == alone.rung == 1


def test_part_larger_than_its_whole_is_left_out_and_the_whole_is_kept() -> None:
    result = score_tolerantly(rows(GOOD | {"infections": 101}), BENCHMARK)
    (problem,) = result.implausible
    assert (problem.input_id, problem.whole) == ("infections", "patients")
    assert result.inputs["infections"].isna().all()
    assert result.inputs["patients"].tolist() == [100]


def test_end_of_an_interval_beyond_the_possible_takes_the_whole_estimate_away() -> None:
    frame = rows(GOOD | {"operations_input:low": 20, "operations_input:high": 2e9})
    result = score_tolerantly(frame, BENCHMARK)
    columns = ["operations_input", "operations_input:low", "operations_input:high"]
    assert result.inputs[columns].isna().all(axis=None)
    assert [problem.input_id for problem in result.implausible] == ["operations_input"]
    assert frame["operations_input"].tolist() == [31]
