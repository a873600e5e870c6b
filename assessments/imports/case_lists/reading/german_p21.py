"""The German § 21 data set: OPS.csv and ICD.csv, with FAB.csv and FALL.csv where given.

Source of the layout: § 21 KHEntgG data sets as hospitals send them to InEK; columns are matched by
name, because some are added every year. Only case key, codes, dates and department keys are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from assessments.import_records.problems import Place, Problem, UnreadableFile, refuse
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.hospital_stays import (
    StayColumns,
    departments_of,
    read_stays,
)
from assessments.imports.case_lists.reading.rows import (
    CaseRows,
    CodeColumn,
    ReadingContext,
    TextColumn,
    joined,
    place_of,
)
from assessments.imports.case_lists.reading.tables import CaseTable, column_of

NAME = "german_p21"
_CASE = "khinterneskennzeichen"
_CODE = ("opskode", "opscode")
_DAY = ("opsdatum",)
_DIAGNOSIS = ("icdkode", "icdcode")
_SORT = "diagnoseart"
_UNIT = ("fab", "fachabteilung", "fachabteilungsschlüssel")
_FROM, _TO = ("fabaufnahmedatum",), ("fabentlassungsdatum",)
_MAIN = "HD"
# The columns that OPS.csv must have, as the data set writes them.
_NEEDED = {"KH-internes-Kennzeichen": (_CASE,), "OPS-Kode": _CODE, "OPS-Datum": _DAY}
NAMES = frozenset([_CASE, *_CODE, *_DAY, *_DIAGNOSIS, _SORT, *_UNIT, *_FROM, *_TO, "ik"])


@dataclass(frozen=True)
class Parts:
    """Which table is which; a part may come in several files."""

    procedures: tuple[CaseTable, ...]
    diagnoses: tuple[CaseTable, ...]
    units: tuple[CaseTable, ...]
    # Tables of the data set that are not needed, such as FALL.csv.
    others: tuple[CaseTable, ...]

    @property
    def tables(self) -> tuple[CaseTable, ...]:
        """All of them."""
        return (*self.procedures, *self.diagnoses, *self.units, *self.others)


def recognise(tables: Sequence[CaseTable]) -> Parts | None:
    """The parts of the data set, by their columns; None where there is no OPS table."""
    ours = [table for table in tables if _CASE in table.names]

    def with_columns(*names: tuple[str, ...]) -> tuple[CaseTable, ...]:
        return tuple(
            table for table in ours if all(column_of(table, *some) is not None for some in names)
        )

    parts = (
        with_columns(_CODE, _DAY),
        with_columns(_DIAGNOSIS, (_SORT,)),
        with_columns(_UNIT, _FROM),
    )
    if not parts[0]:
        return None
    used = {id(table) for part in parts for table in part}
    return Parts(*parts, others=tuple(table for table in ours if id(table) not in used))


def lacking(tables: Sequence[CaseTable]) -> UnreadableFile | None:
    """The refusal of a table that is nearly OPS.csv, naming the columns it lacks."""
    for table in tables:
        missing = [name for name, known in _NEEDED.items() if column_of(table, *known) is None]
        if len(missing) == 1:
            return refuse("missing_columns", Place(file=table.file), missing=missing[0])
    return None


def read(parts: Parts, reading: ReadingContext) -> CaseRows:
    """The coded rows of the data set."""
    if not parts.diagnoses:
        raise refuse("p21_without_diagnoses")
    procedures, codes = _procedures(parts.procedures, reading)
    diagnoses = _diagnoses(parts.diagnoses, reading)
    remarks: tuple[Problem, ...] = codes.unreadable("OPS")
    if parts.units:
        stays = read_stays([(table, _stay_columns(table)) for table in parts.units], reading)
        procedures["department"] = departments_of(procedures, stays)
    else:
        remarks = (*remarks, Problem("p21_without_departments"))
    return CaseRows(
        format=NAME,
        system="OPS",
        diagnosis_system="ICD10GM",
        procedures=procedures,
        diagnoses=diagnoses,
        cases=int(pd.unique(diagnoses["case"]).size),
        rows=len(procedures) + len(diagnoses),
        remarks=remarks,
    )


def _key(table: CaseTable) -> list[int]:
    """The columns that name a case: the hospital's number, if any, and the case's."""
    house = column_of(table, "ik")
    return [*([house] if house is not None else []), table.names.index(_CASE)]


def _position(table: CaseTable, *names: str) -> int:
    """The column of a table that was recognised by it."""
    found = column_of(table, *names)
    assert found is not None
    return found


def _stay_columns(table: CaseTable) -> StayColumns:
    return StayColumns(
        case=tuple(_key(table)),
        unit=_position(table, *_UNIT),
        start=_position(table, *_FROM),
        end=column_of(table, *_TO),
    )


def _procedures(
    tables: Sequence[CaseTable], reading: ReadingContext
) -> tuple[pd.DataFrame, CodeColumn]:
    cases, days, codes = [], [], CodeColumn()
    for table in tables:
        key, code, day = _key(table), _position(table, *_CODE), _position(table, *_DAY)
        for piece in table.pieces([*key, code, day]):
            filled = _is_filled(piece)
            without = {
                column: filled & (piece[column] == "").to_numpy() for column in (key[-1], code, day)
            }
            for kind, column in (("no_case", key[-1]), ("no_code", code), ("no_day", day)):
                reading.troubles.rows(kind, piece, without[column], **place_of(table, column))
            days.append(reading.days(table, piece, day, filled)[filled])
            cases.append(reading.hashed([piece[part] for part in key])[filled])
            codes.take(piece.loc[filled, code], table, code)
    frame = pd.DataFrame(
        {
            "case": joined(cases, np.uint64),
            "date": joined(days, "datetime64[D]"),
            "code": codes.column(),
        }
    )
    return frame, codes


def _diagnoses(tables: Sequence[CaseTable], reading: ReadingContext) -> pd.DataFrame:
    cases, main, codes = [], [], TextColumn()
    for table in tables:
        key, code, sort = _key(table), _position(table, *_DIAGNOSIS), _position(table, _SORT)
        for piece in table.pieces([*key, code, sort]):
            filled = _is_filled(piece)
            no_case = filled & (piece[key[-1]] == "").to_numpy()
            reading.troubles.rows("no_case", piece, no_case, **place_of(table, key[-1]))
            cases.append(reading.hashed([piece[part] for part in key])[filled])
            main.append(piece[sort].isin([_MAIN, _MAIN.lower()]).to_numpy()[filled])
            codes.add(piece.loc[filled, code])
    return pd.DataFrame(
        {
            "case": joined(cases, np.uint64),
            "code": codes.column(),
            "main": joined(main, np.bool_),
        }
    )


def _is_filled(piece: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows that are not empty lines."""
    filled: NDArray[np.bool_] = np.logical_or.reduce(
        [(piece[column] != "").to_numpy() for column in piece]
    )
    return filled


def _recognised(tables: Sequence[CaseTable]) -> Recognised | None:
    parts = recognise(tables)
    return None if parts is None else Recognised(parts.tables, partial(read, parts))


FORMAT = Format(
    words={
        NAME: FormatWords(
            _("German § 21 data set"),
            _("The columns KH-internes-Kennzeichen, OPS-Kode and OPS-Datum are there."),
        )
    },
    column_names=NAMES,
    recognise=_recognised,
    lacking=lacking,
)
