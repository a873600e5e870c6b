"""The German § 21 data set: OPS.csv and ICD.csv, with FAB.csv and FALL.csv where given.

Source of the layout: § 21 KHEntgG data sets as hospitals send them to InEK; columns are matched by
name, because some are added every year. Only case key, codes, dates and department keys are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from assessments.import_records.department_keys import matching_keys
from assessments.import_records.problems import Place, Problem, UnreadableFile, refuse
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.p21.cancelled_rows import (
    cancelled_column,
    cancelled_rows,
)
from assessments.imports.case_lists.reading.p21.hospital_stays import (
    StayColumns,
    Stays,
    places_of,
    read_stays,
)
from assessments.imports.case_lists.reading.p21.lost_zeros import lost_zeros
from assessments.imports.case_lists.reading.rows import (
    CaseRows,
    CodeColumn,
    ReadingContext,
    TextColumn,
    joined,
    place_of,
)
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from assessments.imports.case_lists.reading.telling.completeness import (
    CANCELLED,
    IN_INTENSIVE_CARE,
    ONLY_IN_INTENSIVE_CARE,
    OPERATED_BY_OTHERS,
    OUTSIDE_STAY,
    WITHOUT_STAY,
)
from assessments.imports.case_lists.reading.telling.told_rows import of_main_diagnoses

NAME = "german_p21"
_CASE = "khinterneskennzeichen"
_CODE = ("opskode", "opscode")
_DAY = ("opsdatum",)
_DIAGNOSIS = ("icdkode", "icdcode")
_SECOND = ("sekundärkode", "sekundaerkode", "sekundärcode", "sekundaercode")
_SORT = "diagnoseart"
_UNIT = ("fab", "fachabteilung", "fachabteilungsschlüssel")
_FROM, _TO = ("fabaufnahmedatum",), ("fabentlassungsdatum",)
_ADMITTED, _DISCHARGED = ("aufnahmedatum",), ("entlassungsdatum",)
# The department that has operated; the data set has no such column, hospitals add it.
_OPERATED = (
    "opfachabteilung",
    "opsfachabteilung",
    "operierendefachabteilung",
    "durchführendefachabteilung",
    "opfab",
    "opsfab",
    *_UNIT,
)
# Words for the kind of a diagnosis; of numbers the first is the main one.
_MAIN = frozenset(["hd", "hauptdiagnose", "h", "1"])
_OTHER = frozenset(["nd", "nebendiagnose", "n", "sd", "sekundärdiagnose", "s", "0"])
# The columns that OPS.csv must have, as the data set writes them.
_NEEDED = {"KH-internes-Kennzeichen": (_CASE,), "OPS-Kode": _CODE, "OPS-Datum": _DAY}
_COLUMNS = (_CODE, _DAY, _DIAGNOSIS, _SECOND, _OPERATED, _FROM, _TO, _ADMITTED, _DISCHARGED)
NAMES = frozenset([_CASE, _SORT, "ik", *(name for names in _COLUMNS for name in names)])


@dataclass(frozen=True)
class Parts:
    """Which table is which; a part may come in several files."""

    procedures: tuple[CaseTable, ...]
    diagnoses: tuple[CaseTable, ...]
    units: tuple[CaseTable, ...]
    admissions: tuple[CaseTable, ...]
    # Tables of the data set that are not needed, such as ENTGELTE.csv.
    others: tuple[CaseTable, ...]

    @property
    def tables(self) -> tuple[CaseTable, ...]:
        """All of them."""
        return (*self.read, *self.others)

    @property
    def read(self) -> tuple[CaseTable, ...]:
        """Those that are read."""
        return (*self.procedures, *self.diagnoses, *self.units, *self.admissions)


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
        with_columns(_ADMITTED, _DISCHARGED),
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
    found = _DataSet(parts, reading)
    zeros: tuple[Problem, ...] = ()
    if found.misses_cases and not reading.troubles.count:
        digits, zeros = lost_zeros([(table, table.names.index(_CASE)) for table in parts.read])
        found = _DataSet(parts, reading, digits) if digits else found
    if not reading.troubles.count:
        found.refuse_other_files()
    without: tuple[Problem, ...] = () if parts.units else (Problem("p21_without_departments"),)
    coded = CaseRows(
        format=NAME,
        system="OPS",
        diagnosis_system="ICD10GM",
        procedures=found.counted,
        diagnoses=found.diagnoses,
    )
    return replace(
        coded,
        cases=int(pd.unique(found.diagnoses["case"]).size),
        rows=len(found.procedures) + len(found.diagnoses),
        remarks=(*without, *zeros, *found.unreadable, *found.shares()),
        told=found.told | of_main_diagnoses(found.counted, found.diagnoses),
        left_out={what: replace(coded, procedures=rows) for what, rows in found.left_out.items()},
    )


class _DataSet:
    """The tables of the data set, read once, with the department of each procedure."""

    def __init__(self, parts: Parts, reading: ReadingContext, digits: int = 0) -> None:
        self._parts, self._reading, self._digits = parts, reading, digits
        # The number of the hospital tells cases apart only where every file has it.
        self._has_house = all(column_of(table, "ik") is not None for table in parts.read)
        self.diagnoses = self._diagnoses()
        self.procedures = self._procedures()
        self._stays = read_stays(
            [(table, self._stay_columns(table, _FROM, _TO, _UNIT)) for table in parts.units],
            reading,
            digits,
        )
        self._operated = pd.Series(pd.unique(self.procedures["case"]), dtype=np.uint64)
        self._with_stay = self._operated.isin(self._stays.cases).to_numpy()
        self._with_diagnosis = self._operated.isin(self.diagnoses["case"]).to_numpy()
        told = self._place()
        cancelled = self.procedures["cancelled"].to_numpy()
        columns = [one for one in self.procedures if one not in ("moment", "cancelled", "operated")]
        rows = self.procedures[columns]
        self.counted = rows[~cancelled].reset_index(drop=True) if cancelled.any() else rows
        self.told = {what: where[~cancelled] for what, where in told.items() if where.any()}
        left = rows[cancelled].reset_index(drop=True)
        self.left_out = {} if left.empty else {CANCELLED: left}

    @property
    def misses_cases(self) -> bool:
        """Whether some case with procedures is in none of the rows of another file."""
        lacks_stays = bool(self._parts.units) and not self._with_stay.all()
        return lacks_stays or not self._with_diagnosis.all()

    def refuse_other_files(self) -> None:
        """Refuse files that are of another period, or of other cases."""
        if self.procedures.empty:
            return
        days = self.procedures["date"].to_numpy(dtype="datetime64[D]")
        starts, ends = (
            moments.astype("datetime64[D]") for moments in (self._stays.start, self._stays.end)
        )
        # Days that are not known are neither before nor after the operations.
        if starts.size and (ends.max() < days.min() or starts.min() > days.max()):
            known = np.concatenate([starts, ends])
            stays = _period(known[~np.isnat(known)])
            raise refuse("p21_other_period", operations=_period(days), stays=stays)
        if not self._with_diagnosis.any():
            raise refuse("p21_other_diagnoses")
        if self._parts.units and not self._with_stay.any():
            raise refuse("p21_other_stays")

    def shares(self) -> tuple[Problem, ...]:
        """How many cases the files have in common, where it is not all."""
        cases = len(self._operated)
        mains = self.diagnoses.loc[self.diagnoses["main"], "case"]
        with_main, with_stay = int(self._operated.isin(mains).sum()), self._with_stay
        found = []
        if with_main < cases:
            values = {
                "cases": cases,
                "with_main": with_main,
                "diagnosed": int(self.diagnoses["case"].nunique()),
                "with_procedures": int(self._with_diagnosis.sum()),
            }
            found.append(Problem("p21_main_shares", values=values))
        if self._parts.units and not with_stay.all():
            values = {"cases": cases, "with_stay": int(with_stay.sum())}
            found.append(Problem("p21_stay_shares", values=values))
        return tuple(found)

    def _place(self) -> dict[str, NDArray[np.bool_]]:
        """Add the departments to the procedures; returns what is to be told of them."""
        rows = self.procedures
        case = rows["case"].to_numpy()
        moment = rows["moment"].to_numpy(dtype="datetime64[m]")
        told: dict[str, NDArray[np.bool_]] = {}
        if self._parts.units:
            places = places_of(case, moment, self._stays)
            rows["department"], rows["other_department"] = places.department, places.lay
            told = {
                OUTSIDE_STAY: places.outside,
                WITHOUT_STAY: places.without,
                IN_INTENSIVE_CARE: places.in_intensive_care,
                ONLY_IN_INTENSIVE_CARE: places.only_in_intensive_care,
            }
        without = told.get(WITHOUT_STAY, np.ones(len(rows), dtype=bool))
        if self._parts.admissions and without.any():
            # Read only where it is needed: it bounds the cases that have no stay.
            admitted = places_of(case[without], moment[without], self._admissions())
            outside = np.zeros(len(rows), dtype=bool)
            outside[without] = admitted.outside
            told[OUTSIDE_STAY] = told.get(OUTSIDE_STAY, False) | outside
            if WITHOUT_STAY in told:
                told[WITHOUT_STAY] = without & ~outside
        if "operated" in rows:
            told |= _by_those_who_operated(rows, told)
        # Where several codes of a day make an operation, the first of them names the department.
        minutes = (moment - moment.astype("datetime64[D]")).astype(np.int64)
        rows["place"] = np.where(np.isnat(moment), 0, minutes)
        return told

    def _admissions(self) -> Stays:
        tables = [
            (table, self._stay_columns(table, _ADMITTED, _DISCHARGED, None))
            for table in self._parts.admissions
        ]
        return read_stays(tables, self._reading, self._digits)

    def _key(self, table: CaseTable) -> tuple[int, ...]:
        """The columns that name a case: the hospital's number, if any, and the case's."""
        house = (_position(table, "ik"),) if self._has_house else ()
        return (*house, table.names.index(_CASE))

    def _stay_columns(
        self,
        table: CaseTable,
        start: tuple[str, ...],
        end: tuple[str, ...],
        unit: tuple[str, ...] | None,
    ) -> StayColumns:
        return StayColumns(
            case=self._key(table),
            unit=None if unit is None else _position(table, *unit),
            start=_position(table, *start),
            end=column_of(table, *end),
            cancelled=cancelled_column(table),
        )

    def _cases(self, table: CaseTable, piece: pd.DataFrame) -> NDArray[np.uint64]:
        return self._reading.cases(table, piece, self._key(table), digits=self._digits)

    def _procedures(self) -> pd.DataFrame:
        reading, tables = self._reading, self._parts.procedures
        cases, moments, cancelled = [], [], []
        codes, operated = CodeColumn(), TextColumn()
        for table in tables:
            key, code, day = self._key(table), _position(table, *_CODE), _position(table, *_DAY)
            mark, unit = cancelled_column(table), column_of(table, *_OPERATED)
            optional = [one for one in (mark, unit) if one is not None]
            for piece in table.pieces([*key, code, day, *optional]):
                filled = _is_filled(piece)
                without = {
                    column: filled & (piece[column] == "").to_numpy()
                    for column in (key[-1], code, day)
                }
                for kind, column in (("no_case", key[-1]), ("no_code", code), ("no_day", day)):
                    reading.troubles.rows(kind, piece, without[column], **place_of(table, column))
                moments.append(reading.moments(table, piece, day, filled)[filled])
                cases.append(self._cases(table, piece)[filled])
                cancelled.append(cancelled_rows(table, piece, mark, reading)[filled])
                codes.take(piece.loc[filled, code], table, code)
                words = pd.Series("", index=piece.index) if unit is None else piece[unit]
                operated.add(words[filled])
        moment = joined(moments, "datetime64[m]")
        frame = pd.DataFrame(
            {
                "case": joined(cases, np.uint64),
                "date": moment.astype("datetime64[D]"),
                "code": codes.column(),
                "moment": moment.astype("datetime64[s]"),
                "cancelled": joined(cancelled, np.bool_),
            }
        )
        self.unreadable = codes.unreadable("OPS")
        if any(column_of(table, *_OPERATED) is not None for table in tables):
            frame["operated"] = operated.column()
        return frame

    def _diagnoses(self) -> pd.DataFrame:
        reading = self._reading
        cases, main, codes = [], [], TextColumn()
        for table in self._parts.diagnoses:
            key, code = self._key(table), _position(table, *_DIAGNOSIS)
            sort, second = _position(table, _SORT), column_of(table, *_SECOND)
            mark = cancelled_column(table)
            optional = [one for one in (second, mark) if one is not None]
            for piece in table.pieces([*key, code, sort, *optional]):
                filled = _is_filled(piece) & ~cancelled_rows(table, piece, mark, reading)
                no_case = filled & (piece[key[-1]] == "").to_numpy()
                reading.troubles.rows("no_case", piece, no_case, **place_of(table, key[-1]))
                case = self._cases(table, piece)
                cases.append(case[filled])
                main.append(_is_main(table, piece, sort, filled, reading)[filled])
                codes.add(piece.loc[filled, code])
                if second is not None:
                    paired = filled & (piece[second] != "").to_numpy()
                    cases.append(case[paired])
                    main.append(np.zeros(int(paired.sum()), dtype=bool))
                    codes.add(piece.loc[paired, second])
        return pd.DataFrame(
            {
                "case": joined(cases, np.uint64),
                "code": codes.column(),
                "main": joined(main, np.bool_),
            }
        )


def _position(table: CaseTable, *names: str) -> int:
    """The column of a table that was recognised by it."""
    found = column_of(table, *names)
    assert found is not None
    return found


def _period(days: NDArray[Any]) -> str:
    return f"{days.min()} – {days.max()}"


def _by_those_who_operated(
    rows: pd.DataFrame, told: Mapping[str, NDArray[np.bool_]]
) -> dict[str, NDArray[np.bool_]]:
    """Count the rows that name it for the department that has operated; what is to be told.

    The patient lay where the stays say; without stays nothing is known of that.
    """
    operated = rows["operated"].cat
    has_stays = "department" in rows
    stays = list(map(str, rows["department"].cat.categories)) if has_stays else []
    words = [_as_in_stays(str(word), stays) for word in operated.categories]
    names = np.array([word != "" for word in words], dtype=bool)[operated.codes]
    by_word = np.array(words, dtype=object)[operated.codes]
    if not has_stays:
        rows["department"] = pd.Categorical(by_word)
        return {}
    lay = rows["other_department"].astype(object).to_numpy()
    rows["department"] = pd.Categorical(
        np.where(names, by_word, rows["department"].astype(object).to_numpy())
    )
    others = names & (by_word != lay) & (lay != "")
    in_intensive = told[IN_INTENSIVE_CARE] | told[ONLY_IN_INTENSIVE_CARE]
    return {
        OPERATED_BY_OTHERS: others & ~in_intensive,
        IN_INTENSIVE_CARE: others & in_intensive | told[IN_INTENSIVE_CARE],
        ONLY_IN_INTENSIVE_CARE: told[ONLY_IN_INTENSIVE_CARE] & ~others,
    }


def _as_in_stays(word: str, stays: Sequence[str]) -> str:
    """The department as the stays write it, where they have it once: 1700 is HA1700."""
    found = matching_keys([word], stays)
    return found[0] if len(found) == 1 else word.upper()


def _is_main(
    table: CaseTable,
    piece: pd.DataFrame,
    column: int,
    needed: NDArray[np.bool_],
    reading: ReadingContext,
) -> NDArray[np.bool_]:
    """Which rows are main diagnoses; a word for the kind that is not known is a problem."""
    numbers, distinct = pd.factorize(piece[column])
    words = [str(text).casefold() for text in distinct]
    known = [word in _MAIN | _OTHER or word.isdecimal() for word in words]
    unknown = ~np.array(known, dtype=bool)[numbers]
    place = {**place_of(table, column), "shown": column}
    reading.troubles.rows("unknown_diagnosis_kind", piece, unknown & needed, **place)
    return np.array([word in _MAIN for word in words], dtype=bool)[numbers]


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
