"""In which department a patient lay on the day of an operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_lists.reading.rows import ReadingContext, TextColumn, joined
from assessments.imports.case_lists.reading.tables import CaseTable

# Distance between the keys of two cases, so that all days of two centuries fit between them.
_SPAN, _BEFORE = 100_000, 40_000
_NO_DAY = np.datetime64("NaT", "D")
_NOWHERE = -1


@dataclass(frozen=True)
class StayColumns:
    """Positions of the columns in a table of stays; `end` is None where there is no such column."""

    case: tuple[int, ...]
    unit: int
    start: int
    end: int | None


@dataclass(frozen=True)
class Stays:
    """One element for each stay; `unit` points into `units`, an unknown day is NaT."""

    cases: NDArray[np.uint64]
    unit: NDArray[np.int64]
    start: NDArray[Any]
    end: NDArray[Any]
    units: pd.Index


def read_stays(tables: Sequence[tuple[CaseTable, StayColumns]], reading: ReadingContext) -> Stays:
    """The stays of all tables."""
    cases, units, starts, ends = [], TextColumn(), [], []
    for table, columns in tables:
        dated = [column for column in (columns.start, columns.end) if column is not None]
        for piece in table.pieces([*columns.case, columns.unit, *dated]):
            all_rows = np.ones(len(piece), dtype=bool)
            cases.append(reading.hashed([piece[part] for part in columns.case]))
            units.add(piece[columns.unit])
            starts.append(reading.days(table, piece, columns.start, all_rows))
            unknown = np.full(len(piece), _NO_DAY)
            ends.append(
                unknown
                if columns.end is None
                else reading.days(table, piece, columns.end, all_rows)
            )
    written = units.column()
    numbers, distinct = pd.factorize(pd.Index([str(one).upper() for one in written.categories]))
    return Stays(
        joined(cases, np.uint64),
        np.asarray(numbers, dtype=np.int64)[written.codes],
        joined(starts, "datetime64[D]"),
        joined(ends, "datetime64[D]"),
        pd.Index(distinct, dtype=object),
    )


def departments_of(procedures: pd.DataFrame, stays: Stays) -> pd.Categorical:
    """For every procedure (case, date) the department in which the patient lay on that day.

    On the day of a transfer it is the department of the stay that begins. Where no stay covers the
    day it is that of the first stay of the case; "" where the case has no stay.
    """
    case, date = procedures["case"].to_numpy(), procedures["date"].to_numpy(dtype="datetime64[D]")
    unit = _latest_begun(case, date, stays)
    rest = np.flatnonzero(unit == _NOWHERE)
    if rest.size:
        unit[rest] = _any_stay(case[rest], date[rest], stays)
    units = stays.units if "" in stays.units else stays.units.append(pd.Index([""], dtype=object))
    return pd.Categorical.from_codes(
        np.where(unit == _NOWHERE, units.get_indexer(pd.Index([""], dtype=object))[0], unit),
        categories=units,
    )


def _latest_begun(case: NDArray[Any], date: NDArray[Any], stays: Stays) -> NDArray[np.int64]:
    """The unit of the last stay that began by that day and lasted until it, else `_NOWHERE`."""
    numbers, _cases = pd.factorize(np.concatenate([stays.cases, case]))
    of_stay, of_row = numbers[: len(stays.cases)], numbers[len(stays.cases) :]
    begun = np.flatnonzero(~np.isnat(stays.start))
    if not begun.size:
        return np.full(len(case), _NOWHERE, dtype=np.int64)
    keys = _keys(of_stay[begun], stays.start[begun])
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], _keys(of_row, date), side="right") - 1
    stay = begun[order[np.maximum(at, 0)]]
    lasts = (stays.end[stay] >= date) | np.isnat(stays.end[stay])
    lies = (at >= 0) & (of_stay[stay] == of_row) & lasts & ~np.isnat(date)
    return np.where(lies, stays.unit[stay], _NOWHERE)


def _keys(case: NDArray[Any], day: NDArray[Any]) -> NDArray[np.int64]:
    days = np.where(np.isnat(day), 0, day.astype("int64"))
    return np.asarray(case, dtype=np.int64) * _SPAN + days + _BEFORE


def _any_stay(case: NDArray[Any], date: NDArray[Any], stays: Stays) -> NDArray[np.int64]:
    """For the rows left: the unit of the last stay that covers the day, else of the first."""
    asked = pd.DataFrame({"case": case, "date": date, "at": np.arange(len(case))})
    listed = pd.DataFrame(
        {"case": stays.cases, "unit": stays.unit, "start": stays.start, "end": stays.end}
    )
    met = asked.merge(listed, on="case", how="inner").sort_values("start", kind="stable")
    covers = (met["date"] >= met["start"]) & ((met["date"] <= met["end"]) | met["end"].isna())
    first = met.drop_duplicates("at").set_index("at")["unit"]
    during = met[covers].drop_duplicates("at", keep="last").set_index("at")["unit"]
    unit = during.reindex(asked["at"]).fillna(first.reindex(asked["at"])).fillna(_NOWHERE)
    return unit.to_numpy(dtype=np.int64)
