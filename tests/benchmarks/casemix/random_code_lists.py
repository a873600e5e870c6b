"""Random operations and aggregated code lists of every code system, drawn from its own table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd
from hypothesis import strategies as st

from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_tables import SHAPES, Row, table, write_code

Counts = dict[str, int | None]

# The diagnoses that are coded beside the procedures of each system.
DIAGNOSES = {
    "OPS": "ICD10GM",
    "ICD9CM3": "ICD10",
    "ICD9CM3_CN": "ICD10CN",
    "ICD10PCS": "ICD10CM",
    "OPCS4": "ICD10",
    "CPT": "ICD10CM",
}
# Fusion and screws, or resection and replacement, are two codes of one operation.
_PAIRED = ("fusion_instrumentation", "vertebral_resection")
_IMPLANTS = ("instrumentation", "dynamic_stabilisation")
# Categories that decide the pathology whatever the diagnosis is.
_FORCING = ("osteotomy", "fusion_long", "extent_modifier")


@dataclass(frozen=True)
class Operation:
    """One operation: its procedure codes as written, and its main diagnosis."""

    codes: tuple[str, ...]
    main: str


def listed(counts: Counts) -> pd.DataFrame:
    """A list as published; None is a hidden count."""
    rows = [(code, count, count is None) for code, count in counts.items()]
    return pd.DataFrame(rows, columns=["code", "count", "suppressed"])


def list_of(codes: Iterable[str]) -> pd.DataFrame:
    """The list that counts how often each of the codes is given."""
    return listed(dict(Counter(codes)))


@cache
def procedures(system: str) -> dict[str, Row]:
    """Whole codes of a system as written -> their rows; each row of the table at most once."""
    codes: dict[str, Row] = {}
    for normalised, row in sorted(table(system).items()):
        # A row of ICD-10-PCS is the beginning of a code of seven characters.
        whole = normalised.ljust(7, "Z") if system == "ICD10PCS" else normalised
        code = write_code(system, whole)
        if SHAPES[system].fullmatch(whole):
            (prefix,) = look_up(system, [code])["prefix"]
            if prefix == row["code_prefix"]:
                codes[code] = row
    return codes


@cache
def diagnoses(system: str, pillar: str) -> list[str]:
    """Diagnoses of a pillar as written, except those that need a procedure to confirm them."""
    rows = table(DIAGNOSES[system]).items()
    return sorted(
        write_code(DIAGNOSES[system], code)
        for code, row in rows
        if row["pillar"] == pillar and (pillar != "DEF" or row["spine_specific"] == "true")
    )


def kind(system: str, code: str, row: Row) -> tuple[str, str]:
    """The group of a code of which one operation has at most one: (family, kind if paired)."""
    if row["family"] not in _PAIRED:
        return row["family"], ""
    if system == "OPS":
        return row["family"], code[:5]
    return row["family"], str(row["category"] in _IMPLANTS)


@cache
def _core(system: str, pillar: str) -> list[str]:
    """Core codes that can be coded beside a diagnosis of the pillar without changing the pillar."""
    return [
        code
        for code, row in procedures(system).items()
        if row["role"] == "core"
        and row["needs_spine_diagnosis"] == "false"
        and (pillar == "DEF" or row["category"] not in _FORCING)
        and (row["requires_diagnosis"] == "true" or row["pathology"] in (pillar, "OTHER"))
    ]


@cache
def _uncounted_codes(system: str) -> list[str]:
    """Codes that never count, without accesses: a list needs all of them or none."""
    return [
        code
        for code, row in procedures(system).items()
        if row["role"] in ("add_on", "not_surgical") and row["category"] not in _FORCING
    ]


@st.composite
def operations(draw: st.DrawFn, system: str) -> Operation:
    """An operation whose codes and diagnosis agree."""
    pillar = draw(st.sampled_from(["DEG", "DEF", "TUM", "TRA"]))
    rows = procedures(system)
    core_codes = _core(system, pillar)
    # Chance alone would seldom put the two codes of a pair into one operation.
    family = draw(st.sampled_from(["", *_PAIRED]))
    paired = [code for code in core_codes if rows[code]["family"] == family]
    core = draw(
        st.lists(
            st.sampled_from(paired or core_codes),
            min_size=1,
            max_size=3,
            unique_by=lambda code: kind(system, code, rows[code]),
        )
    )
    uncounted = draw(st.lists(st.sampled_from(_uncounted_codes(system)), max_size=2, unique=True))
    main = draw(st.sampled_from(diagnoses(system, pillar)))
    return Operation((*core, *uncounted), main)


def code_lists(system: str) -> st.SearchStrategy[Counts]:
    """Any codes of the system with any counts."""
    return st.dictionaries(
        st.sampled_from(sorted(procedures(system))),
        st.one_of(st.none(), st.integers(0, 400)),
        max_size=12,
    )


def diagnosis_lists(system: str) -> st.SearchStrategy[Counts]:
    """Any diagnoses that go with the system, with any counts."""
    written = [write_code(DIAGNOSES[system], code) for code in table(DIAGNOSES[system])]
    return st.dictionaries(
        st.sampled_from(sorted(written)), st.one_of(st.none(), st.integers(0, 400)), max_size=8
    )
