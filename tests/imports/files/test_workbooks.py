"""Workbooks are read as they were written, and only what is in them."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date, datetime, time, timedelta
from time import process_time
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from assessments.import_records.problems import UnreadableFile
from assessments.imports.files.limits import Limits
from assessments.imports.files.workbooks import xlsx_tables
from tests.imports.attack_files import ATTACKS, HEAD, sheet, workbook
from tests.imports.sample_files import with_member, xlsx

LIMITS = Limits()
CELLS: list[list[Any]] = [
    ["text", " spaces ", "编码", "a_x005F_b"],
    [1, 2.5, -3, 1e300],
    [True, False, None, "last"],
    [date(2024, 3, 5), datetime(2024, 3, 5, 12, 30), time(8, 15), timedelta(hours=30)],
    [None, None, "after gaps"],
]


def problem(data: bytes, limits: Limits = LIMITS) -> tuple[str, str, int]:
    with pytest.raises(UnreadableFile) as caught:
        xlsx_tables(data, limits)
    (found,) = caught.value.problems
    return found.kind, found.place.column, found.place.row


def part_of(rows: str) -> bytes:
    """A workbook whose only sheet has these rows."""
    return workbook("a.xlsx", {"xl/worksheets/sheet1.xml": sheet(rows)})[0].data


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_cells_are_what_openpyxl_reads(epoch: datetime) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    for row in CELLS:
        book.worksheets[0].append(row)
    book.worksheets[0]["F9"] = "=1/0"
    stream = io.BytesIO()
    book.save(stream)
    read = openpyxl.load_workbook(stream, data_only=True).worksheets[0]
    (table,) = xlsx_tables(stream.getvalue(), LIMITS)
    for number, cells in table.rows:
        expected = [cell.value for cell in read[number]]
        assert list(cells) == expected[: len(cells)]
        assert not any(expected[len(cells) :])
    assert [number for number, _cells in table.rows] == [1, 2, 3, 4, 5]


def test_first_rows_are_the_same_as_when_all_are_read() -> None:
    data = xlsx([["a", "b"], [None], [1, date(2024, 1, 1)], ["c", " "]], [[None, "d"]])
    every = xlsx_tables(data, LIMITS)
    assert xlsx_tables(data, LIMITS, 100) == every
    first = xlsx_tables(data, LIMITS, 1)
    assert [table.rows for table in first] == [table.rows[:1] for table in every]


def test_texts_that_cells_share_are_found_and_readings_above_them_left_out() -> None:
    (file,) = ATTACKS["workbook: shared texts"](1)
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>5-8</t>'
        "</r><r><t>31.0</t></r><rPh><t>reading</t></rPh></si><si><t>second</t></si></sst>"
    )
    data = with_member(file.data, "xl/sharedStrings.xml", texts.encode())
    for most in (None, 5):
        (table,) = xlsx_tables(data, LIMITS, most)
        assert table.rows[-1][1] == ("5-831.0",)


def test_one_cell_in_row_million_costs_as_little_as_one_in_row_two() -> None:
    far = part_of(HEAD + '<row r="1000000"><c r="B1000000"><v>1</v></c></row>')
    start = process_time()
    (table,) = xlsx_tables(far, LIMITS.for_cases())
    assert table.rows[-1] == (1_000_000, (None, 1))
    assert process_time() - start < 1


def test_refusals_name_the_cell() -> None:
    assert problem(part_of('<row r="7"><c r="XFD7"><v>1</v></c></row>')) == (
        "too_many_columns",
        "XFD",
        7,
    )
    long = f'<row r="3"><c r="B3" t="str"><v>{"a" * 1_001}</v></c></row>'
    assert problem(part_of(long)) == ("long_cell", "B", 3)
    many = "<row><c><v>1</v></c></row>" * 51
    assert problem(part_of(many), Limits(rows=50)) == ("too_many_rows", "", 51)


@pytest.mark.parametrize(
    "rows",
    [
        f"<row>{'<c/>' * 16_385}</row>",
        "<row><row/></row>",
        "<row><c><c/></c></row>",
        "<c/>",
        '<row r="5"/><row r="5"/>',
        '<row r="9"><c t="s"><v>99</v></c></row>',
        '<row r="9"><c><v>1.2.3</v></c></row>',
        "<row>",
    ],
)
def test_rows_that_no_spreadsheet_writes_are_refused(rows: str) -> None:
    assert problem(part_of(rows))[0] == "broken_workbook"


def test_nothing_below_the_rows_is_read() -> None:
    after = "<mergeCells>" + "<mergeCell/>" * 100_000 + "</mergeCells>"
    data = workbook("a.xlsx", {"xl/worksheets/sheet1.xml": sheet(HEAD, after=after)})[0].data
    assert len(xlsx_tables(data, Limits(zip_tags=80_000))) == 1


def test_sheet_that_is_listed_twenty_times_is_read_once() -> None:
    (file,) = ATTACKS["workbook: twenty times the same sheet"](1_000)
    assert len(xlsx_tables(file.data, LIMITS)) == 1


def test_directory_that_lies_does_not_unpack_more_than_it_says() -> None:
    (file,) = ATTACKS["workbook: a directory that lies"](1_000_000)
    tracemalloc.start()
    assert problem(file.data)[0] == "broken_workbook"
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000


@pytest.mark.parametrize(
    "attack", ["workbook: deep nesting", "workbook: one giant attribute", "workbook: shared texts"]
)
def test_what_is_kept_is_bounded(attack: str) -> None:
    (file,) = ATTACKS[attack](3_000_000)
    limits = Limits(workbook_memory=2_000_000)
    assert problem(file.data, limits)[0] == "zip_bomb"
