"""Sheets → the bytes of an XLSX file: plain cells, no formulas, macros or external links."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from assessments.pages.spreadsheets.plain_text import begins_a_formula
from assessments.pages.spreadsheets.sheet import Cell, MarkedCell, Number, Sheet

# What XML cannot hold; a spreadsheet would call the whole file damaged.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Limits in characters: a cell; and one part of a page head, which holds 255 with & doubled.
_LONGEST_TEXT = 32_767
_HEAD_PART = 50
# In characters; a wider sheet would be too small to read on A4.
_WIDEST_ON_A4 = 250

HEADER_FONT = Font(bold=True)
HEADER_FILL = PatternFill("solid", fgColor="E6EDF3")
HEADER_LINE = Border(bottom=Side("thin", color="5B6B7A"))
_MARK = PatternFill("solid", fgColor="F8D0CC")
_MARKED_FONT = Font(bold=True, color="8A1C12")
# The number format of text: a code such as 03.09 must not become a number, nor 5-83 a date.
AS_TYPED = "@"
WRAPPED = Alignment(vertical="top", wrap_text=True)
_ACROSS = Alignment(vertical="top")


@dataclass(frozen=True)
class Cover:
    """Document properties, and the head and foot of every printed page."""

    title: str
    subject: str
    author: str
    description: str
    keywords: str
    language: str
    made_at: datetime
    page_head: tuple[str, ...]
    page_foot: tuple[str, ...]


def workbook_bytes(sheets: Sequence[Sheet], cover: Cover) -> bytes:
    """The bytes of the XLSX file. Text stays text, even if it begins like a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        _fill(page, sheet)
        _set_up(page, sheet, cover)
    return book_bytes(book, cover)


def book_bytes(book: Workbook, cover: Cover) -> bytes:
    """The bytes of a workbook, with the document properties of the cover; each time the same."""
    book.properties = _properties(cover)
    content = io.BytesIO()
    # `Workbook.save` would write the present time into the file.
    ExcelWriter(book, _Undated(content, "w")).save()
    return content.getvalue()


class _Undated(ZipFile):
    """An archive whose members carry the first date of the format instead of the present."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_kind: Any, **_options: Any) -> None:
        """Compress a part of the workbook."""
        member = ZipInfo(zinfo_or_arcname)
        member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
        super().writestr(member, data)

    def write(self, filename: Any, arcname: Any = None, *_kind: Any, **_options: Any) -> None:
        """Compress a sheet, which openpyxl writes into a file of its own."""
        self.writestr(arcname, Path(filename).read_bytes())


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        _write(page, 1, place, column.header)
        head = page.cell(1, place)
        head.font, head.fill, head.border = HEADER_FONT, HEADER_FILL, HEADER_LINE
    if sheet.rows_to_fill_in:
        _prepare(page, sheet)
    elif not sheet.rows:
        _write(page, 2, 1, sheet.empty)
        page.cell(2, 1).alignment = _ACROSS
    for line, row in enumerate(sheet.rows, start=2):
        for place, content in enumerate(row, start=1):
            _write(page, line, place, content)


def _prepare(page: Worksheet, sheet: Sheet) -> None:
    """Format the columns as text, with drop-down lists where a column has choices."""
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].number_format = AS_TYPED
        if column.choices:
            words = ",".join(column.choices)
            choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{sheet.rows_to_fill_in + 1}")
            page.add_data_validation(choice)


def _write(page: Worksheet, line: int, place: int, content: Cell) -> None:
    if content is None:
        return
    cell = page.cell(line, place)
    cell.alignment = WRAPPED
    if isinstance(content, MarkedCell):
        cell.fill, cell.font = _MARK, _MARKED_FONT
        content = content.text
    if isinstance(content, Number):
        cell.value = content.value
        cell.number_format = _number_format(content)
        return
    cell.value = writable(content)
    # openpyxl takes what begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    # Stays text when somebody clicks into the cell and presses Enter.
    cell.quotePrefix = begins_a_formula(content)


def _number_format(number: Number) -> str:
    """The format code; spreadsheets show its separators as those of the reader's locale."""
    whole = "#,##0" if number.grouped else "0"
    shown = f"{whole}.{'0' * number.decimals}" if number.decimals else whole
    return f'"≈ "{shown}' if number.about else shown


def writable(content: str) -> str:
    """The text as a cell can hold it."""
    return _NOT_IN_XML.sub("", content)[:_LONGEST_TEXT]


def _set_up(page: Worksheet, sheet: Sheet, cover: Cover) -> None:
    """Header row always visible and on every printed page; landscape, one page wide."""
    page.freeze_panes = f"{get_column_letter(1 + sheet.fixed_columns)}2"
    if sheet.rows:
        page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    wide = sum(column.width for column in sheet.columns) > _WIDEST_ON_A4
    page.page_setup.paperSize = int(page.PAPERSIZE_A3 if wide else page.PAPERSIZE_A4)
    page.page_setup.orientation = page.ORIENTATION_LANDSCAPE
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    fit, head, foot = page.sheet_properties.pageSetUpPr, page.oddHeader, page.oddFooter
    # A new sheet has all three.
    assert fit is not None
    assert head is not None
    assert foot is not None
    fit.fitToPage = True
    head.left.text = _printed(cover.page_head)
    foot.left.text = _printed(cover.page_foot)
    foot.right.text = "&P / &N"


def _printed(parts: Sequence[str]) -> str:
    """A page head or foot of these parts, with & doubled because a single & begins a command."""
    return " – ".join(writable(part)[:_HEAD_PART].replace("&", "&&") for part in parts)


def _properties(cover: Cover) -> DocumentProperties:
    made_at = cover.made_at.astimezone(UTC).replace(tzinfo=None)
    return DocumentProperties(
        title=writable(cover.title),
        subject=writable(cover.subject),
        creator=writable(cover.author),
        description=writable(cover.description),
        keywords=writable(cover.keywords),
        language=cover.language,
        created=made_at,
        modified=made_at,
    )
