"""Domains, indices and rungs: the gate rules and the arithmetic around them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.scoring.engine import DomainScore, Scores, score
from benchmarks.scoring.layout import layout_of
from benchmarks.scoring.rollup import overall
from tests.benchmarks.build import frame_of, small_benchmark


def scored(measures: list[dict[str, Any]], levels: list[float], **facts: Any) -> Scores:
    """Measures that ask for 1, 2, 3 at level 1, 2, 3, so that the input is the level reached."""
    listed = [{"id": f"m{at}", "thresholds": [1, 2, 3]} | m for at, m in enumerate(measures)]
    row = {f"m{at}_input": level for at, level in enumerate(levels)}
    return score(frame_of(row), small_benchmark(facts | {"measures": listed}))


def domain(measures: list[dict[str, Any]], levels: list[float], **facts: Any) -> DomainScore:
    return scored(measures, levels, **facts).at(0).domains[0]


UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("mandatory_from", "reached", "level"),
    [(1, 0, 0), (2, 0, 1), (3, 0, 2), (None, 0, 3), (1, 2, 2), (3, 2, 2), (1, UNKNOWN, 0)],
)
def test_a_mandatory_measure_holds_the_level_from_where_it_is_mandatory(
    mandatory_from: int | None, reached: float, level: int
) -> None:
    measures: list[dict[str, Any]] = [{"mandatory_from": mandatory_from}, {"weight": 2}]
    assert domain(measures, [reached, 3]).level == level


@pytest.mark.parametrize(
    ("percent", "levels", "level"),
    [
        (50, [3, 0, 0], 0),  # 1 of 3
        (33, [3, 0, 0], 3),
        (34, [3, 0, 0], 0),
        (50, [3, 2, 0], 2),  # 2 of 3 up to level 2, 1 of 3 at level 3
        (66, [2, 2, 0], 2),
        (67, [2, 2, 0], 0),
        (100, [3, 3, 2], 2),
        (0, [0, 0, 0], 3),
    ],
)
def test_the_weighted_rest_must_reach_the_share_the_benchmark_asks_for(
    percent: int, levels: list[float], level: int
) -> None:
    assert domain([{}, {}, {}], levels, optional_pass_percent=percent).level == level


def test_heavier_measures_count_more_in_the_rest() -> None:
    assert domain([{"weight": 3}, {"weight": 2}], [3, 0]).level == 3
    assert domain([{"weight": 3}, {"weight": 2}], [0, 3]).level == 0


def test_a_mandatory_measure_is_rest_below_the_level_it_is_mandatory_from() -> None:
    result = domain([{"mandatory_from": 2, "weight": 4}, {"weight": 1}], [3, 0])
    assert (result.level, result.rest_asked) == (1, (5, 1, 1))
    assert result.rest_met == (4, 0, 0)


def test_a_level_is_not_reached_over_a_level_that_fails() -> None:
    measures: list[dict[str, Any]] = [
        {"thresholds": [10, "none", "none"], "mandatory_from": 1},
        {"thresholds": ["none", 1, 1], "mandatory_from": 2},
    ]
    result = domain(measures, [5, 3])
    assert (result.level, result.next_level) == (0, 1)


@pytest.mark.parametrize(
    ("thresholds", "reached", "level", "next_level"),
    [
        (["none", 2, 3], 1, 0, 2),
        (["none", 2, 3], 2, 2, 3),
        ([1, "unknown", 3], 2, 1, 3),
        ([1, 2, "none"], 3, 2, 0),
        (["none", "unknown", "none"], 3, 0, 0),
    ],
)
def test_levels_nobody_asks_for_are_passed_over_and_never_reached(
    thresholds: list[Any], reached: float, level: int, next_level: int
) -> None:
    result = domain([{"thresholds": thresholds}], [reached])
    assert (result.level, result.next_level) == (level, next_level)


def test_an_unknown_counts_as_failed_for_the_level_and_as_passed_for_the_possible_one() -> None:
    result = domain([{"mandatory_from": 1}, {}], [2, UNKNOWN])
    assert (result.level, result.level_possible) == (0, 2)


def test_only_what_is_mandatory_at_the_next_level_blocks() -> None:
    measures = [{"mandatory_from": 1}, {"mandatory_from": 2}, {"mandatory_from": 3}, {}]
    scores = scored(measures, [1, 1, 1, 0], optional_pass_percent=0)
    assert scores.domain_level.item() == 1
    assert scores.blocking[0].tolist() == [True, True, False, False]


def test_unknown_measures_leave_the_index_alone_and_open_its_range() -> None:
    result = domain([{"weight": 2}, {"weight": 3}], [2, UNKNOWN])
    assert (result.points, result.points_max) == (4, 6)
    assert result.index == 100 * 4 / 6
    assert (result.index_worst, result.index_best) == (100 * 4 / 15, 100 * 13 / 15)
    assert result.coverage == 40


def test_a_benchmark_without_pillars_takes_all_domains_for_the_overall_index() -> None:
    facts = {"domains": {"basic": "gate", "selection": "gate"}}
    scores = scored([{"domain": "basic"}, {"domain": "selection"}], [3, 0], **facts)
    assert scores.overall_index.item() == 10  # geometric mean of 100 and the floor 1


@pytest.mark.parametrize(
    ("pillars", "mean"),
    [
        ((21, 1, 1, 1), 2.140695143),  # OECD/JRC handbook on composite indicators: 2.14 and 6
        ((6, 6, 6, 6), 6.0),
        ((22, 1, 1, 1), 2.165736771),
        ((0, 50), 7.071067812),  # the floor of 1 stands in for 0
        ((100, 100, 100), 100.0),
        ((float("nan"), 50), float("nan")),
    ],
)
def test_overall_index_is_the_geometric_mean(pillars: tuple[float, ...], mean: float) -> None:
    measures = [{"id": f"m{at}", "domain": f"D{chr(97 + at)}", "thresholds": [1, 2, 3]}
                for at in range(len(pillars))]  # fmt: skip
    rules = layout_of(small_benchmark({"measures": measures})).rules
    index = np.array(pillars, dtype=float)[:, np.newaxis]
    np.testing.assert_array_equal(overall(index, rules), [mean])


RUNGS = {"basic": {"MIS": 2}, "strength": {"MIS": 2, "DEF": 2}, "precision": {"TUM": 2}}


@pytest.mark.parametrize(
    ("levels", "rung", "possible"),
    [
        ([1, 3, 3], 0, 0),
        ([2, 1, 3], 1, 1),
        ([2, 2, 1], 2, 2),
        ([3, 3, 2], 3, 3),
        ([2, UNKNOWN, 2], 1, 3),
        ([UNKNOWN, 1, 2], 0, 1),
    ],
)
def test_rungs_are_climbed_without_leaving_one_out(
    levels: list[float], rung: int, possible: int
) -> None:
    measures = [{"domain": name, "mandatory_from": 1} for name in ("MIS", "DEF", "TUM")]
    scores = scored(measures, levels, rungs=RUNGS)
    assert (scores.rung.item(), scores.rung_possible.item()) == (rung, possible)
