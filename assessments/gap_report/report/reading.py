"""Reports read from the database: one department's, and the portfolio of all one may see.

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
from assessments.gap_report.report.policy_estimates import FoundOf, findings_by, with_estimates
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

# Enough for a stable median; more would make the page slower, not truer.
MOST_PEERS = 40
_YEARS = MAXYEAR + 1


class NothingRecorded(LookupError):
    """The department has no record for the year that could be judged."""


def department_report(
    department: Department,
    year: int,
    benchmark: Benchmark,
    *,
    compared_with: Iterable[Department] = (),
) -> GapReport:
    """The gap report of one department and year; raises NothingRecorded where there is nothing.

    `compared_with` are departments the reader may see; their median is shown if they are enough.
    """
    peers = [peer for peer in compared_with if peer.pk != department.pk][:MOST_PEERS]
    tables = frames.record_tables(
        [department.pk, *(peer.pk for peer in peers)], years=[year], in_full=department.pk
    )
    restated = restated_findings(department, benchmark, compared_with=peers, year=year)
    tables = with_estimates(tables, restated) if restated else tables
    recorded = recorded_years(tables)
    if year not in recorded.get(department.pk, ()):
        raise NothingRecorded(year)
    years = recorded[department.pk]
    compared = [(peer.pk, year) for peer in peers if year in recorded.get(peer.pk, ())]
    # All in one frame: scoring a few rows more costs next to nothing, scoring twice costs twice.
    keys: list[tuple[Hashable, int]] = [*((department.pk, one) for one in years), *compared]
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
            **_imported(department, year, restated),
        ),
        peers=peers_of(judged.scores.rows(slice(len(years), None))) if compared else None,
    )


def _judged(
    judged: TolerantScores, department: Department, years: tuple[int, ...], year: int
) -> dict[str, Any]:
    """The fields of the context that come from scoring the department's years, the first rows."""
    own = slice(len(years))
    return {
        "years": years,
        "inputs": judged.inputs.iloc[own],
        "scores": judged.scores.rows(own),
        "set_aside": tuple(one for one in judged.set_aside if one.row == (department.pk, year)),
    }


def restated_findings(
    department: Department,
    benchmark: Benchmark,
    *,
    compared_with: Iterable[Department] = (),
    year: int | None = None,
) -> FoundOf:
    """The findings by the benchmark's conventions where they differ from the stored ones'.

    Of all years of the department, and of the year of those it is compared with; one query.
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
    return findings_by(batches, policy)


def _imported(department: Department, year: int, restated: FoundOf) -> dict[str, Any]:
    """The fields of the context that come from the year's import in force."""
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
    estimates: OperationEstimates = restated.get((department.pk, year), stored)
    return {
        "bounds": bound_notes(estimates.bounds),
        "file_name": batch.file_name,
        "unplaced_codes": unknown_codes(estimates.codes),
        "remarks": tuple(map(str, stored.remarks)),
    }


def recorded_years(tables: RecordTables) -> dict[Hashable, tuple[int, ...]]:
    """For each department the years with volumes, estimates, outcomes or answers, rising."""
    recorded = [tables.volumes, tables.estimates, tables.outcomes, tables.facts]
    # A department and year as one number, which sorts several times faster than a pair.
    keys = [t["department"] * _YEARS + t["year"].astype(np.intp) for t in recorded]
    years: dict[Hashable, list[int]] = {name: [] for name in tables.departments}
    for key in np.unique(np.concatenate(keys)).tolist():
        place, year = divmod(key, _YEARS)
        years[tables.departments[place]].append(year)
    return {name: tuple(found) for name, found in years.items()}


def subject_of(department: Department) -> Subject:
    """What a report says of the department itself."""
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
    # One word each: Django's own `get_..._display` translates every choice to find one.
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
