"""Reading: the records of departments, in a constant number of queries, as the engine's frame.

No model instance is made. The four queries are surgeons with certificates, volumes, training, and
one union of the small tables. Volumes and the union are written in SQL: building them anew through
the ORM takes longer than all the rest for one department, and turning its rows into values twice as
long as reading them for many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import pandas as pd
from django.db import connection
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast

from assessments.models import (
    CompleteSection,
    Department,
    FacilityFact,
    ImportBatch,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    VolumeEstimate,
)
from assessments.models.choices import ImportStatus
from benchmarks import derivation
from benchmarks.definition import Benchmark
from benchmarks.record_tables import RecordTables, build

# A pooled outcome reaches back this many years at most (`recipes.OutcomeCount.years`).
LONGEST_POOL = 5

Departments = Iterable[UUID] | QuerySet[Department]
Columns = dict[str, Sequence[Any]]

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
# Of earlier years nothing but each surgeon's cases so far counts, for which sums are enough: a
# third of the rows. Hidden counts stay as they are, because nobody knows their sum.
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
_OF_CONFIRMED_IMPORT = (
    f"batch_id IN (SELECT id FROM {ImportBatch._meta.db_table} WHERE status = %s)"  # noqa: S608
)


class _SmallTable(NamedTuple):
    """One part of the union: which columns of a model hold words, and which numbers."""

    table: str
    model: type[Model]
    words: tuple[str, ...]
    numbers: tuple[str, ...]

    def padded(self) -> tuple[list[str], list[str]]:
        """SQL for two words and six numbers: what the widest tables have."""
        words = [*self.words, *["''"] * (_MOST_WORDS - len(self.words))]
        return words, [*self.numbers, *["NULL"] * (_MOST_NUMBERS - len(self.numbers))]

    def columns_of(self, rows: Sequence[Sequence[Any]], number: int) -> Columns:
        """This table's columns out of the rows of the union."""
        first, last = _FIRST_NUMBER, _FIRST_NUMBER + len(self.numbers)
        return _columns(
            ("department", *self.words, *self.numbers),
            [(*row[1 : 2 + len(self.words)], *row[first:last]) for row in rows if row[0] == number],
        )


_MOST_WORDS, _MOST_NUMBERS = 2, 6
_FIRST_NUMBER = 2 + _MOST_WORDS
_SMALL = (
    _SmallTable("estimates", VolumeEstimate, ("category",), ("year", "low", "likely", "high")),
    _SmallTable(
        "partnerships",
        Partnership,
        ("kind",),
        (
            "since_year",
            "until_year",
            "written_since_year",
            "mis_referrals",
            "def_referrals",
            "tum_referrals",
        ),
    ),
    _SmallTable(
        "clinics",
        OutpatientClinic,
        ("pillar",),
        ("since_year", "until_year", "sessions_per_month"),
    ),
    _SmallTable("outcomes", OutcomeRecord, ("pillar", "outcome"), ("year", "events", "cases")),
    _SmallTable("facts", FacilityFact, ("input_id",), ("year", "value")),
    _SmallTable("complete", CompleteSection, ("section",), ("year",)),
)


def inputs_frame(
    department_years: Iterable[tuple[UUID, int]], benchmark: Benchmark
) -> pd.DataFrame:
    """The benchmark's inputs for department-years (department id, year), in the order given.

    As `benchmarks.derivation.inputs_frame` promises. Four queries, none where nothing is asked.
    """
    keys = list(department_years)
    departments = list(dict.fromkeys(department for department, _year in keys))
    tables = record_tables(departments, years={year for _department, year in keys})
    return derivation.inputs_frame(tables, benchmark, keys)


def record_tables(
    departments: Departments, *, years: Iterable[int] | None = None, in_full: UUID | None = None
) -> RecordTables:
    """The records of the departments, in four queries (five for a query set), named by their id.

    With any `years`, only what numbers of these years can depend on, and all records of the
    department `in_full`: of the others' volumes before the first of the years, one row for each
    surgeon and kind of operation holds the sum. Estimates come from confirmed imports only.
    """
    if isinstance(departments, QuerySet):
        chosen = list(departments.order_by().values_list("pk", flat=True))
    else:
        chosen = list(departments)
    if not chosen:
        return build({})
    asked = tuple(years or ())
    wanted = _Span(min(asked), max(asked), in_full) if asked else None
    surgeons, certificates = _surgeons(chosen)
    tables = {
        "surgeons": surgeons,
        "certificates": certificates,
        "volumes": _volumes(chosen, wanted),
        "trainings": _trainings(chosen),
    }
    return _named_by_id(build(tables | _small_tables(chosen, wanted)))


class _Span(NamedTuple):
    """The first and last year whose records are wanted, and the department of which all are."""

    first: int
    last: int
    in_full: UUID | None


def _department() -> Cast:
    # As text: SQLite would otherwise make a UUID object of every row, which costs more than
    # everything else together.
    return Cast("department_id", CharField())


def _named_by_id(tables: RecordTables) -> RecordTables:
    names = {"departments": tuple(UUID(str(name)) for name in tables.departments)}
    return RecordTables(**(vars(tables) | names))


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


def _surgeons(departments: Sequence[UUID]) -> tuple[Columns, Columns]:
    names = (
        "key",
        "department",
        "start_year",
        "leave_year",
        "birth_year",
        "prior_mis",
        "prior_def",
        "prior_tum",
    )
    rows = list(
        Surgeon.objects.filter(department__in=departments)
        .order_by()
        .values_list(
            "pk",
            _department(),
            "start_year",
            "leave_year",
            "birth_year",
            "prior_mis_cases",
            "prior_def_cases",
            "prior_tum_cases",
            "certificates__kind",
            "certificates__issued_on",
            "certificates__expires_on",
        )
    )
    surgeons = {row[0]: row[: len(names)] for row in rows}
    certificates = [
        (row[0], kind, issued.year, _first_year_without(expires))
        for row in rows
        for kind, issued, expires in [row[len(names) :]]
        if kind is not None
    ]
    return (
        _columns(names, list(surgeons.values())),
        _columns(("surgeon", "kind", "issued_year", "expires_year"), certificates),
    )


def _first_year_without(expires: date | None) -> int | None:
    """The first year at whose end the certificate no longer holds."""
    if expires is None:
        return None
    return expires.year + 1 if (expires.month, expires.day) == (12, 31) else expires.year


def _volumes(departments: Sequence[UUID], span: _Span | None) -> Columns:
    """All volumes; with a span those of its years, and for each surgeon the sums of the earlier."""
    chosen = {f"d{number}": _in_sql(name) for number, name in enumerate(departments)}
    sql, parameters = _VOLUMES, chosen
    if span is not None:
        years = {"first": span.first, "last": span.last, "in_full": _in_sql(span.in_full)}
        sql, parameters = _VOLUMES_OF_SPAN, chosen | years
    names = ", ".join(f"%({name})s" for name in chosen)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(departments=names), parameters)
        rows = cursor.fetchall()
    return _columns(_VOLUME_COLUMNS, rows)


def _trainings(departments: Sequence[UUID]) -> Columns:
    rows = (
        TrainingRecord.objects.filter(department__in=departments)
        .order_by()
        .values_list(
            "surgeon", "pillar", "kind", "status", "supervised_cases", "starts_on", "ends_on"
        )
    )
    words = ("pillar", "kind", "status")
    numbers = ("supervised_cases", "start_year", "end_year", "months")
    return _columns(
        ("surgeon", *words, *numbers),
        [
            (*row, starts.year, ends.year if ends else None, months_between(starts, ends))
            for *row, starts, ends in rows
        ],
    )


def months_between(starts: date, ends: date | None) -> float | None:
    """Months from the first to the last day, both included: 15 February to 14 August are 6.

    Days beyond whole months count as a 31st each, so that a broken month is never overstated.
    """
    if ends is None:
        return None
    after = ends + timedelta(days=1)
    months = 12 * (after.year - starts.year) + after.month - starts.month
    return months + (after.day - starts.day) / 31


def _small_tables(departments: Sequence[UUID], span: _Span | None) -> dict[str, Columns]:
    """The small tables in one union of equal columns: number, department, words, numbers."""
    chosen = [_in_sql(department) for department in departments]
    selects, parameters = [], []
    for number, part in enumerate(_SMALL):
        wheres = [f"department_id IN ({', '.join(['%s'] * len(chosen))})"]
        parameters += chosen
        if part.model is VolumeEstimate:
            wheres.append(_OF_CONFIRMED_IMPORT)
            parameters.append(ImportStatus.CONFIRMED.value)
        if span is not None and "year" in part.numbers:
            wheres.append("(year BETWEEN %s AND %s OR department_id = %s)")
            pooled = LONGEST_POOL - 1 if part.model is OutcomeRecord else 0
            parameters += [span.first - pooled, span.last, _in_sql(span.in_full)]
        selects.append(f"{_select(number)} WHERE {' AND '.join(wheres)}")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), parameters)
        rows = cursor.fetchall()
    return {part.table: part.columns_of(rows, number) for number, part in enumerate(_SMALL)}


def _in_sql(department: UUID | None) -> Any:
    """The department's id as the database keeps it."""
    return Department._meta.pk.get_db_prep_value(department, connection)


@cache
def _select(number: int) -> str:
    part, words, numbers = _SMALL[number], *_SMALL[number].padded()
    columns = [
        str(number),
        "CAST(department_id AS text)",
        *words,
        *(f"CAST({name} AS double precision)" for name in numbers),
    ]
    # Every name comes from this module and its models.
    return f"SELECT {', '.join(columns)} FROM {part.model._meta.db_table}"  # noqa: S608
