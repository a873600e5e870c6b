"""The tables of case lists: wide or long, small or huge, read a piece at a time.

Only the columns that are asked for are read, so that what must not be kept (insurance numbers,
postcodes, birth dates) never leaves the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from assessments.import_records.problems import Problem, refuse
from assessments.imports.files.columns import plain_name
from assessments.imports.files.limits import Limits
from assessments.imports.files.workbooks import xlsx_tables

# Rows that are in memory at once.
PIECE = 200_000
# A title, the exporting system and the period may stand above the names of the columns.
HEADER_ROWS = 15
# A day, time or number, which cannot be the name of a column.
_FIGURE = re.compile(r"\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}.*|\d{6,}([.,]\d+)?")

Cells = tuple[str, ...]


class CaseTable(Protocol):
    """One table of a file."""

    @property
    def file(self) -> str:
        """The name of the file."""
        ...

    @property
    def sheet(self) -> str:
        """The name of the sheet, "" in a text file."""
        ...

    @property
    def is_hidden(self) -> bool:
        """Whether it stands on a sheet that is hidden."""
        ...

    @property
    def headers(self) -> Cells:
        """The names of the columns as they are written."""
        ...

    @property
    def names(self) -> Cells:
        """The names without letter case and signs."""
        ...

    @property
    def about_rows(self) -> int:
        """About how many rows it has, for showing how far reading has come."""
        ...

    def faults(self) -> list[Problem]:
        """Rows that cannot be rows of this table, as far as that can be seen before reading."""
        ...

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """The columns by position, as texts without spaces around them, "" where empty.

        The index is the row in the file. Columns of few distinct texts may be categorical.
        """
        ...


def column_of(table: CaseTable, *names: str) -> int | None:
    """The position of the first of the names that the table has."""
    return next((table.names.index(name) for name in names if name in table.names), None)


@dataclass(frozen=True)
class SheetTable:
    """A table of a workbook, which is small enough to be in memory."""

    file: str
    sheet: str
    headers: Cells
    rows: tuple[tuple[int, tuple[Any, ...]], ...] = field(repr=False)
    is_hidden: bool = False

    @property
    def names(self) -> Cells:
        """The columns without letter case and signs."""
        return tuple(plain_name(header) for header in self.headers)

    @property
    def about_rows(self) -> int:
        """As `CaseTable.about_rows`."""
        return len(self.rows)

    def faults(self) -> list[Problem]:
        """As `CaseTable.faults`: a spreadsheet has no rows that are not of its table."""
        return []

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """As `CaseTable.pieces`."""
        for start in range(0, len(self.rows), PIECE):
            part = self.rows[start : start + PIECE]
            yield pd.DataFrame(
                [[_text(cells, column) for column in columns] for _number, cells in part],
                index=[number for number, _cells in part],
                columns=list(columns),
                dtype=object,
            )


def xlsx_case_tables(
    name: str,
    data: bytes,
    limits: Limits,
    known: Collection[str],
    first_rows: int | None = None,
) -> list[SheetTable]:
    """Every table of a workbook that names its columns; with `first_rows` only so many rows."""
    found = []
    for table in xlsx_tables(data, limits.for_cases(), first_rows):
        header = header_row([_texts(cells) for _number, cells in table.rows[:HEADER_ROWS]], known)
        if header is not None:
            headers = _texts(table.rows[header][1])
            check_columns(len(headers), limits)
            rows = table.rows[header + 1 :]
            found.append(SheetTable(name, table.sheet, headers, rows, table.is_hidden))
    return found


def header_row(rows: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """Which of the first rows names the columns: the first with the most names that are known.

    A title, or names of groups of columns in merged cells, may stand above it.
    """
    could = [number for number, cells in enumerate(rows) if _names_columns(cells)]

    def fit(number: int) -> int:
        return sum(plain_name(cell) in known for cell in rows[number])

    return max(could, key=fit, default=None)


def check_columns(count: int, limits: Limits) -> None:
    """Refuse more columns than a case list has."""
    if count > limits.case_columns:
        raise refuse("too_many_columns", limit=limits.case_columns)


def _names_columns(cells: Sequence[str]) -> bool:
    """Whether a row can be the names of columns: several, words rather than figures, no day.

    What is taken for names is shown when columns are missing: it must not be the row of a patient.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    words = [cell for cell in filled if not cell[0].isdigit()]
    return (
        len(filled) >= 2
        and 2 * len(words) > len(filled)
        and not any(_FIGURE.fullmatch(cell) for cell in filled)
    )


def _texts(cells: tuple[Any, ...]) -> Cells:
    return tuple("" if cell is None else str(cell) for cell in cells)


def _text(cells: tuple[Any, ...], column: int) -> str:
    value = cells[column] if column < len(cells) else None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
