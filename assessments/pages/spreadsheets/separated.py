"""Rows as CSV that opens by a double click in the spreadsheet of the reader's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.formats import get_format

from assessments.pages.spreadsheets.plain_text import safe_for_csv
from assessments.pages.spreadsheets.sheet import Cell, MarkedCell, Number

BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as CSV in the active language: texts made safe, numbers with all digits.

    Where the decimal sign is a comma, a semicolon separates the cells.
    """
    decimal_sign = get_format("DECIMAL_SEPARATOR")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if decimal_sign == "," else ",")
    writer.writerows([_written(cell, decimal_sign) for cell in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell, decimal_sign: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Number):
        # Never 1e-05, and 90 rather than 90.0.
        digits = format(Decimal(repr(cell.value)).normalize(), "f")
        return digits.replace(".", decimal_sign)
    return safe_for_csv(cell.text if isinstance(cell, MarkedCell) else cell)
