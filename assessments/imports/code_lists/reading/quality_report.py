"""The structured quality report of a German hospital (§ 136b SGB V), report years 2015 to 2024.

Elements are matched by name at any depth, because the schema differs a little from year to year:
unknown elements are ignored, absent ones mean "not stated". The report year stands in the file
name.
"""

from __future__ import annotations

import re

from assessments.import_records.counts import BadCount, read_count
from assessments.import_records.listings import CodeCount, Listing, Structure
from assessments.import_records.problems import Problem, raise_all, refuse
from assessments.imports.files.limits import Limits
from assessments.imports.files.markup import Node, read_markup
from assessments.imports.files.recognition import visible

ROOT = "Qualitaetsbericht"
SYSTEM = "OPS"

_FILE_NAME = re.compile(r"(?P<ik>\d{9})-(?P<site>\d{1,6})-(?P<year>20\d\d)-xml\.xml", re.IGNORECASE)
# Optional lists repeat the mandatory ones in coarser codes and would count twice.
_OPTIONAL = "Freiwillige_Angabe"
_LEVEL = re.compile(r"Stufe_?([123])$")
_LEVEL_WORDS = {"Basisnotfallversorgung": 1, "Erweiterte": 2, "Umfassende": 3}
_LONGEST_CODE = 20
_SPECIALTY_KEY = re.compile(r"[0-9A-Z]{1,8}")


def year_in_name(name: str) -> int | None:
    """The report year of a file named IK-site-YEAR-xml.xml."""
    found = _FILE_NAME.search(name)
    return int(found["year"]) if found else None


def read_quality_report(text: str, limits: Limits) -> tuple[tuple[Listing, ...], Structure]:
    """All departments with their codes, and what the report says about the hospital.

    Raises `UnreadableFile` with every problem of the report.
    """
    root = read_markup(text, limits)
    if root.name != ROOT:
        raise refuse("other_xml", root.place(), root=root.name)
    departments = list(root.outermost("Organisationseinheit_Fachabteilung"))
    if not departments:
        raise refuse("no_departments", root.place())
    if len(departments) > limits.departments:
        place = departments[limits.departments].place()
        raise refuse("too_many_departments", place, limit=limits.departments)
    problems: list[Problem] = []
    listings = tuple(
        _listing(node, number, problems) for number, node in enumerate(departments, start=1)
    )
    raise_all(problems, limits.problems)
    return listings, _structure(root, listings)


def _listing(node: Node, number: int, problems: list[Problem]) -> Listing:
    keys = dict.fromkeys(key.text for key in node.find_all("FA_Schluessel"))
    procedures = _counted(node.find("Prozeduren"), "Prozedur", ("OPS_301", "Anzahl"), problems)
    diagnoses = _counted(
        node.find("Hauptdiagnosen"), "Hauptdiagnose", ("ICD_10", "Fallzahl"), problems
    )
    return Listing(
        key=str(number),
        name=_child_text(node, "Name")[:200],
        specialty_keys=tuple(key for key in keys if _SPECIALTY_KEY.fullmatch(key)),
        cases=_cases(node),
        physicians=_full_time(node, "Hauptabteilung", "Aerzte_ohne_Belegaerzte"),
        specialists=_full_time(node, "Fachaerzte"),
        procedures=procedures,
        # A department with procedures has main diagnoses: an empty section says nothing.
        diagnoses=diagnoses or None,
    )


def _counted(
    section: Node | None, row: str, columns: tuple[str, str], problems: list[Problem]
) -> tuple[CodeCount, ...]:
    """Rows of one section: a code, and a count or an element saying that it is hidden."""
    if section is None:
        return ()
    counted = []
    for node in _mandatory(section, row):
        found, count = node.child(columns[0]), node.child(columns[1])
        code = visible(found.text) if found else ""
        if found is None or not code:
            problems.append(Problem("no_code", node.place()))
            continue
        if len(code) > _LONGEST_CODE or not re.search(r"\d", code):
            problems.append(Problem("not_a_code", found.place()))
            continue
        if node.child(f"{columns[1]}_Datenschutz") is not None:
            counted.append(CodeCount(code, None, place=node.place()))
            continue
        try:
            value = read_count(count.text if count else None)
        except BadCount as error:
            values = {"text": count.text if count else "", "code": code}
            problems.append(Problem(error.kind, (count or node).place(), values))
            continue
        counted.append(CodeCount(code, value, place=node.place()))
    return tuple(counted)


def _mandatory(section: Node, row: str) -> list[Node]:
    """Rows of the section outside its optional part; all rows if there is nothing else."""
    optional = {id(node) for part in section.outermost(_OPTIONAL) for node in part.walk()}
    rows = list(section.find_all(row))
    return [node for node in rows if id(node) not in optional] or rows


def _child_text(node: Node | None, name: str) -> str:
    child = node.child(name) if node else None
    return child.text if child else ""


def _cases(node: Node) -> int | None:
    total = node.find("Vollstationaere_Fallzahl")
    try:
        return read_count(total.text) if total else None
    except BadCount:
        return None


def _full_time(node: Node, *names: str) -> float | None:
    """Full-time equivalents of the innermost of the named elements ("13,40")."""
    for name in reversed(names):
        found = node.find(name)
        amount = found.find("Anzahl_VK") if found else None
        if amount and re.fullmatch(r"\d{1,5}([.,]\d{1,6})?", amount.text):
            return float(amount.text.replace(",", "."))
    return None


def _structure(root: Node, listings: tuple[Listing, ...]) -> Structure:
    devices: dict[str, bool | None] = {}
    for device in root.find_all("Geraet"):
        key = _child_text(device, "AA_Schluessel").upper()
        if key:
            available = _child_text(device, "Notfallverfuegbarkeit_24h").lower()
            devices[key] = {"ja": True, "nein": False}.get(available)
    return Structure(
        devices=devices,
        emergency_level=_emergency_level(root),
        department_keys=frozenset(key for listing in listings for key in listing.specialty_keys),
    )


def _emergency_level(root: Node) -> int:
    """The federal level, where the report says that its conditions are met.

    A level can also be assigned by the state without them; then nothing follows from it.
    """
    assigned = root.find("Notfallstufe_zugeordnet")
    for level in assigned.children if assigned else []:
        if level.find("Erfuellung_Voraussetzung") is None:
            continue
        found = _LEVEL.search(level.name)
        if found:
            return int(found[1])
        for word, number in _LEVEL_WORDS.items():
            if level.name.startswith(word):
                return number
    return 0
