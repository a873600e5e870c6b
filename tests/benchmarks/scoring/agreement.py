"""What it means for two scores to agree."""

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
    """Two rows, or as many, agree to the last bit, in everything."""
    for name in (*(field.name for field in fields(Scores)), *WORKED_OUT):
        one, other = getattr(left, name), getattr(right, name)
        if isinstance(one, np.ndarray) and name not in ENDS:
            np.testing.assert_array_equal(one[at], other[there], err_msg=name)


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


def assert_ordered(*rising: np.ndarray[Any, np.dtype[Any]]) -> None:
    """Each is at most the next; NaN stands beside anything."""
    for below, above in pairwise(rising):
        assert not (below > above).any()
