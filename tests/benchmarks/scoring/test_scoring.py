"""`score`: accepted and refused frames, unchanged input, shape of the result."""

from __future__ import annotations

import gc
import math
import weakref

import pandas as pd
import pytest

from benchmarks.scoring.engine import InvalidInputs, score
from benchmarks.scoring.layout import layout_of
from tests.benchmarks.build import frame_of, small_benchmark
from tests.benchmarks.scoring.agreement import assert_same_row

OPERATIONS = {
    "measures": [
        {"id": "operations", "thresholds": [15, 30, 60], "mandatory_from": 1, "weight": 3},
        {"id": "infection", "formula": "rate", "inputs": ["infections", "patients"],
         "minimum_cases": 50, "better": "lower", "thresholds": [10, 6, 5]},
        {"id": "tower", "formula": "count_of", "inputs": ["tower", "arm"], "thresholds": [1, 2, 2]},
    ]
}  # fmt: skip


def test_every_impossible_value_is_listed_at_once() -> None:
    frame = frame_of(
        {"operations_input": -1, "infections": 9, "patients": 5},
        {"operations_input": 20, "operations_input:low": 25, "operations_input:high": 12},
        {"tower": 0.5, "operations_input": 2e6, "arm": 7},
    )
    frame.index = pd.Index(["A", "B", "C"])
    with pytest.raises(InvalidInputs) as caught:
        score(frame, small_benchmark(OPERATIONS))
    assert {(p.row, p.input, p.value) for p in caught.value.problems} == {
        ("A", "operations_input", -1.0),
        ("A", "infections", 9.0),
        ("B", "operations_input:low", 25.0),
        ("B", "operations_input:high", 12.0),
        ("C", "operations_input", 2e6),
        ("C", "tower", 0.5),
        ("C", "arm", 7.0),
    }
    assert "row A: infections is 9, allowed is at most 5 (patients)" in str(caught.value)
    assert "row C: tower is 0.5, allowed is 0 to 1, a whole number" in str(caught.value)


@pytest.mark.parametrize(
    ("end", "value", "allowed"),
    [
        (":low", 21.0, "0 to 20"),
        (":low", -1.0, "0 to 20"),
        (":low", -math.inf, "0 to 20"),
        (":high", 19.0, "20 to 100000, or infinite"),
        (":high", 100_001.0, "20 to 100000, or infinite"),
    ],
)
def test_an_interval_that_cannot_be_right_is_refused(end: str, value: float, allowed: str) -> None:
    column = "operations_input" + end
    with pytest.raises(InvalidInputs) as caught:
        score(frame_of({"operations_input": 20, column: value}), small_benchmark(OPERATIONS))
    (problem,) = caught.value.problems
    assert (problem.input, problem.value, problem.allowed) == (column, value, allowed)


def test_an_estimated_part_may_exceed_its_estimated_whole_as_long_as_it_can_be_right() -> None:
    row = {"infections": 60, "infections:low": 40, "patients": 55, "patients:high": 80}
    scores = score(frame_of(row), small_benchmark(OPERATIONS))
    assert scores.row(0).measures[1].value == 100


def test_columns_in_any_order_of_any_number_type_and_unknown_ones_are_read_alike() -> None:
    benchmark = small_benchmark(OPERATIONS)
    plain = frame_of({"operations_input": 30, "infections": 1, "patients": 200, "tower": 1})
    other = pd.DataFrame(
        {
            "tower": [True],
            "department": ["Spine I"],
            "patients": pd.array([200], dtype="Int64"),
            "arm": pd.array([None], dtype="Float64"),
            "infections": [1],
            "operations_input": [30],
        }
    )
    assert_same_row(score(plain, benchmark), 0, score(other, benchmark), 0)


def test_an_interval_without_a_value_counts_as_not_reported() -> None:
    frame = frame_of({"operations_input:low": 20, "operations_input:high": 40, "tower": 1})
    assert score(frame, small_benchmark(OPERATIONS)).row(0).measures[0].status == "not_reported"


def test_no_rows_yield_no_scores() -> None:
    scores = score(frame_of({"operations_input": 1}).iloc[:0], small_benchmark(OPERATIONS))
    assert len(scores) == 0
    assert len(scores.measures()) == 0


def test_a_benchmark_with_the_same_name_and_other_thresholds_is_not_mixed_up() -> None:
    frame = frame_of({"operations_input": 30})
    easy = {"measures": [{"id": "operations", "thresholds": [1, 2, 3]}]}
    hard = {"measures": [{"id": "operations", "thresholds": [15, 30, 60]}]}
    levels = [score(frame, small_benchmark(facts)).level.item() for facts in (easy, hard) * 20]
    assert levels == [3, 2] * 20


def test_nothing_is_kept_of_a_benchmark_that_is_gone() -> None:
    benchmark = small_benchmark(OPERATIONS)
    assert layout_of(benchmark) is layout_of(benchmark)
    layout = weakref.ref(layout_of(benchmark).inputs.columns)
    del benchmark
    gc.collect()
    assert layout() is None


def test_some_rows_are_those_of_the_whole() -> None:
    benchmark = small_benchmark(OPERATIONS)
    values = (0, 15, 30, 60)
    whole = score(frame_of(*({"operations_input": value} for value in values)), benchmark)
    part = whole.rows(slice(1, 3))
    assert len(part) == 2
    for place in range(2):
        assert_same_row(part, place, whole, place + 1)


def test_scores_cannot_be_changed() -> None:
    scores = score(frame_of({"operations_input": 30}), small_benchmark(OPERATIONS))
    with pytest.raises(ValueError, match="read-only"):
        scores.level[0, 0] = 3


def test_tables_carry_the_keys_of_the_frame_and_words_for_status_and_reason() -> None:
    frame = frame_of({"operations_input": 30}, {"operations_input": 10})
    frame.index = pd.MultiIndex.from_tuples([("A", 2024), ("A", 2025)], names=["dept", "year"])
    scores = score(frame, small_benchmark(OPERATIONS))
    measures = scores.measures().set_index(["dept", "year", "measure"]).to_dict("index")
    first = measures["A", 2024, "operations"]
    assert (first["domain"], first["status"], first["level"]) == ("DEF", "scored", 2)
    assert [first[f"verdict_{level}"] for level in (1, 2, 3)] == [1, 1, 0]
    assert measures["A", 2025, "infection"]["reason"] == "input_missing"
    domains = scores.domains().set_index(["dept", "year", "domain"]).to_dict("index")
    assert domains["A", 2025, "DEF"]["level_possible"] == 0
    assert scores.overall().to_dict("index")["A", 2024]["rung"] == 0
    assert scores.row(("A", 2025)).key == scores.at(1).key == ("A", 2025)


def test_a_row_is_found_by_its_key_only_where_it_is_there_once() -> None:
    frame = frame_of({"operations_input": 30}, {"operations_input": 10})
    frame.index = pd.Index(["A", "A"])
    scores = score(frame, small_benchmark(OPERATIONS))
    for key in ("A", "B"):
        with pytest.raises(KeyError):
            scores.row(key)
