"""The small tables, read in one query: a union of selects with the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from assessments.gap_report.frames.columns import Columns, Span, in_sql
from assessments.models import (
    CompleteSection,
    FacilityFact,
    ImportBatch,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    VolumeEstimate,
)
from assessments.models.choices import ImportStatus

# An outcome is pooled over at most this many years (`recipes.OutcomeCount.years`).
LONGEST_POOL = 5

_OF_CONFIRMED_IMPORT = (
    f"batch_id IN (SELECT id FROM {ImportBatch._meta.db_table} WHERE status = %s)"  # noqa: S608
)


class _SmallTable(NamedTuple):
    """One select of the union: the model, its text columns (`words`) and its number columns."""

    table: str
    model: type[Model]
    words: tuple[str, ...]
    numbers: tuple[str, ...]

    def padded(self) -> tuple[list[str], list[str]]:
        """SQL of the text and number columns, filled up to the width of the widest tables."""
        words = [*self.words, *["''"] * (_MOST_WORDS - len(self.words))]
        return words, [*self.numbers, *["NULL"] * (_MOST_NUMBERS - len(self.numbers))]

    def columns_of(self, rows: Sequence[Sequence[Any]]) -> Columns:
        """This table's named columns, from its rows of the union (without the padding)."""
        if not rows:
            return {}
        by_column = list(zip(*rows, strict=True))
        first, last = _FIRST_NUMBER, _FIRST_NUMBER + len(self.numbers)
        names = ("department", *self.words, *self.numbers)
        return dict(
            zip(names, by_column[1 : 2 + len(self.words)] + by_column[first:last], strict=True)
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


def small_columns(departments: Sequence[UUID], span: Span | None) -> dict[str, Columns]:
    """The columns of each small table by its name; one query.

    The columns of the union: number of the table, department, texts, numbers.
    """
    chosen = [in_sql(department) for department in departments]
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
            parameters += [span.first - pooled, span.last, in_sql(span.in_full)]
        selects.append(f"{_select(number)} WHERE {' AND '.join(wheres)}")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), parameters)
        rows = cursor.fetchall()
    rows_of: list[list[Sequence[Any]]] = [[] for _part in _SMALL]
    for row in rows:
        rows_of[row[0]].append(row)
    return {part.table: part.columns_of(own) for part, own in zip(_SMALL, rows_of, strict=True)}


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
