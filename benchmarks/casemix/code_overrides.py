"""What a hospital means by a code where our table says something else, or nothing.

The longest prefix wins; an override as long as the row of our table beats it, a shorter one does
not. Fields that an override leaves open stay as the row of our table has them.
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

# The confidence of what a hospital decided.
OWN: Final = "own"
# The role of a code that a hospital does not count.
LEFT_OUT: Final = "left_out"

# What may be chosen. The category that stands for a family, where only the family is named.
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
# Categories that make an operation a deformity whatever its code stands for.
_FORCING = ("osteotomy", "fusion_long", "extent_modifier")
_PILLARS = ("TUM", "DEF", "TRA", "DEG")
# What our table says of an operation about which it says nothing else.
_PLAIN = {"pathology": "OTHER", "category": "other", "family": "other", "technique": "open"}


@dataclass(frozen=True)
class OverrideRule:
    """How one hospital classifies the codes that begin with `prefix` (as written or normalised).

    `counts`: whether they count as an operation; None: as our table says. `pathology`, `family`
    (a key of `FAMILIES`), `technique`: "" where our table stays right. A pathology that a hospital
    names is named by the code itself: it needs no diagnosis.
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
    found: dict[str, OverrideRule] = {}
    for one in overrides:
        prefix = normalise(one.prefix)
        if not prefix or prefix in found:
            raise ValueError(f"every override needs a prefix of its own, not {one.prefix!r}")
        found[prefix] = one
    return found


def override_of(system: str, normalised: str, overrides: ByPrefix) -> OverrideRule | None:
    """The override that decides about a code; None where our table does, or nobody."""
    if not overrides:
        return None
    for length in range(len(normalised), 0, -1):
        found = overrides.get(normalised[:length])
        if found is not None:
            row = find_row(system, normalised)
            return None if row and len(normalise(row["prefix"])) > length else found
    return None


def overridden_row(system: str, normalised: str, override: OverrideRule) -> Row:
    """What our table would say of the code if the hospital had written it."""
    row = find_row(system, normalised)
    if override.counts is False:
        return _left_out(row, override)
    return MappingProxyType({**_changed(row, override), "prefix": override.prefix})


def _left_out(row: Row, override: OverrideRule) -> Row:
    """Nothing but a name: such a code does not even say how another operation was done."""
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
        changed |= {name: value for name, value in _PLAIN.items() if not row.get(name)}
        if row.get("role") != "core":
            changed |= {"category": "other", "family": "other"}
    if override.family:
        changed |= {"family": override.family, "category": FAMILIES[override.family]}
        changed["complexity"] = ""
    if override.pathology:
        pathology = override.pathology
        changed |= {"pathology": pathology, "requires_diagnosis": "false"}
        changed["pillar"] = pathology if pathology in _PILLARS else "OTHER"
        if pathology != "DEF" and changed.get("category") in _FORCING:
            changed["category"] = "fusion" if changed.get("role") == "core" else "other"
    if override.technique:
        changed["technique"] = override.technique
        if override.technique != "MIS":
            changed["technique_family"] = ""
    return changed


def rows_below(system: str, normalised: str) -> list[str]:
    """Longer codes with rows of their own, which an override of this beginning does not reach."""
    longer = (key for key in table(system) if key.startswith(normalised) and key != normalised)
    return [write_code(system, key) for key in sorted(longer)]


def says(system: str, normalised: str, override: OverrideRule | None = None) -> tuple[Row, str]:
    """What is said of a code or a beginning of codes, and the reason (a key of `REASONS`) for it.

    Without an override what our table says: an empty row where it has none.
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
