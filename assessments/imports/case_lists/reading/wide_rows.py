"""Case lists with one row a case and its codes side by side in numbered columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_lists.reading.rows import (
    CodeColumn,
    ReadingContext,
    TextColumn,
    joined,
    place_of,
)
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.imports.case_lists.reading.telling.completeness import PATIENT_ALONE, SHARED_DAY
from assessments.imports.case_lists.reading.telling.told_rows import of_main_diagnoses, of_patients

_NOTHING = ("", "-", "--", "—")


@dataclass(frozen=True)
class OperationColumns:
    """The columns of one operation of a case; -1 where the file has no such column."""

    code: int
    day: int = -1
    surgeon: int = -1


@dataclass(frozen=True)
class WideLayout:
    """Positions of the columns of a table, -1 where there is none.

    An operation without a day has the day of the first operation of its case. `case`: number of the
    patient, and what tells the stays of a patient apart.
    """

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


@dataclass(frozen=True)
class WideRows:
    """Procedures, diagnoses and what is told of them, as in `CaseRows`; `rows` of the tables; the
    codes of the procedures.
    """

    procedures: pd.DataFrame
    diagnoses: pd.DataFrame
    rows: int
    told: dict[str, NDArray[np.bool_]]
    codes: CodeColumn


def read_wide(tables: Sequence[tuple[CaseTable, WideLayout]], reading: ReadingContext) -> WideRows:
    """The coded rows of all tables."""
    operations, diagnoses = _Operations(), _Diagnoses()
    rows = 0
    for table, layout in tables:
        for piece in table.pieces(layout.columns):
            blank = (piece[layout.case[0]] == "").to_numpy()
            coded = np.logical_or.reduce(
                [is_filled(piece[column]) for column in layout.columns if column not in layout.case]
            )
            place = place_of(table, layout.case[0])
            reading.troubles.rows("no_case", piece, blank & coded, **place)
            case = reading.cases(table, piece, layout.case, number=0)
            rows += int((~blank).sum())
            operations.take(piece, case, table, layout, reading)
            stay = layout.case[1:]
            alone = ~is_filled(piece[stay[0]]) if stay else np.ones(len(piece), dtype=bool)
            operations.alone.append(alone & ~blank)
            diagnoses.take(piece, case, [layout.main], is_main=True)
            diagnoses.take(piece, case, layout.others, is_main=False)
    procedures = operations.frame([layout for _table, layout in tables])
    diagnosed = diagnoses.frame()
    alone = joined(operations.alone, np.bool_)
    stays = joined(operations.stays, np.uint64), joined(operations.first_days, "datetime64[D]")
    told = {
        **of_main_diagnoses(procedures, diagnosed),
        PATIENT_ALONE: of_patients(procedures, *stays, alone),
        SHARED_DAY: joined(operations.borrowed, np.bool_),
    }
    return WideRows(procedures, diagnosed, rows, told, operations.codes)


@dataclass
class _Operations:
    """Collects the procedures piece by piece, one row for each code."""

    cases: list[NDArray[np.uint64]] = field(default_factory=list)
    days: list[NDArray[Any]] = field(default_factory=list)
    places: list[NDArray[np.int64]] = field(default_factory=list)
    codes: CodeColumn = field(default_factory=CodeColumn)
    surgeons: TextColumn = field(default_factory=TextColumn)
    departments: TextColumn = field(default_factory=TextColumn)
    # Whether the day is that of the first operation, one element for each code.
    borrowed: list[NDArray[np.bool_]] = field(default_factory=list)
    # Case, first day, and whether the case is a patient: one element for each row.
    stays: list[NDArray[np.uint64]] = field(default_factory=list)
    first_days: list[NDArray[Any]] = field(default_factory=list)
    alone: list[NDArray[np.bool_]] = field(default_factory=list)

    def take(
        self,
        piece: pd.DataFrame,
        case: NDArray[np.uint64],
        table: CaseTable,
        layout: WideLayout,
        reading: ReadingContext,
    ) -> None:
        """Add the operations of a piece; one without a day has that of the first of its case."""
        first_day = np.full(len(piece), np.datetime64("NaT", "D"))
        for place, one in enumerate(layout.operations):
            filled = is_filled(piece[one.code])
            days = _days(piece, one.day, filled, table, reading)
            first_day = days if place == 0 else first_day
            borrows = np.isnat(days) & ~np.isnat(first_day)
            days = np.where(borrows, first_day, days)
            self.borrowed.append(borrows[filled])
            self.cases.append(case[filled])
            self.days.append(days[filled])
            self.places.append(np.full(int(filled.sum()), place))
            self.codes.take(piece.loc[filled, one.code], table, one.code)
            self.surgeons.add(_words(piece, one.surgeon, filled))
            self.departments.add(_words(piece, layout.department, filled))
        self.stays.append(case)
        self.first_days.append(first_day)

    def frame(self, layouts: Sequence[WideLayout]) -> pd.DataFrame:
        """All rows that were added."""
        frame = pd.DataFrame(
            {
                "case": joined(self.cases, np.uint64),
                "date": joined(self.days, "datetime64[D]"),
                "code": self.codes.column(),
                "place": joined(self.places, np.int64),
            }
        )
        if any(one.surgeon >= 0 for layout in layouts for one in layout.operations):
            frame["surgeon"] = self.surgeons.column()
        if any(layout.department >= 0 for layout in layouts):
            frame["department"] = self.departments.column()
        return frame


@dataclass
class _Diagnoses:
    """Collects the diagnoses piece by piece, one row for each."""

    cases: list[NDArray[np.uint64]] = field(default_factory=list)
    codes: TextColumn = field(default_factory=TextColumn)
    main: list[NDArray[np.bool_]] = field(default_factory=list)

    def take(
        self,
        piece: pd.DataFrame,
        case: NDArray[np.uint64],
        columns: Sequence[int],
        *,
        is_main: bool,
    ) -> None:
        """Add the diagnoses of some columns of a piece."""
        for column in columns:
            filled = is_filled(piece[column])
            self.cases.append(case[filled])
            self.codes.add(piece.loc[filled, column])
            self.main.append(np.full(int(filled.sum()), is_main))

    def frame(self) -> pd.DataFrame:
        """All rows that were added."""
        return pd.DataFrame(
            {
                "case": joined(self.cases, np.uint64),
                "code": self.codes.column(),
                "main": joined(self.main, np.bool_),
            }
        )


def _days(
    piece: pd.DataFrame,
    column: int,
    filled: NDArray[np.bool_],
    table: CaseTable,
    reading: ReadingContext,
) -> NDArray[Any]:
    if column < 0:
        return np.full(len(piece), np.datetime64("NaT", "D"))
    return reading.days(table, piece, column, filled & is_filled(piece[column]))


def _words(piece: pd.DataFrame, column: int, filled: NDArray[np.bool_]) -> pd.Series:
    if column < 0:
        return pd.Series([""] * int(filled.sum()), dtype=object)
    return piece.loc[filled, column]


def is_filled(cells: pd.Series) -> NDArray[np.bool_]:
    """Cells with anything in them; HQMS writes "-" for nothing."""
    return np.asarray(~cells.isin(_NOTHING), dtype=bool)
