"""Looks up what codes mean. Give it the distinct codes of a file, not the code of every row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Literal

import pandas as pd

from benchmarks.casemix.code_overrides import (
    ByPrefix,
    Overrides,
    by_prefix,
    overridden_row,
    override_of,
)
from benchmarks.casemix.code_spellings import (
    letters_and_digits,
    plain_signs,
    without_side,
)
from benchmarks.casemix.code_tables import (
    DIAGNOSIS_SYSTEMS,
    NO_ROW,
    PARENTS,
    SHAPES,
    SPINE_CHAPTERS,
    SYSTEMS,
    WRITTEN,
    find_row,
    table,
)

# Three numbers with the same sign between them are a day.
_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")
# Forms that are shown of another system than that of the list: with the signs of that system.
_FORMS = {
    **WRITTEN,
    "ICD10": re.compile(r"[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}"),
    "ICD10PCS": re.compile(r"(?=.*[A-HJ-NP-Z])(?=.*\d)[0-9A-HJ-NP-Z]{7}"),
}
# M51.1A: in Germany a diagnosis that was ruled out.
_EXCLUDED = re.compile(r"[A-Z]\d\d(\.?\d{1,2})?[-.+*!\s:]*[RLB]?A")

Status = Literal["classified", "not_spine", "unknown", "wrong_system"]

PROCEDURE_COLUMNS = (
    *("prefix", "label", "pillar", "pathology", "category", "family", "role", "technique"),
    *("technique_family", "region", "complexity", "requires_diagnosis"),
    *("needs_spine_diagnosis", "confidence"),
)
DIAGNOSIS_COLUMNS = (
    *("prefix", "label", "pillar", "category", "group", "region", "compartment"),
    *("spine_specific", "priority", "confidence"),
)
FLAGS = ("requires_diagnosis", "needs_spine_diagnosis", "spine_specific")

# Fifth character of dorsopathy codes in ICD-10-GM and -CM.
_SITES = {
    **dict.fromkeys("123", "cervical"),
    **dict.fromkeys("45", "thoracic"),
    **dict.fromkeys("678", "lumbar"),
}


def look_up(system: str, codes: Iterable[str], overrides: Overrides = ()) -> pd.DataFrame:
    """One row per given procedure code, in the order given.

    Columns: ``code`` as given, ``normalised``, ``status``, ``looks_like``, then the table's columns
    (prefix, label, pillar, pathology, category, family, role, technique, technique_family, region,
    complexity, requires_diagnosis, needs_spine_diagnosis, confidence; empty or False without a
    row). Status: ``classified``; ``not_spine``; ``unknown`` (inside a spine chapter, no row);
    ``wrong_system`` (``looks_like`` names the system, empty when none fits). Where one of the
    `overrides` decides, the prefix is that of the override and the confidence is "own".
    """
    if system not in SYSTEMS:
        raise KeyError(f"{system!r} is not a procedure system, one of {', '.join(SYSTEMS)}")
    return _frame(system, codes, PROCEDURE_COLUMNS, by_prefix(overrides))


def look_up_diagnoses(system: str, codes: Iterable[str]) -> pd.DataFrame:
    """The same for diagnoses; columns pillar, category, group, region, compartment,
    spine_specific, priority, confidence. A diagnosis without a row is ``not_spine``.
    """
    if system not in DIAGNOSIS_SYSTEMS:
        raise KeyError(f"{system!r} is not a diagnosis system, one of {DIAGNOSIS_SYSTEMS}")
    frame = _frame(system, codes, DIAGNOSIS_COLUMNS)
    frame["priority"] = pd.to_numeric(frame["priority"]).fillna(9).astype("int64")
    return frame


def _frame(
    system: str,
    codes: Iterable[str],
    columns: tuple[str, ...],
    overrides: ByPrefix = MappingProxyType({}),
) -> pd.DataFrame:
    described = [_describe(system, str(code), columns, overrides) for code in codes]
    frame = pd.DataFrame(
        described, columns=["code", "normalised", "status", "looks_like", *columns], dtype=object
    )
    for flag in FLAGS:
        if flag in frame:
            frame[flag] = frame[flag].eq("true")
    return frame


def _describe(system: str, code: str, columns: tuple[str, ...], overrides: ByPrefix) -> list[str]:
    plain = plain_signs(code)
    written = without_side(system, plain, table(system))
    normalised = letters_and_digits(written)
    override = override_of(system, normalised, overrides)
    status, looks_like = _status(system, plain, written, normalised)
    row = find_row(system, normalised) if status == "classified" else NO_ROW
    if override and status != "wrong_system":
        status, row = "classified", overridden_row(system, normalised, override)
    values = [row.get(column, "") for column in columns]
    if "region" in columns and row and not row["region"]:
        values[columns.index("region")] = _site(system, normalised)
    return [code, normalised, status, looks_like, *values]


def _status(system: str, plain: str, written: str, normalised: str) -> tuple[Status, str]:
    foreign = _foreign(system, plain, written, normalised)
    if foreign is not None:
        return "wrong_system", foreign
    if find_row(system, normalised):
        return "classified", ""
    chapters = SPINE_CHAPTERS.get(PARENTS.get(system, system))
    return ("unknown" if chapters and chapters.match(normalised) else "not_spine"), ""


def _foreign(system: str, plain: str, written: str, normalised: str) -> str | None:
    """System the code belongs to instead ("" when none fits); None when it may be this system's."""
    if _is_excluded(system, plain) or _DAY.fullmatch(written):
        return ""
    fits = SHAPES[system].fullmatch(normalised) is not None
    if fits and not _written_elsewhere(system, plain, written):
        return None
    others = [candidate for candidate in (*SYSTEMS, "ICD10") if candidate != system]
    texts = {name: without_side(name, plain, table(name)) for name in others}
    candidates = [
        name for name in others if name in WRITTEN and WRITTEN[name].fullmatch(texts[name])
    ]
    candidates += [name for name in others if _has_shape(name, letters_and_digits(texts[name]))]
    known = [name for name in candidates if find_row(name, letters_and_digits(texts[name]))]
    return next(iter(known + candidates), "")


def _has_shape(system: str, normalised: str) -> bool:
    """Whether it may be a code of the system; seven digits are rather a number of a hospital."""
    is_number = system == "ICD10PCS" and normalised.isdigit()
    return not is_number and SHAPES[system].fullmatch(normalised) is not None


def has_code_form(system: str, code: str) -> bool:
    """Whether a text in a column of codes of the system may be kept and shown.

    It has the form of a code of this system, or it is in our table of another one and written with
    the signs of that: numbers of patients, cases and telephones, days and names are not.
    """
    plain = plain_signs(code)
    written = without_side(system, plain, table(system))
    normalised = letters_and_digits(written)
    if _foreign(system, plain, written, normalised) is None:
        return _has_shape(system, normalised)
    for name, form in _FORMS.items():
        text = without_side(name, plain, table(name))
        if name != system and form.fullmatch(text) and find_row(name, letters_and_digits(text)):
            return True
    return False


def is_any_code(code: str, system: str) -> bool:
    """Whether a text has the form of a code of any system; that of the list is asked first."""
    plain = plain_signs(code)
    if _DAY.fullmatch(plain):
        return False
    names = (system, *(name for name in (*SYSTEMS, "ICD10") if name != system))
    return any(
        _has_shape(name, letters_and_digits(without_side(name, plain, table(name))))
        for name in names
    )


def _is_excluded(system: str, plain: str) -> bool:
    """Whether a German diagnosis has the mark A: it was ruled out."""
    return system == "ICD10GM" and _EXCLUDED.fullmatch(plain) is not None


def _written_elsewhere(system: str, plain: str, written: str) -> bool:
    """Whether the signs of the code, side or not, are those of another system."""
    if system in DIAGNOSIS_SYSTEMS or system == "OPCS4":
        return False
    own = WRITTEN.get(system)
    if own and own.fullmatch(written):
        return False
    texts = ((pattern, without_side(name, plain, table(name))) for name, pattern in WRITTEN.items())
    return any(plain.startswith(text) and pattern.fullmatch(text) for pattern, text in texts)


def _site(system: str, normalised: str) -> str:
    """Region from the fifth character of a dorsopathy code (M40-M49, M51, M53, M54)."""
    if system not in ("ICD10GM", "ICD10CM", "ICD10") or len(normalised) < 5:
        return ""
    dorsopathy = normalised[:2] == "M4" or normalised[:3] in ("M51", "M53", "M54")
    return _SITES.get(normalised[4], "") if dorsopathy else ""
