"""Case lists that are damaged, odd or made to harm: the counts hold, or it is said why not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from assessments.import_records.code_systems import no_spine_operations
from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.case_lists.reading.formats import is_case_list, read_cases
from assessments.imports.case_lists.reading.rows import CaseOptions
from assessments.imports.files.limits import MEGABYTE, Limits
from assessments.imports.files.source_files import SourceFile
from tests.imports.case_lists.lists import (
    HQMS,
    N041,
    OPTIONS,
    P21_ICD,
    P21_OPS,
    P_CODES,
    TEMPLATE,
    counts,
    files,
    p21,
    summed,
)
from tests.imports.sample_files import with_member

HEAD = "case;date;procedures;main_dx"
# The table with the operations of every format, its separator and how it is imported.
FORMATS = {
    "p21": (P21_OPS, ";"),
    "hqms": (HQMS, ","),
    "hqms_p": (P_CODES, ","),
    "n041": (N041, ","),
    "template": (TEMPLATE, ";"),
}
every_format = pytest.mark.parametrize("form", FORMATS)


def sources(form: str, text: str | bytes) -> list[SourceFile]:
    """The files of an import, with this as the table of the operations."""
    data = text.encode() if isinstance(text, str) else text
    rest = files(ICD=P21_ICD) if form == "p21" else []
    return [SourceFile("OPS.csv", data), *rest]


def rewritten(form: str, change: Callable[[list[list[str]]], list[list[str]]]) -> str:
    """The table of a format after a change of its rows."""
    text, separator = FORMATS[form]
    rows = change([line.split(separator) for line in text.splitlines()])
    return "".join(separator.join(row) + "\n" for row in rows)


def problems(
    found: list[SourceFile], options: CaseOptions = OPTIONS, **limits: int
) -> list[Problem]:
    with pytest.raises(UnreadableFile) as caught:
        read_cases(found, options, limits=Limits(**limits))
    return list(caught.value.problems)


def kinds(found: list[SourceFile], **limits: int) -> list[str]:
    return [one.kind for one in problems(found, OPTIONS, **limits)]


def remarks(found: list[SourceFile]) -> list[str]:
    return [one.kind for one in read_cases(found, OPTIONS).remarks]


def listed(*rows: str, head: str = HEAD) -> list[SourceFile]:
    return files(cases="\n".join([head, *rows]) + "\n")


def book(fill: Callable[[Worksheet], None], name: str = "cases.xlsx") -> SourceFile:
    """A workbook whose first sheet was filled."""
    made = openpyxl.Workbook()
    fill(made.worksheets[0])
    return saved(made, name)


def saved(made: openpyxl.Workbook, name: str = "cases.xlsx") -> SourceFile:
    buffer = io.BytesIO()
    made.save(buffer)
    return SourceFile(name, buffer.getvalue())


def zipped(*members: SourceFile) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member.name, member.data)
    return SourceFile("export.zip", buffer.getvalue())


def one_case(sheet: Worksheet) -> None:
    sheet.append(HEAD.split(";"))
    sheet.append(["1", "2024-03-05", "5-831.0", "M51.1"])


# What does not matter.


@every_format
def test_order_of_the_columns_their_letter_case_and_other_columns_do_not_matter(form: str) -> None:
    def change(rows: list[list[str]]) -> list[list[str]]:
        head = [name.upper().replace("-", " ") for name in rows[0]]
        return [["Remark", *head[::-1]], *(["x", *row[::-1]] for row in rows[1:])]

    assert counts(sources(form, rewritten(form, change))) == counts(sources(form, FORMATS[form][0]))


@every_format
def test_a_row_that_stands_there_twice_counts_once(form: str) -> None:
    def change(rows: list[list[str]]) -> list[list[str]]:
        return [rows[0], *(row for row in rows[1:] for _twice in range(2))]

    doubled = counts(sources(form, rewritten(form, change)))
    once = counts(sources(form, FORMATS[form][0]))
    assert (doubled.operations, doubled.outcomes) == (once.operations, once.outcomes)


@every_format
def test_a_file_chosen_twice_counts_once(form: str) -> None:
    once = sources(form, FORMATS[form][0])
    again = [*once, *(SourceFile(f"copy of {one.name}", one.data) for one in once)]
    assert counts(again).operations == counts(once).operations


@every_format
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_understood(form: str, line_end: str) -> None:
    text = FORMATS[form][0]
    assert counts(sources(form, text.replace("\n", line_end))) == counts(sources(form, text))


@every_format
def test_texts_in_quotation_marks_and_a_name_of_two_lines_are_understood(form: str) -> None:
    def change(rows: list[list[str]]) -> list[list[str]]:
        head = [f'"{name[:1]}\n{name[1:]}"' for name in rows[0]]
        return [head, *([f'"{cell}"' for cell in row] for row in rows[1:])]

    assert counts(sources(form, rewritten(form, change))) == counts(sources(form, FORMATS[form][0]))


@every_format
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_understood(form: str, encoding: str) -> None:
    text = FORMATS[form][0]
    assert counts(sources(form, text.encode(encoding))) == counts(sources(form, text))


def test_days_may_be_written_in_several_ways_also_as_numbers_of_a_spreadsheet() -> None:
    days = ["2024-03-05", "05.03.2024", "5.3.2024", "20240305", "202403050815", "2024/3/5 08:15"]
    days += ["45356", "45356.34", "2024年3月5日", "5/3/2024"]
    rows = [f"{number};{day};5-831.0;M51.1" for number, day in enumerate(days)]
    found = read_cases(listed(*rows), OPTIONS).procedures
    assert {str(day)[:10] for day in found["date"]} == {"2024-03-05"}
    assert len(found) == len(days)


def test_one_day_that_can_only_have_the_month_first_decides_for_all() -> None:
    found = read_cases(listed("1;3/5/2024;5-831.0;", "2;3/25/2024;5-831.0;"), OPTIONS).procedures
    assert [str(day)[:10] for day in found["date"]] == ["2024-03-05", "2024-03-25"]


def test_american_lists_have_the_month_first_unless_they_say_otherwise() -> None:
    american = CaseOptions(OPTIONS.salt, OPTIONS.latest, system="CPT")
    rows = read_cases(listed("1;3/5/2024;63030;"), american).procedures
    assert str(rows["date"][0])[:10] == "2024-03-05"
    rows = read_cases(listed("1;3/5/2024;63030;", "2;25/3/2024;63030;"), american).procedures
    assert str(rows["date"][0])[:10] == "2024-05-03"


def test_codes_with_and_without_signs_and_in_small_letters_are_the_same() -> None:
    ways = ["5-831.0", "5831.0", "58310", "5-831.0 "]
    found = counts(listed(*(f"{at};2024-03-05;{code};m511" for at, code in enumerate(ways))))
    assert summed(found, "pathology") == {("DEG",): len(ways)}
    assert found.codes == []


@pytest.mark.parametrize("wide", [True, False])
def test_forty_diagnoses_are_all_read(wide: bool) -> None:
    """The tumour of the spine stands last."""
    others = [*[f"I{10 + number}" for number in range(39)], "C41.2"]
    if wide:
        head = ";".join([HEAD, *(f"other_dx_{number}" for number in range(1, 41))])
        rows = listed(f"1;2024-03-05;5-831.0;M51.1;{';'.join(others)}", head=head)
    else:
        rows = listed(f"1;2024-03-05;5-831.0;M51.1;{', '.join(others)}", head=f"{HEAD};other_dx")
    assert len(read_cases(rows, OPTIONS).diagnoses) == 41
    assert summed(counts(rows), "pathology") == {("TUM",): 1}


def test_forty_diagnoses_of_a_front_page_are_all_read() -> None:
    head = ["A48", "C03C", "C14x01C", "C16x01", *(f"C06x{number:02}C" for number in range(1, 41))]
    row = ["1", "M51.202", "80.5107", "2024-03-05", *["I10.x00"] * 39, "C41.200"]
    rows = files(page=",".join(head) + "\n" + ",".join(row) + "\n")
    assert summed(counts(rows), "pathology") == {("TUM",): 1}


# What is refused, and what is said.


@every_format
def test_missing_column_is_named(form: str) -> None:
    needed = {"p21": "OPS-Datum", "hqms": "C14x01C", "hqms_p": "P490", "n041": "JBDM"}
    name = needed.get(form, "procedures")

    def change(rows: list[list[str]]) -> list[list[str]]:
        at = rows[0].index(name)
        return [[cell for place, cell in enumerate(row) if place != at] for row in rows]

    (problem,) = problems(sources(form, rewritten(form, change)))
    assert problem.place.file == "OPS.csv"
    assert "codes" in str(problem) if form == "template" else name in str(problem)


@every_format
def test_list_without_rows_is_refused(form: str) -> None:
    assert kinds(sources(form, FORMATS[form][0].splitlines()[0] + "\n")) == ["no_cases"]


@every_format
@pytest.mark.parametrize("separator", [":", "^", " "])
def test_separator_of_no_table_is_refused(form: str, separator: str) -> None:
    text, own = FORMATS[form]
    others = ["no_case_table", "no_case_columns", "missing_columns"]
    assert kinds(sources(form, text.replace(own, separator)))[0] in others


@every_format
def test_file_that_was_cut_off_is_refused(form: str) -> None:
    text, separator = FORMATS[form]
    cut = text.rstrip("\n").rpartition(separator)[0].rpartition(separator)[0]
    (problem,) = problems(sources(form, cut))
    assert problem.kind == "cut_off"
    assert problem.place.row == len(text.splitlines())


@every_format
def test_row_with_too_many_columns_is_refused_with_its_number(form: str) -> None:
    separator = FORMATS[form][1]
    for mark in ("", '"'):
        text = rewritten(form, lambda rows: [[f"{mark}{c}{mark}" for c in r] for r in rows])  # noqa: B023
        lines = text.splitlines()
        lines[2] += f"{separator}one more"
        (problem,) = problems(sources(form, "\n".join(lines) + "\n"))
        assert (problem.kind, problem.place.row, problem.place.file) == ("wide_row", 3, "OPS.csv")


@pytest.mark.parametrize("mark", ["", '"'])
def test_rows_may_end_early_as_spreadsheets_write_them(mark: str) -> None:
    """Empty cells at the end of a row are not always written."""
    rows = [f"{mark}1{mark};2024-03-05;5-831.0", "", "2;2024-03-05;5-831.0;M51.1;no;x"]
    found = listed(*rows, head=f"{HEAD};infection;remark")
    assert summed(counts(found), "year") == {(2024,): 2}
    assert [one.kind for one in problems(listed("3;2024-03-05", *rows[:2]))] == ["no_code"]


def test_all_problems_are_found_at_once_with_file_row_column_and_remedy() -> None:
    found = problems(
        [
            *listed("1;31.02.2024;5-831.0;", ";05.03.2024;5-831.0;", "3;;5-831.0;"),
            *files(more=f"{HEAD};infection\n4;05.03.2044;;;maybe\n5;05.03.1944;5-831.0;;\n"),
        ]
    )
    places = {(one.place.file, one.place.row, one.place.column, one.kind) for one in found}
    assert places == {
        ("cases.csv", 2, "date", "not_a_day"),
        ("cases.csv", 3, "case", "no_case"),
        ("cases.csv", 4, "date", "no_day"),
        ("more.csv", 2, "date", "day_to_come"),
        ("more.csv", 2, "procedures", "no_code"),
        ("more.csv", 2, "infection", "not_yes_or_no"),
        ("more.csv", 3, "date", "day_out_of_range"),
    }
    assert all(one.remedy for one in found)


def test_problems_of_several_unreadable_files_are_told_together() -> None:
    damaged = [
        SourceFile("a.pdf", b"%PDF-1.4"),
        SourceFile("b.csv", b""),
        SourceFile("c.csv", b"\0"),
    ]
    assert [one.place.file for one in problems([*damaged, *p21()])] == ["a.pdf", "b.csv", "c.csv"]


def test_at_most_two_hundred_problems_are_shown_and_all_are_kept() -> None:
    rows = [f"{number};no day;5-831.0;" for number in range(1_000)]
    with pytest.raises(UnreadableFile) as caught:
        read_cases(listed(*rows), OPTIONS)
    error = caught.value
    assert len(error.problems) == 1_000
    shown = error.shown(Limits().case_problems_shown)
    assert (len(shown.problems), shown.more) == (200, 800)


def test_rows_that_can_only_be_read_in_the_other_order_are_named() -> None:
    found = problems(listed("1;13/3/2024;5-831.0;", "2;3/13/2024;5-831.0;", "3;3/5/2024;5-831.0;"))
    assert [(one.kind, one.place.row) for one in found] == [("mixed_days", 3)]


@pytest.mark.parametrize(("column", "kind"), [("OPS-Datum", "no_day"), ("OPS-Kode", "no_code")])
def test_operation_of_the_german_data_set_without_day_or_code_is_refused(
    column: str, kind: str
) -> None:
    def change(rows: list[list[str]]) -> list[list[str]]:
        rows[4][rows[0].index(column)] = ""
        return rows

    (problem,) = problems(sources("p21", rewritten("p21", change)))
    assert (problem.kind, problem.place.row, problem.place.column) == (kind, 5, column)


@pytest.mark.parametrize(
    ("system", "code", "likely"),
    [
        ("OPS", "0SG00A0", "ICD10PCS"),
        ("CPT", "5-831.0", "OPS"),
        ("ICD10PCS", "63030", "CPT"),
        ("OPS", "81.0800", "ICD9CM3_CN"),
    ],
)
def test_codes_of_another_system_are_refused_naming_the_likely_one(
    system: str, code: str, likely: str
) -> None:
    options = CaseOptions(OPTIONS.salt, OPTIONS.latest, system=system)
    rows = listed(f"1;2024-03-05;{code};")
    assert counts(rows, options).operations == []
    refusal = no_spine_operations([code], system).problems[0]
    assert refusal.kind == "other_system"
    assert str(refusal.values["looks_like"]).startswith(likely.removesuffix("_CN"))


def test_row_of_a_patient_is_never_taken_for_names_of_columns_and_shown() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_cases(files(cases="P. Muster;05.03.2024;M51.1;open;S1\nQ. Muster;x;y;z;S2\n"), OPTIONS)
    assert "P. Muster" not in str(caught.value)


@pytest.mark.parametrize("where", ["procedures", "remark"])
def test_cell_of_a_megabyte_is_refused(where: str) -> None:
    cells = dict.fromkeys(["case", "date", "procedures", "remark"], "1")
    cells |= {"date": "2024-03-05", where: "x" * MEGABYTE}
    head = ";".join(cells)
    (problem,) = problems(listed("1;2024-03-05;5-831.0;", ";".join(cells.values()), head=head))
    assert (problem.kind, problem.place.row, problem.place.column) == ("long_cell", 3, where)
    quoted = ";".join(f'"{cell}"' for cell in cells.values())
    if where == "procedures":
        assert kinds(listed(quoted, head=head)) == ["long_cell"]


def test_rows_and_columns_beyond_the_limits_are_refused() -> None:
    rows = [f"{number};2024-03-05;5-831.0;" for number in range(11)]
    assert kinds(listed(*rows), case_rows=10) == ["too_many_cases"]
    assert kinds(listed(*rows), case_columns=3) == ["too_many_case_columns"]
    assert kinds(listed(*rows), case_bytes=100) == ["cases_too_large"]

    def fill(sheet: Worksheet) -> None:
        sheet.append(HEAD.split(";"))
        for row in rows:
            sheet.append(row.split(";"))

    assert kinds([book(fill)], case_sheet_rows=10) == ["too_many_sheet_rows"]


def test_nul_bytes_and_unmarked_utf16_are_refused() -> None:
    assert kinds([SourceFile("a.csv", TEMPLATE.replace("T2", "T\0").encode())]) == [
        "not_a_case_table"
    ]
    assert kinds([SourceFile("a.csv", TEMPLATE.encode("utf-16-le"))]) == ["not_a_case_table"]


# Workbooks and archives.


def test_formulas_are_never_calculated_and_their_saved_value_counts() -> None:
    """The first row has a formula that was saved without a value, as only programs do."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(HEAD.split(";"))
        sheet.append(["1", "=DATE(2024,3,5)", "5-831.0", "M51.1"])

    (problem,) = problems([book(fill)])
    assert (problem.kind, problem.place.sheet) == ("no_day", "Sheet")
    plain = book(one_case)
    sheet = zipfile.ZipFile(io.BytesIO(plain.data)).read("xl/worksheets/sheet1.xml").decode()
    formula = '<c r="B2"><f>HYPERLINK("http://127.0.0.1:9")</f><v>45356</v></c>'
    with_formula = re.sub(r'<c r="B2".*?</c>', formula, sheet)
    data = with_member(plain.data, "xl/worksheets/sheet1.xml", with_formula.encode())
    assert summed(counts([SourceFile("cases.xlsx", data)]), "year") == {(2024,): 1}


def test_macros_of_a_workbook_are_ignored() -> None:
    data = with_member(book(one_case).data, "xl/vbaProject.bin", b"\xcc\x61 Sub Auto_Open()")
    assert summed(counts([SourceFile("cases.xlsm", data)]), "year") == {(2024,): 1}


def test_merged_cells_above_the_names_of_the_columns_are_passed_over() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Patient", "Operation", None, "Diagnoses"])
        sheet.merge_cells("B1:C1")
        one_case(sheet)

    assert summed(counts([book(fill)]), "year") == {(2024,): 1}


def test_case_number_in_merged_cells_is_missing_in_the_rows_below() -> None:
    def fill(sheet: Worksheet) -> None:
        one_case(sheet)
        sheet.append([None, "2024-03-09", "5-831.0", "M51.1"])
        sheet.merge_cells("A2:A3")

    (problem,) = problems([book(fill)])
    assert (problem.kind, problem.place.row, problem.place.column) == ("no_case", 3, "case")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet_is_left_out_with_a_remark(state: str) -> None:
    made = openpyxl.Workbook()
    one_case(made.worksheets[0])
    other = made.create_sheet("Old")
    one_case(other)
    other["A2"] = "2"
    assert summed(counts([saved(made)]), "year") == {(2024,): 2}
    other.sheet_state = state
    assert summed(counts([saved(made)]), "year") == {(2024,): 1}
    assert remarks([saved(made)]) == ["hidden_sheet"]


def test_days_and_numbers_of_a_workbook_are_read_as_they_are_shown() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEAD.split(";"))
        sheet.append([1, datetime(2024, 3, 5, 8, 15), "5-831.0", "M51.1"])
        sheet.append([2.0, 45356, "5-831.0", "M51.1"])
        sheet.append([3, 20240305, "5-831.0", "M51.1"])

    found = read_cases([book(fill)], OPTIONS).procedures
    assert {str(day)[:10] for day in found["date"]} == {"2024-03-05"}
    assert len(found) == 3


def test_workbook_with_a_password_says_so() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    data = container + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert kinds([SourceFile("cases.xlsx", data)]) == ["encrypted"]
    assert kinds([SourceFile("cases.xls", container)]) == ["old_excel"]


def test_archive_with_a_password_says_so() -> None:
    data = bytearray(zipped(*p21()).data)
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    assert kinds([SourceFile("p21.zip", bytes(data))]) == ["encrypted"]


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = zipped(SourceFile("OPS.csv", bytes(200 * MEGABYTE)))
    assert len(bomb.data) < MEGABYTE
    assert kinds([bomb]) == ["case_zip_bomb"]
    sheet = with_member(book(one_case).data, "xl/worksheets/sheet1.xml", b"0" * (40 * MEGABYTE))
    assert kinds([SourceFile("cases.xlsx", sheet)]) == ["case_zip_bomb"]


def test_archive_in_an_archive_is_refused_and_a_workbook_in_one_is_read() -> None:
    assert kinds([zipped(zipped(*p21()))]) == ["nested_zip"]
    assert counts([zipped(book(one_case))]) == counts([book(one_case)])


def test_what_systems_leave_in_archives_is_passed_over() -> None:
    left = [SourceFile(name, b"\0\1") for name in ("__MACOSX/._OPS.csv", ".DS_Store", "a/~$x.xlsx")]
    assert counts([zipped(*p21(), *left)]) == counts(p21())


@pytest.mark.parametrize("name", ["p21.zip", "cases.xlsx"])
def test_archive_that_was_cut_off_is_refused(name: str) -> None:
    whole = zipped(*p21()) if name == "p21.zip" else book(one_case)
    for length in (10, len(whole.data) // 2, len(whole.data) - 30):
        assert kinds([SourceFile(name, whole.data[:length])]) == ["broken_zip"]


def test_table_that_does_not_belong_to_the_list_is_left_out_with_a_remark() -> None:
    other = SourceFile("wards.csv", b"ward;beds\nA;20\n")
    assert remarks([*files(cases=TEMPLATE), other]) == ["table_left_out"]
    assert not is_case_list([other])
