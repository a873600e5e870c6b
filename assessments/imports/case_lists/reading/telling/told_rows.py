"""Which coded rows a reader has told: each function marks rows of `CaseRows.procedures`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_lists.reading.telling.completeness import (
    MAIN_IS_NO_CODE,
    TWO_MAIN_DIAGNOSES,
)
from benchmarks.casemix.code_tables import normalise

Bools = NDArray[np.bool_]
# The beginning that every code of ICD-10 has.
_ICD = re.compile(r"[A-Z]\d[0-9A-Z]")


def of_main_diagnoses(procedures: pd.DataFrame, diagnoses: pd.DataFrame) -> dict[str, Bools]:
    """Rows of cases with two different main diagnoses, and of cases whose main one is no code.

    `diagnoses`: as `CaseRows.diagnoses`.
    """
    is_main = diagnoses["main"].to_numpy(dtype=bool)
    case = diagnoses["case"].to_numpy()[is_main]
    numbers, distinct = pd.factorize(diagnoses["code"][is_main])
    codes = np.array([normalise(str(text)) for text in distinct], dtype=object)
    same, _codes = pd.factorize(codes)
    is_code = np.array([_ICD.match(code) is not None for code in codes], dtype=bool)
    wordy = case[~is_code[numbers]]
    if wordy.size:
        wordy = np.setdiff1d(wordy, case[is_code[numbers]])
    return {
        TWO_MAIN_DIAGNOSES: _rows_of(procedures, _with_several(case, same[numbers])),
        MAIN_IS_NO_CODE: _rows_of(procedures, wordy),
    }


def of_patients(procedures: pd.DataFrame, case: Any, day: Any, alone: Bools) -> Bools:
    """Rows of cases that are patients: nothing tells their stays apart, and they have several days.

    `case`, `day`, `alone` (the key is the number of a patient and no more): one element for each
    row of the file.
    """
    days = day[alone].astype("datetime64[D]").astype(np.int64)
    return _rows_of(procedures, _with_several(case[alone], days))


def _rows_of(procedures: pd.DataFrame, cases: NDArray[Any]) -> Bools:
    if not cases.size:
        return np.zeros(len(procedures), dtype=bool)
    return procedures["case"].isin(cases).to_numpy(dtype=bool)


def _with_several(case: NDArray[Any], what: NDArray[Any]) -> NDArray[Any]:
    """The cases with more than one different value; a case may stand there several times."""
    numbers, distinct = pd.factorize(case)
    first = np.empty(len(distinct), dtype=what.dtype)
    # The last that is written stays: the first of each case.
    first[numbers[::-1]] = what[::-1]
    differs: Bools = what != first[numbers]
    return case[differs]
