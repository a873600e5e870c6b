"""The official list of OPS codes of one year, as the BfArM publishes it (`opsYYYYsyst_kodes.txt`).

A text without a heading, a code a row, fields with a semicolon between them. The first nine fields
have been the same in all years; only what follows them changed
(9 until 2008, 10 until 2010, 11 until 2012, 14 in 2013, 16 until 2015, 15 since):

1 level (4, 5 or 6 signs), 2 place in the tree (T end of a branch, N not), 3 kind, 4 chapter,
5 first group, 6 group of three signs, 7 code (5-831.0), 8 whether a side is to be given, 9 title,
then titles of the levels above (since 2013) and marks of use.

The layout was taken from programs that read the file, among them the tables of the Gutenberg Health
Hub (github.com/GutenbergHealthHub/cdw, sql_scripts/ops/ops_metainfo_tables.sql: Ebene, Ort, Art,
KapNr, GrVon, DKode, Kode, Seite, Titel, Viersteller …), and one that distinguishes the years. No
official text is in this project. Text is UTF-8, of older years Windows-1252.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assessments.import_records.problems import Place, Problem, raise_all, refuse
from assessments.imports.files.archives import member_bytes, open_archive
from assessments.imports.files.limits import Limits, current_limits
from assessments.imports.files.recognition import check_size, decode, file_format, too_large
from assessments.imports.files.source_files import BROKEN, SourceFile, is_system_file
from benchmarks.casemix.code_tables import SHAPES, normalise
from benchmarks.casemix.official_codes import SYSTEM, ListedCode

FIELDS: Final = 9
LONGEST_TITLE: Final = 1_000
_PLACE, _CODE, _TITLE = 1, 6, 8
_TERMINAL = {"T": True, "N": False}
_NAME = re.compile(r"ops(\d{4})syst_kodes\.txt$", re.IGNORECASE)
_CODES_FILE = re.compile(r"_kodes\.txt$", re.IGNORECASE)
# Titles stand in the row up to four times.
_LONGEST_ROW = 20_000
_LINE_END = re.compile(r"\r\n|\n|\r")
_ICD = re.compile(r"[A-Z]\d{2}(\.\S*)?")
# A list without codes that begin like this is incomplete, or a different list.
_NEEDED = ("503", "583")


@dataclass(frozen=True)
class ReadList:
    """What was read. `year` is that of the file's name, None where it says none."""

    name: str
    digest: str
    size: int
    year: int | None
    codes: tuple[ListedCode, ...]

    @property
    def terminal(self) -> int:
        """How many codes can be coded: those at the end of their branch."""
        return sum(one.is_terminal for one in self.codes)


def read_official_list(data: bytes, name: str, limits: Limits | None = None) -> ReadList:
    """Read the file of codes, or the ZIP in which it is published.

    Texts are taken unchanged. Raises `UnreadableFile`, and nothing else, naming every problem with
    its row and remedy; nothing of a list with a problem is used.
    """
    limits = limits or current_limits()
    check_size(data, limits)
    source = _codes_file(SourceFile(name, data), limits)
    check_size(source.data, limits)
    if file_format(source.data, source.name) != "text":
        raise refuse("official_not_text")
    codes = _codes(decode(source.data), limits)
    if not any(normalise(one.code).startswith(_NEEDED) for one in codes):
        raise refuse("official_incomplete", groups="5-03, 5-83")
    named = _NAME.search(source.name)
    return ReadList(
        name=source.name.rpartition("/")[2],
        digest=hashlib.sha256(source.data).hexdigest(),
        size=len(source.data),
        year=int(named[1]) if named else None,
        codes=codes,
    )


def year_of_list(read: ReadList, year: int | None) -> int:
    """The year of the list: that of its name, or the one given. Raises `UnreadableFile`."""
    if read.year is None and year is None:
        raise refuse("official_year_needed")
    if read.year is not None and year is not None and read.year != year:
        raise refuse("official_year_differs", found=read.year, year=year)
    found = year if read.year is None else read.year
    assert found is not None
    return found


def _codes_file(source: SourceFile, limits: Limits) -> SourceFile:
    """The file itself, or the only one of codes in the archive."""
    if not source.data.startswith(b"PK"):
        return source
    try:
        with open_archive(source.data) as archive:
            members = [one for one in archive.infolist() if not is_system_file(one.filename)]
            if any(one.filename == "xl/workbook.xml" for one in members):
                raise refuse("official_not_text")
            found = [one for one in members if _CODES_FILE.search(one.filename)]
            if not found:
                raise refuse("official_no_codes_file")
            if len(found) > 1:
                names = ", ".join(one.filename for one in found[:5])
                raise refuse("official_several_files", names=names)
            if found[0].file_size > limits.file_bytes:
                raise too_large(limits)
            return SourceFile(found[0].filename, member_bytes(archive, found[0]))
    except BROKEN as error:
        raise refuse("broken_zip") from error


def _codes(text: str, limits: Limits) -> tuple[ListedCode, ...]:
    rows = list(_rows(text, limits))
    if not rows:
        raise refuse("empty_file")
    first, fields = rows[0]
    _check_layout(first, fields)
    found: list[ListedCode] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        wrong = _problem(number, cells, len(fields), seen)
        if wrong is not None:
            problems.append(wrong)
            continue
        code = cells[_CODE].strip()
        seen[normalise(code)] = number
        found.append(ListedCode(code, cells[_TITLE].strip(), _TERMINAL[cells[_PLACE].strip()]))
    raise_all(problems, limits.problems)
    return tuple(found)


def _rows(text: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """The fields of each row that is not empty; an open quotation mark ends with its line."""
    for number, line in enumerate(_lines(text), start=1):
        place = Place(row=number)
        if number > limits.official_rows:
            raise refuse("official_rows", place, limit=limits.official_rows)
        if not line.strip():
            continue
        if len(line) > _LONGEST_ROW:
            raise refuse("long_cell", place, limit=limits.cell_characters)
        yield number, next(csv.reader([line], delimiter=";"))


def _lines(text: str) -> Iterator[str]:
    """One after the other: millions of empty ones would fill the memory."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _check_layout(number: int, fields: list[str]) -> None:
    """Refuse another file by its first row, instead of finding fault with each of its rows."""
    if len(fields) < FIELDS:
        raise refuse("official_layout", Place(row=number), needed=FIELDS)
    code = fields[_CODE].strip()
    if _ICD.fullmatch(code):
        raise refuse("official_other_list", Place(row=number), code=code)


def _problem(number: int, cells: list[str], fields: int, seen: dict[str, int]) -> Problem | None:
    """The first thing that is wrong with a row."""
    place = Place(row=number)
    if len(cells) != fields:
        return Problem("official_fields", place, {"found": len(cells), "fields": fields})
    code, title = cells[_CODE].strip(), cells[_TITLE].strip()
    normalised = normalise(code)
    if not SHAPES[SYSTEM].fullmatch(normalised):
        return Problem("official_code", place, {"text": code})
    if cells[_PLACE].strip() not in _TERMINAL:
        return Problem("official_place", place, {"text": cells[_PLACE]})
    if not title:
        return Problem("official_no_title", place, {"code": code})
    if len(title) > LONGEST_TITLE:
        return Problem("official_long_title", place, {"code": code, "limit": LONGEST_TITLE})
    if normalised in seen:
        return Problem("official_twice", place, {"code": code, "first": seen[normalised]})
    return None
