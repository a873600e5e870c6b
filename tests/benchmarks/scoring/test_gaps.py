"""Gaps and the answers that help: what is missing, what blocks, in which order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring.engine import Scores, score
from benchmarks.scoring.gaps import Answer, Gap, answers_that_help, gaps
from tests.benchmarks.build import frame_of, small_benchmark
from tests.benchmarks.scoring.random_cases import Row, benchmark_facts, hide, rows


def scored(measures: list[dict[str, Any]], row: Mapping[str, float]) -> Scores:
    listed = [{"thresholds": [10, 20, 30]} | measure for measure in measures]
    return score(frame_of(row or {"unrelated": 1}), small_benchmark({"measures": listed}))


def only_gap(measure: dict[str, Any], row: Mapping[str, float]) -> Gap:
    (gap,) = gaps(scored([{"id": "one"} | measure], row), 0)
    return gap


def test_a_measure_that_meets_everything_yields_no_gap() -> None:
    assert gaps(scored([{"id": "one"}], {"one_input": 30}), 0) == []


def test_a_measure_that_does_not_apply_yields_no_gap() -> None:
    share = {"id": "one", "formula": "share", "inputs": ["part", "whole"], "mandatory_from": 1}
    assert gaps(scored([share], {"part": 0, "whole": 0}), 0) == []


def test_a_measure_without_any_known_threshold_yields_no_gap() -> None:
    assert gaps(scored([{"id": "one", "thresholds": ["unknown"]}], {}), 0) == []


@pytest.mark.parametrize(
    ("better", "thresholds", "value", "next_level", "threshold", "missing"),
    [
        ("higher", [10, 20, 30], 4, 1, 10, 6),
        ("higher", [10, 20, 30], 20, 3, 30, 10),
        ("higher", [10, "unknown", 30], 12, 3, 30, 18),
        ("lower", [30, 20, 10], 45, 1, 30, 15),
        ("lower", [30, 20, 10], 20, 3, 10, 10),
    ],
)
def test_what_is_missing_is_the_way_to_the_next_threshold(
    better: str, thresholds: list[Any], value: float, next_level: int, threshold: float,
    missing: float,
) -> None:  # fmt: skip
    gap = only_gap({"better": better, "thresholds": thresholds}, {"one_input": value})
    assert (gap.next_level, gap.threshold, gap.missing) == (next_level, threshold, missing)
    assert gap.certain


def test_of_an_estimate_the_unfavourable_end_counts() -> None:
    row = {"one_input": 25, "one_input:low": 18, "one_input:high": 28}
    gap = only_gap({"mandatory_from": 1}, row)
    assert (gap.level, gap.next_level, gap.missing) == (1, 2, 2)
    assert (gap.certain, gap.report_this, gap.blocks) == (False, True, True)


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        ({}, {}),
        ({"better": "lower", "thresholds": [30, 20, 10]},
         {"one_input": 5, "one_input:high": math.inf}),
        ({"formula": "rate", "inputs": ["e", "c"], "minimum_cases": 50, "better": "lower",
          "thresholds": [30, 20, 10]}, {"e": 5, "c": 9}),
    ],
)  # fmt: skip
def test_nothing_can_be_said_to_be_missing_where_the_value_is_unknown(
    measure: dict[str, Any], row: Mapping[str, float]
) -> None:
    gap = only_gap(measure, row)
    assert gap.missing is None
    assert not gap.certain


def test_points_to_win_lead_to_the_next_level() -> None:
    gap = only_gap({"weight": 3, "thresholds": ["none", 20, 30]}, {"one_input": 0})
    assert (gap.next_level, gap.points_to_win) == (2, 6)


def test_a_blocking_measure_goes_for_the_next_level_of_its_domain() -> None:
    measures = [
        {"id": "first", "mandatory_from": 2, "thresholds": [10, 20, 30]},
        {"id": "second", "weight": 5},
    ]
    scores = scored(measures, {"first_input": 0, "second_input": 30})
    (gap,) = gaps(scores, 0)
    assert (gap.blocks, gap.level, gap.next_level, gap.missing) == (True, 0, 2, 20)


def test_what_blocks_comes_first_and_of_that_what_only_needs_an_answer() -> None:
    measures: list[dict[str, Any]] = [
        {"id": "cheap", "effort": 1, "weight": 9},
        {"id": "short", "mandatory_from": 1, "weight": 9, "effort": 1},
        {"id": "unknown", "mandatory_from": 1, "effort": 5},
        {"id": "few", "mandatory_from": 1, "effort": 5, "formula": "rate", "inputs": ["e", "c"],
         "minimum_cases": 50, "better": "lower", "thresholds": [30, 20, 10]},
        {"id": "dear", "effort": 5, "weight": 9},
        {"id": "tie", "effort": 5, "weight": 9},
    ]  # fmt: skip
    row = {"cheap_input": 0, "short_input": 0, "e": 0, "c": 3, "dear_input": 0, "tie_input": 0}
    ranked = gaps(scored(measures, row), 0)
    assert [g.measure_id for g in ranked] == ["unknown", "short", "few", "cheap", "dear", "tie"]
    assert [g.report_this for g in ranked] == [True, False, False, False, False, False]
    assert ranked[2].cases_needed == 47


def test_answers_are_ranked_by_what_they_block_and_then_by_what_they_may_win() -> None:
    measures: list[dict[str, Any]] = [
        {"id": "light"},
        {"id": "heavy", "weight": 4},
        {"id": "must", "mandatory_from": 1, "inputs": ["shared"]},
        {"id": "also", "weight": 2, "inputs": ["shared"]},
        {"id": "known", "weight": 9},
    ]
    result = answers_that_help(scored(measures, {"known_input": 3}), 0)
    assert result == [
        Answer("shared", "must", ("must", "also"), blocks=True, points=9),
        Answer("heavy_input", "heavy", ("heavy",), blocks=False, points=12),
        Answer("light_input", "light", ("light",), blocks=False, points=3),
    ]


def test_an_answer_that_can_change_nothing_is_not_asked_for() -> None:
    measures: list[dict[str, Any]] = [
        {"id": "steps", "formula": "steps", "steps": [["a"], ["b"]], "thresholds": [1, 2]},
        {"id": "rate", "formula": "rate", "inputs": ["e", "c"], "minimum_cases": 50,
         "better": "lower", "thresholds": [30, 20, 10]},
        {"id": "share", "formula": "share", "inputs": ["part", "whole"]},
    ]  # fmt: skip
    assert answers_that_help(scored(measures, {"a": 0, "c": 3, "whole": 0}), 0) == []


@settings(max_examples=80, deadline=None)
@given(benchmark_facts(), rows())
def test_gaps_are_exactly_the_open_measures_and_lack_something(
    facts: dict[str, Any], row: Row
) -> None:
    benchmark = small_benchmark(facts)
    scores = score(frame_of(row or {"unrelated": 1}), benchmark)
    result = {gap.measure_id: gap for gap in gaps(scores, 0)}
    for measure in scores.at(0).measures:
        assert (measure.id in result) == any(verdict in (0, -1) for verdict in measure.verdicts)
        assert result[measure.id].blocks if measure.blocking else True
    for gap in result.values():
        assert gap.missing is None or gap.missing > 0
        assert gap.points_to_win > 0
        assert gap.next_level > gap.level


@settings(max_examples=50, deadline=None)
@given(benchmark_facts(), rows(), st.data())
def test_what_is_already_known_is_never_asked_for(
    facts: dict[str, Any], row: Row, data: st.DataObject
) -> None:
    hidden = hide(row, data.draw(st.sets(st.sampled_from(["c0", "w0", "y0", "y1"]))))
    scores = score(frame_of(hidden or {"unrelated": 1}), small_benchmark(facts))
    for answer in answers_that_help(scores, 0):
        assert answer.input_id not in hidden
        assert answer.points > 0


def test_what_the_next_rung_waits_for_comes_before_what_holds_another_domain() -> None:
    benchmark = small_benchmark(
        {
            "measures": [
                {"id": "a", "domain": "A", "mandatory_from": 1, "thresholds": [10, 20, 30]},
                {"id": "b", "domain": "B", "mandatory_from": 1, "thresholds": [10, 20, 30]},
            ],
            "domains": {"A": "pillar", "B": "pillar"},
            "rungs": {"first": {"A": 1}, "second": {"A": 1, "B": 1}},
        }
    )
    # On the first rung by A at level 1; the second waits for B, not for A at level 2.
    scores = score(frame_of({"a_input": 10, "b_input": 0}), benchmark)
    ranked = gaps(scores, 0)
    assert [(gap.measure_id, gap.blocks, gap.holds_rung) for gap in ranked] == [
        ("b", True, True),
        ("a", True, False),
    ]
    on_top = score(frame_of({"a_input": 10, "b_input": 10}), benchmark)
    assert not any(gap.holds_rung for gap in gaps(on_top, 0))
