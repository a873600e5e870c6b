"""A department's profile as its page shows it: every record."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import Department, OutpatientClinic, Partnership, Surgeon, TrainingRecord
from assessments.profile.answers.reading.recorded_answers import (
    YEARS_SHOWN,
    Answers,
    OutcomeLine,
    answers,
    outcome_lines,
)
from assessments.profile.volumes.reading.table import VolumeTable, volume_table
from benchmarks.library.definition import Benchmark


@dataclass(frozen=True)
class Profile:
    """All records of one department, ready to be shown."""

    years: tuple[int, ...]  # rising
    surgeons: tuple[Surgeon, ...]
    volumes: VolumeTable
    trainings: tuple[TrainingRecord, ...]
    partnerships: tuple[Partnership, ...]
    clinics: tuple[OutpatientClinic, ...]
    answer_years: tuple[int, ...]
    answers: tuple[Answers, ...]
    outcomes: tuple[OutcomeLine, ...]


def profile(department: Department, benchmark: Benchmark, years: tuple[int, ...]) -> Profile:
    """The department's profile, with its answers to this benchmark's questions.

    `years` are the recorded ones, rising. The number of queries is constant.
    """
    answer_years = years[-YEARS_SHOWN:]
    surgeons = Surgeon.objects.filter(department=department).prefetch_related("certificates")
    trainings = TrainingRecord.objects.filter(department=department).select_related("surgeon")
    return Profile(
        years=years,
        surgeons=tuple(surgeons),
        volumes=volume_table(department),
        trainings=tuple(trainings),
        partnerships=tuple(Partnership.objects.filter(department=department)),
        clinics=tuple(OutpatientClinic.objects.filter(department=department)),
        answer_years=answer_years,
        answers=answers(department, benchmark, answer_years),
        outcomes=outcome_lines(department),
    )


def holds_in(year: int, first: int, last: int | None) -> bool:
    """Whether a period from `first` to `last` (None: without end) includes the year."""
    return first <= year and (last is None or year <= last)
