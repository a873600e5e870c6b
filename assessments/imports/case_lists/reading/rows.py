"""What every reader of case lists returns: coded rows that identify no patient."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.import_records.problems import Place, Problem
from assessments.imports.case_lists.reading.dates import DayOrder, Days, Moments, read_days
from assessments.imports.case_lists.reading.tables import CaseTable
from benchmarks.casemix.code_meanings import is_any_code

# Complications of an operation; an empty cell means that nobody looked.
FLAGS = ("complication", "return_to_theatre", "infection", "new_deficit", "dural_tear")
# Aids that were used in it.
AIDS = ("navigation", "monitoring")
MARKS = (*FLAGS, *AIDS)
LEVELS = "levels"
# 2,02500E+09: a spreadsheet has cut a long number, so that many cases became the same.
_CUT = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class CaseOptions:
    """How case lists are read.

    `salt` (16 characters) is drawn anew for every import, so that hashed case ids cannot be looked
    up afterwards. `latest` is the last day an operation can have. `system`: the code system, empty:
    recognised by the codes. `columns` assigns columns by hand: field -> name of the column in the
    file, "" where it has none.
    """

    salt: str
    latest: date
    system: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseRows:
    """Coded rows of one import, whatever its format.

    `procedures` has one row for each code: case (hashed id), date, code and, where the file has
    them, technique, surgeon and pathology as texts, department (key of the department for which it
    counts), other_department (the key by the other choice, see `StoredCases.turned`) and place (the
    main procedure of a case has the lowest). `diagnoses` has case,
    code, main. `flags` has one row for each operation (case, date) with MARKS as 1, 0 or NaN and
    LEVELS as a number or NaN, or is None. `cases` counts the cases of the file, `rows` its rows.
    `is_system_open`: the format does not fix the code system of the procedures. `told`: by key of
    `completeness.TOLD`, which rows of `procedures` a reader wants told, as a boolean each; of these
    only rows with codes that count are told, but see `completeness.OF_ANY_CODE`. `left_out`: by
    such a key, further rows that do not count; operations that are lost with them are told.
    """

    format: str
    system: str
    diagnosis_system: str
    procedures: pd.DataFrame
    diagnoses: pd.DataFrame
    flags: pd.DataFrame | None = None
    cases: int = 0
    rows: int = 0
    remarks: tuple[Problem, ...] = ()
    is_system_open: bool = False
    told: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    left_out: Mapping[str, CaseRows] = field(default_factory=dict)


class TextColumn:
    """A column of few distinct texts, collected piece by piece as numbers."""

    def __init__(self) -> None:
        self._numbers: list[NDArray[np.int32]] = []
        self._known: dict[str, int] = {}

    def add(self, values: pd.Series) -> None:
        """Take the texts of a piece."""
        numbers, distinct = pd.factorize(values)
        known = [self._known.setdefault(text, len(self._known)) for text in distinct]
        self._numbers.append(np.array(known, dtype=np.int32)[numbers])

    def column(self) -> pd.Categorical:
        """The whole column."""
        return pd.Categorical.from_codes(
            joined(self._numbers, np.int32), categories=pd.Index(list(self._known), dtype=object)
        )


class CodeColumn(TextColumn):
    """A column of codes, which knows from which columns of the files its texts come."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Place] = []

    def take(self, values: pd.Series, table: CaseTable, column: int) -> None:
        """Take the texts of a column of a piece."""
        self.add(values)
        self._places.append(Place(file=table.file, sheet=table.sheet, column=table.headers[column]))

    def unreadable(self, system: str) -> tuple[Problem, ...]:
        """For each column of the files how many texts have the form of no code, if there are any.

        The texts themselves may be numbers or names of patients: they are not told.
        """
        bad = np.array([bool(text) and not is_any_code(text, system) for text in self._known])
        counts: dict[Place, int] = {}
        for place, numbers in zip(self._places, self._numbers, strict=True):
            counts[place] = counts.get(place, 0) + (int(bad[numbers].sum()) if len(numbers) else 0)
        return tuple(
            Problem("unreadable_codes", place, {"rows": count})
            for place, count in counts.items()
            if count
        )


class RowProblems:
    """Collects the problems of all rows; `count` is their number, `found` the first of them."""

    def __init__(self, limit: int) -> None:
        self.found: list[Problem] = []
        self.count = 0
        self._limit = limit

    def rows(self, kind: str, piece: pd.DataFrame, where: NDArray[np.bool_], **place: Any) -> None:
        """Add the same problem for every marked row; `place` names file, sheet and column.

        The text of the cell goes into the sentence only where `shown` names its column.
        """
        shown = place.pop("shown", None)
        numbers = np.flatnonzero(where)
        self.count += len(numbers)
        for at in numbers[: max(0, self._limit - len(self.found))]:
            values = {} if shown is None else {"text": str(piece[shown].iloc[at])}
            row = int(piece.index[at])
            self.found.append(Problem(kind, Place(row=row, **place), values))


@dataclass(frozen=True)
class ReadingContext:
    """What the readers of one import share: options, problems, and the order of day and month."""

    options: CaseOptions
    troubles: RowProblems
    order: DayOrder

    def days(
        self, table: CaseTable, piece: pd.DataFrame, column: int, needed: NDArray[np.bool_]
    ) -> Days:
        """The days of a column of a piece, NaT where there is no valid day.

        Only the `needed` rows are read. Their problems are noted, but not that a day is missing.
        """
        return self.moments(table, piece, column, needed).astype("datetime64[D]")

    def moments(
        self, table: CaseTable, piece: pd.DataFrame, column: int, needed: NDArray[np.bool_]
    ) -> Moments:
        """As `days`, with the minute; midnight where no time is written."""
        texts = piece[column]
        read = read_days(texts, latest=self.options.latest, order=self.order)
        place = {**place_of(table, column), "shown": column}
        for kind, where in (
            ("not_a_day", read.bad),
            ("mixed_days", read.turned),
            ("day_out_of_range", read.too_early),
            ("day_to_come", read.to_come),
        ):
            self.troubles.rows(kind, piece, where & needed, **place)
        return np.where(needed, read.moments, np.datetime64("NaT", "m"))

    def cases(
        self,
        table: CaseTable,
        piece: pd.DataFrame,
        columns: Sequence[int],
        *,
        number: int = -1,
        digits: int = 0,
    ) -> NDArray[np.uint64]:
        """The hashed cases of a piece; numbers that a spreadsheet has cut are a problem.

        `number`: which of the columns holds the number of the case. `digits`: so many it has, with
        zeros put before it where some are missing; 0: it stays as it is written.
        """
        column = columns[number]
        cut = _cut(piece[column])
        if cut.any():
            place = {**place_of(table, column), "shown": column}
            self.troubles.rows("case_number_cut", piece, cut, **place)
        parts = [piece[part] for part in columns]
        parts[number] = _with_zeros(parts[number], digits)
        return hashed(parts, self.options.salt)


def place_of(table: CaseTable, column: int) -> dict[str, str]:
    """File, sheet and name of a column, for `RowProblems.rows`."""
    return {"file": table.file, "sheet": table.sheet, "column": table.headers[column]}


def hashed(ids: Sequence[pd.Series], salt: str) -> NDArray[np.uint64]:
    """Numbers that stand for cases: equal where all parts of the id are equal.

    Keyed with the salt of the import, so that nobody can look an id up by hashing it again.
    """
    result = np.zeros(len(ids[0]), dtype=np.uint64)
    for part in ids:
        result = result * np.uint64(1_000_003) + _hashed(part, salt)
    return result


def _hashed(part: pd.Series, salt: str) -> NDArray[np.uint64]:
    if isinstance(part.dtype, pd.CategoricalDtype):
        numbers, distinct = pd.factorize(part)
        return _hashed(pd.Series(distinct.to_numpy(dtype=object), dtype=object), salt)[numbers]
    # Repeated values are hashed again, which is faster than looking for them.
    return pd.util.hash_array(part.to_numpy(dtype=object), hash_key=salt, categorize=False)


def _cut(numbers: pd.Series) -> NDArray[np.bool_]:
    """Which numbers are in scientific notation; nearly always none is, so that is asked first."""
    if isinstance(numbers.dtype, pd.CategoricalDtype):
        at, distinct = pd.factorize(numbers)
        return _cut(pd.Series(distinct.to_numpy(dtype=object), dtype=object))[at]
    joined_numbers = "\n".join(numbers)
    if "E+" not in joined_numbers and "e+" not in joined_numbers:
        return np.zeros(len(numbers), dtype=bool)
    return np.array([_CUT.fullmatch(text) is not None for text in numbers], dtype=bool)


def _with_zeros(numbers: pd.Series, digits: int) -> pd.Series:
    if not digits:
        return numbers
    at, distinct = pd.factorize(numbers)
    mended = [text.zfill(digits) if text.isdigit() else text for text in map(str, distinct)]
    return pd.Series(np.array(mended, dtype=object)[at], index=numbers.index, dtype=object)


def joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """The pieces of a column one after the other; an empty column where there are none."""
    return np.concatenate(parts) if parts else np.array([], dtype=dtype)
