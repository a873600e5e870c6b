"""What is stored of a profile workbook: what it changes, what was decided, and what it did."""

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

    `key`: the record ("" for a new one), the surgeon ("" for the department as a whole, or `NEW`
    and a code), the year. `row` is that of the sheet. `values` are the fields it changes, `base`
    what they held when the workbook was made; of a record to be removed, `base` is all of it.
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
    """What became of an entry when the workbook was confirmed: the fields before and after."""

    entry: Annotated[Entry, as_stored(Entry)]
    state: str
    before: Texts
    after: Texts


class ChangedRecord(NamedTuple):
    """The version a record had got by the workbook, and all its columns before."""

    version: int
    before: NotedRecord


class Traces(Contents):
    """What the workbook did to the records of one kind, by their primary keys as text.

    `added`: the version of each new record. `removed`: all columns of the records that went.
    """

    added: dict[str, int] = {}
    changed: dict[str, ChangedRecord] = {}
    removed: list[NotedRecord] = []


class ProfileWorkbookDetails(StoredColumn):
    """What is known of the workbook, and what was made of it.

    `made_at`: when it was downloaded, as it says itself. `unchanged`: how many of its rows change
    nothing; `left_out`: how many were deleted from it; `missing`: the sheets that are not in it.
    `decisions`: by token of the field. `years`: those of which yearly records change. `done`: since
    it was confirmed; `traces`, by kind of record, while it is in force; `kept`, how many records
    had been changed by hand since, once it was undone.
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
    traces: dict[str, Traces] | None = Field(default=None, exclude_if=is_missing)
    kept: int | None = Field(default=None, exclude_if=is_missing)
