"""Random departments: the slow, obvious scorer agrees, and the laws of scoring hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.library import load
from benchmarks.library.definition import Benchmark
from benchmarks.scoring.engine import InvalidInputs, score
from tests.benchmarks.build import frame_of, german_departments, small_benchmark
from tests.benchmarks.scoring import oracle
from tests.benchmarks.scoring.agreement import assert_agrees, assert_ordered, assert_same_row
from tests.benchmarks.scoring.random_cases import (
    ALL_INPUTS,
    Row,
    benchmark_facts,
    full_rows,
    hide,
    rows,
)

some_rows = st.lists(rows(), min_size=1, max_size=4)


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


def test_german_benchmark_scores_as_the_slow_scorer_says() -> None:
    benchmark, frame = load("german-three-pillar"), german_departments(30)
    scores = score(frame, benchmark)
    for at, row in enumerate(frame.to_dict(orient="records")):
        assert_agrees(scores, at, oracle.score_row({str(k): v for k, v in row.items()}, benchmark))


def test_rows_scored_in_several_blocks_score_as_each_does_alone() -> None:
    benchmark, frame = load("german-three-pillar"), german_departments(20_001)
    many = score(frame, benchmark)
    for at in (0, 9_999, 10_000, 19_999, 20_000):  # both sides of the borders of blocks
        assert_same_row(score(frame.iloc[[at]], benchmark), 0, many, at)


@pytest.mark.parametrize("rows", [999, 4_000])
def test_all_rows_score_the_same_in_parts_of_any_length(rows: int) -> None:
    benchmark, frame = load("german-three-pillar"), german_departments(20_001)
    many = score(frame, benchmark)
    for start in range(0, len(frame), rows):
        part = slice(start, start + rows)
        assert_same_row(score(frame.iloc[part], benchmark), slice(None), many, part)


def test_an_impossible_value_far_down_is_refused_with_those_of_the_first_rows() -> None:
    benchmark, frame = load("german-three-pillar"), german_departments(20_001)
    frame.iloc[[0, 20_000], 0] = -1.0
    with pytest.raises(InvalidInputs) as refused:
        score(frame, benchmark)
    assert [problem.row for problem in refused.value.problems] == [0, 20_000]
