"""The general case list: one row an operation (or a code), columns by name in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from assessments.import_records.code_systems import recognise_codes
from assessments.import_records.problems import Problem, refuse
from assessments.imports.case_lists.reading.assigned_columns import (
    Assigned,
    assign,
    operations_of,
)
from assessments.imports.case_lists.reading.column_names import (
    EXAMPLE_NAMES,
    NAMES,
)
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.operation_states import States
from assessments.imports.case_lists.reading.rows import (
    LEVELS,
    MARKS,
    CaseRows,
    CodeColumn,
    ReadingContext,
    RowProblems,
    TextColumn,
    joined,
    place_of,
)
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from assessments.imports.case_lists.reading.telling.completeness import (
    CANCELLED,
    PATIENT_ALONE,
    SHARED_DAY,
)
from assessments.imports.case_lists.reading.telling.told_rows import of_main_diagnoses, of_patients
from assessments.imports.case_lists.reading.wide_rows import OperationColumns, is_filled
from benchmarks.casemix.code_spellings import split_codes

NAME = "template"
_WORDS = ("technique", "pathology", "surgeon", "department")
DIAGNOSIS_SYSTEMS = {"OPS": "ICD10GM", "ICD9CM3_CN": "ICD10CN", "ICD10PCS": "ICD10CM"}
_YES = frozenset(["1", "y", "yes", "ja", "j", "true", "x", "是", "有", "√"])
_NO = frozenset(["0", "n", "no", "nein", "false", "-", "否", "无"])
# From the first vertebra of the neck to the sacrum there are no more.
MOST_LEVELS = 25
# More different texts than any hospital has departments.
MOST_DEPARTMENTS = 300
_LEVEL = re.compile(r"(\d{1,2})(?:[.,]0+)?", re.ASCII)


def recognise(
    tables: Sequence[CaseTable], by_hand: Mapping[str, str] | None = None
) -> Recognised | None:
    """The tables with columns for case, date and codes; None where there is none."""
    lists = [one for table in tables if not (one := assign(table, by_hand)).missing]
    return Recognised(tuple(one.table for one in lists), partial(read, lists)) if lists else None


def is_example(table: CaseTable) -> bool:
    """Whether the table only shows how to fill in the list."""
    return column_of(table, *EXAMPLE_NAMES) is not None


def read(found: Sequence[Assigned], reading: ReadingContext) -> CaseRows:
    """The coded rows of the lists."""
    case_list, cancelled = _CaseList(reading), _CaseList(replace(reading, troubles=RowProblems(0)))
    states = States(reading)
    rows = 0
    for one in found:
        every = {
            *one.columns.values(),
            *(place for some in one.numbered.values() for place in some),
        }
        for piece in one.table.pieces(sorted(every)):
            filled = np.logical_or.reduce([(piece[place] != "").to_numpy() for place in every])
            piece = piece if filled.all() else piece[filled]
            rows += len(piece)
            is_cancelled = states.cancelled(piece, one)
            if is_cancelled.any():
                cancelled.take(piece[is_cancelled], one)
                piece = piece[~is_cancelled]
            if len(piece):
                case_list.take(piece, one)
    has_main = any("main" in one.columns for one in found)
    listed = case_list.rows()
    return replace(
        listed,
        rows=rows,
        remarks=(
            *(() if has_main else (Problem("cases_without_diagnoses"),)),
            *states.settle(),
            *case_list.unreadable(listed.system),
        ),
        is_system_open=True,
        left_out={CANCELLED: cancelled.rows()} if cancelled.has_rows else {},
    )


@dataclass(frozen=True)
class _Days:
    """The days of the operations of some rows: the `first` of each row, and for each column of
    codes the days, and whether they are borrowed from the first date. `is_one`: a row has one day.
    """

    first: NDArray[Any]
    each: Sequence[NDArray[Any]]
    borrowed: Sequence[NDArray[np.bool_]]
    is_one: bool


class _CaseList:
    """Collects the rows of the lists piece by piece."""

    def __init__(self, reading: ReadingContext) -> None:
        self._reading = reading
        self._cases: list[NDArray[np.uint64]] = []
        self._days: list[NDArray[Any]] = []
        self._codes = CodeColumn()
        self._words = {name: TextColumn() for name in _WORDS}
        self._named: set[str] = set()
        self._diagnosed: list[tuple[NDArray[np.uint64], bool]] = []
        self._diagnoses = TextColumn()
        self._flags: list[pd.DataFrame] = []
        # The number of the column that a code stands in, and whether its day is the first one's.
        self._places: list[NDArray[np.int64]] = []
        self._borrowed: list[NDArray[np.bool_]] = []
        # Of each row: case, first day, and whether the case is a patient.
        self._rows: list[tuple[NDArray[np.uint64], NDArray[Any], NDArray[np.bool_]]] = []

    def take(self, piece: pd.DataFrame, of: Assigned) -> None:
        """Add a piece; it has no empty rows."""
        self._named |= set(of.columns)
        self._check(piece, of)
        columns = [of.columns[what] for what in ("case", "admission") if what in of.columns]
        keys = [piece[column] for column in columns]
        case = self._reading.cases(of.table, piece, columns, number=0)
        operations = operations_of(of)
        days = self._days_of(piece, of, operations)
        alone = np.zeros(len(piece), dtype=bool)
        if of.is_of_patients or "admission" in of.columns:
            alone = ~is_filled(keys[1]) if keys[1:] else np.ones(len(piece), dtype=bool)
        for place, one in enumerate(operations):
            day = days.each[place]
            at, codes = _exploded(piece[one.code])
            self._codes.take(codes, of.table, one.code)
            self._cases.append(case[at])
            self._days.append(day[at])
            self._places.append(np.full(len(at), 0 if days.is_one else place, dtype=np.int64))
            self._borrowed.append(days.borrowed[place][at])
            for name, texts in self._words.items():
                column = one.surgeon if name == "surgeon" else of.columns.get(name, -1)
                words = _words(piece, column)
                if name == "technique" and not days.is_one:
                    # What the row says of its operation, it says of the first.
                    words = words.astype(object).where(day == days.first, "")
                texts.add(words.iloc[at])
        for column, is_main in (
            *((of.columns[name], True) for name in ("main",) if name in of.columns),
            *((column, False) for column in of.numbered["others"]),
        ):
            at, codes = _exploded(piece[column])
            self._diagnoses.add(codes)
            self._diagnosed.append((case[at], is_main))
        self._flags.append(self._flags_of(piece, of, case, days.first))
        self._rows.append((case, days.first, alone))

    def _days_of(
        self, piece: pd.DataFrame, of: Assigned, operations: Sequence[OperationColumns]
    ) -> _Days:
        """The days of the operations of each row; problems with them are noted."""
        nobody = np.zeros(len(piece), dtype=bool)
        date = of.columns["date"]
        if all(one.day == date for one in operations):
            self._refuse("no_day", piece, of, date, (piece[date] == "").to_numpy())
            day = self._reading.days(of.table, piece, date, ~nobody)
            return _Days(day, [day] * len(operations), [nobody] * len(operations), is_one=True)
        filled = [is_filled(piece[one.code]) for one in operations]
        needs = np.logical_or.reduce(filled)
        read = {
            column: self._reading.days(of.table, piece, column, needs & is_filled(piece[column]))
            for column in {date, *(one.day for one in operations if one.day >= 0)}
        }
        first = np.full(len(piece), np.datetime64("NaT", "D"))
        days, borrowed = [], []
        for one, has_code in zip(operations, filled, strict=True):
            lacks = has_code & (~is_filled(piece[one.day]) if one.day >= 0 else True)
            self._refuse("no_day", piece, of, date, lacks & ~is_filled(piece[date]))
            day = np.where(lacks, read[date], read[one.day] if one.day >= 0 else read[date])
            first = np.where(np.isnat(first) & has_code, day, first)
            days.append(day)
            borrowed.append(lacks if one.day != date else nobody)
        return _Days(first, days, borrowed, is_one=False)

    @property
    def has_rows(self) -> bool:
        """Whether there is any row."""
        return bool(self._rows)

    def rows(self) -> CaseRows:
        """All rows that were added."""
        procedures, diagnoses = self.procedures(), self.diagnoses()
        departments = (
            len(procedures["department"].cat.categories) if "department" in procedures else 0
        )
        if departments > MOST_DEPARTMENTS:
            raise refuse("too_many_case_departments", found=departments)
        system = self._reading.options.system or recognise_codes(
            map(str, procedures["code"].unique())
        )
        return CaseRows(
            format=NAME,
            system=system,
            diagnosis_system=DIAGNOSIS_SYSTEMS.get(system, "ICD10"),
            procedures=procedures,
            diagnoses=diagnoses,
            flags=self.flags(),
            cases=int(pd.unique(procedures["case"]).size),
            told=self.told(procedures, diagnoses),
        )

    def unreadable(self, system: str) -> tuple[Problem, ...]:
        """As `CodeColumn.unreadable`, of the procedures."""
        return self._codes.unreadable(system)

    def procedures(self) -> pd.DataFrame:
        """As `CaseRows.procedures`."""
        frame = pd.DataFrame(
            {
                "case": joined(self._cases, np.uint64),
                "date": joined(self._days, "datetime64[D]"),
                "code": self._codes.column(),
            }
        )
        if pd.unique(joined(self._places, np.int64)).size > 1:
            frame["place"] = joined(self._places, np.int64)
        for name, texts in self._words.items():
            if name in self._named:
                frame[name] = texts.column()
        return frame

    def told(self, procedures: pd.DataFrame, diagnoses: pd.DataFrame) -> dict[str, Any]:
        """As `CaseRows.told`."""
        case, day, alone = (
            joined([row[part] for row in self._rows], dtype)
            for part, dtype in enumerate((np.uint64, "datetime64[D]", np.bool_))
        )
        return {
            **of_main_diagnoses(procedures, diagnoses),
            PATIENT_ALONE: of_patients(procedures, case, day, alone),
            SHARED_DAY: joined(self._borrowed, np.bool_),
        }

    def diagnoses(self) -> pd.DataFrame:
        """As `CaseRows.diagnoses`."""
        main = [np.full(len(case), is_main) for case, is_main in self._diagnosed]
        return pd.DataFrame(
            {
                "case": joined([case for case, _main in self._diagnosed], np.uint64),
                "code": self._diagnoses.column(),
                "main": joined(main, np.bool_),
            }
        )

    def flags(self) -> pd.DataFrame | None:
        """As `CaseRows.flags`: a yes in any row of an operation counts, and the most levels."""
        if not self._flags or not self._named.intersection((*MARKS, LEVELS)):
            return None
        rows = pd.concat(self._flags, ignore_index=True)
        return rows.groupby(["case", "date"], as_index=False, dropna=False).max()

    def _check(self, piece: pd.DataFrame, of: Assigned) -> None:
        case, codes = of.columns["case"], of.numbered["codes"]
        self._refuse("no_case", piece, of, case, (piece[case] == "").to_numpy())
        without = np.logical_and.reduce([(piece[column] == "").to_numpy() for column in codes])
        self._refuse("no_code", piece, of, of.columns["codes"], without)

    def _refuse(
        self, kind: str, piece: pd.DataFrame, of: Assigned, column: int, where: NDArray[np.bool_]
    ) -> None:
        self._reading.troubles.rows(kind, piece, where, **place_of(of.table, column))

    def _flags_of(
        self, piece: pd.DataFrame, of: Assigned, case: NDArray[np.uint64], days: NDArray[Any]
    ) -> pd.DataFrame:
        frame = pd.DataFrame({"case": case, "date": days})
        for name in (name for name in MARKS if name in of.columns):
            column = of.columns[name]
            numbers, distinct = pd.factorize(piece[column])
            words = [str(text).casefold() for text in distinct]
            values = [1.0 if word in _YES else 0.0 if word in _NO else np.nan for word in words]
            unknown = np.array([word not in _YES | _NO | {""} for word in words], dtype=bool)
            place = {**place_of(of.table, column), "shown": column}
            self._reading.troubles.rows("not_yes_or_no", piece, unknown[numbers], **place)
            frame[name] = np.array(values, dtype=float)[numbers]
        if LEVELS in of.columns:
            frame[LEVELS] = self._levels(piece, of)
        return frame

    def _levels(self, piece: pd.DataFrame, of: Assigned) -> NDArray[np.float64]:
        """How many levels were operated on, NaN where the cell is empty."""
        column = of.columns[LEVELS]
        numbers, distinct = pd.factorize(piece[column])
        values = np.array([_level(str(text)) for text in distinct], dtype=float)
        wrong = np.isnan(values) & np.array([text != "" for text in distinct], dtype=bool)
        place = {**place_of(of.table, column), "shown": column}
        self._reading.troubles.rows("not_levels", piece, wrong[numbers], **place)
        return values[numbers]


def _level(text: str) -> float:
    found = _LEVEL.fullmatch(text)
    number = int(found[1]) if found else 0
    return number if 1 <= number <= MOST_LEVELS else np.nan


def _words(piece: pd.DataFrame, column: int) -> pd.Series:
    if column < 0:
        return pd.Series([""] * len(piece), dtype=object)
    return piece[column]


def _exploded(cells: pd.Series) -> tuple[NDArray[np.int64], pd.Series]:
    """The position of the row of each code of the cells, and the codes."""
    numbers, distinct = pd.factorize(cells)
    split = [split_codes(str(cell)) for cell in distinct]
    sizes = np.array([len(codes) for codes in split], dtype=np.int64)
    flat = np.array([code for codes in split for code in codes], dtype=object)
    count, starts = sizes[numbers], (np.cumsum(sizes) - sizes)[numbers]
    rows = np.repeat(np.arange(len(cells)), count)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return rows, pd.Series(flat[np.repeat(starts, count) + within], dtype=object)


FORMAT = Format(
    words={
        NAME: FormatWords(
            _("General case list"),
            _("There are columns for case, day of the operation and procedure codes."),
        )
    },
    column_names=NAMES | EXAMPLE_NAMES,
    recognise=recognise,
    # Any table may be meant as a general list: `formats` says what it lacks if no format fits.
    lacking=lambda _tables: None,
)
