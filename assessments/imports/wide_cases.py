"""Case lists with one row a case and its codes side by side in numbered columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_dates import read_days
from assessments.imports.case_rows import CaseOptions, Texts, Troubles, hashed
from assessments.imports.case_tables import CaseTable


@dataclass(frozen=True)
class OperationColumns:
    """The columns of one operation of a case; -1 where the file has no such column."""

    code: int
    day: int = -1
    surgeon: int = -1


@dataclass(frozen=True)
class WideLayout:
    """Which columns of a table hold what. The first operation's day is that of those without."""

    case: tuple[int, ...]
    main: int
    others: tuple[int, ...]
    operations: tuple[OperationColumns, ...]
    department: int = -1

    @property
    def columns(self) -> list[int]:
        """All columns that are read, each once."""
        named = [*self.case, self.main, *self.others, self.department]
        for one in self.operations:
            named += [one.code, one.day, one.surgeon]
        return sorted({column for column in named if column >= 0})


@dataclass
class _Long:
    """Rows of codes, piece by piece."""

    cases: list[NDArray[np.uint64]]
    days: list[NDArray[Any]]
    codes: Texts
    surgeons: Texts
    departments: Texts


def read_wide(
    table: CaseTable, layout: WideLayout, options: CaseOptions, troubles: Troubles
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Procedures, diagnoses (as in `CaseRows`) and the number of rows."""
    long = _Long([], [], Texts(), Texts(), Texts())
    diagnoses = _Diagnoses([], Texts(), [])
    rows = 0
    for piece in table.pieces(layout.columns):
        keys = [piece[column] for column in layout.case]
        blank = (keys[0].str.strip() == "").to_numpy()
        coded = (piece.drop(columns=list(layout.case)) != "").any(axis=1).to_numpy()
        place = {"file": table.file, "sheet": table.sheet}
        troubles.rows(
            "no_case", piece, blank & coded, column=table.headers[layout.case[0]], **place
        )
        case = hashed(keys, options.salt)
        rows += int((~blank).sum())
        _take_operations(piece, case, table, layout, options, troubles, long)
        diagnoses.take(piece, case, [layout.main], is_main=True)
        diagnoses.take(piece, case, layout.others, is_main=False)
    return _procedures(long, layout), diagnoses.frame(), rows


def _take_operations(
    piece: pd.DataFrame,
    case: NDArray[np.uint64],
    table: CaseTable,
    layout: WideLayout,
    options: CaseOptions,
    troubles: Troubles,
    long: _Long,
) -> None:
    first_day: NDArray[Any] | None = None
    for one in layout.operations:
        filled = _is_filled(piece[one.code])
        if one.day >= 0:
            read = read_days(piece[one.day].where(filled, ""), latest=options.latest)
            place = {"file": table.file, "sheet": table.sheet, "column": table.headers[one.day]}
            troubles.rows("not_a_day", piece, read.bad, shown=one.day, **place)
            troubles.rows("day_out_of_range", piece, read.out_of_range, shown=one.day, **place)
            days = read.days
        else:
            days = np.full(len(piece), np.datetime64("NaT"), dtype="datetime64[D]")
        first_day = days if first_day is None else first_day
        days = np.where(np.isnat(days), first_day, days)
        long.cases.append(case[filled])
        long.days.append(days[filled])
        long.codes.add(piece.loc[filled, one.code])
        empty = pd.Series([""] * int(filled.sum()), dtype=object)
        surgeon = piece.loc[filled, one.surgeon].str.strip() if one.surgeon >= 0 else empty
        long.surgeons.add(surgeon)
        unit = piece.loc[filled, layout.department].str.strip() if layout.department >= 0 else empty
        long.departments.add(unit)


def _procedures(long: _Long, layout: WideLayout) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "case": np.concatenate(long.cases),
            "date": np.concatenate(long.days),
            "code": long.codes.column(),
        }
    )
    if any(one.surgeon >= 0 for one in layout.operations):
        frame["surgeon"] = long.surgeons.column()
    if layout.department >= 0:
        frame["department"] = long.departments.column()
    return frame


@dataclass
class _Diagnoses:
    cases: list[NDArray[np.uint64]]
    codes: Texts
    main: list[NDArray[np.bool_]]

    def take(
        self,
        piece: pd.DataFrame,
        case: NDArray[np.uint64],
        columns: Sequence[int],
        *,
        is_main: bool,
    ) -> None:
        """The diagnoses of some columns of a piece."""
        for column in columns:
            filled = _is_filled(piece[column])
            self.cases.append(case[filled])
            self.codes.add(piece.loc[filled, column])
            self.main.append(np.full(int(filled.sum()), is_main))

    def frame(self) -> pd.DataFrame:
        """All of them."""
        return pd.DataFrame(
            {
                "case": np.concatenate(self.cases),
                "code": self.codes.column(),
                "main": np.concatenate(self.main),
            }
        )


def _is_filled(cells: pd.Series) -> NDArray[np.bool_]:
    """Cells with anything in them; HQMS writes "-" for nothing."""
    return np.asarray(~cells.str.strip().isin(["", "-", "--", "—"]), dtype=bool)
