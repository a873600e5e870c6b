"""Reading what a department reported: one row a department-year, one column an input.

Besides `<input id>` a frame may have `<input id>:low` and `<input id>:high`, the ends between which
an estimate lies. NaN means not reported, or, in an end, exact. A column that is not there is not
reported; columns the benchmark does not know are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.layout import HIGH, LOW, Bools, Floats, InputLayout, Places


@dataclass(frozen=True)
class InputProblem:
    """One value that cannot be right: the row's key, the column, the value, what is allowed."""

    row: Any
    input: str
    value: float
    allowed: str

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
    known. `estimated` marks the values that are not exact.
    """

    value: Floats
    low: Floats
    high: Floats
    reported: Bools
    estimated: Bools


def read_inputs(frame: pd.DataFrame, layout: InputLayout) -> Inputs:
    """The inputs of a benchmark out of a frame; raises InvalidInputs with all problems at once."""
    count, ends = len(layout.ids), len(layout.estimable)
    block = _block(frame, layout.columns)
    value = block[:count]
    reported = ~np.isnan(value)
    low_end, high_end = block[count : count + ends], block[count + ends :]
    if np.isnan(low_end).all() and np.isnan(high_end).all():
        low = high = value
        estimated = np.zeros_like(reported)
    else:
        low = _with_ends(value, low_end, layout.estimable)
        high = _with_ends(value, high_end, layout.estimable)
        estimated = high > low
    _check(Inputs(value, low, high, reported, estimated), layout, frame.index)
    if high is not value:
        high[layout.percent] = np.minimum(high[layout.percent], layout.maximum[layout.percent])
    return Inputs(value, low, high, reported, estimated)


def _block(frame: pd.DataFrame, columns: pd.Index[str]) -> Floats:
    """The wanted columns as (columns, rows) float64, NaN for those the frame does not have."""
    places = frame.columns.get_indexer(columns)
    found = places >= 0
    block = np.full((len(columns), len(frame)), np.nan)
    block[found] = frame.iloc[:, places[found]].to_numpy(dtype=np.float64, na_value=np.nan).T
    return block


def _with_ends(value: Floats, ends: Floats, lines: Places) -> Floats:
    """`value` with the given ends put in, where there is both a value and an end."""
    result = value.copy()
    inner = value[lines]
    result[lines] = np.where(np.isnan(ends) | np.isnan(inner), inner, ends)
    return result


def _check(inputs: Inputs, layout: InputLayout, index: pd.Index[Any]) -> None:
    """Raise InvalidInputs unless every value can be right. NaN fails no comparison."""
    value, low, high = inputs.value, inputs.low, inputs.high
    outside = (value < layout.minimum) | (value > layout.maximum)
    choices = value[layout.whole]
    outside[layout.whole] |= choices != np.where(np.isnan(choices), choices, np.floor(choices))
    outside[layout.whole] &= inputs.reported[layout.whole]
    low_wrong = (low < layout.minimum) | (low > value)
    high_wrong = (high < value) | ((high > layout.maximum) & ~np.isposinf(high))
    too_large = low[layout.parts] > high[layout.wholes]
    if not (outside.any() or low_wrong.any() or high_wrong.any() or too_large.any()):
        return
    problems: list[InputProblem] = []
    ids, ranges = layout.ids, _ranges(layout)
    for line, row in np.argwhere(outside):
        problems.append(InputProblem(index[row], ids[line], value[line, row], ranges[line]))
    for line, row in np.argwhere(low_wrong & ~outside):
        allowed = f"{layout.minimum[line, 0]:g} to {value[line, row]:g}"
        problems.append(InputProblem(index[row], ids[line] + LOW, low[line, row], allowed))
    for line, row in np.argwhere(high_wrong & ~outside):
        allowed = f"{value[line, row]:g} to {layout.maximum[line, 0]:g}, or infinite"
        problems.append(InputProblem(index[row], ids[line] + HIGH, high[line, row], allowed))
    for pair, row in np.argwhere(too_large):
        part, whole = layout.parts[pair], layout.wholes[pair]
        allowed = f"at most {high[whole, row]:g} ({ids[whole]})"
        problems.append(InputProblem(index[row], ids[part], low[part, row], allowed))
    raise InvalidInputs(problems)


def _ranges(layout: InputLayout) -> list[str]:
    """What is allowed for each input, in words."""
    whole = set(layout.whole.tolist())
    return [
        f"{layout.minimum[line, 0]:g} to {layout.maximum[line, 0]:g}"
        + (", a whole number" if line in whole else "")
        for line in range(len(layout.ids))
    ]
