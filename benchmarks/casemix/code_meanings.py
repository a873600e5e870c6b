"""Looks up what codes mean. Give it the distinct codes of a file, not the code of every row."""

from __future__ import annotations

import re
import unicodedata
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
from benchmarks.casemix.code_tables import (
    DIAGNOSIS_SYSTEMS,
    NO_ROW,
    PARENTS,
    SHAPES,
    SPINE_CHAPTERS,
    SYSTEMS,
    WRITTEN,
    find_row,
    normalise,
)

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
    normalised = normalise(code)
    override = override_of(system, normalised, overrides)
    status, looks_like = _status(system, code, normalised)
    row = find_row(system, normalised) if status == "classified" else NO_ROW
    if override and status != "wrong_system":
        status, row = "classified", overridden_row(system, normalised, override)
    values = [row.get(column, "") for column in columns]
    if "region" in columns and row and not row["region"]:
        values[columns.index("region")] = _site(system, normalised)
    return [code, normalised, status, looks_like, *values]


def _status(system: str, code: str, normalised: str) -> tuple[Status, str]:
    foreign = _foreign(system, code, normalised)
    if foreign is not None:
        return "wrong_system", foreign
    if find_row(system, normalised):
        return "classified", ""
    chapters = SPINE_CHAPTERS.get(PARENTS.get(system, system))
    return ("unknown" if chapters and chapters.match(normalised) else "not_spine"), ""


def _foreign(system: str, code: str, normalised: str) -> str | None:
    """System the code belongs to instead ("" when none fits); None when it may be this system's."""
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", code).upper())
    fits = SHAPES[system].fullmatch(normalised) is not None
    if fits and not _written_elsewhere(system, written):
        return None
    others = [candidate for candidate in (*SYSTEMS, "ICD10") if candidate != system]
    candidates = [name for name in others if name in WRITTEN and WRITTEN[name].fullmatch(written)]
    candidates += [name for name in others if SHAPES[name].fullmatch(normalised)]
    known = [name for name in candidates if find_row(name, normalised)]
    return next(iter(known + candidates), "")


def _written_elsewhere(system: str, written: str) -> bool:
    if system in DIAGNOSIS_SYSTEMS or system == "OPCS4":
        return False
    own = WRITTEN.get(system)
    if own and own.fullmatch(written):
        return False
    return any(pattern.fullmatch(written) for pattern in WRITTEN.values())


def _site(system: str, normalised: str) -> str:
    """Region from the fifth character of a dorsopathy code (M40-M49, M51, M53, M54)."""
    if system not in ("ICD10GM", "ICD10CM", "ICD10") or len(normalised) < 5:
        return ""
    dorsopathy = normalised[:2] == "M4" or normalised[:3] in ("M51", "M53", "M54")
    return _SITES.get(normalised[4], "") if dorsopathy else ""
