"""Scoring: from reported inputs to values, levels, points, indices and rungs."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.library.definition import LEVELS, Benchmark
from benchmarks.scoring.formulas import (
    NOT_APPLICABLE,
    REASONS,
    SCORED,
    STATUSES,
    Values,
    compute_values,
)
from benchmarks.scoring.inputs import InputProblem, Inputs, InvalidInputs, read_inputs
from benchmarks.scoring.layout import Bools, Floats, Layout, Places, RuleLayout, layout_of
from benchmarks.scoring.rollup import Gate, Indices, blocking, gates, indices, overall, rung
from benchmarks.scoring.scores import (
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

Arrays = dict[str, NDArray[Any]]
_BLOCK = 10_000  # rows; measured: docs/decisions/0033
_VALUE_FIELDS = [field.name for field in fields(Values) if field.name != "own_ends"]


def score(frame: pd.DataFrame, benchmark: Benchmark) -> Scores:
    """Score every row of `frame` (a department-year) against a benchmark.

    `inputs` describes the frame, `Scores` the result. A row's result depends on that row alone.
    Raises InvalidInputs, with every problem at once, where a value cannot be right.
    """
    layout = layout_of(benchmark)
    inputs = read_inputs(frame, layout.inputs)
    ends = layout.formulas.own_ends if inputs.exact else np.arange(len(layout.measure_ids))
    # Comparisons with NaN are meant to be false, and the linear algebra library sometimes raises
    # the invalid-value flag even for whole numbers (github.com/numpy/numpy/issues/24067).
    with np.errstate(invalid="ignore"):
        arrays = _in_blocks(inputs, layout, len(frame))
    return Scores(
        benchmark=benchmark,
        index=frame.index,
        input_ids=layout.inputs.ids,
        measure_ids=layout.measure_ids,
        domain_ids=layout.domain_ids,
        own_ends=ends,
        # In the arrays so far the rows are the last axis, in `Scores` the first.
        **{name: array.T for name, array in arrays.items()},
    )


def _in_blocks(inputs: Inputs, layout: Layout, rows: int) -> Arrays:
    """The results of all rows, computed in blocks of rows to keep the temporary arrays small."""
    if rows <= _BLOCK:
        return _results(inputs.of_rows(slice(rows)), layout)
    results: Arrays = {}
    for start in range(0, rows, _BLOCK):
        block = slice(start, start + _BLOCK)
        block_results = _results(inputs.of_rows(block), layout)
        results = results or _empty_arrays(block_results, rows)
        for name, array in block_results.items():
            results[name][..., block] = array
    return results


def _empty_arrays(like: Arrays, rows: int) -> Arrays:
    """Uninitialised arrays of the same types and leading shapes, with `rows` rows each.

    They share one piece of memory. The system provides a large piece in large pages; many small
    pieces would come page by page, which takes as long as scoring itself.
    """
    shapes = {name: (*array.shape[:-1], rows) for name, array in like.items()}
    sizes = {name: math.prod(shapes[name]) * array.itemsize for name, array in like.items()}
    piece = np.empty(sum(sizes.values()), dtype=np.uint8)
    arrays: Arrays = {}
    start = 0
    # The widest numbers first, so that each begins at a multiple of its width.
    for name in sorted(like, key=lambda name: -like[name].itemsize):
        part = piece[start : start + sizes[name]]
        arrays[name] = part.view(like[name].dtype).reshape(shapes[name])
        start += sizes[name]
    return arrays


def _results(inputs: Inputs, layout: Layout) -> Arrays:
    """The arrays of `Scores`, with the rows last."""
    rules = layout.rules
    values = compute_values(inputs, layout.formulas)
    scored, applicable = values.status == SCORED, values.status != NOT_APPLICABLE
    asked = rules.asked[:, :, np.newaxis] & applicable
    met, possible = _judge(values, scored, asked, rules)
    level, level_possible = _highest(met), _highest(possible)
    certain_gate, possible_gate = gates(met, possible, applicable, rules)
    sums = indices(level, level_possible, scored, applicable, rules)
    return {
        **{name: getattr(values, name) for name in _VALUE_FIELDS},
        "reported": inputs.reported,
        "verdict": _verdict(met, possible, asked),
        "level": level,
        "level_possible": level_possible,
        "blocking": blocking(met, applicable, certain_gate.next_level, rules),
        **_domain_fields(sums, certain_gate, possible_gate),
        **_overall_fields(sums, certain_gate, possible_gate, rules),
    }


def _domain_fields(sums: Indices, certain: Gate, possible: Gate) -> Arrays:
    return {
        "domain_level": certain.level,
        "domain_level_possible": possible.level,
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


def _overall_fields(sums: Indices, certain: Gate, possible: Gate, rules: RuleLayout) -> Arrays:
    return {
        "overall_index": overall(sums.index, rules),
        "overall_worst": overall(sums.index_worst, rules),
        "overall_best": overall(sums.index_best, rules),
        "overall_coverage": sums.overall_coverage,
        "rung": rung(certain.level, rules),
        "rung_possible": rung(possible.level, rules),
    }


def _judge(values: Values, scored: Bools, asked: Bools, rules: RuleLayout) -> tuple[Bools, Bools]:
    """Two arrays (3, measures, rows): levels certainly met, and levels not certainly missed.

    The unfavourable end of the interval must reach the threshold to meet it, and the favourable end
    must fall short to miss it.
    """
    ends, bars = values.own_ends, rules.bars[:, :, np.newaxis]
    met = _reaches(values.value, values.value, bars, rules.lower)
    possible = met.copy()
    lower = np.flatnonzero(np.isin(ends, rules.lower))
    met[:, ends] = _reaches(values.own_low, values.own_high, bars[:, ends], lower)
    possible[:, ends] = _reaches(values.own_high, values.own_low, bars[:, ends], lower)
    met &= scored
    possible |= ~scored
    possible &= asked
    return met, possible


def _reaches(more: Floats, less: Floats, bars: Floats, lower: Places) -> Bools:
    """(3, measures, rows): `more` >= threshold; for measures `lower`, `less` <= threshold."""
    reached: Bools = more >= bars
    reached[:, lower] = less[lower] <= bars[:, lower]
    return reached


def _highest(reached: Bools) -> Int8s:
    """(measures, rows): the highest level reached, 0 for none."""
    numbers = np.array(LEVELS, dtype=np.int8)[:, np.newaxis, np.newaxis]
    highest: Int8s = (reached * numbers).max(axis=0)
    return highest


def _verdict(met: Bools, possible: Bools, asked: Bools) -> Int8s:
    """(3, measures, rows): MET, MISSED, CANNOT_TELL, or NOT_ASKED.

    Arithmetic on single bytes is several times faster than `np.select`. It works because a level
    that is met is also possible, and a level that is not asked is neither.
    """
    verdict: Int8s = np.int8(MET - CANNOT_TELL) * met.view(np.int8)
    verdict += np.int8(CANNOT_TELL) * possible.view(np.int8)
    verdict += np.int8(NOT_ASKED) * (~asked).view(np.int8)
    return verdict
