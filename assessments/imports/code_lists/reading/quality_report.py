"""The structured quality report of a German hospital (§ 136b SGB V), report years 2015 to 2025.

Elements are matched by name at any depth, because the schema differs a little from year to year:
unknown elements are ignored, absent ones mean "not stated"; only a section of counts in which no
row can be found is refused. The report year stands in the file name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from assessments.import_records.counts import BadCount, read_count
from assessments.import_records.listings import CodeCount, Listing, Structure
from assessments.import_records.problems import Problem, raise_all, refuse
from assessments.imports.files.limits import Limits
from assessments.imports.files.markup import Node, read_markup
from assessments.imports.files.recognition import visible

ROOT = "Qualitaetsbericht"
SYSTEM = "OPS"
# The report years whose element names are known.
FIRST_YEAR, LAST_YEAR = 2015, 2025

# IK-site-YEAR-xml.xml; the site had two digits once and has nine now. Whatever follows was added
# by a browser or a person.
_FILE_NAME = re.compile(r"(?<!\d)\d{9}[-_]\d{1,9}[-_](?P<year>20\d\d)[-_]xml", re.IGNORECASE)
# Optional lists repeat the mandatory ones in coarser codes and would count twice.
_OPTIONAL = ("Freiwillige_Angabe", "Freiwillig")
_LEVEL = re.compile(r"Stufe_?([123])$")
_LEVEL_WORDS = {"Basisnotfallversorgung": 1, "Erweiterte": 2, "Umfassende": 3}
_LONGEST_CODE = 20
_SPECIALTY_KEY = re.compile(r"[0-9A-Z]{1,8}")


# The elements that are read, by their names without letter case, umlauts and signs.
_NAMES = (
    ROOT,
    "Organisationseinheit_Fachabteilung",
    "Name",
    *("Fachabteilungsschluessel", "FA_Schluessel", "FA_Sonstiger_Schluessel"),
    "Vollstationaere_Fallzahl",
    *("Prozeduren", "Prozedur", "OPS_301", "Anzahl", "Anzahl_Datenschutz"),
    *("Anzahl_Gesamtbericht_mit_Datenschutz", "Anzahl_FA_Datenschutz"),
    *("Hauptdiagnosen", "Hauptdiagnose", "ICD_10", "Fallzahl", "Fallzahl_Datenschutz"),
    *("Fallzahl_Gesamtbericht_mit_Datenschutz", "Fallzahl_FA_Datenschutz"),
    *("Ambulante_Operationen", "Ambulante_Operation"),
    *("Keine_Erbracht", *_OPTIONAL),
)
# Inside of a section of counts these hold rows, or say that there are none.
_AROUND_ROWS = {
    *_OPTIONAL,
    *("Verpflichtende_Angabe", "Verpflichtend", "Keine_Erbracht", "Erlaeuterungen"),
}
# More departments than any hospital has whose hidden counts one number can stand for.
_MOST_HIDDEN = 1000


@dataclass
class _Found:
    """What is wrong with a report, and what is worth telling."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def year_in_name(name: str) -> int | None:
    """The report year of a file named IK-site-YEAR-xml.xml, with or without folders before it."""
    found = _FILE_NAME.search(re.split(r"[/\\]", name)[-1])
    return int(found["year"]) if found else None


def read_quality_report(
    text: str, limits: Limits
) -> tuple[tuple[Listing, ...], Structure, tuple[Problem, ...]]:
    """All departments with their codes, what the report says about the hospital, and remarks.

    Raises `UnreadableFile` with every problem of the report.
    """
    root = read_markup(text, limits)
    _name_alike(root)
    if root.name != ROOT:
        raise refuse("other_xml", root.place(), root=root.name)
    departments = list(root.outermost("Organisationseinheit_Fachabteilung"))
    if not departments:
        raise refuse("no_departments", root.place())
    if len(departments) > limits.departments:
        place = departments[limits.departments].place()
        raise refuse("too_many_departments", place, limit=limits.departments)
    found = _Found()
    listings = tuple(
        _listing(node, number, found) for number, node in enumerate(departments, start=1)
    )
    raise_all(found.problems, limits.problems)
    return listings, _structure(root, listings), tuple(found.remarks)


def _name_alike(root: Node) -> None:
    """Give elements whose names only differ in letter case, umlauts or signs the known names."""
    known = {_plain(name): name for name in _NAMES}
    for node in root.walk():
        node.name = known.get(_plain(node.name), node.name)


def _plain(name: str) -> str:
    text = re.sub(r"[\W_]", "", name.casefold())
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, letters)
    return text


def _listing(node: Node, number: int, found: _Found) -> Listing:
    procedures = _counted(node, "Prozeduren", "Prozedur", ("OPS_301", "Anzahl"), found)
    diagnoses = _counted(node, "Hauptdiagnosen", "Hauptdiagnose", ("ICD_10", "Fallzahl"), found)
    outpatient = ("Ambulante_Operationen", "Ambulante_Operation")
    return Listing(
        key=str(number),
        name=_child_text(node, "Name")[:200],
        specialty_keys=_keys(node),
        cases=_cases(node),
        physicians=_full_time(node, "Hauptabteilung", "Aerzte_ohne_Belegaerzte"),
        specialists=_full_time(node, "Fachaerzte"),
        procedures=procedures,
        # A department with procedures has main diagnoses: an empty section says nothing.
        diagnoses=diagnoses or None,
        outpatient=_counted(node, *outpatient, ("OPS_301", "Anzahl"), found),
    )


def _keys(department: Node) -> tuple[str, ...]:
    """Its keys in the official list, also those of "other" departments (3700, 3790 to 3792)."""
    found: dict[str, None] = {}
    for node in department.find_all("Fachabteilungsschluessel"):
        for part in node.walk():
            is_key = part.name in ("FA_Schluessel", "FA_Sonstiger_Schluessel")
            if (is_key or (part is node and not node.children)) and part.text:
                found[part.text.upper()] = None
    return tuple(key for key in found if _SPECIALTY_KEY.fullmatch(key))


def _counted(
    department: Node, section: str, row: str, columns: tuple[str, str], found: _Found
) -> tuple[CodeCount, ...]:
    """The rows of a section of the department: each a code with its count, or a hidden one."""
    sections = list(department.find_all(section))
    if not sections:
        return ()
    if len(sections) > 1:
        # Added up they may count twice, and either alone may lose the other.
        found.problems.append(Problem("section_twice", sections[1].place()))
        return ()
    rows = _mandatory(sections[0], row)
    if not rows:
        unknown = [one for one in sections[0].walk() if one.name not in _AROUND_ROWS][1:]
        if unknown:
            values = {"element": unknown[0].name, "row": row}
            found.problems.append(Problem("unknown_rows", unknown[0].place(), values))
        return ()
    counted: list[CodeCount] = []
    seen: set[str] = set()
    for node in rows:
        read = _row(node, columns, found.problems)
        if read and read[0].code.upper() in seen:
            found.remarks.append(Problem("code_twice", node.place(), {"code": read[0].code}))
        seen.update(one.code.upper() for one in read)
        counted += read
    return tuple(counted)


def _row(node: Node, columns: tuple[str, str], problems: list[Problem]) -> list[CodeCount]:
    """What one row counts: one count, or the parts of one of several departments or sites."""
    named, count = node.child(columns[0]), node.child(columns[1])
    code = visible(named.text) if named else ""
    if named is None or not code:
        problems.append(Problem("no_code", node.place()))
        return []
    if len(code) > _LONGEST_CODE or not re.search(r"\d", code):
        problems.append(Problem("not_a_code", named.place()))
        return []
    hidden = node.child(f"{columns[1]}_Datenschutz")
    if hidden is not None and count is not None:
        problems.append(Problem("count_and_hidden", hidden.place(), {"code": code}))
        return []
    if hidden is not None:
        return [CodeCount(code, None, place=node.place())]
    joined = node.child(f"{columns[1]}_Gesamtbericht_mit_Datenschutz")
    if joined is not None:
        return _joined_row(joined, code, columns[1], problems)
    value = _read(count, node, code, problems)
    return [] if value is False else [CodeCount(code, value, place=node.place())]


def _joined_row(node: Node, code: str, column: str, problems: list[Problem]) -> list[CodeCount]:
    """The count of a report of all sites: what is known, and so many hidden counts beside it."""
    count, hidden = node.child(column), node.child(f"{column}_FA_Datenschutz")
    known = _read(count, node, code, problems) if count else 0
    parts = _read(hidden, node, code, problems)
    if known is False or parts is False:
        return []
    if parts is None or parts > _MOST_HIDDEN:
        problems.append(Problem("huge_count", node.place(), {"text": str(parts)}))
        return []
    rows = [CodeCount(code, known, place=node.place())] if count else []
    return rows + [CodeCount(code, None, place=node.place())] * parts


def _read(
    count: Node | None, node: Node, code: str, problems: list[Problem]
) -> int | Literal[False] | None:
    """The count, None for a hidden one; False where it cannot be read, which is noted."""
    try:
        return read_count(count.text if count else None)
    except BadCount as error:
        values = {"text": count.text if count else "", "code": code}
        problems.append(Problem(error.kind, (count or node).place(), values))
        return False


def _mandatory(section: Node, row: str) -> list[Node]:
    """Rows of the section outside its optional part; all rows if there is nothing else."""
    parts = (part for name in _OPTIONAL for part in section.outermost(name))
    optional = {id(node) for part in parts for node in part.walk()}
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
