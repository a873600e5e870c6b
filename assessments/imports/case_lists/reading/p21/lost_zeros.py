"""Case numbers that lost the zeros before them in some of the files: a spreadsheet drops them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from assessments.import_records.problems import Place, Problem, refuse
from assessments.imports.case_lists.reading.tables import CaseTable


def lost_zeros(tables: Sequence[tuple[CaseTable, int]]) -> tuple[int, tuple[Problem, ...]]:
    """How many digits the numbers have, 0 where none lost any; and a remark on each such file.

    `tables`: each with the column of its case numbers. Raises `UnreadableFile` where zeros were
    lost but the numbers of the other files have several lengths, so that they cannot be put back.
    """
    numbers = {at: _numbers(table, column) for at, (table, column) in enumerate(tables)}
    whole = {at: some for at, some in numbers.items() if _all_digits(some)}
    padded: set[str] = set().union(*(some for some in whole.values() if _has_zeros(some)))
    lengths = {len(number) for number in padded}
    found: list[Problem] = []
    for at, some in whole.items():
        if _has_zeros(some) or not padded:
            continue
        mended = _mended(some - padded, padded, lengths)
        if mended:
            place = Place(file=tables[at][0].file, sheet=tables[at][0].sheet)
            if len(lengths) > 1:
                raise refuse("p21_zeros_unclear", place)
            found.append(Problem("p21_zeros_lost", place, {"numbers": mended}))
    return (max(lengths), tuple(found)) if found else (0, ())


def _mended(unmatched: set[str], padded: set[str], lengths: set[int]) -> int:
    """How many numbers are found in the other files once they have their zeros."""
    return sum(
        any(number.zfill(length) in padded for length in lengths if length > len(number))
        for number in unmatched
    )


def _numbers(table: CaseTable, column: int) -> set[str]:
    """The distinct case numbers of a table, which may be no numbers."""
    found: set[str] = set()
    for piece in table.pieces([column]):
        found.update(map(str, pd.unique(piece[column])))
    return found - {""}


def _all_digits(numbers: set[str]) -> bool:
    return bool(numbers) and all(number.isdecimal() for number in numbers)


def _has_zeros(numbers: set[str]) -> bool:
    return any(number.startswith("0") and len(number) > 1 for number in numbers)
