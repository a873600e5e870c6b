"""Assertions that two scores agree."""

from __future__ import annotations

import math
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.scoring.engine import Scores
from tests.benchmarks.scoring import oracle

# Which measures have ends of their own depends on the other rows; `low` and `high` do not.
ENDS = {"own_ends", "own_low", "own_high"}
WORKED_OUT = (
    "low", "high", "points", "points_possible_best", "points_max", "cases", "cases_needed",
)  # fmt: skip
VERDICTS = {1: "met", 0: "missed", -1: "cannot tell", -2: "not asked"}


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


def near(left: float, right: float) -> bool:
    return same(left, right) or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def assert_same_row(left: Scores, at: int | slice, right: Scores, there: int | slice) -> None:
    """Two rows, or two slices of equally many rows, are equal to the last bit."""
    for name in (*(field.name for field in fields(Scores)), *WORKED_OUT):
        left_values, right_values = getattr(left, name), getattr(right, name)
        if isinstance(left_values, np.ndarray) and name not in ENDS:
            np.testing.assert_array_equal(left_values[at], right_values[there], err_msg=name)


def assert_agrees(scores: Scores, at: int, expected: oracle.OracleResult) -> None:
    department = scores.at(at)
    for measure in department.measures:
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
    for domain in department.domains:
        expected_domain = expected.domains[domain.id]
        assert (domain.level, domain.level_possible) == (
            expected_domain.level,
            expected_domain.possible,
        )
        assert domain.next_level == expected_domain.next_level
        assert same(domain.index, expected_domain.index)
        assert same(domain.index_worst, expected_domain.worst)
        assert same(domain.index_best, expected_domain.best)
        assert same(domain.coverage, expected_domain.coverage)
    blocking = {m.id for m in department.measures if m.blocking}
    assert blocking == set().union(*(d.blocking for d in expected.domains.values()))
    assert near(department.overall_index, expected.overall)
    assert near(department.overall_worst, expected.overall_worst)
    assert near(department.overall_best, expected.overall_best)
    assert same(department.overall_coverage, expected.coverage)
    assert (department.rung, department.rung_possible) == (expected.rung, expected.rung_possible)


def assert_ordered(*rising: np.ndarray[Any, np.dtype[Any]]) -> None:
    """Each array is at most the next one, element by element; NaN is ignored."""
    for below, above in pairwise(rising):
        assert not (below > above).any()
