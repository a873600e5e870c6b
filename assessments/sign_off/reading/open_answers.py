"""What a department has not reported for a year, and where it says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.gap_report import frames
from assessments.models import Department, UnavailableInput
from assessments.models.choices import ProfileSection
from benchmarks.library.definition import Benchmark, Input
from benchmarks.scoring.gaps import Answer, answers_that_help
from benchmarks.scoring.tolerant_scoring import score_tolerantly


@dataclass(frozen=True)
class OpenInput:
    """One input that was not reported; `reason`: why it is not available, where that was said."""

    id: str
    label: str
    section: str
    reason: str


@dataclass(frozen=True)
class OpenAnswer:
    """What one measure waits for, as the gap report counts missing answers.

    An input of several measures stands with the one that it would help most.
    """

    measure_id: str
    label: str
    is_mandatory: bool  # a level is held back until it is answered
    inputs: tuple[OpenInput, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why inputs are not available, each reason once."""
        return tuple(dict.fromkeys(item.reason for item in self.inputs if item.reason))

    @property
    def is_declared(self) -> bool:
        """Whether everything it waits for is said not to be available."""
        return all(item.reason for item in self.inputs)


def open_answers(department: Department, year: int, benchmark: Benchmark) -> tuple[OpenAnswer, ...]:
    """What reporting could still change, the answers that would help most first; five queries."""
    frame = frames.inputs_frame([(department.pk, year)], benchmark)
    scores = score_tolerantly(frame, benchmark).scores
    reasons = dict(
        UnavailableInput.objects.filter(department=department, year=year).values_list(
            "input_id", "reason"
        )
    )
    by_measure: dict[str, list[Answer]] = {}
    for answer in answers_that_help(scores, 0):
        by_measure.setdefault(answer.measure_id, []).append(answer)
    inputs = benchmark.input_by_id
    return tuple(
        OpenAnswer(
            measure_id=measure_id,
            label=benchmark.measure_by_id[measure_id].label,
            is_mandatory=any(answer.blocks for answer in answers),
            inputs=tuple(_open_input(inputs[answer.input_id], reasons) for answer in answers),
        )
        for measure_id, answers in by_measure.items()
    )


def _open_input(item: Input, reasons: dict[str, str]) -> OpenInput:
    return OpenInput(
        id=item.id,
        label=item.label,
        section=str(ProfileSection(item.section).label),
        reason=reasons.get(item.id, ""),
    )
