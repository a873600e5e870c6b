"""Procedure volumes for the recipes: selected by filter and policy, summed by department-year."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from benchmarks.library.definition import Policy
from benchmarks.library.recipes import OperationFilter, Pillar
from benchmarks.records.department_years import Bools, DepartmentYears, Floats, Ints
from benchmarks.records.record_tables import (
    COMPLEXITIES,
    GROUPS,
    PATHOLOGIES,
    TECHNIQUE_FAMILIES,
    TECHNIQUES,
    Column,
    RecordTables,
    codes,
    is_one_of,
)

_DEG, _DEF, _TUM = codes(("DEG", "DEF", "TUM"), PATHOLOGIES)
_MIS, _MICROSURGICAL = codes(("MIS", "microsurgical"), TECHNIQUES)
_SPONDYLOLISTHESIS = GROUPS.index("spondylolisthesis")
# The lowest and the highest number that a hidden count (below 4) can stand for.
_FEWEST_HIDDEN, _MOST_HIDDEN = 1, 3


class Volumes:
    """The procedure volumes of the requested department-years, under a benchmark's policy."""

    def __init__(self, tables: RecordTables, at: DepartmentYears, policy: Policy) -> None:
        self._table = tables.volumes
        self.policy = policy
        self.at = at
        self.estimates = tables.estimates
        self.surgeons = len(tables.surgeons["key"])
        self.surgeon: Ints = self._table["surgeon"]
        self.year: Floats = self._table["year"]
        self.row = at.rows(self._table["department"], self.year)
        self.known: Bools = at.totals(self.row) > 0
        self.surgeons_known: Bools = at.totals(self.row[self.surgeon >= 0]) > 0
        self._cells = at.cells(tables.surgeons["department"])

    @cached_property
    def operations(self) -> Floats:
        """Operations of each row; a hidden count lies between 1 and 3."""
        return self._hidden_as(self._table["operations"].clip(_FEWEST_HIDDEN, _MOST_HIDDEN))

    @cached_property
    def fewest(self) -> Floats:
        """The lowest number of operations that each row can stand for."""
        return self._hidden_as(_FEWEST_HIDDEN)

    @cached_property
    def most(self) -> Floats:
        """The highest number of operations that each row can stand for."""
        return self._hidden_as(_MOST_HIDDEN)

    @cached_property
    def has_hidden(self) -> bool:
        """Whether any count is hidden, so that sums have two ends."""
        return bool((self._table["suppressed"] == 1).any())

    @cached_property
    def pathology(self) -> Column:
        """Pathology of each row; the policy decides to which one spondylolisthesis belongs."""
        recorded = self._table["pathology"]
        movable = (recorded == _DEG) | (recorded == _DEF)
        moved = movable & (self._table["group"] == _SPONDYLOLISTHESIS)
        return np.where(moved, _DEF if self.policy.spondylolisthesis == "DEF" else _DEG, recorded)

    @cached_property
    def _place(self) -> Ints:
        """The position of each row in a flat matrix of surgeons x `at.years`; -1 outside of it."""
        year = self.year - self.at.years[0]
        inside = (self.surgeon >= 0) & (year >= 0) & (year < len(self.at.years))
        return np.where(inside, self.surgeon * len(self.at.years) + year, -1).astype(np.intp)

    @cached_property
    def _pillars(self) -> dict[str, Bools]:
        technique = self._table["technique"]
        minimal = technique == _MIS
        if self.policy.microsurgical_is_mis:
            minimal |= technique == _MICROSURGICAL
        return {"MIS": minimal, "DEF": self.pathology == _DEF, "TUM": self.pathology == _TUM}

    def of_pillar(self, pillar: Pillar) -> Bools:
        """Which rows count for a pillar; one row may count for two."""
        return self._pillars[pillar]

    def matching(self, chosen: OperationFilter) -> Bools:
        """Which rows pass a filter."""
        passes = np.ones(len(self.row), dtype=np.bool_)
        if chosen.pillar is not None:
            passes &= self.of_pillar(chosen.pillar)
        for wanted, column, vocabulary in (
            (chosen.pathology, self.pathology, PATHOLOGIES),
            (chosen.technique, self._table["technique"], TECHNIQUES),
            (chosen.group, self._table["group"], GROUPS),
            (chosen.technique_family, self._table["technique_family"], TECHNIQUE_FAMILIES),
            (chosen.complexity, self._table["complexity"], COMPLEXITIES),
        ):
            if wanted:
                passes &= is_one_of(column, wanted, vocabulary)
        return passes

    def totals(self, which: Bools, amounts: Floats) -> Floats:
        """The department's sum over the chosen rows."""
        return self.at.totals(self.row[which], amounts[which])

    def totals_by(self, column: str, words: int, which: Bools) -> Floats:
        """The department's sums over the chosen rows, for each word of a column."""
        word = self._table[column][which]
        return self.at.totals_by(self.row[which], word, words, self.operations[which])

    def by_surgeon(self, which: Bools) -> Floats:
        """Operations of each surgeon (first axis) in each year of `at.years` (second axis)."""
        span = len(self.at.years)
        inside = which & (self._place >= 0)
        sums = np.bincount(
            self._place[inside], self.operations[inside], minlength=self.surgeons * span
        )
        return sums.reshape(self.surgeons, span).astype(np.float64)

    def so_far_by_surgeon(self, which: Bools) -> Floats:
        """All recorded operations of each surgeon up to the end of each year of `at.years`."""
        last = self.at.years[-1]
        chosen = which & (self.surgeon >= 0) & (self.year <= last)
        if not chosen.any():
            return np.zeros((self.surgeons, len(self.at.years)))
        first = min(self.year[chosen].min(), self.at.years[0])
        span = int(last - first) + 1
        place = self.surgeon[chosen] * span + (self.year[chosen] - first).astype(np.intp)
        sums = np.bincount(place, self.operations[chosen], minlength=self.surgeons * span)
        return sums.reshape(self.surgeons, span).cumsum(axis=1)[:, -len(self.at.years) :]

    def largest(self, by_surgeon: Floats) -> Floats:
        """The largest number any surgeon has, in each row."""
        most = np.zeros(self.at.count + 1)
        np.maximum.at(most, self._cells.ravel(), by_surgeon.ravel())
        return most[:-1]

    def median(self, by_surgeon: Floats, active: Bools) -> Floats:
        """The median over the active surgeons, in each row; 0 where none is active."""
        rows, amounts = self._cells[active], by_surgeon[active]
        order = np.lexsort((amounts, rows))
        amounts = amounts[order]
        sizes = np.bincount(rows, minlength=self.at.count + 1)[: self.at.count]
        start = np.cumsum(sizes) - sizes
        median = np.zeros(self.at.count)
        some = sizes > 0
        lower, upper = (start + (sizes - 1) // 2)[some], (start + sizes // 2)[some]
        median[some] = (amounts[lower] + amounts[upper]) / 2
        return median

    def counted(self, which: Bools) -> Floats:
        """How many surgeons satisfy `which` (surgeons x years), in each row."""
        return self.at.counted(self._cells, which)

    def _hidden_as(self, amount: Floats | int) -> Floats:
        return np.where(self._table["suppressed"] == 1, amount, self._table["operations"])
