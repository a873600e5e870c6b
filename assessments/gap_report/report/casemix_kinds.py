"""What a row of the case mix counts: by keys, whatever words a reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.records.record_tables import PATHOLOGIES, TECHNIQUES

# Axis and key, as a filter of operations names them: ("pathology", "TUM").
Kind = tuple[str, str]

PATHOLOGY, TECHNIQUE, ESTIMATE = "pathology", "technique", "estimate"
AXES: Final = (PATHOLOGY, TECHNIQUE, ESTIMATE)

COUNTED_KINDS: Final[frozenset[Kind]] = frozenset(
    [(PATHOLOGY, word) for word in PATHOLOGIES] + [(TECHNIQUE, word) for word in TECHNIQUES]
)
# What the operations of a pillar are, by the id of the pillar.
KIND_OF_PILLAR: Final[dict[str, Kind]] = {
    "MIS": (TECHNIQUE, "MIS"),
    "DEF": (PATHOLOGY, "DEF"),
    "TUM": (PATHOLOGY, "TUM"),
}


@dataclass(frozen=True)
class CasemixRow:
    """Operations of the year by pathology or technique; an interval for an estimate.

    `axis` is pathology, technique or estimate (a category of an imported list) and `key` the word
    of that vocabulary. Both are empty in a report of format 1, which has the label only.
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
