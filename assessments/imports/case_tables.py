"""The tables of case lists: wide or long, small or huge, read a piece at a time.

Every cell is a text; only the columns that are asked for are read, so that what must not be kept
(insurance numbers, postcodes, birth dates) never leaves the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from assessments.imports.columns import plain_name
from assessments.imports.limits import Limits
from assessments.imports.problems import Place, refuse
from assessments.imports.reading import as_utf8
from assessments.imports.tables import Table, csv_delimiter, xlsx_tables

# Rows that are in memory at once.
PIECE = 100_000
# A title, the exporting system and the period may stand above the names of the columns.
_HEADER_ROWS = 15
_LOOKED_AT = 200_000


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
    def headers(self) -> tuple[str, ...]:
        """The names of the columns as they are written."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The names without letter case and signs."""
        ...

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """The columns by position, as texts ("" where empty); the index is the row in the file."""
        ...


def column_of(table: CaseTable, *names: str) -> int | None:
    """The position of the first of the names that the table has."""
    return next((table.names.index(name) for name in names if name in table.names), None)


@dataclass(frozen=True)
class SheetTable:
    """A table of a workbook, which is small enough to be in memory."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns without letter case and signs."""
        return tuple(plain_name(header) for header in self.headers)

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


@dataclass(frozen=True)
class CsvTable:
    """A table of a text file; `data` is UTF-8, `above` counts the lines up to the names."""

    file: str
    headers: tuple[str, ...]
    data: bytes = field(repr=False)
    delimiter: str
    above: int
    limits: Limits
    sheet: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns without letter case and signs."""
        return tuple(plain_name(header) for header in self.headers)

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """As `CaseTable.pieces`. Raises `UnreadableFile` for a row that is no row of the table."""
        quoted = b'"' in self.data
        if not quoted:
            self._refuse_ragged()
        reader = pd.read_csv(
            io.BytesIO(self.data),
            sep=self.delimiter,
            header=None,
            names=list(range(len(self.headers))),
            # A wide row is only noticed where all of it is read; without quotation marks, counting
            # the separators is faster.
            usecols=None if quoted else list(columns),
            skiprows=self.above,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            encoding="utf-8",
            chunksize=PIECE,
            on_bad_lines="error",
        )
        seen = 0
        try:
            for piece in reader:
                self._check(piece, seen)
                piece.index = pd.RangeIndex(
                    self.above + 1 + seen, self.above + 1 + seen + len(piece)
                )
                seen += len(piece)
                yield piece[list(columns)].fillna("")
        except (pd.errors.ParserError, csv.Error, UnicodeDecodeError) as error:
            raise refuse("broken_table", Place(row=self.above + 1 + seen)) from error

    def _check(self, piece: pd.DataFrame, seen: int) -> None:
        if seen + len(piece) > self.limits.case_rows:
            raise refuse("too_many_cases", limit=self.limits.case_rows)
        for column in range(len(self.headers)):
            if column not in piece.columns:
                continue
            lengths = piece[column].str.len()
            longest = lengths.max()
            if longest > self.limits.cell_characters:
                row = self.above + 1 + seen + int(lengths.to_numpy().argmax())
                raise refuse(
                    "long_cell",
                    Place(row=row, column=self.headers[column]),
                    limit=self.limits.cell_characters,
                )

    def _refuse_ragged(self) -> None:
        """Refuse a row with more separators than the names of the columns have."""
        signs = np.frombuffer(self.data, dtype=np.uint8)
        ends = np.flatnonzero(signs == ord("\n"))
        separators = np.flatnonzero(signs == ord(self.delimiter))
        before = np.searchsorted(separators, np.append(ends, len(signs)))
        counts = np.diff(before, prepend=0)[self.above :]
        wide = np.flatnonzero(counts > len(self.headers) - 1)
        if wide.size:
            place = Place(row=self.above + 1 + int(wide[0]))
            raise refuse("wide_row", place, found=int(counts[wide[0]]) + 1, names=len(self.headers))


def csv_case_table(name: str, data: bytes, limits: Limits) -> CsvTable | None:
    """The table of a text file; None where no row names columns."""
    text = as_utf8(data)
    delimiter = csv_delimiter(text[:_LOOKED_AT].decode("utf-8", errors="ignore"))
    head = io.StringIO(text[:_LOOKED_AT].decode("utf-8", errors="ignore"), newline="")
    reader = csv.reader(head, delimiter=delimiter)
    try:
        for _number, cells in zip(range(_HEADER_ROWS), reader, strict=False):
            if _names_columns(cells):
                headers = _without_end(tuple(cells))
                _check_columns(len(headers), limits)
                return CsvTable(name, headers, text, delimiter, reader.line_num, limits)
    except csv.Error as error:
        raise refuse("broken_table", Place(row=reader.line_num)) from error
    return None


def xlsx_case_tables(
    name: str, data: bytes, limits: Limits, first_rows: int | None = None
) -> list[SheetTable]:
    """Every visible table of a workbook that names its columns; its first rows, if so many."""
    found = []
    for table in xlsx_tables(data, limits.for_cases(), first_rows):
        headed = _below_header(table)
        if headed is not None:
            headers, rows = headed
            _check_columns(len(headers), limits)
            found.append(SheetTable(name, table.sheet, headers, rows))
    return found


def _below_header(
    table: Table,
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[Any, ...]], ...]] | None:
    for place, (_number, cells) in enumerate(table.rows[:_HEADER_ROWS]):
        texts = ["" if cell is None else str(cell) for cell in cells]
        if _names_columns(texts):
            return tuple(texts), table.rows[place + 1 :]
    return None


def _names_columns(cells: Sequence[str]) -> bool:
    """Whether a row can be the names of columns: several, and words rather than figures."""
    filled = [cell for cell in cells if cell.strip()]
    words = [cell for cell in filled if not cell.strip()[0].isdigit()]
    return len(filled) >= 2 and 2 * len(words) > len(filled)


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty names that a separator at the end of the line makes, but one."""
    last = len(cells)
    while last > 1 and not cells[last - 1].strip() and not cells[last - 2].strip():
        last -= 1
    return cells[:last]


def _check_columns(count: int, limits: Limits) -> None:
    if count > limits.case_columns:
        raise refuse("too_many_columns", limit=limits.case_columns)


def _text(cells: tuple[Any, ...], column: int) -> str:
    value = cells[column] if column < len(cells) else None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
