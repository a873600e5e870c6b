"""From reported inputs to the value of each measure, or the reason why it has none.

The five formulas are described at `definition.Measure`. All arrays have the shape (measures, rows).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring.inputs import Inputs
from benchmarks.scoring.intervals import wilson
from benchmarks.scoring.layout import Bools, Floats, FormulaLayout, Places, StepsLayout

STATUSES = ("scored", "not_reported", "not_applicable", "insufficient_data")
SCORED, NOT_REPORTED, NOT_APPLICABLE, INSUFFICIENT_DATA = range(4)
REASONS = ("", "input_missing", "some_inputs_missing", "denominator_zero", "too_few_cases")
NO_REASON, INPUT_MISSING, SOME_INPUTS_MISSING, DENOMINATOR_ZERO, TOO_FEW_CASES = range(5)


@dataclass(frozen=True, slots=True)
class Values:
    """The results of the formulas: arrays (measures, rows), some for a part of the measures only.

    `own_low` and `own_high` are the intervals of the measures listed in `own_ends`; every other
    value is exact. NaN where no value can be computed. A rate with too few cases keeps its value
    and interval to be shown, but is not judged. `rate_cases` and `rate_cases_needed` have one line
    for each rate; the latter is 0 where there are enough cases.
    """

    value: Floats
    own_ends: Places
    own_low: Floats
    own_high: Floats
    estimated: Bools
    status: NDArray[np.int8]
    reason: NDArray[np.int8]
    rate_cases: Floats
    rate_cases_needed: NDArray[np.int32]


def compute_values(inputs: Inputs, layout: FormulaLayout) -> Values:
    """The value of every measure for every row."""
    values = _single_inputs(inputs, layout)
    with np.errstate(divide="ignore", invalid="ignore"):
        if layout.share.size:
            _share(values, inputs, layout)
        if layout.rate.size:
            _rate(values, inputs, layout)
    if layout.count.size:
        _count_of(values, inputs, layout)
    if layout.steps.lines.size:
        _steps(values, inputs, layout.steps)
    return values


def _single_inputs(inputs: Inputs, layout: FormulaLayout) -> Values:
    """Fill every measure with its first input, which is correct for the formula `value`.

    The other formulas overwrite their own lines afterwards. They are few, so this is fastest.
    """
    first = layout.first
    value = inputs.value[first]
    missing = ~inputs.reported[first]
    ends = layout.own_ends if inputs.exact else np.arange(first.size)
    return Values(
        value=value,
        own_ends=ends,
        own_low=inputs.low[first[ends]],
        own_high=inputs.high[first[ends]],
        estimated=inputs.estimated[first],
        status=missing * np.int8(NOT_REPORTED),
        reason=missing * np.int8(INPUT_MISSING),
        rate_cases=inputs.value[layout.cases],
        rate_cases_needed=np.zeros((layout.rate.size, value.shape[1]), dtype=np.int32),
    )


def _share(values: Values, inputs: Inputs, layout: FormulaLayout) -> None:
    """100 x numerator / denominator, at most 100; each end combines opposite ends of the inputs."""
    lines, part, whole = layout.share, layout.numerator, layout.denominator
    value = np.minimum(100 * inputs.value[part] / inputs.value[whole], 100)
    missing = ~(inputs.reported[part] & inputs.reported[whole])
    zero_whole = inputs.value[whole] == 0
    without_value = missing | zero_whole
    values.value[lines] = np.where(without_value, np.nan, value)
    if not inputs.exact:
        most_part, least_whole = inputs.high[part], inputs.low[whole]
        low = np.minimum(100 * inputs.low[part] / inputs.high[whole], 100)
        high = np.where(
            least_whole > 0,
            np.minimum(100 * most_part / least_whole, 100),
            np.where(most_part > 0, 100, 0),
        )
        _set_ends(
            values,
            lines,
            np.where(without_value, np.nan, low),
            np.where(without_value, np.nan, high),
        )
    values.estimated[lines] = ~without_value & (inputs.estimated[part] | inputs.estimated[whole])
    _mark(
        values,
        lines,
        (missing, NOT_REPORTED, INPUT_MISSING),
        (zero_whole, NOT_APPLICABLE, DENOMINATOR_ZERO),
    )


def _rate(values: Values, inputs: Inputs, layout: FormulaLayout) -> None:
    """100 x events / cases with its Wilson interval; with too few cases it is not judged.

    For estimated counts the lower end is that of the fewest events in the most cases, the upper
    end that of the most events in the fewest cases.
    """
    lines, minimum = layout.rate, layout.minimum_cases
    events, cases = inputs.value[layout.events], values.rate_cases
    fewest_cases = cases
    low, high = wilson(events, cases)
    if not inputs.exact:
        fewest_cases, most_cases = inputs.low[layout.cases], inputs.high[layout.cases]
        fewest, most = inputs.low[layout.events], inputs.high[layout.events]
        low = wilson(fewest, most_cases)[0]
        high = wilson(np.minimum(most, fewest_cases), fewest_cases)[1]
    values.value[lines] = np.minimum(100 * events / cases, 100)
    _set_ends(values, lines, 100 * low, 100 * high)
    missing = ~(inputs.reported[layout.events] & inputs.reported[layout.cases])
    estimated = inputs.estimated[layout.events] | inputs.estimated[layout.cases]
    values.estimated[lines] = estimated & ~missing
    too_few = fewest_cases < minimum
    values.rate_cases_needed[:] = np.where(too_few, np.ceil(minimum - fewest_cases), 0)
    _mark(
        values,
        lines,
        (missing, NOT_REPORTED, INPUT_MISSING),
        (too_few, INSUFFICIENT_DATA, TOO_FEW_CASES),
    )


def _count_of(values: Values, inputs: Inputs, layout: FormulaLayout) -> None:
    """How many inputs are yes; unknown ones count as no at the lower end, as yes at the upper."""
    lines, uses = layout.count, layout.count_uses
    known = inputs.reported[layout.counted]
    yes = uses @ np.where(known, inputs.value[layout.counted], 0.0)
    unknown = uses @ (~known).astype(np.float64)
    none_known = unknown == uses.sum(axis=1, keepdims=True)
    values.value[lines] = low = np.where(none_known, np.nan, yes)
    _set_ends(values, lines, low, np.where(none_known, np.nan, yes + unknown))
    _mark(
        values,
        lines,
        (unknown > 0, SCORED, SOME_INPUTS_MISSING),
        (none_known, NOT_REPORTED, INPUT_MISSING),
    )


def _steps(values: Values, inputs: Inputs, layout: StepsLayout) -> None:
    """How many steps, in order from the first, are complete.

    Unknown answers count as no at the lower end and as yes at the upper end.
    """
    lines, answers = layout.lines, inputs.value[layout.used]
    unknown = layout.uses @ (~inputs.reported[layout.used]).astype(np.float64)
    none_known = unknown == layout.uses.sum(axis=1, keepdims=True)
    low, high = _complete_steps(answers != 1, layout), _complete_steps(answers == 0, layout)
    values.value[lines] = low = np.where(none_known, np.nan, low)
    _set_ends(values, lines, low, np.where(none_known, np.nan, high))
    _mark(
        values,
        lines,
        (unknown > 0, SCORED, SOME_INPUTS_MISSING),
        (none_known, NOT_REPORTED, INPUT_MISSING),
    )


def _complete_steps(answered_no: Bools, layout: StepsLayout) -> Floats:
    """(measures, rows): how many steps come before the first one with a "no"."""
    complete: Floats = layout.steps @ (layout.up_to @ answered_no.astype(np.float64) == 0).astype(
        np.float64
    )
    return complete


def _set_ends(values: Values, lines: Places, low: Floats, high: Floats) -> None:
    """Give lines, all of them in `own_ends`, their ends."""
    at = np.searchsorted(values.own_ends, lines)
    values.own_low[at], values.own_high[at] = low, high


def _mark(values: Values, lines: Places, *marks: tuple[Bools, int, int]) -> None:
    """Give lines their status and reason: those of the last mark that applies, else scored."""
    last = np.zeros((len(lines), values.status.shape[1]), dtype=np.int8)
    for number, (where, _, _) in enumerate(marks, start=1):
        np.maximum(last, np.int8(number) * where.view(np.int8), out=last)
    statuses = np.array([SCORED, *(status for _, status, _ in marks)], dtype=np.int8)
    reasons = np.array([NO_REASON, *(reason for _, _, reason in marks)], dtype=np.int8)
    values.status[lines], values.reason[lines] = statuses.take(last), reasons.take(last)
