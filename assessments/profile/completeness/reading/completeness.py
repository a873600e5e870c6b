"""How much of what a benchmark asks for a department has answered for a year, by section."""

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

# Which entries make the result of a recipe known (`benchmarks.records.derivation`): a surgeon's
# cases are known by the volumes, whatever the list of surgeons says.
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
    """Inputs asked for, those reported, and those declared not available instead.

    Whoever declared an input not available has answered; its measure stays without a value, and
    so outside the coverage of the report.
    """

    asked: int
    reported: int
    unavailable: int

    @property
    def answered(self) -> int:
        """Inputs with nothing left to do."""
        return self.reported + self.unavailable

    @property
    def percent(self) -> int:
        """Answered of 100 asked, rounded down: 100 only when nothing is left; 100 of nothing."""
        return 100 * self.answered // self.asked if self.asked else 100


def section_of(item: Input) -> TaskSection:
    """The section whose entries make the input known: that of its recipe, or the questions."""
    if item.record is None:
        return "structure"
    return next(section for kind, section in _KNOWN_BY if isinstance(item.record, kind))


def inputs_of(benchmark: Benchmark, section: TaskSection) -> tuple[Input, ...]:
    """The inputs that a section feeds, in order of definition."""
    return tuple(item for item in benchmark.inputs if section_of(item) == section)


def completeness(
    inputs: Collection[Input], reported: Collection[str], unavailable: Collection[str]
) -> Completeness:
    """How many of the inputs are answered, each counting the same, whatever it weighs in a score.

    `reported` and `unavailable` are ids; what is both is reported.
    """
    ids = {item.id for item in inputs}
    known = ids & set(reported)
    return Completeness(len(ids), len(known), len((ids - known) & set(unavailable)))
