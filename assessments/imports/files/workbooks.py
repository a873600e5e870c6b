"""Tables out of the bytes of a workbook (XLSX): rows of cells, bounded, nothing evaluated."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Sequence
from itertools import islice
from xml.parsers.expat import ExpatError

from openpyxl.utils import get_column_letter

from assessments.import_records.problems import Place, refuse
from assessments.imports.files.archives import DirectoryTooLarge, open_archive
from assessments.imports.files.limits import MEGABYTE, Limits
from assessments.imports.files.tables import FileTable
from assessments.imports.files.workbook_parts import (
    Budget,
    Days,
    Frame,
    Part,
    Relations,
    Row,
    SharedText,
    SharedTexts,
    SheetName,
    SheetRows,
)

_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
# Enough of a sheet for its first rows.
_BEGINNING = MEGABYTE
# The parts that hold no rows.
_FRAME = (
    "[Content_Types]",
    "_rels/",
    "docProps/",
    "xl/_rels/",
    "xl/styles",
    "xl/theme/",
    "xl/workbook",
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
)


def xlsx_tables(data: bytes, limits: Limits, first_rows: int | None = None) -> list[FileTable]:
    """All sheets of a workbook with anything in them. Formulas give the value they were saved with.

    Sizes are checked in the archive's directory before anything is unpacked. With `first_rows`
    nothing below those is read.
    """
    try:
        archive = open_archive(data)
    except DirectoryTooLarge as error:
        raise refuse("zip_bomb") from error
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refuse("broken_zip") from error
    with archive:
        _check_directory(archive.infolist(), limits)
        try:
            book = _Workbook(archive, limits)
            return book.tables() if first_rows is None else book.first_tables(first_rows)
        except _DAMAGED as error:
            raise refuse("broken_workbook") from error


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
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
    if _BOOK not in {member.filename for member in members}:
        raise refuse("other_zip")


class _Workbook:
    """An open workbook whose directory was checked."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits, self._budget = archive, limits, Budget(limits)
        frame, relations = Frame(self._budget, limits.sheets), Relations(self._budget)
        self._read(frame, _BOOK)
        self._read(relations, _RELATIONS)
        # Each part once, however often it is listed.
        self._sheets = list({sheet.key: sheet for sheet in reversed(frame.sheets)}.values())[::-1]
        self._parts = {
            key: (kind, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
            for key, (kind, target) in relations.found.items()
        }
        self._days = Days(self._budget, frame.epoch)
        self._read(self._days, self._part("styles"))

    def tables(self) -> list[FileTable]:
        """All sheets that hold anything."""
        texts = self._texts()
        found = ((sheet, self._rows(sheet, self._limits.rows + 1, texts)) for sheet in self._sheets)
        return [_table(sheet, rows) for sheet, rows in found if rows]

    def first_tables(self, most: int) -> list[FileTable]:
        """The same with the first rows of each, and only those shared texts that they need."""
        found = [(sheet, self._rows(sheet, most, None)) for sheet in self._sheets]
        numbers = [
            cell
            for _sheet, rows in found
            for _number, cells in rows
            for cell in cells
            if isinstance(cell, SharedText)
        ]
        texts = self._texts(max(numbers) + 1) if numbers else ()
        named = (
            (sheet, [self._filled(sheet, row, texts) for row in rows]) for sheet, rows in found
        )
        tables = [_table(sheet, rows) for sheet, rows in named]
        return [table for table in tables if table.rows]

    def _read(self, part: Part, name: str) -> None:
        if name:
            with self._archive.open(name) as stream:
                part.read(stream)

    def _part(self, kind: str) -> str:
        """The member that holds the only part of a kind; "" where there is none."""
        return next((name for one, name in self._parts.values() if one == kind), "")

    def _texts(self, count: int | None = None) -> Sequence[str]:
        texts = SharedTexts(self._budget, self._limits, count)
        self._read(texts, self._part("sharedStrings"))
        return texts.listed

    def _rows(self, sheet: SheetName, most: int, texts: Sequence[str] | None) -> list[Row]:
        """The first rows of a sheet that hold anything; those of a chart are none."""
        kind, name = self._parts.get(sheet.key, ("", ""))
        if kind != "worksheet":
            return []
        reader = SheetRows(sheet.title, self._budget, self._limits, self._days, texts)
        with self._archive.open(name) as stream:
            looked_at = _BEGINNING if texts is None else None
            rows = list(islice(reader.rows(stream, looked_at), most))
            if texts is not None and len(rows) > self._limits.rows:
                place = Place(sheet=sheet.title, row=rows[-1][0])
                raise refuse("too_many_rows", place, limit=self._limits.rows)
            while texts is not None and stream.read(MEGABYTE):
                pass  # a wrong checksum shows only at the end
        return rows

    def _filled(self, sheet: SheetName, row: Row, texts: Sequence[str]) -> Row:
        """The row with its shared texts instead of their numbers."""
        number, cells = row
        longest = self._limits.cell_characters
        found = [texts[cell] if isinstance(cell, SharedText) else cell for cell in cells]
        for column, cell in enumerate(found, start=1):
            if isinstance(cell, str) and len(cell) > longest:
                place = Place(sheet=sheet.title, row=number, column=get_column_letter(column))
                raise refuse("long_cell", place, limit=longest)
        while found and (found[-1] is None or not str(found[-1]).strip()):
            found.pop()
        return number, tuple(found)


def _table(sheet: SheetName, rows: list[Row]) -> FileTable:
    """The rows that hold anything as a table."""
    return FileTable(sheet.title[:100], tuple(row for row in rows if row[1]), sheet.is_hidden)
