"""Reads profile workbooks into rows of cells by key; `services.validation` judges them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from assessments.import_records.problems import Place, Problem, UnreadableFile, raise_all, refuse
from assessments.imports.files.limits import Limits, current_limits
from assessments.imports.files.recognition import check_size, file_format
from assessments.imports.files.source_files import SourceFile
from assessments.imports.files.tables import FileTable
from assessments.imports.files.workbooks import xlsx_tables
from assessments.imports.profile_workbook.reading.sheets import (
    ABOUT,
    FIRST_ROW,
    GUIDE,
    LISTS,
    MARK,
    Content,
    ReadProfile,
    ReadRow,
    ReadSheet,
)


def is_profile(files: Sequence[SourceFile], limits: Limits | None = None) -> bool:
    """Whether one of the files is a profile workbook, judged by its content alone."""
    limits = limits or current_limits()
    return any(_is_marked(file, limits) for file in files)


def read_profile(files: Sequence[SourceFile], limits: Limits | None = None) -> ReadProfile:
    """The rows of the workbook. Raises `UnreadableFile` with every problem of its build."""
    limits = limits or current_limits()
    if len(files) > 1:
        raise refuse("profile_alone")
    check_size(files[0].data, limits)
    if file_format(files[0].data, files[0].name) != "xlsx":
        raise refuse("profile_without_sheets")
    # Notes are longer than what other lists may have in a cell.
    tables = _marked(xlsx_tables(files[0].data, _long_cells(limits)))
    about = "".join(
        str(cells[0]) for name, table in tables if name == ABOUT for _row, cells in table.rows[1:]
    )
    problems: list[Problem] = []
    sheets: dict[str, ReadSheet] = {}
    for name, table in tables:
        if name in {ABOUT, LISTS, GUIDE}:
            continue
        if table.is_hidden:
            problems.append(Problem("profile_sheet_hidden", Place(sheet=table.sheet)))
        elif name in sheets:
            problems.append(Problem("profile_sheet_twice", Place(sheet=table.sheet)))
        else:
            sheets[name] = _sheet(name, table, problems)
    raise_all(problems, limits.case_problems)
    if not sheets:
        raise refuse("profile_without_sheets")
    return ReadProfile(about, sheets)


def _is_marked(file: SourceFile, limits: Limits) -> bool:
    try:
        if file_format(file.data, file.name) != "xlsx":
            return False
        return bool(_marked(xlsx_tables(file.data, _long_cells(limits), first_rows=1)))
    except UnreadableFile:
        return False  # whoever reads it says why


def _long_cells(limits: Limits) -> Limits:
    return replace(limits, cell_characters=limits.case_cell_characters)


def _marked(tables: Sequence[FileTable]) -> list[tuple[str, FileTable]]:
    """The sheets whose first cell has the mark, by their names."""
    found = []
    for table in tables:
        number, cells = table.rows[0]
        first = cells[0] if number == 1 else None
        if isinstance(first, str) and first.strip().startswith(MARK):
            found.append((first.strip().removeprefix(MARK), table))
    return found


def _sheet(name: str, table: FileTable, problems: list[Problem]) -> ReadSheet:
    keys = _keys(table, problems)
    rows = []
    for number, cells in table.rows[1:]:
        if number < FIRST_ROW:
            continue
        key, *others = cells
        found = {keys[place]: _plain(cell) for place, cell in enumerate(others) if place in keys}
        row = ReadRow(number, _text(key), found)
        if not row.is_empty:
            rows.append(row)
    return ReadSheet(
        name,
        table.sheet,
        {key: get_column_letter(place + 2) for place, key in keys.items()},
        tuple(rows),
    )


def _keys(table: FileTable, problems: list[Problem]) -> dict[int, str]:
    """The keys of the columns by their places after the first one.

    A column without a key was added by the user, for notes or sums, and is not read.
    """
    keys: dict[int, str] = {}
    for place, cell in enumerate(table.rows[0][1][1:]):
        key = _text(cell)
        if key and key in keys.values():
            where = Place(sheet=table.sheet, row=1, column=get_column_letter(place + 2))
            problems.append(Problem("profile_column_twice", where, {"text": key}))
        elif key:
            keys[place] = key
    return keys


def _text(cell: Any) -> str:
    return "" if cell is None else str(_plain(cell)).strip()


def _plain(cell: Any) -> Content:
    """A cell as text, number or day; a whole number without a fraction."""
    if isinstance(cell, datetime):
        return cell.date() if not (cell.hour or cell.minute or cell.second) else str(cell)
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, Decimal | float):
        return int(cell) if float(cell).is_integer() else float(cell)
    if cell is None or isinstance(cell, str | int | date):
        return cell
    return str(cell)
