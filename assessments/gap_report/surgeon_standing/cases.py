"""The operations of single surgeons by pillar, counted as a benchmark counts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

import numpy as np

from assessments.gap_report import frames
from assessments.gap_report.report.reading import recorded_years
from assessments.models import Department
from benchmarks.library.definition import Benchmark
from benchmarks.library.recipes import Pillar
from benchmarks.records.department_years import Floats, locate
from benchmarks.records.derivation import PreparedRecords, prepare_records
from benchmarks.records.derived_surgeons import cases_so_far
from benchmarks.records.record_tables import PILLARS, RecordTables

_PILLARS: Final = cast(tuple[Pillar, ...], PILLARS)


@dataclass(frozen=True)
class PillarCases:
    """One surgeon's operations in one pillar; one operation may count for two pillars.

    `so_far` is the sum up to the end of each year, including `prior`, the operations before the
    first recorded year.
    """

    pillar: Pillar
    years: tuple[int, ...]  # ascending, without gaps
    yearly: tuple[int, ...]
    so_far: tuple[int, ...]
    prior: int


def seen_years(
    tables: RecordTables, benchmark: Benchmark, department_id: UUID, years: tuple[int, ...]
) -> PreparedRecords:
    """The department's records as the engine evaluates them, for these years."""
    at = locate([(department_id, year) for year in years], tables.departments)
    return prepare_records(tables, at, benchmark.policy)


def pillar_cases(records: PreparedRecords, place: int) -> tuple[PillarCases, ...]:
    """The cases of the surgeon at this place of the tables, one entry for each pillar."""
    volumes, table = records.volumes, records.tables.surgeons
    years = tuple(int(year) for year in records.at.years)
    return tuple(
        PillarCases(
            pillar=pillar,
            years=years,
            yearly=_whole(volumes.by_surgeon(volumes.of_pillar(pillar))[place]),
            so_far=_whole(cases_so_far(table, volumes, pillar)[place]),
            prior=int(np.nan_to_num(table[f"prior_{pillar.lower()}"][place])),
        )
        for pillar in _PILLARS
    )


def all_cases_so_far(department: Department, benchmark: Benchmark) -> dict[int, tuple[int, ...]]:
    """The sum of cases of each surgeon, by the surgeon's id, in the order of the pillars."""
    tables = frames.record_tables([department.pk])
    years = recorded_years(tables).get(department.pk) or (1,)
    records = seen_years(tables, benchmark, department.pk, (years[-1],))
    sums = [cases_so_far(tables.surgeons, records.volumes, pillar)[:, -1] for pillar in _PILLARS]
    return {
        cast(int, key): tuple(int(column[place]) for column in sums)
        for place, key in enumerate(tables.people)
    }


def _whole(values: Floats) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
