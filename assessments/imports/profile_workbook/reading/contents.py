"""What is stored of a profile workbook: its changes, the decisions on them, and their effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from assessments.import_records.contents import (
    Contents,
    NotedRecord,
    StoredColumn,
    as_stored,
    is_missing,
)

Texts = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """What the workbook says of one record, one surgeon's volumes, or one year's answers.

    `key`: the primary key of the record ("" for a new one), of the surgeon ("" for the department
    as a whole, `NEW` and a code for a new one), or the year. `row` is the row of the sheet.
    `values`: the fields that it changes; `base`: what they held when the workbook was made, of a
    record to be removed all its fields.
    """

    sheet: str
    key: str
    row: int
    values: Texts
    base: Texts = field(default_factory=dict)
    remove: bool = False

    def token(self, name: str) -> str:
        """A field of this entry, in the name of a form field."""
        return f"{self.sheet}|{self.key}|{name}"


class ProfileWorkbookRows(StoredColumn):
    """What the workbook says, an entry a record."""

    column: ClassVar[str] = "rows"

    entries: list[Annotated[Entry, as_stored(Entry)]]


class BenchmarkVersion(NamedTuple):
    """The benchmark whose questions the workbook answers."""

    id: str
    version: str


class Decision(Contents):
    """Which side counts in a field that two people changed, and what the other was then."""

    take: Literal["mine", "theirs"]
    seen: str


class DoneStep(Contents):
    """What was done for an entry at confirmation: the fields before and after."""

    entry: Annotated[Entry, as_stored(Entry)]
    state: str
    before: Texts
    after: Texts


class ChangedRecord(NamedTuple):
    """The version of a record after the workbook changed it, and all its columns before."""

    version: int
    before: NotedRecord


class RecordChanges(Contents):
    """What the workbook did to the records of one kind, by their primary keys as text.

    `added`: the version of each new record. `removed`: all columns of the removed records.
    """

    added: dict[str, int] = {}
    changed: dict[str, ChangedRecord] = {}
    removed: list[NotedRecord] = []


class ProfileWorkbookDetails(StoredColumn):
    """Origin and result of a workbook.

    `made_at`: when it was downloaded. `unchanged`: how many of its rows change nothing; `left_out`:
    how many were deleted from it; `missing`: the sheets that are not in it. `decisions`: by token
    of the field. `years`: those of which yearly records change. `done`: set at confirmation.
    `traces`: by kind of record, only while the import is in force. `kept`: set by undo, how many
    records stayed because they had been changed by hand since.
    """

    column: ClassVar[str] = "findings"

    benchmark: BenchmarkVersion
    made_at: str
    unchanged: int
    left_out: int
    missing: list[str]
    decisions: dict[str, Decision]
    years: list[int]
    done: list[DoneStep] | None = Field(default=None, exclude_if=is_missing)
    traces: dict[str, RecordChanges] | None = Field(default=None, exclude_if=is_missing)
    kept: int | None = Field(default=None, exclude_if=is_missing)
