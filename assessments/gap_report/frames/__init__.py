"""Reads the records of departments into the engine's tables, in a constant number of queries.

No model instance is created. The four queries read surgeons with certificates, volumes, training,
and a union of the small tables. Volumes and the union are written in SQL because the ORM is too
slow: for one department, building the two queries takes longer than everything else; for many
departments, converting the rows takes twice as long as reading them.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pandas as pd
from django.db.models import QuerySet

from assessments.gap_report.frames.columns import Span
from assessments.gap_report.frames.people import months_between, surgeon_columns, training_columns
from assessments.gap_report.frames.small_tables import LONGEST_POOL, small_columns
from assessments.gap_report.frames.volumes import volume_columns
from assessments.models import Department
from benchmarks.library.definition import Benchmark
from benchmarks.records import derivation
from benchmarks.records.record_tables import RecordTables, build

__all__ = ["LONGEST_POOL", "inputs_frame", "months_between", "record_tables"]

Departments = Iterable[UUID] | QuerySet[Department]


def inputs_frame(
    department_years: Iterable[tuple[UUID, int]], benchmark: Benchmark
) -> pd.DataFrame:
    """The benchmark's inputs for department-years (department id, year), in the order given.

    Columns and index are those of `benchmarks.records.derivation.inputs_frame`. Four queries, or
    none if there are no department-years.
    """
    keys = list(department_years)
    departments = list(dict.fromkeys(department for department, _year in keys))
    tables = record_tables(departments, years={year for _department, year in keys})
    return derivation.inputs_frame(tables, benchmark, keys)


def record_tables(
    departments: Departments, *, years: Iterable[int] | None = None, in_full: UUID | None = None
) -> RecordTables:
    """The records of the departments, in four queries (five for a query set).

    Departments are named by their id. Estimates come from confirmed imports only. With `years`,
    only the records that numbers of these years can depend on are read: volumes before the first
    of the years are summed to one row for each surgeon and kind of operation. All records of the
    department `in_full` are read in any case.
    """
    if isinstance(departments, QuerySet):
        chosen = list(departments.order_by().values_list("pk", flat=True))
    else:
        chosen = list(departments)
    if not chosen:
        return build({})
    asked = tuple(years or ())
    wanted = Span(min(asked), max(asked), in_full) if asked else None
    surgeons, certificates = surgeon_columns(chosen)
    tables = {
        "surgeons": surgeons,
        "certificates": certificates,
        "volumes": volume_columns(chosen, wanted),
        "trainings": training_columns(chosen),
    }
    return _named_by_id(build(tables | small_columns(chosen, wanted)))


def _named_by_id(tables: RecordTables) -> RecordTables:
    names = {"departments": tuple(UUID(str(name)) for name in tables.departments)}
    return RecordTables(**(vars(tables) | names))
