"""What the parts of reading share: plain columns, the span of years, ids for SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField
from django.db.models.functions import Cast

from assessments.models import Department

Columns = dict[str, Sequence[Any]]


class Span(NamedTuple):
    """The first and last year whose records are wanted, and the department of which all are."""

    first: int
    last: int
    in_full: UUID | None


def department_text() -> Cast:
    """The department's id as text, for a query by the ORM."""
    # As text: SQLite would otherwise make a UUID object of every row, which costs more than
    # everything else together.
    return Cast("department_id", CharField())


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """The rows turned into named columns; nothing where there is no row."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


def in_sql(department: UUID | None) -> Any:
    """The department's id as the database keeps it."""
    return Department._meta.pk.get_db_prep_value(department, connection)
