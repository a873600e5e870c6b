"""Scoring against a slow, obvious scorer, and the laws every score must obey."""

from __future__ import annotations

import math
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.definition import Benchmark
from benchmarks.library import load
from benchmarks.scoring import InvalidInputs, Scores, score
from tests.benchmarks import oracle
from tests.benchmarks.build import frame_of, small_benchmark
from tests.benchmarks.random_cases import ALL_INPUTS, Row, benchmark_facts, full_rows, hide, rows

VERDICTS = {1: "met", 0: "missed", -1: "cannot tell", -2: "not asked"}
some_rows = st.lists(rows(), min_size=1, max_size=4)


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


def near(left: float, right: float) -> bool:
    return same(left, right) or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def assert_same_row(left: Scores, at: int, right: Scores, there: int) -> None:
    """Two rows agree to the last bit, in everything."""
    for field in fields(Scores):
        one, other = getattr(left, field.name), getattr(right, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one[at], other[there], err_msg=field.name)


def assert_agrees(scores: Scores, at: int, expected: oracle.OracleResult) -> None:
    found = scores.at(at)
    for measure in found.measures:
        wanted = expected.measures[measure.id]
        assert (measure.status, measure.reason) == (wanted.status, wanted.reason)
        assert (measure.level, measure.level_possible) == (wanted.level, wanted.possible)
        assert [VERDICTS[v] for v in measure.verdicts] == [
            wanted.verdicts.get(level, "not asked") for level in (1, 2, 3)
        ]
        assert same(measure.cases, wanted.cases)
        assert measure.cases_needed == wanted.cases_needed
        if wanted.status == "scored":
            assert near(measure.value, wanted.value)
            assert near(measure.low, wanted.low)
            assert near(measure.high, wanted.high)
            assert measure.estimated == wanted.estimated
    for domain in found.domains:
        hoped = expected.domains[domain.id]
        assert (domain.level, domain.level_possible) == (hoped.level, hoped.possible)
        assert domain.next_level == hoped.next_level
        assert same(domain.index, hoped.index)
        assert same(domain.index_worst, hoped.worst)
        assert same(domain.index_best, hoped.best)
        assert same(domain.coverage, hoped.coverage)
    blocking = {m.id for m in found.measures if m.blocking}
    assert blocking == set().union(*(d.blocking for d in expected.domains.values()))
    assert near(found.overall_index, expected.overall)
    assert near(found.overall_worst, expected.overall_worst)
    assert near(found.overall_best, expected.overall_best)
    assert same(found.overall_coverage, expected.coverage)
    assert (found.rung, found.rung_possible) == (expected.rung, expected.rung_possible)


@settings(max_examples=200, deadline=None)
@given(benchmark_facts(), some_rows)
def test_random_departments_score_as_the_slow_scorer_says(
    facts: dict[str, Any], departments: list[Row]
) -> None:
    benchmark = small_benchmark(facts)
    scores = score(frame_of(*departments), benchmark)
    for at, row in enumerate(departments):
        assert_agrees(scores, at, oracle.score_row(row, benchmark))


@settings(max_examples=60, deadline=None)
@given(benchmark_facts(), some_rows)
def test_a_row_scores_the_same_alone_and_among_a_thousand(
    facts: dict[str, Any], departments: list[Row]
) -> None:
    benchmark = small_benchmark(facts)
    times = 1000 // len(departments) + 1
    many = score(frame_of(*departments * times), benchmark)
    for at, row in enumerate(departments):
        alone = score(frame_of(row), benchmark)
        assert_same_row(alone, 0, many, at)
        assert_same_row(alone, 0, many, len(many) - len(departments) + at)


@settings(max_examples=120, deadline=None)
@given(benchmark_facts(), some_rows)
def test_worst_case_index_and_best_case_stand_in_order(
    facts: dict[str, Any], departments: list[Row]
) -> None:
    scores = score(frame_of(*departments), small_benchmark(facts))
    assert_ordered(scores.domain_index_worst, scores.domain_index, scores.domain_index_best)
    assert_ordered(scores.overall_worst, scores.overall_index, scores.overall_best)
    assert (scores.level <= scores.level_possible).all()
    assert (scores.points <= scores.points_possible_best).all()
    assert (scores.domain_level <= scores.domain_level_possible).all()
    assert (scores.rung <= scores.rung_possible).all()
    assert_ordered(scores.low, scores.value, scores.high)


def assert_ordered(*rising: np.ndarray[Any, np.dtype[Any]]) -> None:
    """Each is at most the next; NaN stands beside anything."""
    for below, above in pairwise(rising):
        assert not (below > above).any()


@settings(max_examples=120, deadline=None)
@given(benchmark_facts(least_percent=1), full_rows(), st.sets(st.sampled_from(ALL_INPUTS)))
def test_reporting_what_was_unknown_lands_between_worst_and_best_case(
    facts: dict[str, Any], row: Row, unknown: set[str]
) -> None:
    benchmark = small_benchmark(facts)
    before = score(frame_of(hide(row, unknown) or {"y0": math.nan}), benchmark)
    after = score(frame_of(row), benchmark)
    assert_ordered(before.domain_index_worst, after.domain_index, before.domain_index_best)
    assert_ordered(before.overall_worst, after.overall_index, before.overall_best)
    assert_ordered(before.domain_level, after.domain_level, before.domain_level_possible)
    assert_ordered(before.level, after.level, before.level_possible)
    assert_ordered(before.rung, after.rung, before.rung_possible)


@settings(max_examples=120, deadline=None)
@given(benchmark_facts(), full_rows(exact=True), st.data())
def test_a_better_input_never_lowers_anything(
    facts: dict[str, Any], row: Row, data: st.DataObject
) -> None:
    benchmark = small_benchmark(facts)
    movable = {name: better for name in row if (better := direction(name, benchmark))}
    if not movable:
        return
    name = data.draw(st.sampled_from(sorted(movable)))
    before = score(frame_of(row), benchmark)
    after = score(
        frame_of(row | {name: data.draw(better_value(name, row, movable[name]))}), benchmark
    )
    for field in ("level", "points", "domain_level", "domain_points", "domain_index", "rung",
                  "overall_index", "level_possible", "domain_level_possible"):  # fmt: skip
        assert_ordered(getattr(before, field), getattr(after, field))


def direction(name: str, benchmark: Benchmark) -> str:
    """Which way an input gets better: "higher", "lower", or "" where its measures disagree."""
    users = [m for m in benchmark.measures if name in m.inputs]
    ways = {m.better for m in users}
    is_whole = any(m.formula in {"share", "rate"} and m.inputs[1] == name for m in users)
    return ways.pop() if len(ways) == 1 and not is_whole else ""


def better_value(name: str, row: Row, way: str) -> st.SearchStrategy[float]:
    highest = {"y": 1.0, "p": row.get(f"w{name[1]}", 0.0), "c": 500.0}[name[0]]
    low, high = (row[name], highest) if way == "higher" else (0.0, row[name])
    return st.integers(int(low), int(high)).map(float)


@settings(max_examples=60, deadline=None)
@given(benchmark_facts(), some_rows, st.randoms(use_true_random=False), st.integers(1, 2))
def test_neither_order_nor_common_scale_of_weights_matters(
    facts: dict[str, Any], departments: list[Row], random: Any, scale: int
) -> None:
    changed = [m | {"weight": m["weight"] * scale} for m in facts["measures"]]
    random.shuffle(changed)
    frame = frame_of(*departments)
    before = score(frame, small_benchmark(facts))
    after = score(frame, small_benchmark(facts | {"measures": changed}))
    places = [after.measure_ids.index(name) for name in before.measure_ids]
    np.testing.assert_array_equal(before.level, after.level[:, places])
    np.testing.assert_array_equal(before.blocking, after.blocking[:, places])
    for field in ("domain_level", "domain_index", "domain_index_best", "coverage", "rung"):
        np.testing.assert_array_equal(getattr(before, field), getattr(after, field))
    np.testing.assert_array_equal(before.overall_index, after.overall_index)


@settings(max_examples=40, deadline=None)
@given(benchmark_facts(), some_rows)
def test_a_scenario_without_changes_changes_nothing(
    facts: dict[str, Any], departments: list[Row]
) -> None:
    benchmark, frame = small_benchmark(facts), frame_of(*departments)
    untouched = frame.copy(deep=True)
    before, after = score(frame, benchmark), score(frame.assign(), benchmark)
    for at in range(len(departments)):
        assert_same_row(before, at, after, at)
    pd.testing.assert_frame_equal(frame, untouched)


def german_frame(departments: int) -> pd.DataFrame:
    """Plausible answers to the German benchmark, one in ten missing; the same on every call."""
    random = np.random.default_rng(7)
    benchmark = load("german-three-pillar")
    columns = {
        i.id: random.integers(0, int(min(i.max, 200)) + 1, departments).astype(float)
        for i in benchmark.inputs
    }
    for measure in benchmark.measures:
        if measure.formula in {"share", "rate"}:
            part, whole = measure.inputs
            columns[part] = np.floor(columns[whole] * random.random(departments) ** 4)
    frame = pd.DataFrame(columns)
    return frame.mask(random.random(frame.shape) < 0.1)


def test_german_benchmark_scores_as_the_slow_scorer_says() -> None:
    benchmark, frame = load("german-three-pillar"), german_frame(30)
    scores = score(frame, benchmark)
    for at, row in enumerate(frame.to_dict(orient="records")):
        assert_agrees(scores, at, oracle.score_row({str(k): v for k, v in row.items()}, benchmark))


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
