"""Shortcuts to make changes as a user does, and to read them in the history."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessments.editing import merging
from assessments.history.reading.changes import Change, changes, sources_of
from assessments.history.reading.lines import HistoryFilters, lines
from assessments.models import Department, User
from assessments.models.versioned import Versioned
from assessments.profile.records import services as records


def told(department: Department, **choice: Any) -> tuple[Change, ...]:
    """The department's history with these filters."""
    return changes(lines(sources_of(department.pk), HistoryFilters(**choice)), by_name=True)


def fields_of(change: Change) -> dict[str, tuple[str, str]]:
    """The texts before and after, by the label of the field."""
    return {field.label: (field.before, field.after) for field in change.fields}


def edit(user: User, record: Versioned, **values: Any) -> None:
    """Save new values as the form of the record does."""
    record.refresh_from_db()
    records.change(user=user, record=record, values=values, base=merging.as_text(record, values))


def delete(user: User, record: Versioned) -> int:
    """Delete as the page does; return the history id of the deletion."""
    record.refresh_from_db()
    key = record.pk
    records.delete(user=user, record=record, version=record.version, now=timezone.now())
    deletion: int = type(record).history.filter(id=key, history_type="-").latest().pk
    return deletion
