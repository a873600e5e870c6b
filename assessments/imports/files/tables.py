"""Tables of files: rows of cells. Those of CSV text, bounded; `workbooks` has those of XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from assessments.import_records.problems import Place, refuse
from assessments.imports.files.limits import Limits

DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT_LINES = 50


@dataclass(frozen=True)
class FileTable:
    """One sheet: rows of cells with their number in the file; empty rows are left out."""

    sheet: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    is_hidden: bool = False


def csv_tables(text: str, limits: Limits) -> list[FileTable]:
    """The one table of a text file separated by semicolon, tab, comma or bar."""
    delimiter = csv_delimiter(text)
    reader = csv.reader(_lines(text, delimiter, limits), delimiter=delimiter)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, tuple(cells)))
            _check(reader.line_num, cells, limits)
    except csv.Error as error:
        raise refuse("broken_table", Place(row=reader.line_num)) from error
    return [FileTable("", tuple(rows))]


def _lines(text: str, delimiter: str, limits: Limits) -> Iterator[str]:
    """The lines of the text; one longer than a row may be is not split into millions of cells."""
    longest = limits.columns * (limits.cell_characters + len('"";'))
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > longest:
            if line.count(delimiter) >= limits.columns:
                raise refuse("too_many_columns", Place(row=number), limit=limits.columns)
            raise refuse("long_cell", Place(row=number), limit=limits.cell_characters)
        yield line


def _check(number: int, cells: Sequence[str], limits: Limits) -> None:
    place = Place(row=number)
    if number > limits.rows:
        raise refuse("too_many_rows", place, limit=limits.rows)
    for column, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell_characters:
            place = Place(row=number, column=get_column_letter(column))
            raise refuse("long_cell", place, limit=limits.cell_characters)
    if len(cells) > limits.columns:
        raise refuse("too_many_columns", place, limit=limits.columns)


def csv_delimiter(text: str) -> str:
    """The separator that most of the first lines contain; a semicolon wins over a comma."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_LOOKED_AT_LINES]
    return max(DELIMITERS, key=lambda sign: sum(sign in line for line in lines))
