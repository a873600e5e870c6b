"""One year of a department by one benchmark: what is known, and what was declared."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.gap_report import frames
from assessments.gap_report.report import reading as read
from assessments.gap_report.report.policy_estimates import with_estimates
from assessments.models import Department, UnavailableInput
from benchmarks.library.definition import Benchmark
from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import DECLARED_SECTIONS, RecordTables
from benchmarks.scoring.scores import Scores
from benchmarks.scoring.tolerant_scoring import score_tolerantly


@dataclass(frozen=True)
class AnsweredYear:
    """One year scored by one benchmark, with the declarations of the department.

    `years` are all recorded ones, rising; `year` need not be among them. `scores` has one row.
    `unavailable` are ids of inputs declared not available, `declared` sections declared complete.
    """

    benchmark: Benchmark
    years: tuple[int, ...]
    year: int
    scores: Scores
    unavailable: frozenset[str]
    declared: frozenset[str]

    @property
    def reported(self) -> frozenset[str]:
        """Ids of the inputs with a known value that is not implausible."""
        pairs = zip(self.scores.input_ids, self.scores.reported[0], strict=True)
        return frozenset(name for name, known in pairs if known)


def answered_year(
    department: Department, benchmark: Benchmark, *, asked: int | None, otherwise: int
) -> AnsweredYear:
    """The year `asked`, else the latest recorded one, else `otherwise`; at most six queries."""
    tables = frames.record_tables([department.pk])
    estimates = read.estimates_by_benchmark(department, benchmark)
    tables = with_estimates(tables, estimates) if estimates else tables
    years = read.recorded_years(tables).get(department.pk, ())
    year = asked or (years[-1] if years else otherwise)
    frame = inputs_frame(tables, benchmark, [(department.pk, year)])
    unavailable = UnavailableInput.objects.filter(department=department, year=year)
    return AnsweredYear(
        benchmark=benchmark,
        years=years,
        year=year,
        scores=score_tolerantly(frame, benchmark).scores,
        unavailable=frozenset(unavailable.values_list("input_id", flat=True)),
        declared=_declared(tables, year),
    )


def _declared(tables: RecordTables, year: int) -> frozenset[str]:
    """The sections declared complete for the year; `tables` are those of one department."""
    complete = tables.complete
    of_year = complete["section"][complete["year"] == year]
    return frozenset(DECLARED_SECTIONS[code] for code in of_year)
