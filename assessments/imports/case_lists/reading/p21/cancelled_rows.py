"""Rows that a hospital has cancelled: systems keep them in their exports, with a mark."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessments.imports.case_lists.reading.dates import Bools
from assessments.imports.case_lists.reading.rows import ReadingContext, place_of
from assessments.imports.case_lists.reading.tables import CaseTable, column_of

_YES = frozenset(["1", "j", "ja", "y", "yes", "true", "wahr", "x", "s", "storniert", "storno"])
_NO = frozenset(["", "0", "n", "nein", "no", "false", "falsch", "-", "aktiv", "gültig"])
_MARKS = ("storniert", "storno", "stornokennzeichen", "stornokz", "iststorniert", "cancelled")
# A column for anything that can be said of a row; only these words say that it is cancelled.
_STATUS = ("status", "satzstatus")
_CANCELLED = frozenset(["storniert", "storno", "gelöscht", "ungültig", "cancelled", "canceled"])
_DAYS = ("stornodatum",)
NAMES = frozenset([*_MARKS, *_STATUS, *_DAYS])


def cancelled_column(table: CaseTable) -> int | None:
    """The column that marks cancelled rows; None where the table has none."""
    return column_of(table, *_MARKS, *_DAYS, *_STATUS)


def cancelled_rows(
    table: CaseTable, piece: pd.DataFrame, column: int | None, reading: ReadingContext
) -> Bools:
    """Which rows of the piece are cancelled; a mark that is neither yes nor no is a problem."""
    if column is None:
        return np.zeros(len(piece), dtype=bool)
    numbers, distinct = pd.factorize(piece[column])
    words = [str(text).casefold() for text in distinct]
    if table.names[column] in _DAYS:
        return np.array([word != "" for word in words], dtype=bool)[numbers]
    if table.names[column] in _STATUS:
        return np.array([word in _CANCELLED for word in words], dtype=bool)[numbers]
    unknown = np.array([word not in _YES | _NO for word in words], dtype=bool)
    place = {**place_of(table, column), "shown": column}
    reading.troubles.rows("unknown_cancelled", piece, unknown[numbers], **place)
    return np.array([word in _YES for word in words], dtype=bool)[numbers]
