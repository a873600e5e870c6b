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
    Indices,
    blocking,
    gate,
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
    values = work_out(inputs, layout.formulas, len(layout.measure_ids))
    scored, applicable = values.status == SCORED, values.status != NOT_APPLICABLE
    met, possible = _judge(values, scored, applicable, rules)
    level, level_possible = _highest(met), _highest(possible)
    certain, hoped = gate(met, applicable, rules), gate(possible, applicable, rules)
    sums = indices(level, level_possible, scored, applicable, rules)
    # One line a measure or domain inside, one row a department-year outside.
    turned = {
        **_fields(values),
        "reported": inputs.reported,
        "verdict": _verdict(met, possible, applicable, rules),
        "level": level,
        "level_possible": level_possible,
        "points": rules.weight * level,
        "points_possible_best": rules.weight * level_possible,
        "points_max": rules.weight * (rules.top * applicable),
        "blocking": blocking(met, applicable, certain.next_level, rules),
        **{f"domain_{name}": array for name, array in _fields(sums).items()},
        "domain_level": certain.level,
        "domain_level_possible": hoped.level,
        "domain_next_level": certain.next_level,
        "rest_met": certain.rest_met,
        "rest_asked": certain.rest_asked,
    }
    return Scores(
        benchmark=benchmark,
        index=frame.index,
        input_ids=layout.inputs.ids,
        measure_ids=layout.measure_ids,
        domain_ids=layout.domain_ids,
        overall_index=overall(sums.index, rules),
        overall_worst=overall(sums.index_worst, rules),
        overall_best=overall(sums.index_best, rules),
        overall_coverage=overall_coverage(scored, applicable, rules),
        rung=rung(certain.level, rules),
        rung_possible=rung(hoped.level, rules),
        **{name: array.T for name, array in turned.items()},
    )


def _fields(part: Values | Indices) -> dict[str, NDArray[Any]]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _judge(
    values: Values, scored: Bools, applicable: Bools, rules: RuleLayout
) -> tuple[Bools, Bools]:
    """(3, measures, rows) each: certainly met, and not certainly missed, at each level.

    The unfavourable end of the interval must reach the threshold to meet it, and the favourable end
    must fall short to miss it. Negating where lower is better leaves one comparison, still exact.
    """
    lower = ~rules.higher
    certain = np.where(rules.higher, values.low, values.high)
    hoped = np.where(rules.higher, values.high, values.low)
    np.negative(certain, out=certain, where=lower)
    np.negative(hoped, out=hoped, where=lower)
    certain[~scored] = -np.inf
    hoped[~scored] = np.inf
    bars = rules.bars[:, :, np.newaxis]
    met = certain >= bars
    possible = hoped >= bars
    possible &= applicable
    return met, possible


def _highest(reached: Bools) -> Int8s:
    """(measures, rows): the highest level reached, 0 for none."""
    level = np.zeros(reached.shape[1:], dtype=np.int8)
    for at, number in enumerate(LEVELS):
        np.copyto(level, np.int8(number), where=reached[at])
    return level


def _verdict(met: Bools, possible: Bools, applicable: Bools, rules: RuleLayout) -> Int8s:
    """(3, measures, rows): MET, MISSED, CANNOT_TELL, or NOT_ASKED."""
    verdict = np.where(met, np.int8(MET), np.where(possible, np.int8(CANNOT_TELL), np.int8(MISSED)))
    verdict[~(rules.asked[:, :, np.newaxis] & applicable)] = NOT_ASKED
    return verdict
