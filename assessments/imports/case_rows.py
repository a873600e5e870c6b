"""What every reader of case lists returns: coded rows of cases that nobody can be told from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.imports.problems import Place, Problem

# What happened to an operation; "" in the file means that nobody looked.
FLAGS = ("complication", "return_to_theatre", "infection", "new_deficit", "dural_tear")


@dataclass(frozen=True)
class CaseOptions:
    """How case lists are read.

    `salt` (16 characters) is drawn anew for every import, so that hashed case ids are worth
    nothing afterwards; `latest` is the last day an operation can have; `columns` assigns columns
    by hand: what is meant -> the name of the column in the file.
    """

    salt: str
    latest: date
    system: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseRows:
    """Coded rows of one import, whatever its format.

    `procedures` has a row a code: case (hashed id), date, code and, where the file has them,
    technique, surgeon and pathology in words and department (key of the department in which the
    patient was). `diagnoses` has case, code, main. `flags` has a row an operation (case, date) with
    FLAGS as 1, 0 or NaN, or is None. `cases` counts the cases of the file, `rows` its rows.
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


class Texts:
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
        numbers = np.concatenate(self._numbers) if self._numbers else np.array([], np.int32)
        return pd.Categorical.from_codes(
            numbers, categories=pd.Index(list(self._known), dtype=object)
        )


class Troubles:
    """Problems of rows, collected until all have been seen; only so many are kept in full."""

    def __init__(self, limit: int) -> None:
        self.found: list[Problem] = []
        self.count = 0
        self._limit = limit

    def rows(self, kind: str, piece: pd.DataFrame, where: NDArray[np.bool_], **place: Any) -> None:
        """The same problem of every marked row of a piece; `place` names file, sheet, column.

        The text of the cell goes into the sentence only where `shown` names its column.
        """
        shown = place.pop("shown", None)
        numbers = np.flatnonzero(where)
        self.count += len(numbers)
        for at in numbers[: max(0, self._limit - len(self.found))]:
            values = {} if shown is None else {"text": str(piece[shown].iloc[at])}
            row = int(piece.index[at])
            self.found.append(Problem(kind, Place(row=row, **place), values))


def hashed(ids: Sequence[pd.Series], salt: str) -> NDArray[np.uint64]:
    """Numbers that stand for cases: equal where all parts of the id are equal.

    Keyed with the salt of the import, so that nobody can look an id up by hashing it again.
    """
    result = np.zeros(len(ids[0]), dtype=np.uint64)
    for part in ids:
        texts = part.str.strip().to_numpy(dtype=object)
        result = result * np.uint64(1_000_003) + pd.util.hash_array(texts, hash_key=salt)
    return result
