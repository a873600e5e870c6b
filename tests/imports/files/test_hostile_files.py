"""Files made to harm: nothing is resolved, nothing unpacked, and only the named error is raised."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.import_records.problems import UnreadableFile
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.files.limits import Limits
from tests.imports.sample_files import REAL_FILE, department_xml, report_xml, with_member, xlsx

REAL = REAL_FILE.read_bytes()
SECRET = "the content of a local file"
TABLE: list[list[object]] = [["code", "count"], ["5-831.0", 5]]


def kinds(data: bytes, name: str, limits: Limits | None = None) -> list[str]:
    with pytest.raises(UnreadableFile) as caught:
        read_file(data, name, limits=limits)
    return [problem.kind for problem in caught.value.problems]


def billion_laughs() -> str:
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE Qualitaetsbericht [{''.join(lines)}]>"


@pytest.mark.parametrize(
    "head",
    [
        billion_laughs(),
        '<!DOCTYPE q [<!ENTITY x "y">]>',
        '<!DOCTYPE q SYSTEM "http://127.0.0.1:9/q.dtd">',
        '<!DOCTYPE q [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    text = head + report_xml(head="<Name>&a9;</Name>")
    assert kinds(text.encode(), "r.xml") == ["document_type"]
    assert kinds(text.encode("utf-16"), "r.xml") == ["document_type"]


def test_reference_to_a_local_file_leaks_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    head = f'<!DOCTYPE q [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    text = head + report_xml().replace("Neurochirurgie", "&leak;")
    with pytest.raises(UnreadableFile) as caught:
        read_file(text.encode(), "r.xml")
    assert [problem.kind for problem in caught.value.problems] == ["document_type"]
    assert SECRET not in str(caught.value)


def test_undeclared_entity_is_broken_xml() -> None:
    text = report_xml().replace("Neurochirurgie", "&leak;")
    assert kinds(text.encode(), "r.xml") == ["broken_xml"]


def test_deep_nesting_is_refused() -> None:
    text = "<Qualitaetsbericht>" + "<a>" * 100_000
    assert kinds(text.encode(), "r.xml") == ["too_deep"]


def test_too_many_elements_are_refused() -> None:
    text = report_xml(head="<a/>" * 300)
    assert kinds(text.encode(), "r.xml", Limits(elements=200)) == ["too_many_elements"]


def test_file_above_the_size_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as handle:
        handle.truncate(100 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="25 MB"):
        read_file(path)
    assert kinds(b"x" * 30, "r.csv", Limits(file_bytes=20)) == ["too_large"]


def test_bomb_in_a_workbook_is_refused_before_unpacking() -> None:
    bomb = with_member(xlsx(TABLE), "xl/worksheets/sheet1.xml", b"0" * (40 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert kinds(bomb, "codes.xlsx") == ["zip_bomb"]


def test_too_many_or_too_large_members_are_refused() -> None:
    data = xlsx(TABLE)
    assert kinds(data, "codes.xlsx", Limits(zip_members=3)) == ["zip_bomb"]
    assert kinds(data, "codes.xlsx", Limits(zip_total_bytes=1000)) == ["zip_bomb"]
    assert kinds(data, "codes.xlsx", Limits(zip_member_bytes=1000)) == ["zip_bomb"]


def sheet_names(count: int) -> bytes:
    """The member that lists the sheets, with so many more that all are the first one."""
    names = "".join(f'<sheet name="s{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(count))
    archive = zipfile.ZipFile(io.BytesIO(xlsx(TABLE)))
    frame = archive.read("xl/workbook.xml").decode()
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    if "<workbook xmlns:r=" not in frame:  # depends on the library that writes XML here
        frame = frame.replace("<workbook ", f'<workbook xmlns:r="{space}" ', 1)
    return frame.replace("</sheets>", f"{names}</sheets>").encode()


def test_hundred_thousand_sheet_names_are_refused_before_they_are_read() -> None:
    data = with_member(xlsx(TABLE), "xl/workbook.xml", sheet_names(100_000))
    assert len(data) < 1024 * 1024
    assert kinds(data, "codes.xlsx") == ["zip_bomb"]
    few = with_member(xlsx(TABLE), "xl/workbook.xml", sheet_names(3))
    assert read_file(few, "codes.xlsx").listings[0].procedures[0].code == "5-831.0"


def test_workbook_of_millions_of_empty_cells_is_refused_before_it_is_read() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    noise = f"<!--{random.Random(1).randbytes(100_000).hex()}-->"  # keeps the ratio low

    def workbook(rows: int) -> bytes:
        cells = f"<row>{'<c/>' * 1000}</row>" * rows
        sheet = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData>{noise}</worksheet>'
        return with_member(xlsx(TABLE), "xl/worksheets/sheet1.xml", sheet.encode())

    assert kinds(workbook(2_100), "codes.xlsx") == ["zip_bomb"]
    assert kinds(workbook(100), "codes.xlsx", Limits(zip_tags=90_000)) == ["zip_bomb"]
    assert kinds(workbook(100), "codes.xlsx") == ["empty_file"]


def test_line_no_row_can_fill_is_refused_before_it_is_split() -> None:
    assert kinds(b"code;count\n" + b";" * 5_000_000, "codes.csv") == ["too_many_columns"]
    assert kinds(b"code;count\n5-831.0;" + b" " * 5_000_000, "codes.csv") == ["long_cell"]


def test_place_and_outermost_element_are_shortened_too() -> None:
    for text in (f"<{'q' * 100_000}/>", f"<Qualitaetsbericht>{'<a>' * 70}"):
        with pytest.raises(UnreadableFile) as caught:
            read_file(text.encode(), "r.xml")
        assert len(str(caught.value)) < 400


def test_specialty_keys_no_report_has_are_not_kept() -> None:
    keys = (
        f"<FA_Schluessel>{'17' * 100_000}</FA_Schluessel>"
        + "<FA_Schluessel>1700</FA_Schluessel>" * 9
    )
    text = report_xml().replace("<FA_Schluessel>1700</FA_Schluessel>", keys)
    assert read_file(text.encode(), "r.xml").listings[0].specialty_keys == ("1700",)


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\x07", "\x1b"])
def test_signs_nobody_sees_are_not_part_of_a_code(sign: str) -> None:
    table = read_file(f"code;count\n{sign}5-831.0{sign};3\n".encode(), "codes.csv")
    assert [row.code for row in table.listings[0].procedures] == ["5-831.0"]
    if sign > "\x7f":  # XML itself knows no others
        report = read_file(report_xml().replace("5-831.0", f"5-831{sign}.0").encode(), "r.xml")
        assert report.listings[0].procedures[0].code == "5-831.0"


def test_number_too_long_for_a_code_is_refused() -> None:
    assert kinds(xlsx([["code", "count"], [1e300, 3], [5.0, 3]]), "c.xlsx") == ["not_a_code"]


def test_entities_inside_a_workbook_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    head = f'<!DOCTYPE s [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'{head}<worksheet xmlns="{space}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        f"<t>&leak;</t></is></c></row></sheetData></worksheet>"
    )
    data = with_member(xlsx(TABLE), "xl/worksheets/sheet1.xml", sheet.encode())
    with pytest.raises(UnreadableFile) as caught:
        read_file(data, "codes.xlsx")
    assert [problem.kind for problem in caught.value.problems] == ["broken_workbook"]
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "kind"), [("A1048576", "no_columns"), ("XFD1", "too_many_columns")]
)
def test_cell_at_the_far_end_of_a_sheet_does_not_fill_memory(cell: str, kind: str) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = "".join(sign for sign in cell if sign.isdigit())
    sheet = (
        f'<worksheet xmlns="{space}"><dimension ref="A1:XFD1048576"/><sheetData><row r="{row}">'
        f'<c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    data = with_member(xlsx(TABLE), "xl/worksheets/sheet1.xml", sheet.encode())
    assert kinds(data, "codes.xlsx") == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("code;count\n" + "5-831.0;1\n" * 60_000, "too_many_rows"),
        ("code;count" + ";" * 200 + "\n", "too_many_columns"),
        ("code;count\n5-831.0;" + "1" * 5_000, "long_cell"),
        ('code;count\n5-831.0;"' + "5-984;1\n" * 50_000, "broken_table"),
    ],
)
def test_tables_beyond_the_limits_are_refused(text: str, kind: str) -> None:
    assert kinds(text.encode(), "codes.csv") == [kind]


def test_archives_that_are_no_workbook_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("report.xml", REAL)
    assert kinds(stream.getvalue(), "r.zip") == ["other_zip"]
    assert kinds(stream.getvalue()[:-200], "r.zip") == ["broken_zip"]
    assert kinds(xlsx(TABLE)[:-100], "codes.xlsx") == ["broken_zip"]
    assert kinds(with_member(xlsx(TABLE), "xl/workbook.xml", b"<a>"), "codes.xlsx") == [
        "broken_workbook"
    ]


def test_messages_show_no_control_characters_and_no_long_texts() -> None:
    text = "code;count\n5-831.0;\x1b[31m" + "x" * 500 + "\n"
    with pytest.raises(UnreadableFile) as caught:
        read_file(text.encode(), "codes.csv")
    message = caught.value.problems[0].message
    assert "\x1b" not in message
    assert len(message) < 100


def attempt(data: bytes, name: str) -> None:
    """Read; the named error, which can always be shown, is the only one allowed."""
    shown = "read"
    try:
        read_file(data, name)
    except UnreadableFile as error:
        shown = str(error)
    assert shown


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xml", "a.xlsx", ""]))
def test_random_bytes_raise_only_the_named_error(data: bytes, name: str) -> None:
    attempt(data, name)


@given(st.lists(st.tuples(st.integers(0, 1_500), st.binary(max_size=8)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_edited_reports_raise_only_the_named_error(edits: list[tuple[int, bytes]]) -> None:
    data = bytearray(report_xml().encode())
    for position, piece in edits:
        data[position : position + len(piece)] = piece
    attempt(bytes(data), "260100023-00-2019-xml.xml")


WORKBOOK = xlsx(TABLE)


@given(
    st.lists(
        st.tuples(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=150, deadline=None)
def test_edited_workbooks_raise_only_the_named_error(edits: list[tuple[int, bytes]]) -> None:
    data = bytearray(WORKBOOK)
    for position, piece in edits:
        data[position : position + len(piece)] = piece
    attempt(bytes(data), "codes.xlsx")


@given(st.text(alphabet=st.sampled_from('5-831.0;,\t\n"codeunt <4*年编码例数'), max_size=200))
@settings(deadline=None)
def test_random_tables_raise_only_the_named_error(text: str) -> None:
    attempt(text.encode(), "codes.csv")


@given(st.integers(0, len(REAL)))
@settings(max_examples=30, deadline=None)
def test_report_cut_anywhere_raises_only_the_named_error(length: int) -> None:
    attempt(REAL[:length], REAL_FILE.name)


def test_unclear_encoding_of_a_large_file_is_judged_by_its_beginning() -> None:
    text = "code;count;text\n5-831.0;1;" + "ü" * 900 + "\n"
    text += ("5-984;1;" + "ü ü" * 200 + "\n") * 5_000
    parsed = read_file(text.encode("cp1252"), "codes.csv")
    assert len(parsed.listings[0].procedures) == 5_001


def test_department_within_a_department_is_not_read_as_another_one() -> None:
    tag = "Organisationseinheit_Fachabteilung"
    text = report_xml(f"<{tag}>" * 50 + "<Name>inner</Name>" + f"</{tag}>" * 50)
    assert len(read_file(text.encode(), "r.xml").listings) == 1


def test_tag_that_never_ends_is_refused_before_it_is_taken_apart() -> None:
    attributes = "".join(f' a{number}=""' for number in range(150_000))
    assert kinds(report_xml(head=f"<a{attributes}/>").encode(), "r.xml") == ["broken_xml"]


def test_report_of_more_departments_than_a_hospital_has_is_refused() -> None:
    text = report_xml(*[department_xml()] * 3)
    assert kinds(text.encode(), "r.xml", Limits(departments=2)) == ["too_many_departments"]
    assert len(read_file(text.encode(), "r.xml", limits=Limits(departments=3)).listings) == 3
