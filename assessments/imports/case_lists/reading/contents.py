"""What is stored of a case list: its counts, how they were read, and what they replaced."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import ConfigDict, Field

from assessments.import_records.contents import (
    Contents,
    Moment,
    NotedRecord,
    Plain,
    StoredColumn,
    as_stored,
    is_missing,
)
from assessments.import_records.overrides import OverrideNote
from assessments.import_records.problems import Problem
from assessments.imports.case_lists.reading.stored_counts import StoredCases


class OtherReading(StoredCases):
    """The counts of the same files in another code system, with that of their diagnoses."""

    diagnosis_system: str


class CaseListRows(StoredColumn, StoredCases):
    """The counts of the files, and those in each other system that fits them."""

    column: ClassVar[str] = "rows"

    # Older imports were read in one system.
    other_systems: dict[str, OtherReading] = {}


class AssignedColumns(Contents):
    """Columns that were assigned by hand: field -> name of the column; by whom and when."""

    names: dict[str, str]
    person: str
    time: Moment


class ReplacedRecord(Contents):
    """A replaced record with every column of its table; the fields here are those that are used."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Plain]

    @property
    def noted(self) -> NotedRecord:
        """All columns by name."""
        return self.model_dump()


class ReplacedVolume(ReplacedRecord):
    """Operations of one kind in the year; `surgeon_id` None: of the department as a whole."""

    year: int
    pathology: str
    technique: str
    operations: int
    surgeon_id: int | None


class ReplacedOutcome(ReplacedRecord):
    """`cases` that were observed in the year, and `events` among them."""

    year: int
    pillar: str
    outcome: str
    cases: int
    events: int


class ReplacedFact(ReplacedRecord):
    """The answer to an input."""

    year: int
    input_id: str


class ReplacedRecords(Contents):
    """The records that an import in force has replaced."""

    volumes: list[ReplacedVolume]
    outcomes: list[ReplacedOutcome]
    # Imports from before case lists gave answers have stored none.
    facts: list[ReplacedFact] = []

    @classmethod
    def noted(
        cls, volumes: list[NotedRecord], outcomes: list[NotedRecord], facts: list[NotedRecord]
    ) -> Self:
        """The records as they were noted when they were replaced."""
        return cls.from_json({"volumes": volumes, "outcomes": outcomes, "facts": facts})

    @property
    def by_kind(self) -> tuple[list[NotedRecord], list[NotedRecord], list[NotedRecord]]:
        """The volumes, outcomes and facts with all their columns."""
        volumes, outcomes, facts = (
            [record.noted for record in records]
            for records in (self.volumes, self.outcomes, self.facts)
        )
        return volumes, outcomes, facts


class CaseListDetails(StoredColumn):
    """How the files were read, what is taken of them, and which records that replaced.

    `format`: the name of the format. `files`, `file_rows` and `cases`: how many there were.
    `departments`: the keys in the file that are taken; `years`: the years that are taken, rising;
    `operations`: the number of their spine operations. `surgeons`: by the number of the file's
    word, the primary key of the surgeon it means, None: no surgeon of the department. `overrides`:
    the hospital's own classifications when the files were read. `columns` only where they were
    assigned by hand. `where_lay`: operations count for the department in which the patient lay, not
    for another one that has operated (`StoredCases.turned`). `set_aside`: the replaced records,
    only while the import is in force.
    """

    column: ClassVar[str] = "findings"

    format: str
    diagnosis_system: str
    files: int
    cases: int
    file_rows: int
    remarks: list[Annotated[Problem, as_stored(Problem)]]
    departments: list[str]
    years: list[int]
    surgeons: list[int | None]
    # The oldest imports were stored without these.
    operations: int | None = Field(default=None, exclude_if=is_missing)
    overrides: list[OverrideNote] = []
    columns: AssignedColumns | None = Field(default=None, exclude_if=is_missing)
    where_lay: bool = False
    set_aside: ReplacedRecords | None = Field(default=None, exclude_if=is_missing)
