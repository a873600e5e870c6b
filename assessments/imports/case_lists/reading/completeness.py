"""How complete a case list is: what is told of its operations, by department and month.

Everything is counted in spine operations (a case and a day), never in rows or codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from assessments.imports.case_lists.reading.rows import CaseRows

# What can be told of an operation. The first two are counted here, the next two are operations that
# are lost because no code of them counts and some code is unknown or unreadable; the others come
# from the reader of a format (`CaseRows.told`).
COUNTED: Final = "counted"
WITHOUT_MAIN: Final = "without_main"
UNKNOWN_CODES: Final = "unknown_codes"
UNREADABLE_CODES: Final = "unreadable_codes"
LOST: Final = (UNKNOWN_CODES, UNREADABLE_CODES)
# The case has several main diagnoses, of which the first in the order of rules counts.
TWO_MAIN_DIAGNOSES: Final = "two_main_diagnoses"
# The main diagnosis is a text that is no code of ICD-10.
MAIN_IS_NO_CODE: Final = "main_is_no_code"
# The case is a patient: diagnoses of several stays count together.
PATIENT_ALONE: Final = "patient_alone"
# Some code has no day of its own and was given that of the first operation of its case.
SHARED_DAY: Final = "shared_day"
# Left out because their status says that they were cancelled.
CANCELLED: Final = "cancelled"
TOLD: Final = (
    COUNTED,
    WITHOUT_MAIN,
    *LOST,
    TWO_MAIN_DIAGNOSES,
    MAIN_IS_NO_CODE,
    PATIENT_ALONE,
    SHARED_DAY,
    CANCELLED,
)

_LOST_BY_REASON: Final = {"unknown": UNKNOWN_CODES, "wrong_system": UNREADABLE_CODES}


def notes_of(
    operations: pd.DataFrame,
    lost: pd.DataFrame,
    rows: CaseRows,
    left_out: Mapping[str, pd.DataFrame] | None = None,
) -> list[dict[str, Any]]:
    """One dict for each department, month and thing told: department, month, what, operations.

    `operations` and `lost`: as `benchmarks.casemix.classification.Cases`, with their department.
    `left_out`: by thing told, operations that do not count.
    """
    keys = ["case", "date"]
    main = rows.diagnoses.loc[rows.diagnoses["main"], "case"]
    told = [
        (COUNTED, operations),
        (WITHOUT_MAIN, operations[~operations["case"].isin(main)]),
        *((what, lost[lost["reason"] == reason]) for reason, what in _LOST_BY_REASON.items()),
        *(left_out or {}).items(),
    ]
    for what, where in rows.told.items():
        if not where.any():
            continue
        marked = rows.procedures.loc[where, keys].drop_duplicates()
        told.append((what, operations.merge(marked, on=keys, how="inner")))
    return [row for what, frame in told for row in _by_month(frame, what)]


def _by_month(frame: pd.DataFrame, what: str) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    days = frame["date"].to_numpy(dtype="datetime64[D]")
    months = np.where(np.isnat(days), "", days.astype("datetime64[M]").astype(str))
    counted = pd.DataFrame({"department": frame["department"].astype(str), "month": months})
    sizes = counted.value_counts(["department", "month"], sort=False).sort_index()
    rows = sizes.rename("operations").reset_index().to_dict("records")
    return [{"what": what} | {str(name): value for name, value in row.items()} for row in rows]
