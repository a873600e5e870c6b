"""Reading what a department reported: one row a department-year, one column an input.

Besides `<input id>` a frame may have `<input id>:low` and `<input id>:high`, the ends between which
an estimate lies. NaN means not reported; in a column of ends it means that the value is exact. A
missing column is not reported; columns the benchmark does not know are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scoring.layout import HIGH, LOW, Bools, Floats, InputLayout, Places

_ROWS_AT_A_TIME = 512


@dataclass(frozen=True)
class InputProblem:
    """One value that cannot be right: the row's key, the column, the value, what is allowed.

    `whole` is given where the value is larger than another input of which it is a part: its id.
    """

    row: Any
    input: str
    value: float
    allowed: str
    whole: str = ""

    @property
    def input_id(self) -> str:
        """The input's id, also where the column is an end of its interval."""
        return self.input.removesuffix(LOW).removesuffix(HIGH)

    def __str__(self) -> str:
        return f"row {self.row}: {self.input} is {self.value:g}, allowed is {self.allowed}"


class InvalidInputs(ValueError):
    """Some reported values cannot be right; `problems` lists every one of them."""

    def __init__(self, problems: list[InputProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Checked input values, each (inputs, rows); NaN where not reported.

    `low` and `high` equal `value` where it is exact; `high` is infinite where no upper bound is
    known. `estimated` marks the values that are not exact; `exact` is true if there are none.
    """

    value: Floats
    low: Floats
    high: Floats
    reported: Bools
    estimated: Bools
    exact: bool

    def of_rows(self, rows: slice) -> Inputs:
        """The inputs of some rows; the arrays are views."""
        return Inputs(
            value=self.value[:, rows],
            low=self.low[:, rows],
            high=self.high[:, rows],
            reported=self.reported[:, rows],
            estimated=self.estimated[:, rows],
            exact=self.exact,
        )


def read_inputs(frame: pd.DataFrame, layout: InputLayout) -> Inputs:
    """Read a benchmark's inputs from a frame; raises InvalidInputs with all problems at once."""
    count = len(layout.ids)
    places = frame.columns.get_indexer(layout.columns)
    value = _columns(frame, places[:count])
    reported = ~np.isnan(value)
    if (places[count:] < 0).all():
        low = high = value
    else:
        lows, highs = np.split(_columns(frame, places[count:]), 2)
        low = _with_ends(value, lows, layout.estimable)
        high = _with_ends(value, highs, layout.estimable)
    exact = high is value
    estimated = np.zeros_like(reported) if exact else high > low
    inputs = Inputs(value, low, high, reported, estimated, exact)
    _check(inputs, layout, frame.index)
    if not inputs.exact:
        high[layout.percent] = np.minimum(high[layout.percent], layout.maximum[layout.percent])
    return inputs


def _columns(frame: pd.DataFrame, places: Places) -> Floats:
    """The columns at these places as (columns, rows) float64, NaN for those at place -1.

    Each column is contiguous, however the frame stores it: this makes the check twice as fast.
    """
    present = places >= 0
    columns = _floats(frame, places[present])
    block = np.empty((len(places), len(frame)))
    block[~present] = np.nan
    at = slice(None) if present.all() else np.flatnonzero(present)
    # A few rows at a time, so that source and target both stay in the processor's cache.
    for start in range(0, len(frame), _ROWS_AT_A_TIME):
        rows = slice(start, start + _ROWS_AT_A_TIME)
        block[at, rows] = columns[:, rows]
    return block


def _floats(frame: pd.DataFrame, places: Places) -> Floats:
    """The columns at these places as (columns, rows) float64, copied only where necessary."""
    if not (frame.dtypes == np.float64).all():
        return frame.iloc[:, places].to_numpy(dtype=np.float64, na_value=np.nan).T
    columns: Floats = frame.to_numpy().T
    if len(places) and (np.diff(places) == 1).all():
        return columns[places[0] : places[-1] + 1]
    return columns[places]


def _with_ends(value: Floats, ends: Floats, lines: Places) -> Floats:
    """A copy of `value` with the ends put in wherever both a value and an end are given."""
    result = value.copy()
    inner = value[lines]
    result[lines] = np.where(np.isnan(ends) | np.isnan(inner), inner, ends)
    return result


def _check(inputs: Inputs, layout: InputLayout, index: pd.Index[Any]) -> None:
    """Raise InvalidInputs unless every value can be right; NaN (not reported) always passes."""
    value, low, high = inputs.value, inputs.low, inputs.high
    outside = (value < layout.minimum) | (value > layout.maximum)
    answers = value[layout.whole]
    outside[layout.whole] |= inputs.reported[layout.whole] & (answers != np.floor(answers))
    too_large = low[layout.parts] > high[layout.wholes]
    low_wrong = high_wrong = np.zeros((0, 0), dtype=np.bool_)
    if not inputs.exact:
        low_wrong = ~outside & ((low < layout.minimum) | (low > value))
        high_wrong = ~outside & ((high < value) | ((high > layout.maximum) & ~np.isposinf(high)))
    if outside.any() or too_large.any() or low_wrong.any() or high_wrong.any():
        raise InvalidInputs(
            [
                *_outside(inputs, outside, layout, index),
                *_wrong_ends(inputs, low_wrong, high_wrong, layout, index),
                *_too_large(inputs, too_large, layout, index),
            ]
        )


def _outside(
    inputs: Inputs, where: Bools, layout: InputLayout, index: pd.Index[Any]
) -> Iterator[InputProblem]:
    whole = set(layout.whole.tolist())
    for line, row in np.argwhere(where):
        allowed = f"{layout.minimum[line, 0]:g} to {layout.maximum[line, 0]:g}"
        allowed += ", a whole number" if line in whole else ""
        yield InputProblem(index[row], layout.ids[line], inputs.value[line, row], allowed)


def _wrong_ends(
    inputs: Inputs, low: Bools, high: Bools, layout: InputLayout, index: pd.Index[Any]
) -> Iterator[InputProblem]:
    for line, row in np.argwhere(low):
        allowed = f"{layout.minimum[line, 0]:g} to {inputs.value[line, row]:g}"
        name = layout.ids[line] + LOW
        yield InputProblem(index[row], name, inputs.low[line, row], allowed)
    for line, row in np.argwhere(high):
        allowed = f"{inputs.value[line, row]:g} to {layout.maximum[line, 0]:g}, or infinite"
        name = layout.ids[line] + HIGH
        yield InputProblem(index[row], name, inputs.high[line, row], allowed)


def _too_large(
    inputs: Inputs, where: Bools, layout: InputLayout, index: pd.Index[Any]
) -> Iterator[InputProblem]:
    """Parts that are certainly larger than their wholes: more infections than patients."""
    for pair, row in np.argwhere(where):
        part, whole = layout.parts[pair], layout.wholes[pair]
        allowed = f"at most {inputs.high[whole, row]:g} ({layout.ids[whole]})"
        name, value = layout.ids[part], inputs.low[part, row]
        yield InputProblem(index[row], name, value, allowed, whole=layout.ids[whole])
