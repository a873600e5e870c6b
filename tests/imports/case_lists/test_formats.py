"""Each format of case list: what is recognised, and counts worked out by hand."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.reading.formats import is_case_list, read_cases
from assessments.imports.files.source_files import SourceFile
from tests.imports.case_lists.lists import (
    HQMS,
    N041,
    OPTIONS,
    P21_FAB,
    P21_ICD,
    P21_OPS,
    P_CODES,
    TEMPLATE,
    counts,
    files,
    p21,
    summed,
)


def zipped(sources: list[SourceFile]) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sources:
            archive.writestr(f"export/{source.name}", source.data)
    return SourceFile("p21.zip", buffer.getvalue())


def workbook(text: str, separator: str = ";") -> SourceFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append(line.split(separator))
    buffer = io.BytesIO()
    book.save(buffer)
    return SourceFile("cases.xlsx", buffer.getvalue())


def test_p21_counts_operations_of_each_department_and_year() -> None:
    """By hand.

    F1, department 2316: 5 March: disc with its access and microscope, one operation; 15 March: a
    second one. F2: corrections and fixation of one morning, one operation for deformity by its main
    diagnosis. F3 moved to 1700 on 1 May and was operated on there on the 2nd: tumour. F4 is a
    gallbladder. F5: one operation in 2023.
    """
    found = counts(p21())
    assert summed(found, "department", "year", "pathology") == {
        ("HA2316", 2024, "DEG"): 2,
        ("HA2316", 2024, "DEF"): 1,
        ("HA1700", 2024, "TUM"): 1,
        ("HA2316", 2023, "DEG"): 1,
    }


def test_p21_microscope_makes_one_of_the_two_operations_microsurgical() -> None:
    found = counts(p21())
    disc = {
        (row["technique"]): row["operations"]
        for row in found.operations
        if row["year"] == 2024 and row["pathology"] == "DEG"
    }
    assert disc == {"microsurgical": 1, "open": 1}


def test_p21_codes_of_other_organs_are_summed_up_in_one_line() -> None:
    rows = {
        row["reason"]: row["rows"] for row in counts(p21()).codes if row["reason"] == "not_spine"
    }
    assert rows == {"not_spine": 1}


def test_p21_may_come_as_a_zip_and_in_cp1252() -> None:
    western = [SourceFile(one.name, one.data.decode().encode("cp1252")) for one in p21()]
    assert counts([zipped(western)]) == counts(p21())


def test_p21_without_departments_counts_the_whole_hospital_and_says_so() -> None:
    sources = files(OPS=P21_OPS, ICD=P21_ICD)
    assert summed(counts(sources), "department") == {("",): 5}
    remarks = read_cases(sources, OPTIONS).remarks
    assert [remark.kind for remark in remarks] == ["p21_without_departments"]


def test_p21_without_diagnoses_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no diagnoses"):
        read_cases(files(OPS=P21_OPS, FAB=P21_FAB), OPTIONS)


def test_front_page_with_c_codes() -> None:
    """By hand: B1 endoscopic disc in March and open disc in June (DEG 2); B2 growing rod (DEF);
    B3 intraspinal lesion with a tumour (TUM); B4 is a gallbladder.
    """
    found = counts(files(hqms=HQMS))
    assert summed(found, "surgeon", "pathology", "technique") == {
        ("张三", "DEG", "MIS"): 1,
        ("张三", "DEG", "open"): 1,
        ("李四", "DEF", "open"): 1,
        ("李四", "TUM", "MIS"): 1,
    }
    assert summed(found, "department") == {("骨科",): 4}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_front_page_is_read_in_each_encoding(encoding: str) -> None:
    source = SourceFile("hqms.csv", HQMS.encode(encoding))
    assert counts([source]) == counts(files(hqms=HQMS))


def test_front_page_as_n041() -> None:
    found = counts(files(n041=N041))
    assert summed(found, "surgeon", "pathology") == {("张三", "DEG"): 1, ("李四", "DEF"): 1}


def test_front_page_with_old_p_codes_says_that_codes_share_the_day() -> None:
    sources = files(p=P_CODES)
    assert summed(counts(sources), "pathology") == {("DEG",): 1, ("TUM",): 1}
    assert "operations_share_day" in {one.kind for one in read_cases(sources, OPTIONS).remarks}


def test_template_counts_operations_and_outcomes() -> None:
    """By hand: T1 twice (DEG: microsurgical, then UBE), T2 deformity, T3 tumour. Complications:
    nobody looked at T3; of the deformity operations 1 of 1; of the minimally invasive ones 0 of 1,
    which went back to theatre.
    """
    found = counts(files(template=TEMPLATE))
    assert summed(found, "surgeon", "pathology", "technique_family") == {
        ("S1", "DEG", ""): 1,
        ("S1", "DEG", "ube"): 1,
        ("S2", "DEF", ""): 1,
        ("S2", "TUM", ""): 1,
    }
    outcomes = {
        (row["pillar"], row["outcome"]): (row["events"], row["cases"]) for row in found.outcomes
    }
    assert outcomes == {
        ("MIS", "any_complication"): (0, 1),
        ("MIS", "unplanned_return_to_theatre"): (1, 1),
        ("DEF", "any_complication"): (1, 1),
        ("DEF", "unplanned_return_to_theatre"): (0, 1),
    }


def test_template_as_a_workbook() -> None:
    assert counts([workbook(TEMPLATE)]) == counts(files(template=TEMPLATE))


def test_stated_pathology_decides_where_there_is_no_diagnosis() -> None:
    text = "case;date;pathology;code\n1;2024-01-01;Tumour;5-831.0\n2;2024-01-02;;5-831.0\n"
    found = counts(files(cases=text))
    assert summed(found, "pathology", "rule") == {
        ("TUM", "stated_pathology"): 1,
        ("DEG", "code_default"): 1,
    }


def test_lines_above_the_names_of_the_columns_are_passed_over() -> None:
    titled = "Spine operations 2024\n\n" + TEMPLATE
    assert counts(files(cases=titled)) == counts(files(cases=TEMPLATE))


def test_columns_in_another_order_and_with_other_names_and_extra_columns() -> None:
    text = (
        "Note,HAUPTDIAGNOSE,Prozeduren,Datum,Fall-Nr.,Fallnummer\nx,M51.1,5-831.0,2024-03-05,9,T1\n"
    )
    assert summed(counts(files(cases=text)), "year", "pathology") == {(2024, "DEG"): 1}


def test_unknown_columns_can_be_assigned_by_hand() -> None:
    text = "Akte;Tag;Ziffern\nT1;2024-03-05;5-831.0\n"
    with pytest.raises(UnreadableFile, match="date, codes not found among Akte, Tag"):
        read_cases(files(cases=text), OPTIONS)
    by_hand = {"case": "Akte", "date": "Tag", "codes": "Ziffern"}
    options = type(OPTIONS)(OPTIONS.salt, OPTIONS.latest, columns=by_hand)
    assert summed(counts(files(cases=text), options), "year") == {(2024,): 1}


@pytest.mark.parametrize("text", [P21_OPS, HQMS, N041, P_CODES, TEMPLATE])
def test_case_list_is_told_from_other_files(text: str) -> None:
    assert is_case_list(files(cases=text))


def test_code_list_is_no_case_list() -> None:
    assert not is_case_list(files(codes="code;count\n5-831.0;120\n"))
