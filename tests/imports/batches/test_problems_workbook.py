"""All problems of a case list as a workbook: where, what, what to do, and nothing of patients."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.utils.translation import override

from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.problems_workbook import problems_workbook
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.files.source_files import SourceFile
from tests.imports.case_lists.lists import OPTIONS, files

HEAD = "case;date;procedures;main_dx;surgeon;complication"


def refusal(*rows: str, head: str = HEAD, more: list[SourceFile] | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_cases(files(cases="\n".join([head, *rows]) + "\n") + (more or []), OPTIONS)
    return caught.value


def opened(error: UnreadableFile) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(problems_workbook(error)))


def test_all_problems_are_listed_not_only_those_that_are_shown() -> None:
    error = refusal(*(f"{number};no day;5-831.0;;;" for number in range(1_000)))
    rows = list(opened(error).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 1_000
    assert rows[-1][:4] == ("cases.csv", None, 1_001, "date")
    assert all(row[4] and row[5] for row in rows)


def test_wrong_cells_are_marked_beside_the_number_of_their_row() -> None:
    error = refusal(
        "PAT-1;31.02.2024;5-831.0;M51.1;Dr. Muster;maybe",
        "PAT-2;2024-03-05;5-831.0;M51.1;Dr. Muster;no",
        "PAT-3;;5-831.0;M51.1;Dr. Muster;no",
    )
    sheet = opened(error).worksheets[1]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("Row", "date", "complication"),
        (2, "31.02.2024", "maybe"),
        (4, "The day of the operation is missing.", None),
    ]
    fills = [[cell.fill.fgColor.rgb for cell in row] for row in sheet.iter_rows(min_row=2)]
    plain, marked = fills[0][0], fills[0][1]
    assert plain != marked
    assert fills == [[plain, marked, marked], [plain, marked, plain]]


def test_nothing_of_a_patient_or_surgeon_is_copied() -> None:
    error = refusal(
        "PAT-1;31.02.2024;5-831.0;M51.1;Dr. Muster;maybe",
        ";05.03.2024;5-831.0;M51.1;Dr. Muster;no",
        "PAT-3;05.03.2024;;M51.1;Dr. Muster;no",
    )
    text = " ".join(
        str(cell)
        for sheet in opened(error).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )
    assert "PAT" not in text
    assert "Muster" not in text
    assert "31.02.2024" in text


def test_files_without_a_table_are_listed_and_have_no_sheet() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_cases([SourceFile("a.pdf", b"%PDF"), SourceFile("b.csv", b"")], OPTIONS)
    book = opened(caught.value)
    assert [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        "a.pdf",
        "b.csv",
    ]
    assert len(book.worksheets) == 1


def test_each_table_has_a_sheet_whatever_its_name() -> None:
    name = "a/[very: long]*name?of a file that nobody would give.csv"
    other = [SourceFile(name, f"{HEAD}\n1;x;5-831.0;;;\n".encode())]
    book = opened(refusal("1;y;5-831.0;;;", more=other))
    assert len(book.worksheets) == 3
    assert len({sheet.title for sheet in book.worksheets}) == 3


def test_table_with_very_many_wrong_rows_is_only_listed() -> None:
    error = refusal(*(f"{number};no day;5-831.0;;;" for number in range(1_500)))
    book = opened(error)
    assert len(book.worksheets) == 1
    assert book.worksheets[0].max_row == 1_501


def test_cells_that_begin_as_formulas_stay_texts() -> None:
    book = opened(refusal('1;=HYPERLINK("http://127.0.0.1:9");5-831.0;;;'.replace('"', "'")))
    cell = book.worksheets[1]["B2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("=HYPERLINK")


def test_texts_are_those_of_the_readers_language() -> None:
    error = refusal("1;no day;5-831.0;;;")
    with override("de"):
        german = opened(error).worksheets[0]["E2"].value
        assert german == error.problems[0].message
