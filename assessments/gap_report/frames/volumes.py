"""Volumes as columns, read in SQL: all years, or a span of years and the sums before it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from assessments.gap_report.frames.columns import Columns, Span, columns, in_sql
from assessments.models import ProcedureVolume

_VOLUME_COLUMNS = (
    "department",
    "year",
    "surgeon",
    "pathology",
    "group",
    "technique",
    "technique_family",
    "complexity",
    "operations",
    "suppressed",
)
_VOLUMES = f"""
    SELECT CAST(department_id AS text), year, surgeon_id, pathology, "group", technique,
        technique_family, complexity, operations, CAST(suppressed AS integer)
    FROM {ProcedureVolume._meta.db_table} WHERE department_id IN ({{departments}})
"""  # noqa: S608
# Earlier years matter only for each surgeon's cumulative cases, for which sums are enough; this
# leaves a third of the rows. Suppressed counts are not summed, because their values are unknown.
_VOLUMES_OF_SPAN = f"""{_VOLUMES}
    AND (year BETWEEN %(first)s AND %(last)s OR department_id = %(in_full)s
        OR (suppressed AND year < %(first)s))
    UNION ALL
    SELECT CAST(department_id AS text), %(first)s - 1, surgeon_id, pathology, "group", technique,
        '', '', SUM(operations), 0
    FROM {ProcedureVolume._meta.db_table} WHERE department_id IN ({{departments}})
    AND year < %(first)s AND (department_id = %(in_full)s) IS NOT TRUE
    AND surgeon_id IS NOT NULL AND NOT suppressed
    GROUP BY department_id, surgeon_id, pathology, "group", technique
"""  # noqa: S608


def volume_columns(departments: Sequence[UUID], span: Span | None) -> Columns:
    """All volumes; with a span, those of its years and, for each surgeon, the sums before it."""
    chosen = {f"d{number}": in_sql(name) for number, name in enumerate(departments)}
    sql, parameters = _VOLUMES, chosen
    if span is not None:
        years = {"first": span.first, "last": span.last, "in_full": in_sql(span.in_full)}
        sql, parameters = _VOLUMES_OF_SPAN, chosen | years
    names = ", ".join(f"%({name})s" for name in chosen)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(departments=names), parameters)
        rows = cursor.fetchall()
    return columns(_VOLUME_COLUMNS, rows)
