"""In which department a patient lay when an operation was made, and for which one it counts.

Decision 56 has the rules; `tests/imports/case_lists/test_hospital_stays.py` has them once more, as
a plain loop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_lists.reading.dates import Bools, Moments
from assessments.imports.case_lists.reading.p21.cancelled_rows import cancelled_rows
from assessments.imports.case_lists.reading.rows import ReadingContext, TextColumn, joined
from assessments.imports.case_lists.reading.tables import CaseTable

Ints = NDArray[np.int64]

# Minutes since 1970 of a start or an end that is not known; all days lie between them.
_FIRST, _LAST = (int(np.datetime64(f"{year}-01-01", "m").astype(int)) for year in (1900, 2150))
# Distance between the keys of two cases.
_SPAN = 2 * (_LAST - _FIRST)
_DAY = 24 * 60
_NONE = -1
# Intensive care in the official list of departments (key 6 of annex 2 to the agreement under § 301
# SGB V): 3600, and 3601 to 3699 with the field it belongs to.
_INTENSIVE = re.compile(r"(?:HA|BA|BE)?36\d\d", re.ASCII)


@dataclass(frozen=True)
class StayColumns:
    """Positions of the columns in a table of stays, None where there is no such column."""

    case: tuple[int, ...]
    unit: int | None
    start: int
    end: int | None
    cancelled: int | None = None


@dataclass(frozen=True)
class Stays:
    """One element for each stay; `unit` points into `units`, which are sorted.

    A moment that is not known is NaT.
    """

    cases: NDArray[np.uint64]
    unit: Ints
    start: Moments
    end: Moments
    units: pd.Index


@dataclass(frozen=True)
class Places:
    """Of every operation the department for which it counts, and the one in which the patient lay.

    `outside`: no stay of the case covers its day; `without`: the case has no stay at all;
    `in_intensive_care`: the patient lay there, and it counts for the department before and after;
    `only_in_intensive_care`: no such department is known, so that it counts for intensive care.
    """

    department: pd.Categorical
    lay: pd.Categorical
    outside: Bools
    without: Bools
    in_intensive_care: Bools
    only_in_intensive_care: Bools


def read_stays(
    tables: Sequence[tuple[CaseTable, StayColumns]], reading: ReadingContext, digits: int = 0
) -> Stays:
    """The stays of all tables without the cancelled ones; `digits` as in `ReadingContext.cases`."""
    cases, units, starts, ends = [], TextColumn(), [], []
    for table, columns in tables:
        optional = (columns.unit, columns.end, columns.cancelled)
        read = [*columns.case, columns.start, *(one for one in optional if one is not None)]
        for piece in table.pieces(read):
            stays = ~cancelled_rows(table, piece, columns.cancelled, reading)
            cases.append(reading.cases(table, piece, columns.case, digits=digits)[stays])
            unit = pd.Series("", index=piece.index) if columns.unit is None else piece[columns.unit]
            units.add(unit[stays])
            starts.append(reading.moments(table, piece, columns.start, stays)[stays])
            unknown = np.full(len(piece), np.datetime64("NaT", "m"))
            ends.append(
                unknown[stays]
                if columns.end is None
                else reading.moments(table, piece, columns.end, stays)[stays]
            )
    written = units.column()
    spelt = pd.Index([str(one).upper() for one in written.categories], dtype=object)
    numbers, distinct = pd.factorize(spelt, sort=True)
    return Stays(
        joined(cases, np.uint64),
        np.asarray(numbers, dtype=np.int64)[written.codes],
        joined(starts, "datetime64[m]"),
        joined(ends, "datetime64[m]"),
        pd.Index(distinct, dtype=object),
    )


def places_of(case: NDArray[Any], moment: Moments, stays: Stays) -> Places:
    """Where every operation belongs; `case` and `moment` have an element for each of its codes."""
    numbers, _cases = pd.factorize(np.concatenate([stays.cases, case]))
    by_case = _CaseStays(numbers[: len(stays.cases)], stays)
    of = numbers[len(stays.cases) :]
    at = by_case.containing(of, moment)
    lies, has_stays = at != _NONE, by_case.has_stays(of)
    outside = ~lies & has_stays
    lay = np.full(len(at), _NONE, dtype=np.int64)
    lay[lies] = by_case.unit[at[lies]]
    lay[outside] = by_case.only_unit(of[outside])
    department, intensive = lay.copy(), np.zeros(len(at), dtype=bool)
    intensive[lies] = by_case.intensive[at[lies]]
    around = np.full(len(at), _NONE, dtype=np.int64)
    around[intensive] = by_case.around(at[intensive])
    moved = intensive & (around != _NONE)
    department[moved] = around[moved]
    return Places(
        department=_words(department, stays.units),
        lay=_words(lay, stays.units),
        outside=outside,
        without=~has_stays,
        in_intensive_care=moved,
        only_in_intensive_care=intensive & ~moved,
    )


def _words(unit: Ints, units: pd.Index) -> pd.Categorical:
    """The departments as texts, "" where none is known."""
    known = units if "" in units else units.append(pd.Index([""], dtype=object))
    nothing = known.get_indexer(pd.Index([""], dtype=object))[0]
    return pd.Categorical.from_codes(np.where(unit == _NONE, nothing, unit), categories=known)


class _CaseStays:
    """The stays sorted by case (numbered from 0), start, end and department."""

    def __init__(self, case: NDArray[Any], stays: Stays) -> None:
        start = _minutes(stays.start, _FIRST)
        # A stay that ends before it begins lasts for one minute.
        end = np.maximum(_minutes(stays.end, _LAST), start)
        order = np.lexsort((stays.unit, end, start, case))
        self._case = np.asarray(case, dtype=np.int64)[order]
        self._start, self._end, self.unit = start[order], end[order], stays.unit[order]
        is_intensive = np.array([_is_intensive(one) for one in stays.units], dtype=bool)
        self.intensive: Bools = is_intensive[self.unit]
        # Midnight is how many systems write that no time is known.
        timeless = (self._start % _DAY == 0) & (self._start != _FIRST)
        timeless |= (self._end % _DAY == 0) & (self._end != _LAST)
        self._timeless = self._case[timeless]

    def has_stays(self, case: NDArray[Any]) -> Bools:
        """Whether the cases have any stay."""
        return np.isin(case, self._case)

    def containing(self, case: NDArray[Any], moment: Moments) -> Ints:
        """For each operation the stay that contains it, `_NONE` where none does.

        The minute decides where the operation and all stays of its case have one; else, and where
        no stay contains the minute, the day does.
        """
        at = np.asarray(case, dtype=np.int64)
        time = _minutes(moment, _FIRST)
        known, found = ~np.isnat(moment), np.full(len(at), _NONE, dtype=np.int64)
        if not len(self._case):
            return found
        timed = known & (time % _DAY != 0) & ~np.isin(at, self._timeless)
        found[timed] = self._by_minute(at[timed], time[timed])
        rest = known & (found == _NONE)
        found[rest] = self._by_day(at[rest], _day(time[rest]))
        return found

    def _by_minute(self, case: Ints, time: Ints) -> Ints:
        """The last stay that has begun and lasts."""
        before = _last_before(self._key(self._start), _keys(case, time), "right")
        return self._lasting(case, time, before, self._start, self._end, start_counts=True)

    def _by_day(self, case: Ints, day: Ints) -> Ints:
        """The last stay that began on an earlier day and lasts, else the first that begins."""
        start, end = _day(self._start), _day(self._end)
        before = _last_before(self._key(start), _keys(case, day), "left")
        found = self._lasting(case, day, before, start, end, start_counts=False)
        first = np.minimum(before + 1, len(start) - 1)
        begins = (self._case[first] == case) & (start[first] == day)
        return np.where((found == _NONE) & begins, first, found)

    def _lasting(
        self, case: Ints, time: Ints, before: Ints, start: Ints, end: Ints, *, start_counts: bool
    ) -> Ints:
        """`before` where this stay lasts until the time, else an earlier one of the case."""
        at = np.maximum(before, 0)
        has_begun = (before != _NONE) & (self._case[at] == case)
        found = np.where(has_begun & (end[at] >= time), before, _NONE)
        # How far any stay of the case up to this one reaches.
        reach = np.maximum.accumulate(self._key(end))
        earlier = np.flatnonzero(has_begun & (found == _NONE) & (reach[at] >= _keys(case, time)))
        if earlier.size:
            first = np.searchsorted(self._case, case[earlier], side="left")
            sizes = at[earlier] - first + 1
            row = np.repeat(np.arange(earlier.size), sizes)
            stay = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + first[row]
            asked = time[earlier][row]
            has_begun = (start[stay] <= asked) if start_counts else (start[stay] < asked)
            lasts = pd.Series(np.where(has_begun & (end[stay] >= asked), stay, _NONE))
            found[earlier] = lasts.groupby(row).max().to_numpy()
        return found

    def around(self, at: Ints) -> Ints:
        """The department before and after stays in intensive care, `_NONE` where two differ."""
        every = np.arange(len(self._case))
        before = np.maximum.accumulate(np.where(self.intensive, _NONE, every))
        after = np.minimum.accumulate(np.where(self.intensive, len(every), every)[::-1])[::-1]
        units = []
        for stay in (before[at], after[at]):
            there = np.clip(stay, 0, len(every) - 1)
            is_own = (stay == there) & (self._case[there] == self._case[at])
            units.append(np.where(is_own, self.unit[there], _NONE))
        found = np.where(units[0] == _NONE, units[1], units[0])
        differ = (units[0] != _NONE) & (units[1] != _NONE) & (units[0] != units[1])
        return np.where(differ, _NONE, found)

    def only_unit(self, case: NDArray[Any]) -> Ints:
        """The only department of the stays of each case without intensive care, else `_NONE`."""
        frame = pd.DataFrame({"case": self._case, "unit": self.unit})
        wards = frame[~self.intensive].groupby("case")["unit"].agg(["min", "max"])
        only = wards["min"].where(wards["min"] == wards["max"], _NONE)
        return only.reindex(case, fill_value=_NONE).to_numpy(dtype=np.int64)

    def _key(self, time: Ints) -> Ints:
        return _keys(self._case, time)


def _is_intensive(unit: str) -> bool:
    return _INTENSIVE.fullmatch(unit) is not None


def _minutes(moments: Moments, unknown: int) -> Ints:
    minutes = moments.astype("datetime64[m]").astype(np.int64)
    return np.where(np.isnat(moments), unknown, minutes)


def _day(time: Ints) -> Ints:
    return time - time % _DAY


def _keys(case: Ints, time: Ints) -> Ints:
    return case * _SPAN + (time - _FIRST)


def _last_before(sorted_keys: Ints, keys: Ints, side: Any) -> Ints:
    found: Ints = np.searchsorted(sorted_keys, keys, side=side) - 1
    return found
