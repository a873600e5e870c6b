"""Shared by the readers of this package: plain columns, the span of years, ids for SQL."""

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
    """First and last year to read, and the department of which all years are read (or None)."""

    first: int
    last: int
    in_full: UUID | None


def department_text() -> Cast:
    """The department's id as text, for a query by the ORM."""
    # As text, because Django otherwise creates a UUID object for every row on SQLite, which takes
    # longer than everything else together.
    return Cast("department_id", CharField())


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """The rows as named columns; an empty dict if there are no rows."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


def in_sql(department: UUID | None) -> Any:
    """The department's id as the database stores it, as a parameter for SQL."""
    return Department._meta.pk.get_db_prep_value(department, connection)
