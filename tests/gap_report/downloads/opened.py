"""Reads exported files as a spreadsheet program does."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = dict[str, Any]  # cells by their heading


def opened(content: bytes) -> Workbook:
    """The workbook, formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(book: Workbook) -> Iterator[Cell]:
    """All cells that are not empty."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def words(content: bytes) -> str:
    """All texts of the workbook."""
    return " ".join(str(cell.value) for cell in cells(opened(content)))


def rows_of(book: Workbook, title: str) -> list[Row]:
    """The rows of a sheet beneath its headings."""
    head, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def csv_rows(content: bytes, separator: str = ",") -> list[list[str]]:
    """The cells of a CSV file, headings first."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def kept(number: float | None) -> float | None:
    """The number as a workbook stores it, with 16 digits: 1.8 for 1.7999999999999998."""
    return None if number is None else float(f"{number:.16g}")
