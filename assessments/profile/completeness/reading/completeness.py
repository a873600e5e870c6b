"""Completeness: the share of a benchmark's inputs that a department has answered for a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.library.definition import Benchmark, Input
from benchmarks.library.recipes import (
    CertifiedSurgeons,
    ClinicSessions,
    DevelopingSurgeons,
    LargestSurgeonShare,
    OperationFilter,
    OutcomeCount,
    Partnerships,
    SurgeonsPastCurve,
    TrainedSurgeons,
)

TaskSection = Literal["surgeons", "volumes", "training", "network", "structure", "outcomes"]
TASK_SECTIONS: Final[tuple[TaskSection, ...]] = (
    "surgeons",
    "volumes",
    "training",
    "network",
    "structure",
    "outcomes",
)

# The section whose entries make the result of a recipe known (`benchmarks.records.derivation`). The
# cases of surgeons are known from the volumes, not from the list of surgeons.
_KNOWN_BY: Final[tuple[tuple[type, TaskSection], ...]] = (
    (OperationFilter, "volumes"),
    (SurgeonsPastCurve, "volumes"),
    (LargestSurgeonShare, "volumes"),
    (CertifiedSurgeons, "surgeons"),
    (TrainedSurgeons, "training"),
    (DevelopingSurgeons, "training"),
    (Partnerships, "network"),
    (ClinicSessions, "network"),
    (OutcomeCount, "outcomes"),
)


@dataclass(frozen=True)
class Completeness:
    """Numbers of inputs: asked for, reported, and declared not available.

    An input declared not available counts as answered; its measure has no value and so does not
    count in the coverage of the report.
    """

    asked: int
    reported: int
    unavailable: int

    @property
    def answered(self) -> int:
        """Inputs that are reported or declared not available."""
        return self.reported + self.unavailable

    @property
    def percent(self) -> int:
        """Answered inputs in percent, rounded down: 100 only if all are, or none is asked."""
        return 100 * self.answered // self.asked if self.asked else 100


def section_of(item: Input) -> TaskSection:
    """The section whose entries make the input known; "structure" for an input without recipe."""
    if item.record is None:
        return "structure"
    return next(section for kind, section in _KNOWN_BY if isinstance(item.record, kind))


def inputs_of(benchmark: Benchmark, section: TaskSection) -> tuple[Input, ...]:
    """The inputs that a section feeds, in order of definition."""
    return tuple(item for item in benchmark.inputs if section_of(item) == section)


def completeness(
    inputs: Collection[Input], reported: Collection[str], unavailable: Collection[str]
) -> Completeness:
    """How many of the inputs are answered; each counts as one, whatever its weight in a score.

    `reported` and `unavailable` are ids; an id in both counts as reported.
    """
    ids = {item.id for item in inputs}
    known = ids & set(reported)
    return Completeness(len(ids), len(known), len((ids - known) & set(unavailable)))
