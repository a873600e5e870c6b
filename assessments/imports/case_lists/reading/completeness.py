"""How complete a case list is: what is told of its operations, by department and month.

Everything is counted in spine operations (a case and a day), never in rows or codes.
"""

from __future__ import annotations

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
# Changed to an open or microsurgical operation while it went on; words that are not known.
CONVERTED: Final = "converted"
UNREAD_TECHNIQUE: Final = "unread_technique"
UNREAD_PATHOLOGY: Final = "unread_pathology"
LOST: Final = (UNKNOWN_CODES, UNREADABLE_CODES)
TOLD: Final = (
    COUNTED,
    WITHOUT_MAIN,
    *LOST,
    CONVERTED,
    UNREAD_TECHNIQUE,
    UNREAD_PATHOLOGY,
)

_LOST_BY_REASON: Final = {"unknown": UNKNOWN_CODES, "wrong_system": UNREADABLE_CODES}


def notes_of(operations: pd.DataFrame, lost: pd.DataFrame, rows: CaseRows) -> list[dict[str, Any]]:
    """One dict for each department, month and thing told: department, month, what, operations.

    `operations` and `lost`: as `benchmarks.casemix.classification.Cases`, with their department;
    `operations` also with `pathology_unread`: no diagnosis decides, and the word of the file for
    the pathology is not known.
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
    ]
    for what, where in rows.told.items():
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
