"""Quality reports of every year and form: names of files and elements, and what each counts.

The element names are those of the schemas published for the years 2015 to 2019, which the later
ones kept; hospitals and numbers are made up.
"""

from __future__ import annotations

import pytest

from assessments.import_records.listings import Listing, ParsedFile
from assessments.import_records.problems import UnreadableFile
from assessments.imports.code_lists.reading.quality_report import year_in_name
from assessments.imports.code_lists.reading.recognition import (
    read_file,
    report_remarks,
    spine_listings,
)
from assessments.imports.code_lists.reading.report_set import read_reports
from assessments.imports.files.source_files import SourceFile
from tests.imports.sample_files import department_xml, report_xml

ROW = "<Prozedur><OPS_301>{}</OPS_301>{}</Prozedur>"
ROWS = ROW.format("5-831.0", "<Anzahl>40</Anzahl>") + ROW.format(
    "5-032.00", "<Anzahl_Datenschutz/>"
)
KEY = "<Fachabteilungsschluessel><FA_Schluessel>1700</FA_Schluessel></Fachabteilungsschluessel>"
OTHER_KEY = (
    "<Fachabteilungsschluessel><Sonstiger><FA_Sonstiger_Schluessel>3700</FA_Sonstiger_Schluessel>"
    "<Bezeichnung>Wirbelsäulenzentrum</Bezeichnung></Sonstiger></Fachabteilungsschluessel>"
)
DIAGNOSES = (
    "<Hauptdiagnosen><Hauptdiagnose><ICD_10>M51.1</ICD_10><Fallzahl>30</Fallzahl></Hauptdiagnose>"
    "<Hauptdiagnose><ICD_10>C79.5</ICD_10><Fallzahl_Datenschutz/></Hauptdiagnose></Hauptdiagnosen>"
)
NONE_OUTPATIENT = "<Ambulante_Operationen><Keine_Erbracht/></Ambulante_Operationen>"


def department(inside: str = "", *, keys: str = KEY, outpatient: str = NONE_OUTPATIENT) -> str:
    return (
        "<Organisationseinheit_Fachabteilung><Gliederungsnummer>1</Gliederungsnummer>"
        f"<Name>Musterklinik</Name>{keys}{DIAGNOSES}{inside}{outpatient}"
        "</Organisationseinheit_Fachabteilung>"
    )


def section(rows: str = ROWS, around: str = "Verpflichtende_Angabe") -> str:
    return f"<Prozeduren><{around}>{rows}</{around}></Prozeduren>"


def read(xml: str, year: int = 2019) -> ParsedFile:
    return read_file(xml.encode(), f"999999999-99-{year}-xml.xml")


def only(xml: str) -> Listing:
    (listing,) = read(report_xml(xml)).listings
    return listing


def counts(listing: Listing) -> list[tuple[str, int | None]]:
    return [(row.code, row.count) for row in listing.procedures]


def refusals(xml: str) -> list[str]:
    with pytest.raises(UnreadableFile) as caught:
        read(report_xml(xml))
    return [problem.kind for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("999999999-99-2015-xml.xml", 2015),
        ("999999999-999999000-2020-xml.xml", 2020),
        ("999999999-999999000-2025-xml.xml", 2025),
        ("999999999-999999000-2023-xml (1).xml", 2023),
        ("999999999-999999000-2023-xml_das.xml", 2023),
        ("999999999-99-2018/999999999-999999000-2021-XML.XML", 2021),
        ("999999999-99-2018\\report.xml", None),
        ("1999999999-99-2018-xml.xml", None),
    ],
)
def test_year_is_read_from_names_with_long_sites_folders_and_additions(
    name: str, year: int | None
) -> None:
    assert year_in_name(name) == year


@pytest.mark.parametrize("year", range(2015, 2026))
def test_departments_procedures_and_diagnoses_of_every_year(year: int) -> None:
    around = "Verpflichtend" if year < 2017 else "Verpflichtende_Angabe"
    parsed = read(report_xml(department(section(around=around))), year)
    (listing,) = parsed.listings
    assert (parsed.year, listing.specialty_keys) == (year, ("1700",))
    assert counts(listing) == [("5-831.0", 40), ("5-032.00", None)]
    main = [(row.code, row.count) for row in listing.diagnoses or ()]
    assert main == [("M51.1", 30), ("C79.5", None)]
    assert report_remarks(parsed, parsed.listings, year) == []


@pytest.mark.parametrize("year", [2014, 2026])
def test_report_of_another_time_says_so(year: int) -> None:
    parsed = read(report_xml(department(section())), year)
    (remark,) = report_remarks(parsed, parsed.listings, year)
    assert str(year) in remark.message


def test_optional_list_of_the_older_schema_does_not_count_twice() -> None:
    optional = f"<Freiwillig>{ROWS}</Freiwillig></Prozeduren>"
    both = section(around="Verpflichtend").replace("</Prozeduren>", optional)
    assert counts(only(department(both))) == [("5-831.0", 40), ("5-032.00", None)]


def test_report_of_all_sites_adds_the_hidden_counts_of_some() -> None:
    # 12 known, and two sites that hide 1 to 3 each: 14 to 18.
    joined = (
        "<Anzahl_Gesamtbericht_mit_Datenschutz><Anzahl>12</Anzahl>"
        "<Anzahl_FA_Datenschutz>2</Anzahl_FA_Datenschutz></Anzahl_Gesamtbericht_mit_Datenschutz>"
    )
    found = counts(only(department(section(ROW.format("5-831.0", joined)))))
    assert found == [("5-831.0", 12), ("5-831.0", None), ("5-831.0", None)]
    only_hidden = joined.replace("<Anzahl>12</Anzahl>", "")
    found = counts(only(department(section(ROW.format("5-831.0", only_hidden)))))
    assert found == [("5-831.0", None), ("5-831.0", None)]


def test_names_of_elements_in_other_case_or_with_umlauts() -> None:
    text = department(section()).replace("Fachabteilungsschluessel", "Fachabteilungsschlüssel")
    text = text.replace("FA_Schluessel", "FA_Schlüssel").replace("OPS_301", "ops_301")
    listing = only(text.replace("Prozeduren", "PROZEDUREN"))
    assert listing.specialty_keys == ("1700",)
    assert counts(listing) == [("5-831.0", 40), ("5-032.00", None)]


def test_keys_of_other_departments_and_several_keys() -> None:
    assert only(department(section(), keys=OTHER_KEY)).specialty_keys == ("3700",)
    plain = "<Fachabteilungsschluessel>1700</Fachabteilungsschluessel>"
    both = plain + OTHER_KEY
    assert only(department(section(), keys=both)).specialty_keys == ("1700", "3700")


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        (section() + section(), "section_twice"),
        (section().replace("Prozedur>", "Eingriff>"), "unknown_rows"),
        (section(ROW.format("5-831.0", "<Menge>4</Menge>")), "no_count"),
        (
            section(ROW.format("5-831.0", "<Anzahl>4</Anzahl><Anzahl_Datenschutz/>")),
            "count_and_hidden",
        ),
    ],
)
def test_sections_that_could_count_wrongly_are_refused(inside: str, kind: str) -> None:
    assert kind in refusals(department(inside))


def test_department_that_did_none_is_no_unknown_schema() -> None:
    none = "<Prozeduren><Keine_Erbracht/></Prozeduren>"
    assert counts(only(department(none))) == []


def test_code_that_stands_twice_is_added_up_and_told() -> None:
    parsed = read(report_xml(department(section(ROWS + ROWS))))
    assert len(parsed.listings[0].procedures) == 4
    assert [one.kind for one in parsed.remarks] == ["code_twice", "code_twice"]


def test_operations_of_outpatients_are_told_and_not_counted() -> None:
    row = "<Ambulante_Operation><OPS_301>{}</OPS_301>{}</Ambulante_Operation>"
    # Spine: 9 and one hidden, so 10 to 12; the eye is none.
    rows = row.format("5-831.0", "<Anzahl>9</Anzahl>") + row.format(
        "5-032.00", "<Anzahl_Datenschutz/>"
    )
    rows += row.format("5-144.5a", "<Anzahl>700</Anzahl>")
    # A fracture anywhere: only a diagnosis would make it one of the spine.
    rows += row.format("5-790.0a", "<Anzahl>60</Anzahl>")
    rows = rows.replace("5-032.00", "5-839.60")
    outpatient = (
        f"<Ambulante_Operationen><Verpflichtende_Angabe>{rows}</Verpflichtende_Angabe>"
        "</Ambulante_Operationen>"
    )
    parsed = read(report_xml(department(section(), outpatient=outpatient)))
    assert counts(parsed.listings[0]) == [("5-831.0", 40), ("5-032.00", None)]
    (remark,) = report_remarks(parsed, parsed.listings, 2019)
    assert "not counted: 10–12, of the department Musterklinik" in remark.message


def test_report_without_spine_department_lists_those_it_has() -> None:
    eyes = department_xml("Augenklinik", "2700", [("5-144.5a", "900"), ("5-984", "80")], [])
    names = [f"Abteilung für Innere Medizin {number}" for number in range(1, 5)]
    others = [department_xml(name, "0100", [("8-930", "70")], []) for name in names]
    parsed = read(report_xml(eyes, *others))
    with pytest.raises(UnreadableFile) as caught:
        spine_listings(parsed.listings, "OPS")
    message = caught.value.problems[0].message
    assert "Augenklinik 2700 (2); Abteilung für Innere Medizin 1 0100 (1)" in message
    assert "Abteilung für Innere Medizin 4 0100 (1)" in message


def test_files_of_indicators_beside_a_report_are_left_out_and_told() -> None:
    report = SourceFile("999999999-99-2019-xml.xml", report_xml(department(section())).encode())
    land = SourceFile("999999999-99-2019-Land.xml", b"<Datengestuetzte_Qualitaetssicherung/>")
    (read_one,) = read_reports([land, report])
    assert read_one.year == 2019
    assert [(one.kind, one.place.file) for one in read_one.remarks] == [
        ("indicators_left_out", land.name)
    ]
    with pytest.raises(UnreadableFile, match="indicators only"):
        read_reports([land, land])
