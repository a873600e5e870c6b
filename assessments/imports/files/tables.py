"""Tables out of CSV text and XLSX bytes: rows of cells, bounded, nothing evaluated."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from assessments.import_records.problems import Place, UnreadableFile, refuse
from assessments.imports.files.limits import MEGABYTE, Limits

DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT_LINES = 50
# What openpyxl reads of a workbook beside its rows. Every part in there becomes an object at once:
# the 200,000 sheets that fit into one megabyte of the archive take most of a minute.
_FRAME = (
    "[Content_Types]",
    "_rels/",
    "docProps/",
    "xl/_rels/",
    "xl/styles",
    "xl/theme/",
    "xl/workbook",
)


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
            _check(reader.line_num, cells, "", limits)
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


def xlsx_tables(data: bytes, limits: Limits, first_rows: int | None = None) -> list[FileTable]:
    """All sheets of a workbook with anything in them. Formulas give the value they were saved with.

    Sizes are checked in the archive's directory before anything is unpacked. With `first_rows`
    nothing below those is read.
    """
    _check_archive(data, limits)
    try:
        with warnings.catch_warnings():
            # Extensions that openpyxl does not know (validation, styles) do not matter here.
            warnings.simplefilter("ignore")
            return _sheets(data, limits, first_rows or limits.rows + 1)
    except UnreadableFile:
        raise
    except Exception as error:
        # openpyxl documents no error of its own for damaged files: it fails as KeyError,
        # ValueError, TypeError, BadZipFile or an XML error, depending on what is damaged.
        raise refuse("broken_workbook") from error


def _sheets(data: bytes, limits: Limits, rows_read: int) -> list[FileTable]:
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    tables = []
    try:
        for sheet in book.worksheets[: limits.sheets]:
            # The declared size can be wrong, or made to be huge.
            sheet.reset_dimensions()
            rows = []
            cells = sheet.iter_rows(max_row=rows_read, max_col=limits.columns + 1, values_only=True)
            for number, row in enumerate(cells, start=1):
                filled = _trimmed(row)
                _check(number if filled else 0, filled, sheet.title, limits)
                if filled:
                    rows.append((number, filled))
            if rows:
                hidden = sheet.sheet_state != "visible"
                tables.append(FileTable(sheet.title[:100], tuple(rows), hidden))
    finally:
        book.close()
    return tables


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    last = len(row)
    while last and (row[last - 1] is None or str(row[last - 1]).strip() == ""):
        last -= 1
    return row[:last]


def _check(number: int, cells: Iterable[Any], sheet: str, limits: Limits) -> None:
    place = Place(sheet=sheet, row=number)
    if number > limits.rows:
        raise refuse("too_many_rows", place, limit=limits.rows)
    columns = 0
    for cell in cells:
        columns += 1
        if isinstance(cell, str) and len(cell) > limits.cell_characters:
            place = replace(place, column=get_column_letter(columns))
            raise refuse("long_cell", place, limit=limits.cell_characters)
    if columns > limits.columns:
        raise refuse("too_many_columns", place, limit=limits.columns)


def _check_archive(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refuse("broken_zip") from error
    total = sum(member.file_size for member in members)
    unpacked_too_far = any(
        member.file_size > limits.zip_member_bytes
        or (member.filename.startswith(_FRAME) and member.file_size > limits.zip_frame_bytes)
        or (
            member.file_size > limits.zip_ratio * max(member.compress_size, 1)
            and member.file_size > MEGABYTE
        )
        for member in members
    )
    if len(members) > limits.zip_members or total > limits.zip_total_bytes or unpacked_too_far:
        raise refuse("zip_bomb")
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted")
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise refuse("other_zip")
    if _tags(data) > limits.zip_tags:
        raise refuse("zip_bomb")


def _tags(data: bytes) -> int:
    """About how many XML tags the members hold: parsing takes by far the longest for these."""
    tags = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as stream:
                        tags += sum(
                            part.count(b"<") for part in iter(partial(stream.read, MEGABYTE), b"")
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise refuse("broken_workbook") from error
    return tags


def csv_delimiter(text: str) -> str:
    """The separator that most of the first lines contain; a semicolon wins over a comma."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_LOOKED_AT_LINES]
    return max(DELIMITERS, key=lambda sign: sum(sign in line for line in lines))
