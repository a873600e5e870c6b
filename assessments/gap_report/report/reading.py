"""Reads a department's report from the database.

The number of queries does not depend on the amount of data.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import MAXYEAR
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils.translation import get_language

from assessments.gap_report import frames
from assessments.gap_report.report.bounds import bound_notes
from assessments.gap_report.report.build import gap_report
from assessments.gap_report.report.contents import GapReport, Subject
from assessments.gap_report.report.context import Context, Person
from assessments.gap_report.report.peers import peers_of
from assessments.gap_report.report.policy_estimates import (
    EstimatesByYear,
    estimates_by_policy,
    with_estimates,
)
from assessments.gap_report.report.unknown_codes import unknown_codes
from assessments.import_records.code_list_contents import CodeListEstimates, OperationEstimates
from assessments.import_records.estimates import default_policy, policy_of
from assessments.models import Department, ImportBatch, Surgeon
from assessments.models.choices import (
    ESTIMATING,
    CertificateKind,
    ImportStatus,
    Position,
    Specialty,
)
from benchmarks import library
from benchmarks.library.definition import Benchmark
from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import RecordTables
from benchmarks.scoring.tolerant_scoring import TolerantScores, score_tolerantly

# Enough for a stable median; more would only make the page slower.
MOST_PEERS = 40
_YEARS = MAXYEAR + 1


class NothingRecorded(LookupError):
    """The department has no records of the year that could be scored."""


def department_report(
    department: Department,
    year: int,
    benchmark: Benchmark,
    *,
    compared_with: Iterable[Department] = (),
) -> GapReport:
    """The gap report of one department and year; raises NothingRecorded if there are no records.

    `compared_with` are departments the reader may see; their median is shown if there are enough.
    """
    peers = [peer for peer in compared_with if peer.pk != department.pk][:MOST_PEERS]
    tables = frames.record_tables(
        [department.pk, *(peer.pk for peer in peers)], years=[year], in_full=department.pk
    )
    by_policy = estimates_by_benchmark(department, benchmark, compared_with=peers, year=year)
    tables = with_estimates(tables, by_policy) if by_policy else tables
    recorded = recorded_years(tables)
    if year not in recorded.get(department.pk, ()):
        raise NothingRecorded(year)
    years = recorded[department.pk]
    compared = [(peer.pk, year) for peer in peers if year in recorded.get(peer.pk, ())]
    # One frame for all: scoring more rows takes hardly longer, scoring twice takes twice as long.
    keys: list[tuple[Hashable, int]] = [
        *((department.pk, recorded_year) for recorded_year in years),
        *compared,
    ]
    judged = score_tolerantly(inputs_frame(tables, benchmark, keys), benchmark)
    return gap_report(
        Context(
            subject=subject_of(department),
            department=department.pk,
            benchmark=benchmark,
            digest=library.digest(benchmark.id, benchmark.version),
            language=get_language() or "en",
            year=year,
            tables=tables,
            people=_people(department),
            **_judged(judged, department, years, year),
            **_imported(department, year, by_policy),
        ),
        peers=peers_of(judged.scores.rows(slice(len(years), None))) if compared else None,
    )


def _judged(
    judged: TolerantScores, department: Department, years: tuple[int, ...], year: int
) -> dict[str, Any]:
    """The context's fields from scoring; the first rows of `judged` are the department's years."""
    own = slice(len(years))
    return {
        "years": years,
        "inputs": judged.inputs.iloc[own],
        "scores": judged.scores.rows(own),
        "implausible": tuple(
            problem for problem in judged.implausible if problem.row == (department.pk, year)
        ),
    }


def estimates_by_benchmark(
    department: Department,
    benchmark: Benchmark,
    *,
    compared_with: Iterable[Department] = (),
    year: int | None = None,
) -> EstimatesByYear:
    """The estimates by the benchmark's policy; empty if it is the default policy (as stored).

    They cover all years of the department, and `year` of the departments it is compared with. One
    query, none for the default policy.
    """
    policy = policy_of(benchmark)
    if policy == default_policy():
        return {}
    compared = Q(department__in=[peer.pk for peer in compared_with], year=year)
    batches = ImportBatch.objects.filter(
        Q(department=department) | compared,
        status=ImportStatus.CONFIRMED,
        kind__in=ESTIMATING,
    )
    return estimates_by_policy(batches, policy)


def _imported(department: Department, year: int, by_policy: EstimatesByYear) -> dict[str, Any]:
    """The context's fields from the year's confirmed import of a code list, if there is one."""
    batch = (
        ImportBatch.objects.filter(
            department=department,
            year=year,
            status=ImportStatus.CONFIRMED,
            kind__in=ESTIMATING,
        )
        .only("file_name", "findings", "year")
        .first()
    )
    if batch is None:
        return {"bounds": (), "file_name": ""}
    stored = CodeListEstimates.read(batch)
    estimates: OperationEstimates = by_policy.get((department.pk, year), stored)
    return {
        "bounds": bound_notes(estimates.bounds),
        "file_name": batch.file_name,
        "unplaced_codes": unknown_codes(estimates.codes),
        "remarks": tuple(map(str, stored.remarks)),
    }


def recorded_years(tables: RecordTables) -> dict[Hashable, tuple[int, ...]]:
    """For each department the years with volumes, estimates, outcomes or answers, ascending."""
    recorded = [tables.volumes, tables.estimates, tables.outcomes, tables.facts]
    # Department and year combined in one number, which sorts several times faster than a pair.
    keys = [t["department"] * _YEARS + t["year"].astype(np.intp) for t in recorded]
    years: dict[Hashable, list[int]] = {name: [] for name in tables.departments}
    for key in np.unique(np.concatenate(keys)).tolist():
        place, year = divmod(key, _YEARS)
        years[tables.departments[place]].append(year)
    return {name: tuple(recorded) for name, recorded in years.items()}


def subject_of(department: Department) -> Subject:
    """The report's data about the department itself."""
    return Subject(
        department_id=str(department.pk),
        hospital=department.hospital.name,
        department=department.name,
        country=department.hospital.country,
        care_tier=str(department.get_care_tier_display()),
        is_fictional=department.is_fictional,
        note=department.note,
    )


def _people(department: Department) -> dict[Hashable, Person]:
    # Translated once here: Django's `get_..._display` translates all choices on each call.
    specialties, positions, kinds = (
        {str(value): str(label) for value, label in of.choices}
        for of in (Specialty, Position, CertificateKind)
    )
    surgeons = (
        Surgeon.objects.filter(department=department)
        .order_by("code", "certificates__issued_on", "certificates__pk")
        .values_list("pk", "code", "name", "specialty", "position", "certificates__kind")
    )
    return {
        key: Person(
            code=code,
            name=name,
            specialty=specialties.get(specialty, specialty),
            position=positions.get(position, position),
            certificates=tuple(kinds.get(row[-1], row[-1]) for row in rows if row[-1]),
        )
        for (key, code, name, specialty, position), rows in groupby(
            surgeons, key=lambda row: row[:-1]
        )
    }
