"""Coded rows of a case list as arrays: which row belongs to which operation, and what it means.

An operation is one case on one date. Codes are looked up once a distinct code; everything else is
a group reduction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.casemix.code_meanings import look_up, look_up_diagnoses
from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.code_tables import normalise, write_code

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOTHING = -1


def reduce_any(groups: Ints, mask: Bools, size: int) -> Bools:
    """True for every group with at least one marked row."""
    return np.bincount(groups[mask], minlength=size) > 0


def reduce_first(groups: Ints, mask: Bools, key: Ints, size: int) -> Ints:
    """Lowest key of the marked rows of every group, `NOTHING` without a marked row."""
    highest = np.iinfo(np.int64).max
    lowest = np.full(size, highest, dtype=np.int64)
    np.minimum.at(lowest, groups[mask], key[mask])
    return np.where(lowest == highest, NOTHING, lowest)


@dataclass(frozen=True)
class CodedRows:
    """Rows of one file; `group` is the operation or case of each, out of `size`.

    `codes` has one row a distinct code, sorted; `code` points into it.
    """

    group: Ints
    code: Ints
    codes: pd.DataFrame
    size: int

    def spread(self, numbers: pd.Series) -> Ints:
        """The number of every row's code; `numbers` has one for each distinct code."""
        return np.asarray(numbers, dtype=np.int64)[self.code]

    def is_in(self, name: str, *values: str) -> Bools:
        """Rows whose code has one of the values."""
        return np.asarray(self.codes[name].isin(values), dtype=bool)[self.code]

    def flag(self, name: str) -> Bools:
        """Rows whose code has the flag."""
        return np.asarray(self.codes[name], dtype=bool)[self.code]

    def any(self, mask: Bools) -> Bools:
        """Groups with a marked row."""
        return reduce_any(self.group, mask, self.size)

    def first(self, mask: Bools, rank: Ints | None = None) -> Ints:
        """Per group the index of the marked code with the lowest rank, then the lowest code."""
        count = len(self.codes)
        key = self.code if rank is None else rank * count + self.code
        lowest = reduce_first(self.group, mask, key, self.size)
        return np.where(lowest == NOTHING, NOTHING, lowest % max(count, 1))

    def take(self, name: str, indices: Ints, missing: object = "") -> NDArray[np.object_]:
        """Values of a column of `codes` at the indices, `missing` where there is none."""
        values = np.append(self.codes[name].to_numpy(dtype=object), [missing])
        taken: NDArray[np.object_] = values[indices]
        return taken


@dataclass(frozen=True)
class CodedOperations:
    """Case and date of every operation, sorted; `case_of` points into `cases`."""

    case: NDArray[Any]
    date: NDArray[Any]
    case_of: Ints
    cases: pd.Index

    @property
    def size(self) -> int:
        """How many operations."""
        return len(self.case_of)


def require_columns(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    """Raise ValueError when a column is absent."""
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise ValueError(f"{name} lack the columns {', '.join(absent)}")


def texts_of(values: pd.Series) -> tuple[Ints, pd.Index]:
    """For every row the number of its text, and the texts, sorted; empty cells are an empty text.

    Numbers become texts: a case or code is the same whether a file has it as number or as text.
    """
    numbers, distinct = pd.factorize(values, use_na_sentinel=False)
    written = ["" if pd.isna(value) else str(value) for value in distinct]
    order, texts = pd.factorize(np.array(written, dtype=object), sort=True)
    return np.asarray(order, dtype=np.int64)[numbers], pd.Index(texts, dtype=object)


def keys_of(values: pd.Series) -> tuple[Ints, pd.Index]:
    """As `texts_of`, but whole numbers stay numbers, which saves making a million texts."""
    if not isinstance(values.dtype, np.dtype) or values.dtype.kind not in "iu":
        return texts_of(values)
    numbers, distinct = pd.factorize(values.to_numpy(), sort=True)
    return np.asarray(numbers, dtype=np.int64), pd.Index(distinct)


def has_code(frame: pd.DataFrame) -> Bools:
    """Which rows carry a code: empty cells and placeholders such as ``-`` do not."""
    numbers, texts = texts_of(frame["code"])
    filled = np.array([normalise(text) != "" for text in texts], dtype=bool)
    return np.asarray(filled[numbers], dtype=bool)


def with_code(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that carry a code."""
    return frame.loc[has_code(frame)]


def operations_of(procedures: pd.DataFrame) -> tuple[CodedOperations, Ints]:
    """The operations of the rows, and the operation every row belongs to.

    Raises ValueError for a row without a case.
    """
    if procedures["case"].isna().any():
        raise ValueError("every procedure needs a case")
    case_numbers, cases = keys_of(procedures["case"])
    date_numbers, dates = texts_of(procedures["date"])
    span = max(len(dates), 1)
    row_of, distinct = pd.factorize(case_numbers * span + date_numbers, sort=True)
    first = np.empty(len(distinct), dtype=np.int64)
    # Assigned in reverse, so that the first row of each operation is assigned last and remains.
    first[row_of[::-1]] = np.arange(len(row_of) - 1, -1, -1)
    case_of = np.asarray(distinct // span, dtype=np.int64)
    operations = CodedOperations(
        case=cases.to_numpy()[case_of],
        date=procedures["date"].to_numpy()[first],
        case_of=case_of,
        cases=cases,
    )
    return operations, np.asarray(row_of, dtype=np.int64)


def procedure_rows(
    procedures: pd.DataFrame, row_of: Ints, size: int, system: str, overrides: Overrides = ()
) -> CodedRows:
    """Procedures as coded rows, grouped by operation."""
    numbers, texts = texts_of(procedures["code"])
    return _coded(look_up(system, texts, overrides), numbers, row_of, size, system)


def diagnosis_rows(
    diagnoses: pd.DataFrame, cases: pd.Index, system: str
) -> tuple[CodedRows, Bools]:
    """Diagnoses of the known cases as coded rows, grouped by case; and which are main."""
    numbers, keys = keys_of(diagnoses["case"])
    if keys.dtype != cases.dtype:
        keys, cases = keys.map(str), cases.map(str)
    case_of = np.asarray(cases.get_indexer(keys), dtype=np.int64)[numbers]
    known = diagnoses.loc[case_of != NOTHING]
    codes, written = texts_of(known["code"])
    group = case_of[case_of != NOTHING]
    rows = _coded(look_up_diagnoses(system, written), codes, group, len(cases), system)
    return rows, known["main"].fillna(False).astype(bool).to_numpy()


def _coded(meanings: pd.DataFrame, numbers: Ints, group: Ints, size: int, system: str) -> CodedRows:
    """Merge different spellings of one code, and sort the distinct codes."""
    keys = meanings["normalised"] + " " + meanings["status"]
    order, _ = pd.factorize(keys, sort=True)
    codes = meanings.assign(order=order).drop_duplicates("order").sort_values("order")
    codes = codes.drop(columns="order").reset_index(drop=True)
    codes["code"] = [
        code if status == "wrong_system" else write_code(system, normalised)
        for code, status, normalised in zip(
            codes["code"], codes["status"], codes["normalised"], strict=True
        )
    ]
    code = np.asarray(order, dtype=np.int64)[numbers]
    return CodedRows(group=group, code=code, codes=codes, size=size)
