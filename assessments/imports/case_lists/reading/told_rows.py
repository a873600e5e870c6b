"""Which coded rows a reader has told: each function marks rows of `CaseRows.procedures`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.case_lists.reading.completeness import MAIN_IS_NO_CODE, TWO_MAIN_DIAGNOSES
from benchmarks.casemix.code_tables import normalise

Bools = NDArray[np.bool_]
# The beginning that every code of ICD-10 has.
_ICD = re.compile(r"[A-Z]\d[0-9A-Z]")


def of_main_diagnoses(procedures: pd.DataFrame, diagnoses: pd.DataFrame) -> dict[str, Bools]:
    """Rows of cases with two different main diagnoses, and of cases whose main one is no code.

    `diagnoses`: as `CaseRows.diagnoses`.
    """
    main = diagnoses[diagnoses["main"]]
    numbers, distinct = pd.factorize(main["code"])
    codes = [normalise(str(text)) for text in distinct]
    known, _codes = pd.factorize(np.array(codes, dtype=object))
    is_code = np.array([_ICD.match(code) is not None for code in codes], dtype=bool)
    case = main["case"].to_numpy()
    coded = case[is_code[numbers]] if len(codes) else case
    two = _with_several(case, known[numbers] if len(codes) else numbers)
    return {
        TWO_MAIN_DIAGNOSES: procedures["case"].isin(two).to_numpy(),
        MAIN_IS_NO_CODE: procedures["case"].isin(np.setdiff1d(case, coded)).to_numpy(),
    }


def of_patients(procedures: pd.DataFrame, case: Any, day: Any, alone: Bools) -> Bools:
    """Rows of cases that are patients: nothing tells their stays apart, and they have several days.

    `case`, `day`, `alone` (the key is the number of a patient and no more): one element for each
    row of the file.
    """
    if not alone.any():
        return np.zeros(len(procedures), dtype=bool)
    days = day[alone].astype("datetime64[D]").astype(np.int64)
    return np.asarray(procedures["case"].isin(_with_several(case[alone], days)), dtype=bool)


def _with_several(case: NDArray[Any], what: NDArray[Any]) -> NDArray[Any]:
    """The cases with more than one different value."""
    pairs = pd.DataFrame({"case": case, "what": what}).drop_duplicates()
    counts = pairs["case"].value_counts(sort=False)
    return counts.index[counts.to_numpy() > 1].to_numpy()
