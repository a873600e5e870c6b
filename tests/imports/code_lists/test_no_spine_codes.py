"""A file without spine operations is refused with what was found in it."""

from __future__ import annotations

import pytest

from assessments.import_records.problems import UnreadableFile
from assessments.imports.code_lists.reading.recognition import read_file, spine_listings
from tests.imports.sample_files import department_xml, report_xml


def refusal(text: str, name: str) -> str:
    parsed = read_file(text.encode(), name)
    with pytest.raises(UnreadableFile) as caught:
        spine_listings(parsed.listings, parsed.system)
    (problem,) = caught.value.problems
    assert problem.remedy.startswith(("Choose a file of a department", "Upload the complete"))
    return problem.message


def test_code_list_names_five_of_its_codes_and_no_bracket() -> None:
    codes = ["5-144.5a", "5-144.3a", "5-010.0", "8-930", "5-470.1", "5-511.1", "8-930"]
    rows = "".join(f"{code};9\n" for code in codes)
    assert refusal(f"code;count\n{rows}", "codes.csv") == (
        "No spine operation was found. Codes in the file: 6, among them "
        "5-144.5a, 5-144.3a, 5-010.0, 8-930, 5-470.1."
    )


def test_long_codes_are_left_out_rather_than_cut() -> None:
    rows = "".join(f"51.2200x00{number};9\n" for number in range(1, 7))
    message = refusal(f"code;count\n{rows}", "codes.csv")
    assert message.endswith("51.2200x001, 51.2200x002, 51.2200x003, 51.2200x004.")


def test_report_names_its_departments_too() -> None:
    eyes = department_xml("Augenklinik", "2700", [("5-144.5a", "900")], [])
    assert refusal(report_xml(eyes), "260100023-00-2019-xml.xml") == (
        "No spine operation was found (Augenklinik 2700 (1)). Codes in the file: 1, among them "
        "5-144.5a."
    )


def test_report_without_procedures_says_so() -> None:
    empty = department_xml("Augenklinik", "2700", [], [])
    message = refusal(report_xml(empty), "260100023-00-2019-xml.xml")
    assert message == (
        "The report lists no procedure code of any department (Augenklinik 2700 (0))."
    )
