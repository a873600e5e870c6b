"""The records of many departments as plain columns: what `derivation` reads.

Columns are numpy arrays: for one department, making a data frame of each table would cost more than
everything else together. Words are stored as their position in a vocabulary, missing words as -1,
missing numbers as NaN.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from benchmarks.library.recipes import (
    Complexity,
    EstimateCategory,
    Group,
    Outcome,
    PartnerKind,
    Pathology,
    Pillar,
    Technique,
    TechniqueFamily,
    TrainingKind,
)

TrainingStatus = Literal["planned", "running", "completed"]
Declared = Literal["surgeons", "training", "network", "clinics"]

Words = tuple[str, ...]
PILLARS: Final[Words] = get_args(Pillar)
PATHOLOGIES: Final[Words] = get_args(Pathology)
GROUPS: Final[Words] = get_args(Group)
TECHNIQUES: Final[Words] = get_args(Technique)
TECHNIQUE_FAMILIES: Final[Words] = get_args(TechniqueFamily)
COMPLEXITIES: Final[Words] = get_args(Complexity)
CATEGORIES: Final[Words] = get_args(EstimateCategory)
TRAINING_KINDS: Final[Words] = get_args(TrainingKind)
TRAINING_STATUSES: Final[Words] = get_args(TrainingStatus)
PARTNER_KINDS: Final[Words] = get_args(PartnerKind)
OUTCOMES: Final[Words] = get_args(Outcome)
DECLARED_SECTIONS: Final[Words] = get_args(Declared)

Column = npt.NDArray[Any]
Table = dict[str, Column]
Rows = Mapping[str, Sequence[Any]]

# What a column holds: a vocabulary's words, or one of
#   "department", "surgeon"  a reference, stored as a position (surgeon: -1 for none)
#   "number"                 float64, NaN where missing; years and counts too
#   "text"                   free words, stored as they are
COLUMNS: Final[dict[str, dict[str, str | Words]]] = {
    # leave_year: the last year in post. prior_*: cases before the first recorded year.
    "surgeons": {
        "key": "surgeon",
        "department": "department",
        "start_year": "number",
        "leave_year": "number",
        "birth_year": "number",
        "prior_mis": "number",
        "prior_def": "number",
        "prior_tum": "number",
    },
    # Valid at the end of the years from issued_year up to, but not including, expires_year.
    "certificates": {
        "surgeon": "surgeon",
        "kind": "text",
        "issued_year": "number",
        "expires_year": "number",
    },
    # suppressed (1): the publisher hid a count of 1 to 3.
    "volumes": {
        "department": "department",
        "year": "number",
        "surgeon": "surgeon",
        "pathology": PATHOLOGIES,
        "group": GROUPS,
        "technique": TECHNIQUES,
        "technique_family": TECHNIQUE_FAMILIES,
        "complexity": COMPLEXITIES,
        "operations": "number",
        "suppressed": "number",
    },
    "trainings": {
        "surgeon": "surgeon",
        "pillar": PILLARS,
        "kind": TRAINING_KINDS,
        "status": TRAINING_STATUSES,
        "months": "number",
        "supervised_cases": "number",
        "start_year": "number",
        "end_year": "number",
    },
    # high: NaN where no upper bound is known.
    "estimates": {
        "department": "department",
        "year": "number",
        "category": CATEGORIES,
        "low": "number",
        "likely": "number",
        "high": "number",
    },
    "partnerships": {
        "department": "department",
        "kind": PARTNER_KINDS,
        "since_year": "number",
        "until_year": "number",
        "written_since_year": "number",
        "mis_referrals": "number",
        "def_referrals": "number",
        "tum_referrals": "number",
    },
    "clinics": {
        "department": "department",
        "pillar": PILLARS,
        "sessions_per_month": "number",
        "since_year": "number",
        "until_year": "number",
    },
    "outcomes": {
        "department": "department",
        "year": "number",
        "pillar": PILLARS,
        "outcome": OUTCOMES,
        "events": "number",
        "cases": "number",
    },
    "facts": {
        "department": "department",
        "year": "number",
        "input_id": "text",
        "value": "number",
    },
    # Sections that the department declared complete: what has no record there does not exist.
    "complete": {
        "department": "department",
        "year": "number",
        "section": DECLARED_SECTIONS,
    },
}


@dataclass(frozen=True)
class RecordTables:
    """One table a kind of record; `COLUMNS` says what each holds.

    The tables store positions in `departments` and `people` (the surgeons) instead of names.
    """

    departments: tuple[Hashable, ...]
    people: tuple[Hashable, ...]
    surgeons: Table
    certificates: Table
    volumes: Table
    trainings: Table
    estimates: Table
    partnerships: Table
    clinics: Table
    outcomes: Table
    facts: Table
    complete: Table


TABLE_NAMES: Final[Words] = tuple(COLUMNS)


def build(tables: Mapping[str, Rows], departments: Iterable[Hashable] = ()) -> RecordTables:
    """Tables from columns of plain words, numbers and None; what is left out is missing.

    `departments` fixes the first positions. A surgeon who is not listed, or who is listed for
    another department than the volume's, counts as none. Raises `ValueError` for a table, column
    or word that does not exist, and for columns of unequal length.
    """
    unknown = sorted(set(tables) - set(TABLE_NAMES))
    if unknown:
        raise ValueError(f"there is no table {', '.join(unknown)}")
    department_at: dict[Hashable, int] = {}
    for name in departments:
        department_at.setdefault(name, len(department_at))
    keys = tables.get("surgeons", {}).get("key", ())
    surgeon_at = {key: position for position, key in enumerate(keys)}
    if len(surgeon_at) != len(keys):
        raise ValueError("surgeons.key: a surgeon is listed twice")
    built = {
        name: _encode(name, tables.get(name, {}), department_at, surgeon_at) for name in TABLE_NAMES
    }
    _detach_foreign_surgeons(built["volumes"], built["surgeons"]["department"])
    return RecordTables(departments=tuple(department_at), people=tuple(surgeon_at), **built)


def empty(departments: Iterable[Hashable] = ()) -> RecordTables:
    """Tables without a row."""
    return build({}, departments)


def codes(words: Iterable[str], vocabulary: Words) -> list[int]:
    """The positions under which a table stores these words."""
    return [vocabulary.index(word) for word in words]


def is_one_of(column: Column, wanted: Iterable[str], vocabulary: Words) -> npt.NDArray[np.bool_]:
    """Which entries of a column of words are one of the wanted words."""
    allowed = np.zeros(len(vocabulary) + 1, dtype=np.bool_)  # the last one: no word
    allowed[codes(wanted, vocabulary)] = True
    return allowed[column]


def _encode(
    table: str,
    rows: Rows,
    department_at: dict[Hashable, int],
    surgeon_at: dict[Hashable, int],
) -> Table:
    unknown = sorted(set(rows) - set(COLUMNS[table]))
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(unknown)}")
    lengths = {len(column) for column in rows.values()}
    if len(lengths) > 1:
        raise ValueError(f"{table}: the columns differ in length")
    for needed in {"department", "key"} & set(COLUMNS[table]) - set(rows) if rows else ():
        raise ValueError(f"{table}: the column {needed} is missing")
    length = lengths.pop() if lengths else 0
    encoded: Table = {}
    for name, kind in COLUMNS[table].items():
        column = rows[name] if name in rows else [None] * length
        if kind == "number":
            encoded[name] = np.array(column, dtype=np.float64)
        elif kind == "text":
            encoded[name] = np.array([*column, ""], dtype=object)[:-1]
        elif kind == "department":
            positions = [department_at.setdefault(key, len(department_at)) for key in column]
            encoded[name] = np.array(positions, dtype=np.intp)
        elif kind == "surgeon":
            positions = [surgeon_at.get(key, -1) for key in column]
            encoded[name] = np.array(positions, dtype=np.intp)
        else:
            encoded[name] = _words(f"{table}.{name}", column, cast(Words, kind))
    return encoded


def _words(place: str, column: Iterable[Any], vocabulary: Words) -> Column:
    position: dict[Any, int] = {word: at for at, word in enumerate(vocabulary)}
    position |= {"": -1, None: -1}
    try:
        return np.array([position[word] for word in column], dtype=np.int8)
    except KeyError as error:
        known = ", ".join(vocabulary)
        raise ValueError(f"{place}: {error.args[0]!r} is not one of {known}") from None


def _detach_foreign_surgeons(volumes: Table, department_of_surgeon: Column) -> None:
    surgeon = volumes["surgeon"]
    named = np.flatnonzero(surgeon >= 0)
    foreign = department_of_surgeon[surgeon[named]] != volumes["department"][named]
    surgeon[named[foreign]] = -1
