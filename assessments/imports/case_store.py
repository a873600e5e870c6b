"""The counts of a case list as they are kept with its import, and sums of them.

No row stands for a case: each says how many operations of one kind there were. Words for surgeons
are listed once, and rows refer to them by number, so that they are shown only to who may see names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.imports.case_counts import EVIDENCE, KIND, CaseCounts

Row = dict[str, Any]

NO_WORD = -1
# What makes two operations the same volume.
VOLUME = ("year", "pathology", "group", "technique", "technique_family", "complexity")
# What stands in a column of codes and cannot be one is not kept.
_MAYBE_A_CODE = re.compile(r"[0-9A-Za-z.\-+*/]{2,14}")
_MOST_CODES = 1_000
_MARKED = ("marks", "levels")
_CODE_COLUMNS = ("code", "rows", "status", "looks_like", "label", "category", "reason")
_OUTCOME_COLUMNS = ("department", "year", "pillar", "outcome", "cases", "events")


@dataclass(frozen=True)
class StoredCases:
    """The counts of a case list.

    `operations`: KIND (the surgeon as the number of its word, NO_WORD without), EVIDENCE,
    `operations`, `marks` and `levels`; year 0 where the operation has no day. `words`: what the
    file calls surgeons. `outcomes`, `codes`, `own`: as in `CaseCounts`.
    """

    words: tuple[str, ...]
    operations: tuple[Row, ...]
    outcomes: tuple[Row, ...]
    codes: tuple[Row, ...]
    own: tuple[str, ...] = ()

    @classmethod
    def of(cls, counts: CaseCounts) -> StoredCases:
        """What is kept of the counts."""
        words = {row["surgeon"].strip() for row in counts.operations} - {""}
        numbers = {word: number for number, word in enumerate(sorted(words))}
        operations = tuple(
            {
                **row,
                "surgeon": numbers.get(row["surgeon"].strip(), NO_WORD),
                "year": row["year"] or 0,
            }
            for row in counts.operations
        )
        outcomes, codes = tuple(counts.outcomes), _kept(counts.codes)
        return cls(tuple(numbers), operations, outcomes, codes, tuple(counts.own))

    def as_json(self) -> dict[str, Any]:
        """Plain data to store; `from_json` turns it back."""
        return {
            "words": list(self.words),
            "operations": _packed(self.operations, (*KIND, *EVIDENCE, "operations", *_MARKED)),
            "outcomes": _packed(self.outcomes, _OUTCOME_COLUMNS),
            "codes": _packed(self.codes, _CODE_COLUMNS),
            "own": list(self.own),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StoredCases:
        """The counts that `as_json` wrote."""
        operations, outcomes, codes = (
            _unpacked(data[name]) for name in ("operations", "outcomes", "codes")
        )
        # Older imports were counted without what was known of each operation.
        plain: Row = {name: {} for name in _MARKED}
        operations = tuple({**plain, **row} for row in operations)
        own = tuple(data.get("own", ()))
        return cls(tuple(data["words"]), operations, outcomes, codes, own)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the list, rising."""
        return tuple(sorted({row["year"] for row in self.operations} - {0}))

    @property
    def total(self) -> int:
        """How many spine operations there are."""
        return sum(row["operations"] for row in self.operations)

    @property
    def by_department(self) -> dict[str, int]:
        """Spine operations of each department key, the most first."""
        sums = summed(self.operations, ("department",))
        return {key: sums[key,] for (key,) in sorted(sums, key=lambda key: (-sums[key], key))}

    def chosen(self, departments: Collection[str], years: Collection[int]) -> StoredCases:
        """Only the operations and outcomes of these departments and years."""

        def within(rows: Iterable[Row]) -> tuple[Row, ...]:
            return tuple(
                row for row in rows if row["department"] in departments and row["year"] in years
            )

        return StoredCases(
            self.words, within(self.operations), within(self.outcomes), self.codes, self.own
        )


def summed(rows: Iterable[Row], by: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Operations by some of the columns."""
    sums: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[name] for name in by)
        sums[key] = sums.get(key, 0) + row["operations"]
    return sums


def outcome_sums(rows: Iterable[Row]) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Cases looked at and events by year, pillar and outcome, over all departments."""
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    for row in rows:
        key = (row["year"], row["pillar"], row["outcome"])
        cases, events = sums.get(key, (0, 0))
        sums[key] = (cases + row["cases"], events + row["events"])
    return sums


def _kept(codes: Iterable[Row]) -> tuple[Row, ...]:
    """The codes that did not count; what is no code at all is only counted."""
    listed: list[Row] = []
    nameless = 0
    for row in codes:
        is_text = row["code"] and not _MAYBE_A_CODE.fullmatch(row["code"])
        if is_text or len(listed) >= _MOST_CODES:
            nameless += row["rows"]
        else:
            listed.append(row)
    if nameless:
        listed.append(
            {
                **dict.fromkeys(_CODE_COLUMNS, ""),
                "rows": nameless,
                "status": "wrong_system",
                "reason": "wrong_system",
            }
        )
    return tuple(listed)


def _packed(rows: Iterable[Row], columns: Sequence[str]) -> dict[str, Any]:
    """Rows without the names of their columns, which stand once above them."""
    return {
        "columns": list(columns),
        "rows": [[row[name] for name in columns] for row in rows],
    }


def _unpacked(data: Mapping[str, Any]) -> tuple[Row, ...]:
    return tuple(dict(zip(data["columns"], row, strict=True)) for row in data["rows"])
