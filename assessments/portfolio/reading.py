"""Reads the portfolio: departments with the results of their latest recorded year."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from assessments import wording
from assessments.gap_report import frames
from assessments.gap_report.report.build import rung_label
from assessments.gap_report.report.context import finite
from assessments.gap_report.report.reading import recorded_years
from assessments.models import Department
from benchmarks.library.definition import Benchmark
from benchmarks.records.derivation import inputs_frame
from benchmarks.scoring.engine import Scores
from benchmarks.scoring.gaps import answers_that_help, gaps
from benchmarks.scoring.tolerant_scoring import score_tolerantly

YEARS_OF_TREND = 5


@dataclass(frozen=True)
class PortfolioLevel:
    """One domain of one department in the portfolio."""

    domain: str
    label: str
    kind: str
    level: int
    level_possible: int
    text: str


@dataclass(frozen=True)
class PortfolioRow:
    """One department; without a recorded year, only the data of the department are set."""

    department_id: str
    hospital: str
    department: str
    country: str
    care_tier: str
    care_tier_label: str
    is_fictional: bool
    year: int | None = None
    years: tuple[int, ...] = ()
    rung: int = 0
    rung_possible: int = 0
    rung_label: str = ""
    levels: tuple[PortfolioLevel, ...] = ()
    overall_index: float | None = None
    overall_text: str = ""
    coverage: float = 0.0
    coverage_text: str = ""
    trend: tuple[tuple[int, float | None], ...] = ()
    biggest_blocker: str = ""
    missing_answers: int = 0


def portfolio(departments: list[Department], benchmark: Benchmark) -> tuple[PortfolioRow, ...]:
    """One row for each department, in the order given.

    The number of queries does not depend on the number of departments.
    """
    tables = frames.record_tables([department.pk for department in departments])
    years = {key: recorded[-YEARS_OF_TREND:] for key, recorded in recorded_years(tables).items()}
    keys = [(key, year) for key, recorded in years.items() for year in recorded]
    if not keys:
        return tuple(_names(department) for department in departments)
    scores = score_tolerantly(inputs_frame(tables, benchmark, keys), benchmark).scores
    place = {key: position for position, key in enumerate(keys)}
    return tuple(
        _row(department, years.get(department.pk, ()), scores, place) for department in departments
    )


def _names(department: Department) -> PortfolioRow:
    return PortfolioRow(
        department_id=str(department.pk),
        hospital=department.hospital.name,
        department=department.name,
        country=department.hospital.country,
        care_tier=department.care_tier,
        care_tier_label=str(department.get_care_tier_display()),
        is_fictional=department.is_fictional,
    )


def _row(
    department: Department,
    years: tuple[int, ...],
    scores: Scores,
    place: dict[tuple[Hashable, int], int],
) -> PortfolioRow:
    names = _names(department)
    if not years:
        return names
    row = place[department.pk, years[-1]]
    benchmark = scores.benchmark
    index = finite(scores.overall_index[row])
    coverage = finite(scores.overall_coverage[row]) or 0.0
    return replace(
        names,
        year=years[-1],
        years=years,
        rung=int(scores.rung[row]),
        rung_possible=int(scores.rung_possible[row]),
        rung_label=rung_label(benchmark, int(scores.rung[row])),
        levels=_levels(scores, row),
        overall_index=index,
        overall_text=wording.index(index),
        coverage=coverage,
        coverage_text=wording.percent(coverage),
        trend=tuple(
            (year, finite(scores.overall_index[place[department.pk, year]])) for year in years
        ),
        biggest_blocker=_biggest_blocker(scores, row),
        # Counted as in the report: each answer once, for the measure it would help most.
        missing_answers=len({answer.measure_id for answer in answers_that_help(scores, row)}),
    )


def _levels(scores: Scores, row: int) -> tuple[PortfolioLevel, ...]:
    return tuple(
        PortfolioLevel(
            domain=domain.id,
            label=domain.label,
            kind=domain.kind,
            level=int(scores.domain_level[row, column]),
            level_possible=int(scores.domain_level_possible[row, column]),
            text=wording.level(
                int(scores.domain_level[row, column]),
                int(scores.domain_level_possible[row, column]),
            ),
        )
        for column, domain in enumerate(scores.benchmark.domains)
    )


def _biggest_blocker(scores: Scores, row: int) -> str:
    """The label of the first blocking measure of the report; "" if none blocks."""
    first = next(iter(gaps(scores, row)), None)
    return scores.benchmark.measure_by_id[first.measure_id].label if first and first.blocks else ""
