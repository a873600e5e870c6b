"""A department's profile as a workbook to fill in: sheets of records, choices that drop down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.imports.profile_workbook.reading.sheets import (
    ABOUT,
    FIRST_ROW,
    GUIDE,
    LISTS,
    MARK,
    REMOVE,
    Content,
    ProfileColumn,
    ProfileSheet,
)
from assessments.pages.spreadsheets.plain_text import begins_a_formula
from assessments.pages.spreadsheets.workbook import (
    AS_TYPED,
    HEADER_FILL,
    HEADER_FONT,
    HEADER_LINE,
    WRAPPED,
    Cover,
    book_bytes,
    writable,
)

_FORMATS = {
    "text": AS_TYPED,
    "choice": AS_TYPED,
    "whole": "0",
    "number": "General",
    "answer": "General",
    "date": "yyyy-mm-dd",
}
_KEY_FONT = Font(color="5B6B7A")
_KEY_FILL = PatternFill("solid", fgColor="F3F5F7")
_TITLE = Font(bold=True, size=14)
_PIECE = 900  # characters of a cell that holds a part of the signed text
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 120


class _Lists:
    """The hidden sheet of choices, each list once, and the ranges where they stand."""

    def __init__(self, book: Workbook) -> None:
        self._page = book.create_sheet(LISTS)
        self._page.sheet_state = "hidden"
        self._page.cell(1, 1).value = f"{MARK}{LISTS}"
        self._places: dict[tuple[str, ...], str] = {}

    def place(self, choices: tuple[str, ...]) -> str:
        """The range of these choices."""
        if choices not in self._places:
            column = len(self._places) + 1
            for row, choice in enumerate(choices, start=2):
                _write(self._page, row, column, choice)
            letter = get_column_letter(column)
            self._places[choices] = f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}"
        return self._places[choices]


def profile_workbook(
    sheets: Sequence[ProfileSheet], *, about: str, guide: Sequence[str], cover: Cover
) -> bytes:
    """The workbook in the active language.

    `about` is noted in a hidden sheet and comes back with the file; `guide` are the paragraphs of
    the first sheet, which a dictionary of all columns follows.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book.create_sheet(_("How to fill it in")), sheets, guide, cover)
    pages = [book.create_sheet(sheet.title) for sheet in sheets]
    lists = _Lists(book)
    for page, sheet in zip(pages, sheets, strict=True):
        _fill(page, sheet, lists)
    hidden = book.create_sheet(ABOUT)
    hidden.sheet_state = "veryHidden"
    hidden.cell(1, 1).value = f"{MARK}{ABOUT}"
    for number, start in enumerate(range(0, len(about), _PIECE), start=2):
        _write(hidden, number, 1, about[start : start + _PIECE])
    return book_bytes(book, cover)


def _guide(
    page: Worksheet, sheets: Sequence[ProfileSheet], guide: Sequence[str], cover: Cover
) -> None:
    page.cell(1, 1).value = f"{MARK}{GUIDE}"
    page.row_dimensions[1].hidden = True
    _write(page, 2, 1, cover.title)
    page.cell(2, 1).font = _TITLE
    page.cell(2, 1).alignment = Alignment()
    row = 3
    for text in guide:
        _write(page, row, 1, text)
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        page.row_dimensions[row].height = 15 * (1 + len(text) // 110)
        row += 1
    row += 1
    heads = (_("Sheet"), _("Column"), _("Meaning"), _("Needed"))
    for place, (head, width) in enumerate(zip(heads, (24, 40, 60, 12), strict=True), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
        _head(page, row, place, head)
    for sheet in sheets:
        for column in sheet.columns:
            row += 1
            needed = _("yes") if column.is_needed else _("no")
            for place, text in enumerate((sheet.title, column.label, column.help, needed), 1):
                _write(page, row, place, text)


def _fill(page: Worksheet, sheet: ProfileSheet, lists: _Lists) -> None:
    last = FIRST_ROW + len(sheet.rows) + sheet.spare - 1
    _frame(page, sheet)
    start = 3 if sheet.removes else 2
    for place, column in enumerate(sheet.columns, start=start):
        _column(page, place, column)
        if column.choices:
            _drop_down(page, lists.place(column.choices), place, FIRST_ROW, last)
    if sheet.removes and sheet.rows:
        yes = lists.place((_("remove"),))
        _drop_down(page, yes, 2, FIRST_ROW, FIRST_ROW + len(sheet.rows) - 1)
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        _write(page, number, 1, row.key)
        page.cell(number, 1).font = _KEY_FONT
        for place, (column, content) in enumerate(
            zip(sheet.columns, row.cells, strict=True), start=start
        ):
            _write(page, number, place, content, _FORMATS[column.kind])
            if column.kind == "answer" and row.choices:
                _drop_down(page, lists.place(row.choices), place, number, number)
        if row.note:
            page.cell(number, start).comment = _note(row.note)


def _frame(page: Worksheet, sheet: ProfileSheet) -> None:
    """The hidden row of keys, the heading of the keys, and what stays in sight."""
    page.cell(1, 1).value = f"{MARK}{sheet.name}"
    page.row_dimensions[1].hidden = True
    _head(page, 2, 1, _("Key"))
    page.cell(2, 1).comment = _note(
        _("Tells which entry this is. Leave it as it is; leave it empty for a new entry.")
    )
    page.column_dimensions["A"].width = 8
    page.column_dimensions["A"].number_format = AS_TYPED
    if sheet.removes:
        page.cell(1, 2).value = REMOVE
        _head(page, 2, 2, _("Remove"))
        page.cell(2, 2).comment = _note(
            _("Choose “remove” to delete the entry. A row that you only delete changes nothing.")
        )
        page.column_dimensions["B"].width = 10
    first = (3 if sheet.removes else 2) + sheet.fixed
    page.freeze_panes = f"{get_column_letter(first)}{FIRST_ROW}"
    page.page_setup.orientation = page.ORIENTATION_LANDSCAPE


def _column(page: Worksheet, place: int, column: ProfileColumn) -> None:
    letter = get_column_letter(place)
    page.cell(1, place).value = column.key
    page.column_dimensions[letter].width = column.width
    page.column_dimensions[letter].number_format = _FORMATS[column.kind]
    _head(page, 2, place, f"{column.label} *" if column.is_needed else column.label)
    if column.help:
        page.cell(2, place).comment = _note(column.help)


def _head(page: Worksheet, row: int, place: int, text: str) -> None:
    _write(page, row, place, text)
    cell = page.cell(row, place)
    cell.font, cell.fill, cell.border = HEADER_FONT, HEADER_FILL, HEADER_LINE


def _drop_down(page: Worksheet, choices: str, place: int, first: int, last: int) -> None:
    """Offers the choices; what is typed in another language is taken all the same."""
    if last < first:
        return
    letter = get_column_letter(place)
    offered = DataValidation(type="list", formula1=choices, allow_blank=True)
    offered.showErrorMessage = False
    offered.add(f"{letter}{first}:{letter}{last}")
    page.add_data_validation(offered)


def _note(text: str) -> Comment:
    return Comment(writable(text), "", width=_NOTE_WIDTH, height=_NOTE_HEIGHT)


def _write(
    page: Worksheet, row: int, place: int, content: Content, number_format: str = AS_TYPED
) -> None:
    cell = page.cell(row, place)
    cell.number_format = number_format
    cell.alignment = WRAPPED
    if content is None or content == "":
        return
    if isinstance(content, int | float | date):
        cell.value = content
        return
    cell.value = writable(content)
    # openpyxl takes what begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    cell.quotePrefix = begins_a_formula(content)
