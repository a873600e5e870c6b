"""Reading code lists: CSV in its dialects, and XLSX."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.import_records.listings import CodeCount, ParsedFile
from assessments.import_records.problems import UnreadableFile
from assessments.imports.code_lists.reading.recognition import read_file
from tests.imports.sample_files import xlsx

Rows = list[tuple[str, int | None]]


def rows(parsed: ParsedFile) -> Rows:
    return [(row.code, row.count) for row in parsed.listings[0].procedures]


def problems_of(data: bytes, name: str = "codes.csv") -> list[tuple[str, str]]:
    with pytest.raises(UnreadableFile) as caught:
        read_file(data, name)
    return [(problem.kind, str(problem.place)) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "code;count\n5-831.0;1.231\n5-984;<4\n",
        "5-831.0;1.231\n5-984;<4\n",
        "code\tcount\n5-831.0\t1 231\n5-984\t*\n",
        'OPS-Code,Anzahl\n5-831.0,"1,231"\n5-984,Datenschutz\n',
        'Quelle: KIS;;\n\nBezeichnung;OPS;Fälle\n"Exzision; Bandscheibe";5-831.0;1231\n'
        "Mikrochirurgie;5-984;k. A.\n",
        "手术编码;例数\n5-831.0;1231\n5-984;<4\n",
        "﻿code;count\r\n\t5-831.0 ;1.231\t\r\n5-984 Mikrochirurgische Technik;not specified\r\n",
        "code|count\n5-831.0|1231\n5-984|*\n",
    ],
)
def test_dialects_give_the_same_rows(text: str) -> None:
    parsed = read_file(text.encode(), "codes.csv")
    assert rows(parsed) == [("5-831.0", 1231), ("5-984", None)]
    assert (parsed.kind, parsed.system, parsed.year) == ("code_list", "OPS", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_lists_in_every_encoding(encoding: str) -> None:
    text = "手术操作编码,手术操作名称,例数\n80.5110,腰椎间盘镜下切除术,210\n81.0800,腰椎融合术,45\n"
    parsed = read_file(text.encode(encoding), "手术.csv")
    assert rows(parsed) == [("80.5110", 210), ("81.0800", 45)]
    assert parsed.system == "ICD9CM3_CN"


def test_german_list_in_cp1252() -> None:
    text = "Schlüssel;Häufigkeit;Text\n5-831.0;12;Operation für Übung\n"
    assert rows(read_file(text.encode("cp1252"), "liste.csv")) == [("5-831.0", 12)]


def test_workbook_with_a_sheet_of_main_diagnoses() -> None:
    data = xlsx(
        [["Code", "Count"], ["5-831.0", 1231], ["5-035", "<4"]],
        [["Hauptdiagnose", "Fallzahl"], ["C79.5", 9]],
        [["Notes"], ["nothing here"]],
    )
    parsed = read_file(data, "codes.xlsx")
    assert rows(parsed) == [("5-831.0", 1231), ("5-035", None)]
    assert [(row.code, row.count) for row in parsed.listings[0].diagnoses or ()] == [("C79.5", 9)]
    assert [remark.kind for remark in parsed.remarks] == ["sheet_left_out"]


def test_workbook_formula_gives_no_value_of_its_own() -> None:
    data = xlsx([["code", "count"], ["5-831.0", "=WEBSERVICE(1)"], ["5-984", 4]])
    assert problems_of(data, "codes.xlsx") == [("no_count", "sheet “Sheet”, row 2, column B")]


def test_workbook_codes_turned_into_dates_and_numbers() -> None:
    data = xlsx([["code", "count"], [date(2024, 5, 10), 4]])
    assert problems_of(data, "codes.xlsx") == [("code_became_date", "sheet “Sheet”, row 2")]
    parsed = read_file(xlsx([["code", "count"], [3.09, 7], [81.5, 2]]), "codes.xlsx")
    assert rows(parsed) == [("03.09", 7), ("81.50", 2)]
    assert [remark.kind for remark in parsed.remarks] == ["number_as_code"]


@pytest.mark.parametrize("name", ["ICD9CM3", "ICD9CM3_CN"])
def test_zero_lost_at_the_beginning_of_a_code_is_put_back_with_a_remark(name: str) -> None:
    data = b"code;count\n3.09;7\n81.08;2\n3.0904;5\n3.4;1\n03.53;4\n81.0800x005;3\n"
    parsed = read_file(data, "codes.csv", system=name)
    assert rows(parsed) == [
        ("03.09", 7),
        ("81.08", 2),
        ("03.0904", 5),
        ("03.4", 1),
        ("03.53", 4),
        ("81.0800x005", 3),
    ]
    (remark,) = parsed.remarks
    assert str(remark) == (
        "row 2: Codes had lost the zero at their beginning, which was put back: 3.09 was read as "
        "03.09. Check these codes; format the code column as text before the list is saved again."
    )


def test_code_with_and_without_its_first_zero_is_listed_twice() -> None:
    parsed = read_file(b"03.09;5\n81.08;3\n3.09;6\n", "codes.csv")
    assert rows(parsed) == [("03.09", 5), ("81.08", 3), ("03.09", 6)]
    assert [remark.kind for remark in parsed.remarks] == ["first_zero_lost", "code_twice"]


def test_list_whose_codes_all_lost_their_zero_is_recognised() -> None:
    parsed = read_file(b"code,count\n3.09,7\n3.53,2\n", "codes.csv")
    assert rows(parsed) == [("03.09", 7), ("03.53", 2)]
    assert parsed.system in {"ICD9CM3", "ICD9CM3_CN"}


def test_no_zero_is_put_before_codes_of_other_systems_and_diagnoses() -> None:
    parsed = read_file(b"code;count\n5-831.0;9\n5-032.1;2\n5.83;4\n", "codes.csv")
    assert [code for code, _count in rows(parsed)] == ["5-831.0", "5-032.1", "5.83"]
    data = xlsx([["code", "count"], ["81.08", 2]], [["Hauptdiagnose", "Fallzahl"], ["3.09", 9]])
    (listing,) = read_file(data, "codes.xlsx").listings
    assert [row.code for row in listing.diagnoses or ()] == ["3.09"]


def test_years_are_read_and_one_year_is_the_files_year() -> None:
    parsed = read_file(b"code;count;year\n5-831.0;5;2023\n5-984;4;2023\n", "codes.csv")
    assert (parsed.year, parsed.years) == (2023, (2023,))
    parsed = read_file(b"5-831.0;5;2023\n5-831.0;6;2024\n", "codes.csv")
    assert (parsed.year, parsed.years) == (None, (2023, 2024))
    assert parsed.listings[0].of_year(2024).procedures == (
        CodeCount("5-831.0", 6, 2024, parsed.listings[0].procedures[1].place),
    )


def test_code_listed_twice_is_remarked_once_and_kept() -> None:
    parsed = read_file(b"5-831.0;5\n5-984;3\n5-831.0;6\n5-831.0;7\n", "codes.csv")
    assert [(remark.kind, remark.place.row) for remark in parsed.remarks] == [("code_twice", 3)]
    assert len(rows(parsed)) == 4


def test_total_row_is_left_out_with_a_remark() -> None:
    parsed = read_file(b"code;count\n5-831.0;5\nSumme 2024;5\n", "codes.csv")
    assert rows(parsed) == [("5-831.0", 5)]
    assert [remark.kind for remark in parsed.remarks] == ["total_row"]


def test_every_problem_of_a_list_is_told_with_its_cell() -> None:
    text = "code;count;year\n5-831.0;-3;2024\n5-984;2,5;2024\n;7;2024\nabc;7;2024\n5-032.0;;2024\n"
    text += "5-83b.50;x;2024\n5-836.30;4;24\n5-835.0;<10;2024\n5-839.0;2000000;2024\n"
    assert problems_of(text.encode()) == [
        ("negative_count", "row 2, column B"),
        ("fraction_count", "row 3, column B"),
        ("no_code", "row 4"),
        ("not_a_code", "row 5"),
        ("no_count", "row 6, column B"),
        ("not_a_count", "row 7, column B"),
        ("not_a_year", "row 8, column C"),
        ("unknown_small_count", "row 9, column B"),
        ("huge_count", "row 10, column B"),
    ]


def test_hundreds_of_problems_are_shortened_with_their_number() -> None:
    text = "code;count\n" + "5-831.0;-1\n" * 250
    with pytest.raises(UnreadableFile, match="and 150 more problems") as caught:
        read_file(text.encode(), "codes.csv")
    assert len(caught.value.problems) == 100


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty_file"),
        (b" \n\t ", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"name;place\nKlinik;Ort\n", "no_columns"),
        (b"just words\n", "no_columns"),
        (b"code;count\n", "no_rows"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"MZ\x90\x00\x03\x00\x00\x00\xff\xff", "binary"),
        (b"\x81\x8d\x8f\x90\x9d;1\n", "encoding"),
    ],
)
def test_files_that_are_no_list_are_refused(data: bytes, kind: str) -> None:
    assert [problem[0] for problem in problems_of(data)] == [kind]


@pytest.mark.parametrize(
    ("codes", "system"),
    [
        ("5-831.0 5-83b.50 5-836.30", "OPS"),
        ("80.51 81.08 03.09", "ICD9CM3"),
        ("80.5110 81.0800x001 03.0913", "ICD9CM3_CN"),
        ("0SB20ZZ 0SG00A0 00NY0ZZ", "ICD10PCS"),
        ("V25.4 V33.7 V41.1", "OPCS4"),
        ("63030 22612 63047", "CPT"),
    ],
)
def test_code_system_is_recognised(codes: str, system: str) -> None:
    text = "code;count\n" + "".join(f"{code};7\n" for code in codes.split())
    assert read_file(text.encode(), "codes.csv").system == system
    assert read_file(text.encode(), "codes.csv", system="OPCS4").system == "OPCS4"


@pytest.mark.parametrize(
    "year", ["0020199", "002019" + "9" * 900, "2024" + "0" * 5, "02024", "２０２４"]
)
def test_year_of_any_but_four_digits_is_refused_with_its_place(year: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_file(f"code;count;year\n5-831.0;5;{year}\n".encode(), "codes.csv")
    (problem,) = caught.value.problems
    assert (problem.kind, str(problem.place)) == ("not_a_year", "row 2, column C")
