"""The general case list: one row an operation (or a code), columns by name in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_dates import read_days
from assessments.imports.case_rows import FLAGS, CaseOptions, CaseRows, Texts, Troubles, hashed
from assessments.imports.case_tables import CaseTable
from assessments.imports.columns import plain_name
from assessments.imports.problems import Problem
from benchmarks.casemix import SYSTEMS, look_up

NAME = "template"
_DIAGNOSIS_SYSTEMS = {"OPS": "ICD10GM", "ICD9CM3_CN": "ICD10CN", "ICD10PCS": "ICD10CM"}
# What each column may be called; the first name of each is that of the template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "case": ("caseid", "case", "fallnummer", "fall", "fallid", "病案号", "病历号", "病例号"),
    "date": ("opdate", "date", "operationsdatum", "opdatum", "datum", "手术日期", "手术操作日期"),
    "main": ("maindx", "maindiagnosis", "hauptdiagnose", "主要诊断编码", "主要诊断"),
    "others": ("otherdx", "otherdiagnoses", "nebendiagnosen", "其他诊断编码", "其他诊断"),
    "codes": (
        "procedures",
        "procedure",
        "code",
        "prozeduren",
        "opskodes",
        "手术编码",
        "手术操作编码",
    ),
    "technique": ("technique", "technik", "verfahren", "术式", "手术方式"),
    "pathology": ("pathology", "mainpathology", "pathologie", "病种", "病理分类"),
    "surgeon": ("surgeon", "operateur", "术者", "主刀"),
    "complication": ("complication", "komplikation", "并发症"),
    "return_to_theatre": ("returntotheatre", "revision", "ungeplanterevision", "非计划再手术"),
    "infection": ("infection", "wundinfektion", "infektion", "手术部位感染", "感染"),
    "new_deficit": ("newdeficit", "neuesdefizit", "neurologischesdefizit", "新发神经功能障碍"),
    "dural_tear": ("duraltear", "duraverletzung", "硬膜损伤"),
}
NEEDED = ("case", "date", "codes")
_YES = frozenset(["1", "y", "yes", "ja", "j", "true", "x", "是", "有", "√"])
_NO = frozenset(["0", "n", "no", "nein", "false", "-", "否", "无"])
_SEPARATORS = re.compile(r"[;|,\s，；、]+")
_SAMPLE = 500


@dataclass(frozen=True)
class Assigned:
    """A table, and the position of each thing in it that is known."""

    table: CaseTable
    columns: dict[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """What cannot be done without and was not found."""
        return tuple(name for name in NEEDED if name not in self.columns)


def assign(table: CaseTable, by_hand: Any = None) -> Assigned:
    """Find the columns by their names; what is assigned by hand goes first."""
    chosen = {what: plain_name(name) for what, name in (by_hand or {}).items()}
    columns: dict[str, int] = {}
    for what, names in COLUMNS.items():
        tried = (chosen[what],) if what in chosen else names
        found = next((table.names.index(name) for name in tried if name in table.names), None)
        if found is not None:
            columns[what] = found
    return Assigned(table, columns)


def recognise(tables: Sequence[CaseTable], by_hand: Any = None) -> Assigned | None:
    """The first table with columns for case, date and codes."""
    found = (assign(table, by_hand) for table in tables)
    return next((one for one in found if not one.missing), None)


def read(found: Assigned, options: CaseOptions, troubles: Troubles) -> CaseRows:
    """The coded rows of the list."""
    reading = _Reading(found, options, troubles)
    rows = 0
    for piece in found.table.pieces(sorted(set(found.columns.values()))):
        reading.take(piece[(piece != "").any(axis=1)])
        rows += len(piece)
    procedures = reading.procedures()
    system = options.system or recognised_system(procedures["code"])
    return CaseRows(
        format=NAME,
        system=system,
        diagnosis_system=_DIAGNOSIS_SYSTEMS.get(system, "ICD10"),
        procedures=procedures,
        diagnoses=reading.diagnoses(),
        flags=reading.flags(),
        cases=int(pd.unique(procedures["case"]).size),
        rows=rows,
        remarks=() if "main" in found.columns else (Problem("cases_without_diagnoses"),),
    )


def recognised_system(codes: pd.Series) -> str:
    """The system that most of the codes fit, by their shape and then by their meaning."""
    distinct = sorted({str(code) for code in codes.unique()})
    sample = distinct[:: max(1, len(distinct) // _SAMPLE)]

    def fit(system: str) -> tuple[int, int]:
        status = look_up(system, sample)["status"]
        return int((status == "classified").sum()), int((status != "wrong_system").sum())

    return max(SYSTEMS, key=fit)


class _Reading:
    """The list, piece by piece."""

    def __init__(self, found: Assigned, options: CaseOptions, troubles: Troubles) -> None:
        self._columns, self._table = found.columns, found.table
        self._options, self._troubles = options, troubles
        self._cases: list[NDArray[np.uint64]] = []
        self._days: list[NDArray[Any]] = []
        self._codes = Texts()
        self._words = {name: Texts() for name in self._named("technique", "pathology", "surgeon")}
        self._diagnosed: list[tuple[NDArray[np.uint64], bool]] = []
        self._diagnoses = Texts()
        self._flags: list[pd.DataFrame] = []

    def take(self, piece: pd.DataFrame) -> None:
        """Read a piece without its empty rows."""
        case = hashed([piece[self._columns["case"]]], self._options.salt)
        days = self._days_of(piece)
        self._check_cases(piece)
        at = self._exploded(piece, "codes", self._codes)
        self._cases.append(case[at])
        self._days.append(days[at])
        for name, texts in self._words.items():
            texts.add(piece[self._columns[name]].str.strip().iloc[at])
        for name, is_main in (("main", True), ("others", False)):
            if name in self._columns:
                of = self._exploded(piece, name, self._diagnoses)
                self._diagnosed.append((case[of], is_main))
        self._flags.append(self._flags_of(piece, case, days))

    def procedures(self) -> pd.DataFrame:
        """As `CaseRows.procedures`."""
        frame = pd.DataFrame(
            {
                "case": _joined(self._cases, np.uint64),
                "date": _joined(self._days, "datetime64[D]"),
                "code": self._codes.column(),
            }
        )
        for name, texts in self._words.items():
            frame[name] = texts.column()
        return frame

    def diagnoses(self) -> pd.DataFrame:
        """As `CaseRows.diagnoses`."""
        return pd.DataFrame(
            {
                "case": _joined([case for case, _main in self._diagnosed], np.uint64),
                "code": self._diagnoses.column(),
                "main": _joined(
                    [np.full(len(case), main) for case, main in self._diagnosed], np.bool_
                ),
            }
        )

    def flags(self) -> pd.DataFrame | None:
        """As `CaseRows.flags`: an operation counts as complicated where any of its rows says so."""
        if not self._named(*FLAGS):
            return None
        rows = pd.concat(self._flags, ignore_index=True)
        return rows.groupby(["case", "date"], as_index=False, dropna=False).max()

    def _named(self, *names: str) -> list[str]:
        return [name for name in names if name in self._columns]

    def _place(self, what: str) -> dict[str, str]:
        header = self._table.headers[self._columns[what]]
        return {"file": self._table.file, "sheet": self._table.sheet, "column": header}

    def _days_of(self, piece: pd.DataFrame) -> NDArray[Any]:
        column = self._columns["date"]
        us = self._options.system in {"CPT", "ICD10PCS"}
        read = read_days(piece[column], latest=self._options.latest, month_first=us)
        place = self._place("date")
        if read.mixed:
            self._troubles.rows("mixed_days", piece, np.arange(len(piece)) == 0, **place)
        self._troubles.rows("not_a_day", piece, read.bad, shown=column, **place)
        self._troubles.rows("day_out_of_range", piece, read.out_of_range, shown=column, **place)
        empty = (piece[column].str.strip() == "").to_numpy()
        self._troubles.rows("no_day", piece, empty, **place)
        return read.days

    def _check_cases(self, piece: pd.DataFrame) -> None:
        for what, kind in (("case", "no_case"), ("codes", "no_code")):
            empty = (piece[self._columns[what]].str.strip() == "").to_numpy()
            self._troubles.rows(kind, piece, empty, **self._place(what))

    def _exploded(self, piece: pd.DataFrame, what: str, texts: Texts) -> NDArray[np.int64]:
        """Add every code of the cells to `texts`; which row each of them came from."""
        numbers, cells = pd.factorize(piece[self._columns[what]])
        split = [
            [code for code in _SEPARATORS.split(cell) if code not in ("", "-")] for cell in cells
        ]
        sizes = np.array([len(codes) for codes in split], dtype=np.int64)
        ends = np.cumsum(sizes)
        flat = np.array([code for codes in split for code in codes], dtype=object)
        count = sizes[numbers] if len(numbers) else np.array([], np.int64)
        rows = np.repeat(np.arange(len(piece)), count)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        starts = (ends - sizes)[numbers] if len(numbers) else np.array([], np.int64)
        texts.add(pd.Series(flat[np.repeat(starts, count) + within], dtype=object))
        return rows

    def _flags_of(
        self, piece: pd.DataFrame, case: NDArray[np.uint64], days: NDArray[Any]
    ) -> pd.DataFrame:
        frame = pd.DataFrame({"case": case, "date": days})
        for name in self._named(*FLAGS):
            column = self._columns[name]
            words = piece[column].str.strip().str.casefold()
            values = np.select([words.isin(_YES), words.isin(_NO)], [1.0, 0.0], np.nan)
            unknown = (~words.isin(_YES | _NO | {""})).to_numpy()
            self._troubles.rows("not_yes_or_no", piece, unknown, shown=column, **self._place(name))
            frame[name] = values
        return frame


def _joined(parts: list[Any], dtype: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.array([], dtype=dtype)
