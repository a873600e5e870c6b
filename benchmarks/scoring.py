"""The one way from reported inputs to values, levels, points, indices and rungs."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.definition import LEVELS, Benchmark
from benchmarks.formulas import NOT_APPLICABLE, REASONS, SCORED, STATUSES, Values, work_out
from benchmarks.inputs import InputProblem, InvalidInputs, read_inputs
from benchmarks.layout import Bools, RuleLayout, layout_of
from benchmarks.rollup import (
    Gate,
    Indices,
    blocking,
    gates,
    indices,
    overall,
    overall_coverage,
    rung,
)
from benchmarks.scores import (
    CANNOT_TELL,
    MET,
    MISSED,
    NOT_ASKED,
    DepartmentScore,
    DomainScore,
    Int8s,
    MeasureScore,
    Scores,
)

__all__ = [
    "CANNOT_TELL",
    "MET",
    "MISSED",
    "NOT_ASKED",
    "REASONS",
    "STATUSES",
    "DepartmentScore",
    "DomainScore",
    "InputProblem",
    "InvalidInputs",
    "MeasureScore",
    "Scores",
    "score",
]


def score(frame: pd.DataFrame, benchmark: Benchmark) -> Scores:
    """Score every row of `frame` (a department-year) against a benchmark.

    `inputs` describes the frame, `Scores` the result. A row's result depends on that row alone.
    Raises InvalidInputs, with every problem at once, where a value cannot be right.
    """
    layout = layout_of(benchmark)
    rules = layout.rules
    inputs = read_inputs(frame, layout.inputs)
    values = work_out(inputs, layout.formulas)
    scored, applicable = values.status == SCORED, values.status != NOT_APPLICABLE
    met, possible = _judge(values, scored, applicable, rules)
    level, level_possible = _highest(met), _highest(possible)
    certain, hoped = gates(met, possible, applicable, rules)
    sums = indices(level, level_possible, scored, applicable, rules)
    # One line a measure or domain inside, one row a department-year outside.
    turned = {
        **{field.name: getattr(values, field.name) for field in fields(Values)},
        "reported": inputs.reported,
        "verdict": _verdict(met, possible, applicable, rules),
        "level": level,
        "level_possible": level_possible,
        "points": rules.weight * level,
        "points_possible_best": rules.weight * level_possible,
        "points_max": rules.weight * (rules.top * applicable),
        "blocking": blocking(met, applicable, certain.next_level, rules),
        **_domain_fields(sums, certain, hoped),
    }
    return Scores(
        benchmark=benchmark,
        index=frame.index,
        input_ids=layout.inputs.ids,
        measure_ids=layout.measure_ids,
        domain_ids=layout.domain_ids,
        overall_coverage=overall_coverage(scored, applicable, rules),
        **_overall_fields(sums, certain, hoped, rules),
        **{name: array.T for name, array in turned.items()},
    )


def _domain_fields(sums: Indices, certain: Gate, hoped: Gate) -> dict[str, NDArray[Any]]:
    return {
        "domain_level": certain.level,
        "domain_level_possible": hoped.level,
        "domain_next_level": certain.next_level,
        "domain_points": sums.points,
        "domain_points_max": sums.points_max,
        "domain_index": sums.index,
        "domain_index_worst": sums.index_worst,
        "domain_index_best": sums.index_best,
        "coverage": sums.coverage,
        "rest_met": certain.rest_met,
        "rest_asked": certain.rest_asked,
    }


def _overall_fields(
    sums: Indices, certain: Gate, hoped: Gate, rules: RuleLayout
) -> dict[str, NDArray[Any]]:
    return {
        "overall_index": overall(sums.index, rules),
        "overall_worst": overall(sums.index_worst, rules),
        "overall_best": overall(sums.index_best, rules),
        "rung": rung(certain.level, rules),
        "rung_possible": rung(hoped.level, rules),
    }


def _judge(
    values: Values, scored: Bools, applicable: Bools, rules: RuleLayout
) -> tuple[Bools, Bools]:
    """(3, measures, rows) each: certainly met, and not certainly missed, at each level.

    The unfavourable end of the interval must reach the threshold to meet it, and the favourable end
    must fall short to miss it. Negating where lower is better leaves one comparison, still exact.
    """
    lower = rules.lower
    certain, hoped = values.low.copy(), values.high.copy()
    certain[lower], hoped[lower] = -values.high[lower], -values.low[lower]
    np.copyto(certain, -np.inf, where=~scored)
    np.copyto(hoped, np.inf, where=~scored)
    bars = rules.bars[:, :, np.newaxis]
    met, possible = certain >= bars, hoped >= bars
    possible &= applicable
    return met, possible


def _highest(reached: Bools) -> Int8s:
    """(measures, rows): the highest level reached, 0 for none."""
    numbers = np.array(LEVELS, dtype=np.int8)[:, np.newaxis, np.newaxis]
    highest: Int8s = (reached * numbers).max(axis=0)
    return highest


def _verdict(met: Bools, possible: Bools, applicable: Bools, rules: RuleLayout) -> Int8s:
    """(3, measures, rows): MET, MISSED, CANNOT_TELL, or NOT_ASKED.

    Arithmetic on single bytes is several times faster than choosing: what is met is also possible,
    and what is not asked is neither.
    """
    asked = rules.asked[:, :, np.newaxis] & applicable
    verdict: Int8s = np.int8(MET - CANNOT_TELL) * met.view(np.int8)
    verdict += np.int8(CANNOT_TELL) * possible.view(np.int8)
    verdict += np.int8(NOT_ASKED) * (~asked).view(np.int8)
    return verdict
