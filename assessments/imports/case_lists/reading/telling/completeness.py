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
# § 21 data sets: `hospital_stays.Places` says what the first four mean.
OUTSIDE_STAY: Final = "outside_stay"
WITHOUT_STAY: Final = "without_stay"
IN_INTENSIVE_CARE: Final = "in_intensive_care"
ONLY_IN_INTENSIVE_CARE: Final = "only_in_intensive_care"
# The file names another department for the operation than the one in which the patient lay.
OPERATED_BY_OTHERS: Final = "operated_by_others"
# Every row of the operation is marked as cancelled.
CANCELLED: Final = "cancelled"
LOST: Final = (UNKNOWN_CODES, UNREADABLE_CODES)
# The case has several main diagnoses, of which the first in the order of rules counts.
TWO_MAIN_DIAGNOSES: Final = "two_main_diagnoses"
# The main diagnosis is a text that is no code of ICD-10.
MAIN_IS_NO_CODE: Final = "main_is_no_code"
# The case is a patient: diagnoses of several stays count together.
PATIENT_ALONE: Final = "patient_alone"
# Some code has no day of its own and was given that of the first operation of its case.
SHARED_DAY: Final = "shared_day"
# Changed to an open or microsurgical operation while it went on; words that are not known.
CONVERTED: Final = "converted"
UNREAD_TECHNIQUE: Final = "unread_technique"
UNREAD_PATHOLOGY: Final = "unread_pathology"
TOLD: Final = (
    COUNTED,
    WITHOUT_MAIN,
    *LOST,
    OUTSIDE_STAY,
    WITHOUT_STAY,
    IN_INTENSIVE_CARE,
    ONLY_IN_INTENSIVE_CARE,
    OPERATED_BY_OTHERS,
    TWO_MAIN_DIAGNOSES,
    MAIN_IS_NO_CODE,
    PATIENT_ALONE,
    SHARED_DAY,
    CANCELLED,
    CONVERTED,
    UNREAD_TECHNIQUE,
    UNREAD_PATHOLOGY,
)

# Told of an operation also where it is true only of codes that make no operation by themselves.
OF_ANY_CODE: Final = (SHARED_DAY,)

_LOST_BY_REASON: Final = {"unknown": UNKNOWN_CODES, "wrong_system": UNREADABLE_CODES}


def notes_of(
    operations: pd.DataFrame,
    lost: pd.DataFrame,
    left_out: Mapping[str, pd.DataFrame],
    rows: CaseRows,
) -> list[dict[str, Any]]:
    """One dict for each department, month and thing told.

    Keys: department, other_department, month, what, operations. `operations` and `lost`: as
    `benchmarks.casemix.classification.Cases`, with their departments; `operations` also with
    `pathology_unread`: no diagnosis decides, and the word of the file for the pathology is not
    known. `left_out`: by key, the operations of `CaseRows.left_out` that are lost, with their
    departments.
    """
    keys = ["case", "date"]
    main = rows.diagnoses.loc[rows.diagnoses["main"], "case"]
    told = [
        (COUNTED, operations),
        (WITHOUT_MAIN, operations[~operations["case"].isin(main)]),
        (CONVERTED, operations[operations["converted"]]),
        (UNREAD_TECHNIQUE, operations[operations["words_unread"]]),
        (UNREAD_PATHOLOGY, operations[operations["pathology_unread"]]),
        *((what, lost[lost["reason"] == reason]) for reason, what in _LOST_BY_REASON.items()),
        *left_out.items(),
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
    by = ["department", "other_department", "month"]
    counted = pd.DataFrame({name: frame[name].astype(str) for name in by[:2]} | {"month": months})
    sizes = counted.value_counts(by, sort=False).sort_index()
    rows = sizes.rename("operations").reset_index().to_dict("records")
    return [{"what": what} | {str(name): value for name, value in row.items()} for row in rows]
