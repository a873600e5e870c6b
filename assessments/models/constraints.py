"""Database constraints built from choices, since `choices` alone do not constrain the database."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q


def one_of(
    field: str, choices: Iterable[tuple[object, object]], *, table: str
) -> models.CheckConstraint:
    """The field holds one of the choices' values."""
    values = [value for value, _label in choices]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=f"{table}_{field}_known"
    )


def not_above(low: str, high: str, *, table: str) -> models.CheckConstraint:
    """`low` is at most `high` (rows where either is empty pass)."""
    return models.CheckConstraint(
        condition=Q(**{f"{low}__lte": F(high)}), name=f"{table}_{low}_not_above_{high}"
    )


def in_range(field: str, low: int, high: int, *, table: str) -> models.CheckConstraint:
    """The field lies within [low, high] (an empty one passes)."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": low, f"{field}__lte": high})
        | Q(**{f"{field}__isnull": True}),
        name=f"{table}_{field}_in_range",
    )


def both_or_neither(first: str, second: str, *, table: str) -> models.CheckConstraint:
    """Two fields that belong together are both filled or both empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"{table}_{first}_with_{second}",
    )
