"""Files for the import tests, built from small parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from assessments.imports.files.source_files import SourceFile

REAL_NAME = "999999999-99-2019-xml.xml"
REAL_FILE = Path(__file__).parents[1] / "data" / "imports" / REAL_NAME

NEUROSURGERY = [("5-831.0", "120"), ("5-032.00", "150"), ("5-984", "100"), ("1-697.7", "9")]


def department_xml(
    name: str = "Neurochirurgie",
    key: str = "1700",
    procedures: Sequence[tuple[str, str | None]] = NEUROSURGERY,
    diagnoses: Sequence[tuple[str, str | None]] = (("M51.1", "110"), ("C79.5", None)),
) -> str:
    """One department of a report; a count of None is hidden."""

    def row(tag: str, code_tag: str, count_tag: str, code: str, count: str | None) -> str:
        counted = f"<{count_tag}_Datenschutz/>"
        if count is not None:
            counted = f"<{count_tag}>{count}</{count_tag}>"
        return f"<{tag}><{code_tag}>{code}</{code_tag}>{counted}</{tag}>\n"

    listed = "".join(row("Prozedur", "OPS_301", "Anzahl", *pair) for pair in procedures)
    main = "".join(row("Hauptdiagnose", "ICD_10", "Fallzahl", *pair) for pair in diagnoses)
    return (
        f"<Organisationseinheit_Fachabteilung><Name>{name}</Name>"
        f"<Fachabteilungsschluessel><FA_Schluessel>{key}</FA_Schluessel>"
        f"</Fachabteilungsschluessel>\n<Hauptdiagnosen>{main}</Hauptdiagnosen>"
        f"<Prozeduren><Verpflichtende_Angabe>\n{listed}</Verpflichtende_Angabe></Prozeduren>"
        f"</Organisationseinheit_Fachabteilung>\n"
    )


def report_xml(*departments: str, head: str = "", declaration: str = "") -> str:
    """A whole report of the departments (one neurosurgery unless given)."""
    inside = "".join(departments or (department_xml(),))
    return (
        f"{declaration}<Qualitaetsbericht>{head}<Organisationseinheiten_Fachabteilungen>\n{inside}"
        f"</Organisationseinheiten_Fachabteilungen></Qualitaetsbericht>"
    )


ORTHOPAEDICS = [("5-839.60", "40"), ("5-83b.54", "30")]


def reports_of(*years: int, orthopaedics: bool = True) -> list[SourceFile]:
    """A report a year: neurosurgery, whose numbers grow, and orthopaedics if so; named by year."""
    reports = []
    for year in years:
        departments = [
            department_xml(
                name=f"Neurochirurgie {year}",
                procedures=[("5-831.0", str(120 + year - 2017)), ("5-032.00", "150")],
            )
        ]
        if orthopaedics:
            departments.insert(
                year % 2, department_xml("Orthopädie", "2300", procedures=ORTHOPAEDICS)
            )
        name = f"260100023-00-{year}-xml.xml"
        reports.append(SourceFile(name, report_xml(*departments).encode()))
    return reports


def xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet for every list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_member(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one member of the archive replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return stream.getvalue()
