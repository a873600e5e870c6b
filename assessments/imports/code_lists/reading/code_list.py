"""Code lists: a table with the columns code and count, and perhaps a year, in CSV or XLSX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assessments.import_records.code_systems import recognise
from assessments.import_records.counts import BadCount, read_count
from assessments.import_records.listings import CodeCount, Listing
from assessments.import_records.problems import Place, Problem, raise_all, refuse
from assessments.imports.files.columns import Columns, columns_by_order, find_columns
from assessments.imports.files.limits import Limits
from assessments.imports.files.recognition import visible
from assessments.imports.files.tables import FileTable
from benchmarks.casemix.code_meanings import has_code_form, is_any_code
from benchmarks.casemix.code_spellings import split_codes
from benchmarks.casemix.estimates import DIAGNOSES_OF

FIRST_YEAR, LAST_YEAR = 1990, 2100
_LONGEST_CODE = 20
# ICD-9-CM-3 has two digits before the dot, and no other system so few: 3.09 was 03.09 once.
_TWO_DIGIT_SYSTEMS = {"ICD9CM3", "ICD9CM3_CN"}
_LOST_ZERO = re.compile(r"\d\.\d{1,4}(x\d{3})?", re.IGNORECASE)
_TOTAL = re.compile(r"((sum(me|s)?|(sub)?totals?|gesamt\w*|insgesamt)(?!\w)|合计|总计|小计)")


@dataclass
class _Rows:
    """What was read of the rows of a file so far."""

    procedures: list[CodeCount] = field(default_factory=list)
    diagnoses: list[CodeCount] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    has_diagnoses: bool = False


def read_code_list(tables: list[FileTable], limits: Limits) -> tuple[Listing, tuple[Problem, ...]]:
    """The counted codes of all tables as one listing, and remarks.

    A sheet whose code column is named as one of diagnoses gives the main diagnoses. Raises
    `UnreadableFile` with every problem of the list.
    """
    rows = _Rows()
    for table, columns in _with_columns(tables, rows.remarks):
        rows.has_diagnoses |= columns.holds_diagnoses
        _read_rows(table, columns, rows)
    raise_all(rows.problems, limits.problems)
    if not rows.procedures:
        raise refuse("no_rows")
    rows.procedures = _with_first_zeros(rows.procedures, rows.remarks)
    listing = Listing(
        key="1",
        name="",
        procedures=_joined(rows.procedures, rows.remarks),
        diagnoses=_joined(rows.diagnoses, rows.remarks) if rows.has_diagnoses else None,
    )
    return listing, tuple(rows.remarks)


def with_codes_only(listing: Listing, system: str) -> tuple[Listing, tuple[Problem, ...]]:
    """The listing without texts that have not the form of a code, and a remark for each place.

    They may be numbers of patients, so that they are counted and nothing else.
    """
    remarks: list[Problem] = []

    def only(rows: tuple[CodeCount, ...], of: str) -> tuple[CodeCount, ...]:
        kept = tuple(row for row in rows if _may_be_kept(row.code, of))
        if len(kept) < len(rows):
            first = next(row for row in rows if not _may_be_kept(row.code, of))
            values = {"rows": len(rows) - len(kept)}
            remarks.append(Problem("unreadable_codes", first.place, values))
        return kept

    diagnoses = listing.diagnoses
    if diagnoses is not None:
        diagnoses = only(diagnoses, DIAGNOSES_OF.get(system, "ICD10"))
    kept = replace(listing, procedures=only(listing.procedures, system), diagnoses=diagnoses)
    return kept, tuple(remarks)


def _may_be_kept(code: str, system: str) -> bool:
    """A code of the system, or one of another that is more than a number."""
    return has_code_form(system, code) or (not code.isdigit() and is_any_code(code, system))


def _with_columns(
    tables: list[FileTable], remarks: list[Problem]
) -> Iterator[tuple[FileTable, Columns]]:
    """Tables with their columns. Sheets without are left out, unless no sheet has any."""
    if not tables:
        raise refuse("empty_file")
    found = [(table, find_columns([cells for _, cells in table.rows])) for table in tables]
    if all(columns is None for _, columns in found):
        first = tables[0]
        columns = columns_by_order([cells for _, cells in first.rows])
        if columns is None:
            place = Place(sheet=first.sheet, row=first.rows[0][0] if first.rows else 0)
            cells = first.rows[0][1] if first.rows else ()
            raise refuse("no_columns", place, found=", ".join(str(cell) for cell in cells[:8]))
        found = [(first, columns), *((table, None) for table in tables[1:])]
    for table, columns in found:
        if columns is None:
            remarks.append(Problem("sheet_left_out", Place(sheet=table.sheet)))
        else:
            yield table, columns


def _read_rows(table: FileTable, columns: Columns, rows: _Rows) -> None:
    target = rows.diagnoses if columns.holds_diagnoses else rows.procedures
    for number, cells in table.rows[columns.header + 1 :]:
        place = Place(sheet=table.sheet, row=number)
        code = _code(_cell(cells, columns.code), _cell(cells, columns.count), place, rows)
        if code is None:
            continue
        count_place = Place(sheet=table.sheet, row=number, column=_letter(columns.count))
        try:
            count = read_count(_cell(cells, columns.count))
        except BadCount as error:
            text = str(_cell(cells, columns.count))
            rows.problems.append(Problem(error.kind, count_place, {"text": text, "code": code}))
            continue
        year = _year(cells, columns, table.sheet, number, rows.problems)
        target.append(CodeCount(code, count, year, place))


def _code(cell: Any, count: Any, place: Place, rows: _Rows) -> str | None:
    """The code of a row; None where it has none, which is noted as a problem where it is one."""
    if isinstance(cell, date):
        rows.problems.append(Problem("code_became_date", place))
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not any(remark.kind == "number_as_code" for remark in rows.remarks):
            rows.remarks.append(Problem("number_as_code", place))
        # 3.09 was 03.09 and 81.5 was 81.50 before a spreadsheet took them for numbers.
        cell = str(int(cell)) if float(cell).is_integer() else f"{cell:05.2f}"
    text = " ".join(visible("" if cell is None else str(cell)).split())
    if not text:
        if count is not None and str(count).strip():
            rows.problems.append(Problem("no_code", place))
        return None
    total = _TOTAL.match(text.casefold())
    if total:
        rows.remarks.append(Problem("total_row", place, {"text": text[: total.end()]}))
        return None
    code = next(iter(split_codes(text)), text)
    if len(code) > _LONGEST_CODE or not re.search(r"\d", code):
        rows.problems.append(Problem("not_a_code", place))
        return None
    return code


def _year(
    cells: tuple[Any, ...], columns: Columns, sheet: str, number: int, problems: list[Problem]
) -> int | None:
    if columns.year is None:
        return None
    text = str(_cell(cells, columns.year) or "").strip().removesuffix(".0").removesuffix("年")
    if re.fullmatch("[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    place = Place(sheet=sheet, row=number, column=_letter(columns.year))
    values = {"text": text, "first": FIRST_YEAR, "last": LAST_YEAR}
    problems.append(Problem("not_a_year", place, values))
    return None


def _with_first_zeros(listed: list[CodeCount], remarks: list[Problem]) -> list[CodeCount]:
    """The rows with codes such as 3.09 as 03.09, where the list is one of ICD-9-CM-3."""
    lost = {row.code for row in listed if _LOST_ZERO.fullmatch(row.code)}
    mended = [replace(row, code=f"0{row.code}") if row.code in lost else row for row in listed]
    if not lost or recognise(mended) not in _TWO_DIGIT_SYSTEMS:
        return listed
    first = next(row for row in listed if row.code in lost)
    values = {"written": first.code, "code": f"0{first.code}"}
    remarks.append(Problem("first_zero_lost", first.place, values))
    return mended


def _joined(listed: list[CodeCount], remarks: list[Problem]) -> tuple[CodeCount, ...]:
    """The rows, with a remark for every code that stands there more than once in a year."""
    seen: set[tuple[str, int | None]] = set()
    reported: set[tuple[str, int | None]] = set()
    for row in listed:
        key = (row.code.upper(), row.year)
        if key in seen and key not in reported:
            reported.add(key)
            remarks.append(Problem("code_twice", row.place, {"code": row.code}))
        seen.add(key)
    return tuple(listed)


def _cell(cells: tuple[Any, ...], position: int) -> Any:
    return cells[position] if position < len(cells) else None


def _letter(position: int) -> str:
    return chr(65 + position) if position < 26 else str(position + 1)
