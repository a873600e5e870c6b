"""Rows of the case mix, with keys that say what each row counts in any language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.records.record_tables import PATHOLOGIES, TECHNIQUES

# Axis and key, as in a filter of operations: ("pathology", "TUM").
Kind = tuple[str, str]

PATHOLOGY, TECHNIQUE, ESTIMATE = "pathology", "technique", "estimate"
AXES: Final = (PATHOLOGY, TECHNIQUE, ESTIMATE)

COUNTED_KINDS: Final[frozenset[Kind]] = frozenset(
    [(PATHOLOGY, word) for word in PATHOLOGIES] + [(TECHNIQUE, word) for word in TECHNIQUES]
)
# The kind of operations that a pillar counts, by the id of the pillar.
KIND_OF_PILLAR: Final[dict[str, Kind]] = {
    "MIS": (TECHNIQUE, "MIS"),
    "DEF": (PATHOLOGY, "DEF"),
    "TUM": (PATHOLOGY, "TUM"),
}


@dataclass(frozen=True)
class CasemixRow:
    """Operations of the year by pathology or technique; an interval for an estimate.

    `axis` is pathology, technique or estimate (a category of an imported list), `key` a value of
    that axis. Both are empty in a report of format 1, which has labels only.
    """

    label: str
    value: float | None  # None: not shown
    low: float | None
    high: float | None
    text: str
    axis: str = ""
    key: str = ""

    @property
    def kind(self) -> Kind:
        """Axis and key."""
        return self.axis, self.key
