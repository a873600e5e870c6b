"""Profile workbooks as a hospital downloads, changes and uploads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import openpyxl
from django.utils import timezone
from django.utils.translation import override
from openpyxl.worksheet.worksheet import Worksheet

from assessments.imports.files.source_files import SourceFile
from assessments.imports.profile_workbook.presenters.workbook import profile_workbook
from assessments.imports.profile_workbook.reading.sheets import FIRST_ROW
from assessments.imports.profile_workbook.services.content import guide, profile_content
from assessments.imports.profile_workbook.services.importing import ProposedProfile
from assessments.imports.profile_workbook.services.validation import judged
from assessments.models import Department, User
from assessments.pages.benchmarks import benchmark_in_language
from assessments.pages.spreadsheets.workbook import Cover

NAME = "profile.xlsx"


def downloaded(department: Department, *, language: str = "en", by_name: bool = True) -> bytes:
    """The workbook of the department in a language."""
    with override(language):
        sheets, about = profile_content(
            department, benchmark_in_language(), timezone.now(), by_name=by_name
        )
        cover = Cover(
            title=str(department),
            subject="",
            author="",
            description="",
            keywords="",
            language=language,
            made_at=datetime(2024, 1, 1, tzinfo=UTC),
            page_head=(),
            page_foot=(),
        )
        return profile_workbook(sheets, about=about.signed(), guide=guide(department), cover=cover)


def edited(data: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def page_of(book: openpyxl.Workbook, sheet: str) -> Worksheet:
    """The sheet with this key, whatever it is called."""
    return next(page for page in book.worksheets if page.cell(1, 1).value == f"profile:{sheet}")


def column_of(page: Worksheet, key: str) -> int:
    """The number of a column by its key."""
    return next(cell.column for cell in page[1] if cell.value == key)


def row_of(page: Worksheet, key: str) -> int:
    """The number of the row with this key."""
    rows = range(FIRST_ROW, page.max_row + 1)
    return next(row for row in rows if str(page.cell(row, 1).value) == key)


def free_row(page: Worksheet) -> int:
    """The first row of a sheet in which nothing stands."""
    row = FIRST_ROW
    while any(page.cell(row, place).value is not None for place in range(1, page.max_column + 1)):
        row += 1
    return row


def with_cell(data: bytes, sheet: str, key: str, column: str, value: Any) -> bytes:
    """The workbook with one cell changed: of the row with this key."""

    def edit(book: openpyxl.Workbook) -> None:
        page = page_of(book, sheet)
        cell = page.cell(row_of(page, key), column_of(page, column))
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # as typed into a cell of text: openpyxl takes "==" for a formula

    return edited(data, edit)


def with_row(data: bytes, sheet: str, **values: Any) -> bytes:
    """The workbook with a new row; columns by key, those of years as n_2024 for n-2024."""

    def edit(book: openpyxl.Workbook) -> None:
        page = page_of(book, sheet)
        row = free_row(page)
        for column, value in values.items():
            page.cell(row, column_of(page, column.replace("n_", "n-"))).value = value

    return edited(data, edit)


def proposal(user: User, department: Department, data: bytes) -> ProposedProfile:
    """What the forms make of the workbook."""
    files = [SourceFile(NAME, data)]
    return judged(user=user, department=department, files=files, now=timezone.now())
