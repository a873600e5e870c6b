"""The counts of a case list as they are stored with its import, and sums of them.

No row stands for a case: each has the number of operations of one kind. Words for surgeons are
listed once, and rows refer to them by number, so that they can be hidden from users who may not see
names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Self, TypeVar

from pydantic import Field

from assessments.import_records.contents import Contents, is_missing, packed
from assessments.imports.case_lists.reading.counting import OTHER_DEPARTMENT, CaseCounts
from assessments.imports.case_lists.reading.telling.completeness import COUNTED

NO_WORD = -1
# What makes two operations the same volume.
VOLUME = ("year", "pathology", "group", "technique", "technique_family", "complexity")
_MOST_CODES = 1_000
# The status of codes that are not named.
_NAMELESS = "wrong_system"
_FIRST_MONTHS, _LAST_MONTHS = ("01", "02", "03"), ("10", "11", "12")


class CountedOperations(NamedTuple):
    """The number of operations of one kind that the same rule decided by the same code.

    `year` is 0 where the operations have no day, `surgeon` the number of the file's word for the
    surgeon (NO_WORD without). `marks`: mark -> number of operations for which it is known, and for
    which it is yes. `levels`: number of levels as text -> number of operations.
    `other_department`: the key for which they count by the other choice, None where it is the same.
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
    # Older imports have no marks and levels.
    marks: dict[str, list[int]] = {}
    levels: dict[str, int] = {}
    other_department: str | None = None


class CountedOutcome(NamedTuple):
    """`cases` that were observed, and `events` among them."""

    department: str
    year: int
    pillar: str
    outcome: str
    cases: int
    events: int


class UncountedCode(NamedTuple):
    """A code that did not count, and how many `rows` of the file have it.

    `code` is "" for the sum of all codes with this reason that are not listed.
    """

    code: str
    rows: int
    status: str
    looks_like: str
    label: str
    category: str
    reason: str


class CountedNote(NamedTuple):
    """How many operations of a month something is to be told of; `what`: key of `TOLD`.

    `month`: as in 2024-03, "" where the operations have no day.
    """

    department: str
    month: str
    what: str
    operations: int
    other_department: str | None = None

    @property
    def year(self) -> int:
        """The year of the month, 0 where there is none."""
        return int(self.month[:4] or 0)


class UnreadWord(NamedTuple):
    """A word for `what` (technique or pathology) that is not known, and its operations.

    `word` is "" for all texts that are not kept.
    """

    what: str
    word: str
    operations: int


_Placed = TypeVar("_Placed", CountedOperations, CountedNote)


class StoredCases(Contents):
    """The counts of a case list in one code system.

    `words`: the file's words for surgeons. `own`: prefixes of the hospital's own classifications
    that applied to some code.
    """

    words: list[str]
    operations: Annotated[list[CountedOperations], *packed(CountedOperations)]
    outcomes: Annotated[list[CountedOutcome], *packed(CountedOutcome)]
    codes: Annotated[list[UncountedCode], *packed(UncountedCode)]
    # Older imports have none.
    own: list[str] = []
    # None: from before this was counted.
    notes: Annotated[list[CountedNote], *packed(CountedNote)] | None = Field(
        default=None, exclude_if=is_missing
    )
    unread_words: Annotated[list[UnreadWord], *packed(UnreadWord)] | None = Field(
        default=None, exclude_if=is_missing
    )

    @staticmethod
    def counted(counts: CaseCounts) -> StoredCases:
        """The counts as they are stored."""
        words = {row["surgeon"].strip() for row in counts.operations} - {""}
        numbers = {word: number for number, word in enumerate(sorted(words))}
        operations = [
            CountedOperations(
                **{
                    **row,
                    "surgeon": numbers.get(row["surgeon"].strip(), NO_WORD),
                    "year": row["year"] or 0,
                    OTHER_DEPARTMENT: _other_department(row),
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
            notes=[
                CountedNote(**{**row, OTHER_DEPARTMENT: _other_department(row)})
                for row in counts.notes
            ],
            unread_words=[UnreadWord(**row) for row in counts.unread_words],
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
    def told(self) -> dict[str, int]:
        """How many operations each thing is told of, by key of `completeness.TOLD`."""
        return {what: count for (what,), count in summed(self.notes or (), ("what",)).items()}

    @property
    def by_department(self) -> dict[str, int]:
        """Spine operations of each department key, the most first."""
        sums = summed(self.operations, ("department",))
        return {key: sums[key,] for (key,) in sorted(sums, key=lambda key: (-sums[key], key))}

    def sparse_years(self, departments: Collection[str]) -> tuple[int, ...]:
        """Years at a border of the list that hold only what spilled over from the year beside them.

        A list by discharge has some operations of last December, and the list of a year to come
        begins with a few. Such a year has operations in its three outermost months only, and fewer
        than a third of what the year beside it has.
        """
        years = self.chosen(departments, self.years).years
        if len(years) < 2:
            return ()
        at_border = ((years[0], years[1], _LAST_MONTHS), (years[-1], years[-2], _FIRST_MONTHS))
        return tuple(
            year
            for year, beside, months in at_border
            if self._spilled(departments, year, beside, months)
        )

    def _spilled(
        self, departments: Collection[str], year: int, beside: int, months: Collection[str]
    ) -> bool:
        sums = summed(self.chosen(departments, (year, beside)).operations, ("year",))
        found = {
            note.month[-2:]
            for note in self.notes or ()
            if note.what == COUNTED and note.year == year and note.department in departments
        }
        return bool(found) and found <= set(months) and 3 * sums[year,] < sums[beside,]

    @property
    def elsewhere(self) -> int:
        """How many operations count for another department by the other choice."""
        return sum(row.operations for row in self.operations if row.other_department is not None)

    def turned(self) -> Self:
        """The counts by the other choice: each operation for its other department.

        The files name two departments of an operation where it was made by another one than that
        in which the patient lay. Turned twice, the counts are as they were.
        """
        notes = None if self.notes is None else [_turned(row) for row in self.notes]
        return self.model_copy(
            update={"operations": [_turned(row) for row in self.operations], "notes": notes}
        )

    def chosen(self, departments: Collection[str], years: Collection[int]) -> StoredCases:
        """Only the operations and outcomes of these departments and years."""

        def is_within(row: CountedOperations | CountedOutcome | CountedNote) -> bool:
            return row.department in departments and row.year in years

        # The values were validated when they were read.
        return StoredCases.model_construct(
            words=self.words,
            operations=list(filter(is_within, self.operations)),
            outcomes=list(filter(is_within, self.outcomes)),
            codes=self.codes,
            own=self.own,
            notes=None if self.notes is None else list(filter(is_within, self.notes)),
            unread_words=self.unread_words,
        )


def _other_department(row: Mapping[str, Any]) -> str | None:
    same = row[OTHER_DEPARTMENT] == row["department"]
    return None if same else row[OTHER_DEPARTMENT]


def _turned(row: _Placed) -> _Placed:
    if row.other_department is None:
        return row
    return row._replace(department=row.other_department, other_department=row.department)


def summed(rows: Iterable[Any], by: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Sums of operations by these columns, which every row has as attributes."""
    sums: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in by)
        sums[key] = sums.get(key, 0) + row.operations
    return sums


def outcome_sums(rows: Iterable[Any]) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Observed cases and events by year, pillar and outcome, over all departments.

    `rows` have the columns of `CountedOutcome`; `department` is not needed.
    """
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    for row in rows:
        key = (row.year, row.pillar, row.outcome)
        cases, events = sums.get(key, (0, 0))
        sums[key] = (cases + row.cases, events + row.events)
    return sums


def _kept(codes: Iterable[Mapping[str, Any]]) -> list[UncountedCode]:
    """The codes that did not count, as many as are kept; the others are only counted."""
    listed: list[UncountedCode] = []
    nameless = 0
    for row in codes:
        code = UncountedCode(**row)
        is_text = not code.code and code.reason == _NAMELESS
        if is_text or len(listed) >= _MOST_CODES:
            nameless += code.rows
        else:
            listed.append(code)
    if nameless:
        listed.append(UncountedCode("", nameless, _NAMELESS, "", "", "", reason=_NAMELESS))
    return listed
