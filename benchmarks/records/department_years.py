"""The requested department-years as numbered rows, and sums of records over them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DepartmentYears:
    """The rows of the result, numbered 0 to `count` - 1.

    The number `count` stands for "not requested": such records are summed up in an extra row, which
    is then cut off. This saves masking them in every step.
    """

    index: pd.MultiIndex
    count: int
    department: Ints  # (count,) position in the record tables, -1 for a department without records
    years: Floats  # (span,) all years from the first to the last requested
    grid: Ints  # (departments + 1, span + 1) row of a department and year; last: not requested

    def rows(self, department: Ints, year: Floats) -> Ints:
        """The row each record falls into."""
        column = (year - self.years[0]).astype(np.intp)
        outside = (column < 0) | (column >= len(self.years))
        return self.grid[department, np.where(outside, -1, column)]

    def cells(self, department: Ints) -> Ints:
        """The row for each record (first axis) in each of `years` (second axis)."""
        return self.grid[department, :-1]

    def totals(self, rows: Ints, amounts: Floats | None = None) -> Floats:
        """Sum of the amounts, or the number of records, in each row."""
        sums = np.bincount(rows.ravel(), amounts, minlength=self.count + 1)
        return sums[: self.count].astype(np.float64)

    def totals_by(self, rows: Ints, word: Ints, words: int, amounts: Floats) -> Floats:
        """Sums in each row (first axis) for each word of a vocabulary (second axis)."""
        worded = word >= 0
        place = rows[worded] * words + word[worded]
        sums = np.bincount(place, amounts[worded], minlength=(self.count + 1) * words)
        return sums.reshape(-1, words)[: self.count].astype(np.float64)

    def counted(self, rows: Ints, which: Bools) -> Floats:
        """How many records, or cells, that satisfy `which` fall into each row."""
        return self.totals(rows[which])

    def any_of(self, department: Ints) -> Bools:
        """Rows whose department has at least one of these records, in any year."""
        has = np.zeros(len(self.grid), dtype=np.bool_)
        has[department] = True
        has[-1] = False
        return has[self.department]


def locate(
    department_years: Iterable[tuple[Hashable, int]], departments: tuple[Hashable, ...]
) -> DepartmentYears:
    """Number the requested department-years; raises `ValueError` where one is asked for twice."""
    keys = [(name, int(year)) for name, year in department_years]
    position = {name: at for at, name in enumerate(departments)}
    department = np.array([position.get(name, -1) for name, _year in keys], dtype=np.intp)
    year = np.array([year for _name, year in keys], dtype=np.intp)
    first, last = (int(year.min()), int(year.max())) if keys else (0, 0)
    count = len(keys)
    grid = np.full((len(departments) + 1, last - first + 2), count, dtype=np.intp)
    known = department >= 0
    grid[department[known], year[known] - first] = np.flatnonzero(known)
    if len(set(keys)) < count:
        raise ValueError("a department-year is asked for twice")
    return DepartmentYears(
        index=_index(keys),
        count=count,
        department=department,
        years=np.arange(first, last + 1, dtype=np.float64),
        grid=grid,
    )


def in_force(since: Floats, until: Floats, years: Floats) -> Bools:
    """Whether each record (first axis) holds in each year (second axis); `until` NaN: no end."""
    since, until = since[:, np.newaxis], until[:, np.newaxis]
    return (since <= years) & ~(until < years)


def where_known(known: Bools, values: npt.NDArray[Any]) -> Floats:
    """The values where they are known, NaN where nothing was reported."""
    return np.where(known, values, np.nan)


def _index(keys: list[tuple[Hashable, int]]) -> pd.MultiIndex:
    names = ["department", "year"]
    if not keys:
        return pd.MultiIndex.from_arrays([[], []], names=names)
    return pd.MultiIndex.from_tuples(keys, names=names)
