"""Whether an operation took place, by what the list says of its state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.import_records.problems import Place, Problem
from assessments.imports.case_lists.reading.assigned_columns import Assigned
from assessments.imports.case_lists.reading.column_names import CHOICES, VAGUE_STATUS
from assessments.imports.case_lists.reading.rows import ReadingContext, place_of
from assessments.imports.files.columns import plain_name


def _plain(*words: str) -> frozenset[str]:
    return frozenset(map(plain_name, words))


_OFFERED = CHOICES["status"].values()
DONE = _plain(
    *(done for done, _cancelled in _OFFERED),
    *("", "completed", "complete", "performed", "finished", "abgeschlossen", "beendet"),
    *("erledigt", "erfolgt", "已完成", "手术完成", "已手术", "正常", "有效"),
)
CANCELLED_WORDS = _plain(
    *(cancelled for _done, cancelled in _OFFERED),
    *("canceled", "cancellation", "not performed", "storniert", "storno", "abgesetzt"),
    *("ausgefallen", "nicht durchgeführt", "已取消", "手术取消", "取消手术", "作废", "已作废"),
)


class States:
    """Finds the rows of cancelled operations, and words that say neither."""

    def __init__(self, reading: ReadingContext) -> None:
        self._reading = reading
        self._is_known = False
        self._unknown: set[str] = set()
        # The first row of each unknown word, with its table and column.
        self._first: list[tuple[pd.DataFrame, Assigned, int]] = []

    def cancelled(self, piece: pd.DataFrame, of: Assigned) -> NDArray[np.bool_]:
        """Which rows of the piece are operations that did not take place."""
        if "status" not in of.columns:
            return np.zeros(len(piece), dtype=bool)
        column = of.columns["status"]
        numbers, distinct = pd.factorize(piece[column])
        words = [plain_name(text) for text in distinct]
        is_cancelled = np.array([word in CANCELLED_WORDS for word in words], dtype=bool)
        known = CANCELLED_WORDS | (DONE - {""})
        self._is_known |= not known.isdisjoint(words) or not _is_vague(of)
        new = [
            number
            for number, word in enumerate(words)
            if word not in known and distinct[number] != "" and word not in self._unknown
        ]
        if new:
            self._unknown.update(words[number] for number in new)
            at = np.unique(numbers, return_index=True)[1][new]
            self._first.append((piece[[column]].iloc[at], of, column))
        return is_cancelled[numbers]

    def settle(self) -> Sequence[Problem]:
        """Note the words that say neither as problems; once all rows are read.

        A column that is only called “Status”, and in which no word is known, speaks of something
        else: it is not used, which is a remark.
        """
        if self._is_known:
            for first, of, column in self._first:
                every = np.ones(len(first), dtype=bool)
                place = {**place_of(of.table, column), "shown": column}
                self._reading.troubles.rows("unknown_status", first, every, **place)
            return ()
        found = [
            Place(file=of.table.file, sheet=of.table.sheet, column=of.table.headers[column])
            for _first, of, column in self._first
        ]
        return [Problem("status_not_used", place) for place in dict.fromkeys(found)]


def _is_vague(of: Assigned) -> bool:
    """Whether the name of the column may speak of something else than the operation."""
    name = of.table.names[of.columns["status"]]
    return name in VAGUE_STATUS and "status" not in of.by_hand
