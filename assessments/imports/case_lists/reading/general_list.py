"""The general case list: one row an operation (or a code), columns by name in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from assessments.import_records.code_systems import recognise_codes
from assessments.import_records.problems import Problem
from assessments.imports.case_lists.reading.assigned_columns import Assigned, assign
from assessments.imports.case_lists.reading.column_names import (
    EXAMPLE_NAMES,
    NAMES,
)
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.rows import (
    LEVELS,
    MARKS,
    CaseRows,
    CodeColumn,
    ReadingContext,
    TextColumn,
    joined,
    place_of,
)
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from benchmarks.casemix.code_spellings import split_codes

NAME = "template"
_WORDS = ("technique", "pathology", "surgeon")
DIAGNOSIS_SYSTEMS = {"OPS": "ICD10GM", "ICD9CM3_CN": "ICD10CN", "ICD10PCS": "ICD10CM"}
_YES = frozenset(["1", "y", "yes", "ja", "j", "true", "x", "是", "有", "√"])
_NO = frozenset(["0", "n", "no", "nein", "false", "-", "否", "无"])
# From the first vertebra of the neck to the sacrum there are no more.
MOST_LEVELS = 25
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
    case_list = _CaseList(reading)
    rows = 0
    for one in found:
        every = {
            *one.columns.values(),
            *(place for some in one.numbered.values() for place in some),
        }
        for piece in one.table.pieces(sorted(every)):
            filled = np.logical_or.reduce([(piece[place] != "").to_numpy() for place in every])
            case_list.take(piece if filled.all() else piece[filled], one)
            rows += int(filled.sum())
    procedures = case_list.procedures()
    system = reading.options.system or recognise_codes(map(str, procedures["code"].unique()))
    return CaseRows(
        format=NAME,
        system=system,
        diagnosis_system=DIAGNOSIS_SYSTEMS.get(system, "ICD10"),
        procedures=procedures,
        diagnoses=case_list.diagnoses(),
        flags=case_list.flags(),
        cases=int(pd.unique(procedures["case"]).size),
        rows=rows,
        remarks=(
            *(
                ()
                if any("main" in one.columns for one in found)
                else (Problem("cases_without_diagnoses"),)
            ),
            *case_list.unreadable(system),
        ),
        is_system_open=True,
    )


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

    def take(self, piece: pd.DataFrame, of: Assigned) -> None:
        """Add a piece; it has no empty rows."""
        self._named |= set(of.columns)
        self._check(piece, of)
        case = self._reading.hashed([piece[of.columns["case"]]])
        every = np.ones(len(piece), dtype=bool)
        days = self._reading.days(of.table, piece, of.columns["date"], every)
        for column in of.numbered["codes"]:
            at, codes = _exploded(piece[column])
            self._codes.take(codes, of.table, column)
            self._cases.append(case[at])
            self._days.append(days[at])
            for name, texts in self._words.items():
                texts.add(_words(piece, of.columns.get(name)).iloc[at])
        for column, is_main in (
            *((of.columns[name], True) for name in ("main",) if name in of.columns),
            *((column, False) for column in of.numbered["others"]),
        ):
            at, codes = _exploded(piece[column])
            self._diagnoses.add(codes)
            self._diagnosed.append((case[at], is_main))
        self._flags.append(self._flags_of(piece, of, case, days))

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
        for name, texts in self._words.items():
            if name in self._named:
                frame[name] = texts.column()
        return frame

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
        if not self._named.intersection((*MARKS, LEVELS)):
            return None
        rows = pd.concat(self._flags, ignore_index=True)
        return rows.groupby(["case", "date"], as_index=False, dropna=False).max()

    def _check(self, piece: pd.DataFrame, of: Assigned) -> None:
        troubles = self._reading.troubles
        for what, kind in (("case", "no_case"), ("date", "no_day")):
            empty = (piece[of.columns[what]] == "").to_numpy()
            troubles.rows(kind, piece, empty, **place_of(of.table, of.columns[what]))
        codes = [(piece[column] == "").to_numpy() for column in of.numbered["codes"]]
        place = place_of(of.table, of.columns["codes"])
        troubles.rows("no_code", piece, np.logical_and.reduce(codes), **place)

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


def _words(piece: pd.DataFrame, column: int | None) -> pd.Series:
    if column is None:
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
