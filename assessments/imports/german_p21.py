"""The German § 21 data set: OPS.csv and ICD.csv, with FAB.csv and FALL.csv where given.

Source of the layout: § 21 KHEntgG data sets as hospitals send them to InEK; columns are matched by
name, because some are added every year. Only case key, codes, dates and department keys are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessments.imports.case_dates import read_days
from assessments.imports.case_rows import CaseOptions, CaseRows, Texts, Troubles, hashed
from assessments.imports.case_tables import CaseTable, column_of
from assessments.imports.problems import Problem, refuse

NAME = "german_p21"
_CASE = "khinterneskennzeichen"
_CODE = ("opskode", "opscode")
_DAY = ("opsdatum",)
_DIAGNOSIS = ("icdkode", "icdcode")
_SORT = "diagnoseart"
_UNIT = ("fab", "fachabteilung", "fachabteilungsschlüssel")
_FROM, _TO = ("fabaufnahmedatum",), ("fabentlassungsdatum",)
_MAIN = "HD"


@dataclass(frozen=True)
class Parts:
    """Which table is which."""

    procedures: CaseTable
    diagnoses: CaseTable | None
    units: CaseTable | None


def recognise(tables: Sequence[CaseTable]) -> Parts | None:
    """The parts of the data set, by their columns; None where there is no OPS table."""

    def table_with(*names: tuple[str, ...]) -> CaseTable | None:
        return next(
            (
                table
                for table in tables
                if _CASE in table.names
                and all(column_of(table, *some) is not None for some in names)
            ),
            None,
        )

    procedures = table_with(_CODE, _DAY)
    if procedures is None:
        return None
    return Parts(procedures, table_with(_DIAGNOSIS, (_SORT,)), table_with(_UNIT, _FROM))


def read(parts: Parts, options: CaseOptions, troubles: Troubles) -> CaseRows:
    """The coded rows of the data set."""
    if parts.diagnoses is None:
        raise refuse("p21_without_diagnoses")
    procedures = _procedures(parts.procedures, options, troubles)
    diagnoses = _diagnoses(parts.diagnoses, options)
    remarks: tuple[Problem, ...] = ()
    if parts.units is not None:
        procedures["department"] = _department_of(procedures, parts.units, options)
    else:
        remarks = (Problem("p21_without_departments"),)
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


def _procedures(table: CaseTable, options: CaseOptions, troubles: Troubles) -> pd.DataFrame:
    key, code, day = _key(table), column_of(table, *_CODE), column_of(table, *_DAY)
    assert code is not None
    assert day is not None
    cases, days, codes = [], [], Texts()
    for piece in table.pieces([*key, code, day]):
        filled = piece[piece[code].str.strip() != ""]
        read = read_days(filled[day], latest=options.latest)
        place = {"file": table.file, "column": table.headers[day], "shown": day}
        troubles.rows("not_a_day", filled, read.bad, **place)
        troubles.rows("day_out_of_range", filled, read.out_of_range, **place)
        no_case = (filled[key[-1]].str.strip() == "").to_numpy()
        troubles.rows("no_case", filled, no_case, file=table.file, column=table.headers[key[-1]])
        cases.append(hashed([filled[part] for part in key], options.salt))
        days.append(read.days)
        codes.add(filled[code])
    return pd.DataFrame(
        {
            "case": np.concatenate(cases) if cases else np.array([], np.uint64),
            "date": np.concatenate(days) if days else np.array([], "datetime64[D]"),
            "code": codes.column(),
        }
    )


def _diagnoses(table: CaseTable, options: CaseOptions) -> pd.DataFrame:
    key, code = _key(table), column_of(table, *_DIAGNOSIS)
    assert code is not None
    sort = table.names.index(_SORT)
    cases, main, codes = [], [], Texts()
    for piece in table.pieces([*key, code, sort]):
        cases.append(hashed([piece[part] for part in key], options.salt))
        main.append((piece[sort].str.strip().str.upper() == _MAIN).to_numpy())
        codes.add(piece[code])
    return pd.DataFrame(
        {
            "case": np.concatenate(cases) if cases else np.array([], np.uint64),
            "code": codes.column(),
            "main": np.concatenate(main) if main else np.array([], bool),
        }
    )


def _department_of(
    procedures: pd.DataFrame, table: CaseTable, options: CaseOptions
) -> pd.Categorical:
    """For every procedure the department in which the patient lay on that day.

    Where the stays do not tell (a day outside all of them), it is the first of the case; "" where
    the case has no stay.
    """
    stays = _stays(table, options)
    asked = procedures[["case", "date"]].drop_duplicates().reset_index(drop=True)
    met = asked.reset_index(names="at").merge(stays, on="case", how="left")
    covers = (met["date"] >= met["start"]) & ((met["date"] <= met["end"]) | met["end"].isna())
    met = met.sort_values("start", kind="stable")
    first = met.drop_duplicates("at").set_index("at")["unit"]
    # On the day of a transfer, the stay that begins is the one in which the patient is operated on.
    during = (
        met[covers.reindex(met.index)].drop_duplicates("at", keep="last").set_index("at")["unit"]
    )
    asked["unit"] = during.reindex(asked.index).fillna(first.reindex(asked.index)).fillna("")
    joined = procedures[["case", "date"]].merge(asked, on=["case", "date"], how="left")
    return pd.Categorical(joined["unit"])


def _stays(table: CaseTable, options: CaseOptions) -> pd.DataFrame:
    key, unit, start = _key(table), column_of(table, *_UNIT), column_of(table, *_FROM)
    end = column_of(table, *_TO)
    assert unit is not None
    assert start is not None
    columns = [*key, unit, start, *([end] if end is not None else [])]
    parts = [
        pd.DataFrame(
            {
                "case": hashed([piece[part] for part in key], options.salt),
                "unit": piece[unit].str.strip().str.upper().to_numpy(),
                "start": read_days(piece[start], latest=options.latest).days,
                "end": read_days(piece[end], latest=options.latest).days
                if end is not None
                else np.datetime64("NaT"),
            }
        )
        for piece in table.pieces(columns)
    ]
    return pd.concat(parts, ignore_index=True)
