"""Code tables: what a procedure or diagnosis code means, found by its longest known prefix.

Source and licence of every row: ``codes/README.md``. Look up the distinct codes of a
file, not the code of every row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from benchmarks.casemix.code_spellings import letters_and_digits, plain_signs, without_side

SYSTEMS = ("OPS", "ICD9CM3", "ICD9CM3_CN", "ICD10PCS", "OPCS4", "CPT")
DIAGNOSIS_SYSTEMS = ("ICD10", "ICD10GM", "ICD10CM", "ICD10CN")

Row = Mapping[str, str]

PARENTS = {
    "ICD9CM3_CN": "ICD9CM3",
    "ICD10GM": "ICD10",
    "ICD10CM": "ICD10",
    "ICD10CN": "ICD10",
}

# Shapes of a code stripped of its punctuation.
SHAPES = {
    "OPS": re.compile(r"[135689]\d\d[0-9A-Z]{1,3}"),
    "ICD9CM3": re.compile(r"\d{3,4}"),
    "ICD9CM3_CN": re.compile(r"\d{3}|\d\d[0-9X]{2}(\d\d(X\d{3})?)?"),
    "ICD10PCS": re.compile(r"(?=.*\d)[0-9A-HJ-NP-Z]{7}"),
    "OPCS4": re.compile(r"[A-Z]\d{2,3}"),
    "CPT": re.compile(r"\d{5}|\d{4}[A-Z]"),
    # Ten signs only with the x of a Chinese extension: an insurance number is no diagnosis.
    **dict.fromkeys(
        DIAGNOSIS_SYSTEMS,
        re.compile(r"[A-Z]\d[0-9A-Z]([0-9A-Z]{0,4}|[0-9X]{1,3}X\d{1,3})"),
    ),
}
# Spellings that only this system uses. Not the same as the shapes, because "58.31" and "5-831"
# are the same characters: an operation on the urethra in one system, on a disc in the other.
WRITTEN = {
    "OPS": re.compile(r"\d-[0-9A-Z]{3}(\.[0-9A-Z]{1,2})?"),
    "ICD9CM3": re.compile(r"\d\d\.\d{1,2}"),
    "ICD9CM3_CN": re.compile(r"\d\d\.[0-9X]{1,2}(\d\d(X\d{3})?)?"),
    "OPCS4": re.compile(r"[A-Z]\d\d\.\d"),
}

# Prefixes of the spine chapters: a code inside without a row is "unknown", not "not_spine".
SPINE_CHAPTERS = {
    # Spinal cord and canal; spine.
    "OPS": re.compile("503|583"),
    # Cord and canal; disc; fusion, refusion, other procedures on the spine; disc prosthesis;
    # interspinous device (until 2007), motion preservation. 81.99 is any other operation on a
    # joint: it does not say which.
    "ICD9CM3": re.compile("03|805|81[036]|8199|84[68]|8458"),
    # Section, body system, any operation, body part: canal and cord; spinal nerves; ligaments,
    # vertebrae, joints and discs of the spine, sacrum and coccyx; the same in new technology.
    "ICD10PCS": re.compile(
        "00.[TUVWXY]|01.[18BR]|0M.[CD]|0P.[34]|0Q.[01S]|0R.[0-9AB]|0S.[0-8]"
        "|XK.[CD]|XN.[034]|XR.[0-8A-F]"
    ),
    # Cord and contents of the canal; chapter V from the first spine category to its end.
    "OPCS4": re.compile("A4[4-9]|A5[0-7]|V2[2-9]|V[3-9]"),
    # Incision, excision, fracture, fusion and devices of the spine; puncture and injection;
    # cord and canal.
    "CPT": re.compile("2201|22[1-8]|622[6-9]|623|63[0-7]"),
}

# Stands for "no row": every column of the look-up stays empty.
NO_ROW: Row = MappingProxyType({})


def normalise(code: str) -> str:
    """Letters and digits of a code in capitals; marks, punctuation and spaces dropped.

    Full-width characters become plain ones. A placeholder such as ``-`` gives an empty text.
    """
    return letters_and_digits(plain_signs(code))


def spelled(system: str, code: str) -> str:
    """The code as its system writes it, in capitals: without side, modifier, label, outer signs."""
    return without_side(system, plain_signs(code), table(system))


def write_code(system: str, normalised: str) -> str:
    """The code with the punctuation its system uses, from its normalised form."""
    if system == "OPS" and len(normalised) > 1:
        stem, rest = f"{normalised[0]}-{normalised[1:4].lower()}", normalised[4:].lower()
        return f"{stem}.{rest}" if rest else stem
    if system in ("ICD9CM3", "ICD9CM3_CN"):
        return _dotted(normalised.replace("X", "x"), 2)
    if system == "OPCS4" or system in DIAGNOSIS_SYSTEMS:
        return _dotted(normalised, 3)
    return normalised


def _dotted(code: str, place: int) -> str:
    return f"{code[:place]}.{code[place:]}" if len(code) > place else code


@cache
def _rows(file_name: str) -> tuple[Row, ...]:
    path = Path(__file__).parents[1] / "codes" / file_name
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            MappingProxyType({**row, "prefix": row["code_prefix"], "label": row["label_en"]})
            for row in csv.DictReader(handle)
        )


@cache
def table(system: str) -> Mapping[str, Row]:
    """Normalised prefix -> row of one system, its parent's rows included.

    Raises KeyError for a system that is in neither list.
    """
    if system not in (*SYSTEMS, *DIAGNOSIS_SYSTEMS):
        raise KeyError(f"unknown code system {system!r}")
    file_name = "procedures.csv" if system in SYSTEMS else "diagnoses.csv"
    own = {
        normalise(row["code_prefix"]): row for row in _rows(file_name) if row["system"] == system
    }
    parent = PARENTS.get(system)
    return {**table(parent), **own} if parent else own


def find_row(system: str, normalised: str) -> Row:
    """Row of the longest known prefix, or an empty mapping."""
    rows = table(system)
    for length in range(len(normalised), 1, -1):
        row = rows.get(normalised[:length])
        if row is not None:
            return row
    return NO_ROW
