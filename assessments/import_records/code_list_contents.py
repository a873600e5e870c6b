"""What is stored of a code list or a quality report: its counted codes, and their estimates."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import Field

from assessments.import_records.contents import (
    Contents,
    Moment,
    StoredColumn,
    as_stored,
    is_missing,
)
from assessments.import_records.listings import CodeCount, Listing
from assessments.import_records.overrides import OverrideNote
from assessments.import_records.problems import Problem
from assessments.import_records.proposed_answers import ProposedAnswer
from benchmarks.casemix.estimate_bounds import Bound, Interval


class StoredCount(NamedTuple):
    """How often a code was counted in the year; None where the publisher hid a count below 4."""

    code: str
    times: int | None


class StoredListing(Contents):
    """One department of the file, with its codes; places in the file are not kept.

    `key` is the department's in this file; `specialty_keys` the report's four-digit keys. `cases`
    are inpatient cases of the year, `physicians` and `specialists` full-time equivalents; None:
    the file does not say. `diagnoses` is None where the file lists no main diagnoses.
    """

    key: str
    name: str
    specialty_keys: list[str]
    cases: int | None
    physicians: float | None
    specialists: float | None
    procedures: list[StoredCount]
    diagnoses: list[StoredCount] | None

    @classmethod
    def of(cls, listing: Listing) -> Self:
        """What is kept of a listing that was read."""
        return cls(
            key=listing.key,
            name=listing.name,
            specialty_keys=list(listing.specialty_keys),
            cases=listing.cases,
            physicians=listing.physicians,
            specialists=listing.specialists,
            procedures=_stored(listing.procedures),
            diagnoses=None if listing.diagnoses is None else _stored(listing.diagnoses),
        )

    @property
    def listing(self) -> Listing:
        """The listing as it was read, without places."""
        return Listing(
            key=self.key,
            name=self.name,
            specialty_keys=tuple(self.specialty_keys),
            cases=self.cases,
            physicians=self.physicians,
            specialists=self.specialists,
            procedures=_counts(self.procedures),
            diagnoses=None if self.diagnoses is None else _counts(self.diagnoses),
        )


class CodeListRows(StoredColumn):
    """The departments of the file that operate on the spine; a code list has exactly one."""

    column: ClassVar[str] = "rows"

    listings: list[StoredListing]

    def chosen(self, key: str) -> Listing | None:
        """The department with this key, if it is among them."""
        return next((one.listing for one in self.listings if one.key == key), None)


class ListedDepartment(Contents):
    """A department to choose from; `spine_codes`: its distinct codes of spine operations."""

    key: str
    name: str
    specialty_keys: list[str]
    spine_codes: int


class EstimatedCode(Contents):
    """A code of the list and its classification: a row of `Estimate.codes`.

    `count_low` and `count_high` are times a year, and differ where the count was hidden.
    """

    code: str
    count_low: int
    count_high: int
    status: str
    looks_like: str
    prefix: str
    label: str
    category: str
    family: str
    role: str
    counted: bool
    rule: str
    reason: str
    confidence: str


class EstimatedFamily(Contents):
    """Operations a year of one family, at least and at most."""

    family: str
    low: int
    high: int


class OperationEstimates(Contents):
    """The estimates of one department, from the classification of its codes.

    `categories`: category (a value of `EstimateCategory`) -> operations a year. `bounds`: what
    limited an interval.
    """

    codes: list[EstimatedCode]
    families: list[EstimatedFamily]
    categories: dict[str, Annotated[Interval, as_stored(Interval)]]
    bounds: list[Annotated[Bound, as_stored(Bound)]]


class WithdrawnAnswer(Contents):
    """An answer that went with its import, as it was recorded; `value` in the input's unit."""

    id: int
    input_id: str
    value: float
    note: str
    recorded_by_id: int | None
    recorded_at: Moment
    updated_at: Moment


class CodeListEstimates(StoredColumn, OperationEstimates):
    """The estimates of the chosen department, and what else the file gives.

    `listing`: the key of the department that is read; "" while one is to be chosen of `choices`,
    and then nothing is estimated. `overrides`: what the hospital classified otherwise when the file
    was read. `years`: those that the rows name. `withdrawn`: while a later import is in force in
    its place, the answers this one had brought.
    """

    column: ClassVar[str] = "findings"

    answers: list[Annotated[ProposedAnswer, as_stored(ProposedAnswer)]]
    remarks: list[Annotated[Problem, as_stored(Problem)]]
    listing: str
    choices: list[ListedDepartment]
    # The oldest imports were stored without these.
    years: list[int] = []
    overrides: list[OverrideNote] = []
    withdrawn: list[WithdrawnAnswer] | None = Field(default=None, exclude_if=is_missing)


def _stored(counts: tuple[CodeCount, ...]) -> list[StoredCount]:
    return [StoredCount(row.code, row.count) for row in counts]


def _counts(stored: list[StoredCount]) -> tuple[CodeCount, ...]:
    return tuple(CodeCount(row.code, row.times) for row in stored)
