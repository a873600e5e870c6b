"""What a department has not reported for a year, and where it says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from assessments import frames
from assessments.models import Department, UnavailableInput
from assessments.models.choices import ProfileSection
from benchmarks.definition import Benchmark
from benchmarks.gaps import Answer, answers_that_help
from benchmarks.recorded import score_recorded


@dataclass(frozen=True)
class OpenAnswer:
    """One input that was not reported, with the measure it would help most.

    `reason` says why it is not available, where the department has said so.
    """

    input_id: str
    label: str
    help: str
    section: str
    measure_id: str
    measure: str
    is_mandatory: bool  # it blocks a level until it is answered
    reason: str


def open_answers(department: Department, year: int, benchmark: Benchmark) -> tuple[OpenAnswer, ...]:
    """What reporting could still change, the answers that would help most first; five queries."""
    frame = frames.inputs_frame([(department.pk, year)], benchmark)
    scores = score_recorded(frame, benchmark).scores
    reasons = dict(
        UnavailableInput.objects.filter(department=department, year=year).values_list(
            "input_id", "reason"
        )
    )
    return tuple(
        _open_answer(benchmark, answer, reasons.get(answer.input_id, ""))
        for answer in answers_that_help(scores, 0)
    )


def _open_answer(benchmark: Benchmark, answer: Answer, reason: str) -> OpenAnswer:
    item = benchmark.input_by_id[answer.input_id]
    return OpenAnswer(
        input_id=item.id,
        label=item.label,
        help=item.help,
        section=str(ProfileSection(item.section).label),
        measure_id=answer.measure_id,
        measure=benchmark.measure_by_id[answer.measure_id].label,
        is_mandatory=answer.blocks,
        reason=reason,
    )
