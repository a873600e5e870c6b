"""Missing answers of a department for a year, and the reasons given for not reporting them."""

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
    """One input that was not reported; `reason`: why it is not available, "" if not stated."""

    id: str
    label: str
    section: str
    reason: str


@dataclass(frozen=True)
class OpenAnswer:
    """The inputs that one measure needs; the gap report counts them as one missing answer.

    An input of several measures belongs to the measure it would help most.
    """

    measure_id: str
    label: str
    is_mandatory: bool  # it holds a level back until it is answered
    inputs: tuple[OpenInput, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons why inputs are not available, each reason once."""
        return tuple(dict.fromkeys(item.reason for item in self.inputs if item.reason))

    @property
    def is_declared(self) -> bool:
        """Whether all its inputs are declared not available."""
        return all(item.reason for item in self.inputs)


def open_answers(department: Department, year: int, benchmark: Benchmark) -> tuple[OpenAnswer, ...]:
    """The missing answers that could change the result, the most helpful first; five queries."""
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
