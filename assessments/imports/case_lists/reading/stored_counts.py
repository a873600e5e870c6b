"""The counts of a case list as they are kept with its import, and sums of them.

No row stands for a case: each says how many operations of one kind there were. Words for surgeons
are listed once, and rows refer to them by number, so that they are shown only to who may see names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from assessments.import_records.contents import Contents, packed
from assessments.imports.case_lists.reading.counting import CaseCounts

NO_WORD = -1
# What makes two operations the same volume.
VOLUME = ("year", "pathology", "group", "technique", "technique_family", "complexity")
# What stands in a column of codes and cannot be one is not kept.
_MAYBE_A_CODE = re.compile(r"[0-9A-Za-z.\-+*/]{2,14}")
_MOST_CODES = 1_000


class CountedOperations(NamedTuple):
    """So many operations of one kind, decided by the same rule of the same code.

    `year` is 0 where the operations have no day, `surgeon` the number of the file's word for the
    surgeon (NO_WORD without). `marks`: mark -> of how many operations it is known, of how many it
    is so. `levels`: number of levels operated on, as text -> how many operations.
    """

    department: str
    year: int
    surgeon: int
    pathology: str
    group: str
    technique: str
    technique_family: str
    complexity: str
    rule: str
    prefix: str
    confidence: str
    needs_review: bool
    operations: int
    # Older imports were counted without what was known of each operation.
    marks: dict[str, list[int]] = {}
    levels: dict[str, int] = {}


class CountedOutcome(NamedTuple):
    """Of so many `cases` looked at, so many had the outcome (`events`)."""

    department: str
    year: int
    pillar: str
    outcome: str
    cases: int
    events: int


class UncountedCode(NamedTuple):
    """A code that did not count, and how many `rows` of the file have it.

    `code` is "" for all that is summed up under the reason without being listed.
    """

    code: str
    rows: int
    status: str
    looks_like: str
    label: str
    category: str
    reason: str


class StoredCases(Contents):
    """The counts of a case list in one code system.

    `words`: what the file calls surgeons. `own`: prefixes of the hospital's own classifications
    that some code fell under.
    """

    words: list[str]
    operations: Annotated[list[CountedOperations], *packed(CountedOperations)]
    outcomes: Annotated[list[CountedOutcome], *packed(CountedOutcome)]
    codes: Annotated[list[UncountedCode], *packed(UncountedCode)]
    # Older imports were read without any.
    own: list[str] = []

    @staticmethod
    def counted(counts: CaseCounts) -> StoredCases:
        """What is kept of the counts."""
        words = {row["surgeon"].strip() for row in counts.operations} - {""}
        numbers = {word: number for number, word in enumerate(sorted(words))}
        operations = [
            CountedOperations(
                **{
                    **row,
                    "surgeon": numbers.get(row["surgeon"].strip(), NO_WORD),
                    "year": row["year"] or 0,
                }
            )
            for row in counts.operations
        ]
        return StoredCases(
            words=list(numbers),
            operations=operations,
            outcomes=[CountedOutcome(**row) for row in counts.outcomes],
            codes=_kept(counts.codes),
            own=list(counts.own),
        )

    @property
    def counts(self) -> dict[str, Any]:
        """The fields of the counts alone, of which a model with more fields can be made."""
        return {name: getattr(self, name) for name in StoredCases.model_fields}

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the list, rising."""
        return tuple(sorted({row.year for row in self.operations} - {0}))

    @property
    def total(self) -> int:
        """How many spine operations there are."""
        return sum(row.operations for row in self.operations)

    @property
    def by_department(self) -> dict[str, int]:
        """Spine operations of each department key, the most first."""
        sums = summed(self.operations, ("department",))
        return {key: sums[key,] for (key,) in sorted(sums, key=lambda key: (-sums[key], key))}

    def chosen(self, departments: Collection[str], years: Collection[int]) -> StoredCases:
        """Only the operations and outcomes of these departments and years."""

        def is_within(row: CountedOperations | CountedOutcome) -> bool:
            return row.department in departments and row.year in years

        # All of it was checked when it was read.
        return StoredCases.model_construct(
            words=self.words,
            operations=list(filter(is_within, self.operations)),
            outcomes=list(filter(is_within, self.outcomes)),
            codes=self.codes,
            own=self.own,
        )


def summed(rows: Iterable[Any], by: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Operations by some of the columns, which every row has as attributes."""
    sums: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in by)
        sums[key] = sums.get(key, 0) + row.operations
    return sums


def outcome_sums(rows: Iterable[Any]) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Cases looked at and events by year, pillar and outcome, over all departments.

    `rows` are anything with the columns of `CountedOutcome` but the department.
    """
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    for row in rows:
        key = (row.year, row.pillar, row.outcome)
        cases, events = sums.get(key, (0, 0))
        sums[key] = (cases + row.cases, events + row.events)
    return sums


def _kept(codes: Iterable[Mapping[str, Any]]) -> list[UncountedCode]:
    """The codes that did not count; what is no code at all is only counted."""
    listed: list[UncountedCode] = []
    nameless = 0
    for row in codes:
        code = UncountedCode(**row)
        is_text = code.code and not _MAYBE_A_CODE.fullmatch(code.code)
        if is_text or len(listed) >= _MOST_CODES:
            nameless += code.rows
        else:
            listed.append(code)
    if nameless:
        status = "wrong_system"
        listed.append(UncountedCode("", nameless, status, "", "", "", reason=status))
    return listed
