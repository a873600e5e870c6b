"""How a hospital classifies codes for which our table has another meaning, or none.

The longest prefix wins; of an override and a row of our table with equally long prefixes the
override wins. Fields that an override leaves empty keep the value of our table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from benchmarks.casemix.code_tables import (
    NO_ROW,
    PARENTS,
    SPINE_CHAPTERS,
    Row,
    find_row,
    normalise,
    table,
    write_code,
)
from benchmarks.casemix.rules import reason_for

# The confidence of a classification by the hospital.
OWN: Final = "own"
# The role of a code that a hospital does not count.
LEFT_OUT: Final = "left_out"

# The families a hospital may choose, and the category that a code gets with each.
FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disc": "discectomy",
        "decompression": "decompression",
        "fusion_instrumentation": "fusion",
        "augmentation": "vertebral_augmentation",
        "intraspinal_lesion": "intraspinal_lesion_resection",
        "vertebral_resection": "corpectomy",
        "deformity_correction": "deformity_correction",
        "other": "other",
    }
)
# Categories that make an operation a deformity whatever pathology its code usually has.
_FORCING_DEFORMITY = ("osteotomy", "fusion_long", "extent_modifier")
_PILLARS = ("TUM", "DEF", "TRA", "DEG")
# The values of a counted operation where our table has none.
_DEFAULTS = {"pathology": "OTHER", "category": "other", "family": "other", "technique": "open"}


@dataclass(frozen=True)
class OverrideRule:
    """How one hospital classifies the codes that begin with `prefix` (as written or normalised).

    `counts`: whether they count as an operation; None: as in our table. `pathology`, `family` (a
    key of `FAMILIES`), `technique`: "" keeps the value of our table. A `pathology` given here holds
    without a diagnosis that confirms it.
    """

    prefix: str
    counts: bool | None = None
    pathology: str = ""
    family: str = ""
    technique: str = ""


Overrides = Iterable[OverrideRule]
ByPrefix = Mapping[str, OverrideRule]


def by_prefix(overrides: Overrides) -> ByPrefix:
    """The overrides by normalised prefix; their order does not matter.

    Raises ValueError where two have the same prefix, or where one has none.
    """
    rules: dict[str, OverrideRule] = {}
    for override in overrides:
        prefix = normalise(override.prefix)
        if not prefix or prefix in rules:
            raise ValueError(f"every override needs a prefix of its own, not {override.prefix!r}")
        rules[prefix] = override
    return rules


def override_of(system: str, normalised: str, overrides: ByPrefix) -> OverrideRule | None:
    """The override that decides about a code; None where our table or nothing does."""
    if not overrides:
        return None
    for length in range(len(normalised), 0, -1):
        override = overrides.get(normalised[:length])
        if override is not None:
            row = find_row(system, normalised)
            return None if row and len(normalise(row["prefix"])) > length else override
    return None


def overridden_row(system: str, normalised: str, override: OverrideRule) -> Row:
    """The row of our table for a code, changed as the override says."""
    row = find_row(system, normalised)
    if override.counts is False:
        return _left_out(row, override)
    return MappingProxyType({**_changed(row, override), "prefix": override.prefix})


def _left_out(row: Row, override: OverrideRule) -> Row:
    """A row with a label only: such a code does not tell the technique of an operation either."""
    label = row.get("label", "")
    return MappingProxyType(
        {
            **dict.fromkeys(row or NO_ROW, ""),
            **{"prefix": override.prefix, "label": label, "role": LEFT_OUT, "confidence": OWN},
            **{"pathology": "OTHER", "pillar": "OTHER", "region": ""},
        }
    )


def _changed(row: Row, override: OverrideRule) -> dict[str, str]:
    changed = {"region": "", **row, "confidence": OWN}
    if override.counts:
        changed |= {"role": "core", "needs_spine_diagnosis": "false"}
        changed |= {name: value for name, value in _DEFAULTS.items() if not row.get(name)}
        if row.get("role") != "core":
            changed |= {"category": "other", "family": "other"}
    if override.family:
        changed |= {"family": override.family, "category": FAMILIES[override.family]}
        changed["complexity"] = ""
    if override.pathology:
        pathology = override.pathology
        changed |= {"pathology": pathology, "requires_diagnosis": "false"}
        changed["pillar"] = pathology if pathology in _PILLARS else "OTHER"
        if pathology != "DEF" and changed.get("category") in _FORCING_DEFORMITY:
            changed["category"] = "fusion" if changed.get("role") == "core" else "other"
    if override.technique:
        changed["technique"] = override.technique
        if override.technique != "MIS":
            changed["technique_family"] = ""
    return changed


def longer_codes(system: str, normalised: str) -> list[str]:
    """Longer codes with rows of their own in our table: an override of this prefix skips them."""
    longer = (key for key in table(system) if key.startswith(normalised) and key != normalised)
    return [write_code(system, key) for key in sorted(longer)]


def meaning_of(
    system: str, normalised: str, override: OverrideRule | None = None
) -> tuple[Row, str]:
    """The meaning of a code or prefix as a row, and why it counts or not (a key of `REASONS`).

    Without an override it is the row of our table, empty where our table has none.
    """
    if override is not None:
        row = overridden_row(system, normalised, override)
    else:
        row = find_row(system, normalised)
    if not row:
        chapters = SPINE_CHAPTERS.get(PARENTS.get(system, system))
        return row, "unknown" if chapters and chapters.match(normalised) else "not_spine"
    needs = row.get("needs_spine_diagnosis") == "true"
    return row, reason_for("classified", row.get("role", ""), needs)
