"""Reading the structured quality report."""

from __future__ import annotations

import codecs

import pytest

from assessments.import_records.listings import ParsedFile, Structure
from assessments.import_records.problems import UnreadableFile
from assessments.import_records.proposed_answers import RULES, proposed_answers
from assessments.imports.code_lists.reading.recognition import read_file, spine_listings
from benchmarks import library
from tests.imports.sample_files import REAL_FILE, department_xml, report_xml


def read(text: str, name: str = "report.xml", encoding: str = "utf-8") -> ParsedFile:
    return read_file(text.encode(encoding), name)


def problems_of(text: str) -> list[tuple[str, int]]:
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    return [(problem.kind, problem.place.line) for problem in caught.value.problems]


def test_real_report_gives_its_figures() -> None:
    parsed = read_file(REAL_FILE)
    assert (parsed.kind, parsed.year, parsed.system) == ("quality_report", 2019, "OPS")
    (listing,) = parsed.listings
    assert (listing.name, listing.specialty_keys) == ("Neurochirurgische Klinik", ("1700",))
    assert (listing.cases, listing.physicians, listing.specialists) == (1164, 13.4, 9.6)
    # Counted in the file: 530 Prozedur and 189 Hauptdiagnose; the six
    # outpatient operations stand in a section of their own and are not among them.
    assert (len(listing.procedures), len(listing.diagnoses or ())) == (530, 189)
    counts = {row.code: row.count for row in listing.procedures}
    assert (counts["3-200"], counts["5-032.20"], counts["9-200.5"]) == (1088, 329, None)
    assert "5-056.40" not in counts
    diagnoses = {row.code: row.count for row in listing.diagnoses or ()}
    assert (diagnoses["M51.1"], diagnoses["M48.06"]) == (242, 187)


def test_real_report_states_devices_and_emergency_level() -> None:
    structure = read_file(REAL_FILE).structure
    assert structure is not None
    assert structure.emergency_level == 2
    assert (structure.devices["AA08"], structure.devices["AA23"]) == (True, False)
    assert structure.devices["AA21"] is None


def test_hidden_count_is_kept_as_hidden_and_never_as_zero() -> None:
    (listing,) = read(report_xml(department_xml(procedures=[("5-831.0", None)]))).listings
    frame = listing.procedure_frame()
    assert frame.to_dict("records") == [{"code": "5-831.0", "count": 0, "suppressed": True}]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("260100023-00-2015-xml.xml", 2015),
        ("copy of 260100023-773456-2023-xml.xml", 2023),
        ("report.xml", None),
        ("260100023-00-1815-xml.xml", None),
    ],
)
def test_report_year_comes_from_the_file_name(name: str, year: int | None) -> None:
    assert read(report_xml(), name).year == year


@pytest.mark.parametrize(
    ("encoding", "declared", "bom"),
    [
        ("utf-8", "utf-8", b""),
        ("utf-8", "utf-8", codecs.BOM_UTF8),
        ("utf-8", None, b""),
        ("cp1252", "windows-1252", b""),
        ("cp1252", "ISO-8859-1", b""),
        ("cp1252", None, b""),
        ("cp1252", "UTF-8", b""),
        ("gb18030", "GB18030", b""),
        ("gb18030", None, b""),
        ("utf-16", "utf-16", b""),
    ],
)
def test_encodings_declared_or_not(encoding: str, declared: str | None, bom: bytes) -> None:
    name = "脊柱外科中心" if encoding == "gb18030" else "Klinik für Wirbelsäulenchirurgie"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    text = report_xml(department_xml(name=name), declaration=declaration)
    parsed = read_file(bom + text.encode(encoding), "report.xml")
    assert parsed.listings[0].name == name


def test_namespaces_and_unknown_elements_are_ignored() -> None:
    text = report_xml(head="<Neu><Anzahl>7</Anzahl></Neu>")
    text = text.replace("<Qualitaetsbericht>", '<Qualitaetsbericht xmlns="urn:example:2024">')
    assert len(read(text).listings[0].procedures) == 4


def test_optional_lists_do_not_count_twice() -> None:
    optional = (
        "<Freiwillige_Angabe><Prozedur><OPS_301>5-831</OPS_301><Anzahl>120</Anzahl></Prozedur>"
        "</Freiwillige_Angabe></Prozeduren>"
    )
    text = report_xml(department_xml().replace("</Prozeduren>", optional))
    assert [row.code for row in read(text).listings[0].procedures].count("5-831") == 0


def test_department_without_diagnoses_has_none_rather_than_no_cases() -> None:
    absent = report_xml().replace("Hauptdiagnosen", "Andere")
    empty = report_xml(department_xml(diagnoses=[]))
    for text in (absent, empty):
        assert read(text).listings[0].diagnoses is None


def test_every_problem_is_told_with_its_line() -> None:
    procedures = [("5-831.0", "-3"), ("5-032.00", "2,5"), ("", "4"), ("Summe", "9"), ("5-984", "")]
    text = report_xml(department_xml(procedures=procedures, diagnoses=[]))
    assert problems_of(text) == [
        ("negative_count", 4),
        ("fraction_count", 5),
        ("no_code", 6),
        ("not_a_code", 7),
        ("no_count", 8),
    ]


def test_point_as_thousands_sign_is_understood() -> None:
    text = report_xml(department_xml(procedures=[("5-831.0", "1.231")]))
    assert read(text).listings[0].procedures[0].count == 1231


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("<Bericht>\n</Bericht>", "other_xml", 1),
        ("<Qualitaetsbericht>\n</Qualitaetsbericht>", "no_departments", 1),
        ("<Qualitaetsbericht>\n<a>\n", "broken_xml", 3),
        ("<Qualitaetsbericht>\n</b>", "broken_xml", 2),
        ("plain words", "not_xml", 0),
        ("<!DOCTYPE html><html></html>", "web_page", 0),
    ],
)
def test_other_and_damaged_files_are_refused(text: str, kind: str, line: int) -> None:
    assert problems_of(text) == [(kind, line)]


def test_truncated_real_report_is_refused_with_the_line() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_file(REAL_FILE.read_bytes()[:40_000], REAL_FILE.name)
    (problem,) = caught.value.problems
    assert problem.kind == "broken_xml"
    assert problem.place.line > 1000


def test_departments_without_spine_codes_are_left_out() -> None:
    eyes = department_xml("Augenklinik", "2700", [("5-144.5a", "900")], [])
    spine = department_xml()
    found = spine_listings(read(report_xml(eyes, spine)).listings, "OPS")
    assert [(listing.key, listing.name) for listing in found] == [("2", "Neurochirurgie")]


def test_report_without_spine_codes_is_refused_naming_its_departments() -> None:
    eyes = department_xml("Augenklinik", "2700", [("5-144.5a", "900"), ("5-984", "800")], [])
    with pytest.raises(UnreadableFile, match="Augenklinik"):
        spine_listings(read(report_xml(eyes)).listings, "OPS")


def test_real_report_answers_what_it_proves() -> None:
    answers = proposed_answers(read_file(REAL_FILE).structure)
    assert {answer.input_id: answer.value for answer in answers} == {
        "icu_access": 2,
        "intensive_care_department": 1,
        "emergency_department": 1,
        "ct_at_all_times": 1,
        "mri_available": 1,
    }


def test_level_assigned_without_its_conditions_proves_nothing() -> None:
    head = (
        "<Notfallstufe_zugeordnet><Basisnotfallversorgung_Stufe_1><Umstand_Zuordnung_Notfallstufe>"
        "<Zuordnung_Landesbehoerde/></Umstand_Zuordnung_Notfallstufe>"
        "</Basisnotfallversorgung_Stufe_1></Notfallstufe_zugeordnet>"
    )
    structure = read(report_xml(head=head)).structure
    assert structure is not None
    assert structure.emergency_level == 0
    fulfilled = head.replace("Zuordnung_Landesbehoerde", "Erfuellung_Voraussetzung")
    structure = read(report_xml(head=fulfilled)).structure
    assert structure is not None
    assert structure.emergency_level == 1


def test_device_without_emergency_hours_is_no_answer_for_all_hours() -> None:
    answers = proposed_answers(Structure(devices={"AA08": False, "AA22": False}))
    assert [answer.input_id for answer in answers] == ["mri_available"]


def test_answers_name_reported_inputs_of_shipped_benchmarks_within_their_range() -> None:
    inputs = {item.id: item for key in library.versions() for item in library.load(*key).inputs}
    for input_id, value, _reason, _holds in RULES:
        assert inputs[input_id].source == "reported"
        assert inputs[input_id].min <= value <= inputs[input_id].max
    on_site = inputs["icu_access"].options[2]
    assert on_site.label == "On site"
