"""Deleted records of a department, as long as they can be restored."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.history.reading.changes import Change, changes
from assessments.history.reading.kinds import DEPARTMENT_KINDS, Kind
from assessments.history.reading.lines import HistoryFilters, HistoryLine, lines
from assessments.models import ImportBatch, Surgeon
from assessments.models.choices import ImportStatus
from assessments.models.versioned import RESTORABLE_FOR

_OBSTACLES: Final[dict[str, str | Promise]] = {
    "": "",
    "taken": _("Cannot be brought back: an entry of the same kind stands in its place now."),
    "orphaned": _("Belongs to a surgeon who was deleted too: bring the surgeon back first."),
    "replaced": _(
        "Replaced by the import of %(file)s: undo that import, and the entry comes back by itself."
    ),
}


@dataclass(frozen=True)
class Deleted:
    """One deleted record; `obstacle` says why it cannot be restored now, "" if it can."""

    change: Change
    days_left: int
    obstacle: str


def deleted_lines(department_id: UUID, *, now: datetime) -> QuerySet[Any]:
    """Deletions of the last 30 days that were not undone, as tuples of the fields of `HistoryLine`.

    Records of imports that were undone or replaced are left out: they come back with the import.
    """
    sources = [
        (kind, _gone(kind, kind.of_department(department_id), now))
        for kind in DEPARTMENT_KINDS.values()
    ]
    return lines(sources, HistoryFilters(each=True))


def deleted(
    deletions: Iterable[tuple[Any, ...]], *, now: datetime, by_name: bool
) -> tuple[Deleted, ...]:
    """The lines as texts, each with what prevents its restoration; one query for all obstacles."""
    history_lines = list(deletions)
    obstacles = _obstacles([HistoryLine(*line) for line in history_lines])
    return tuple(
        Deleted(
            change,
            days_left=math.ceil((change.moment + RESTORABLE_FOR - now) / timedelta(days=1)),
            obstacle=obstacles[change.kind.slug, change.past_id],
        )
        for change in changes(history_lines, by_name=by_name)
    )


def _gone(kind: Kind, states: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    later = kind.history().filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    gone = states.filter(~Exists(later), history_type="-", history_date__gte=now - RESTORABLE_FOR)
    if kind.is_record:
        gone = gone.filter(Q(batch__isnull=True) | Q(batch__status=ImportStatus.CONFIRMED))
    return gone


def _obstacles(deletions: list[HistoryLine]) -> dict[tuple[str, int], str]:
    """What prevents the restoration of each record, by slug of its kind and id of the deletion."""
    parts = []
    for slug in dict.fromkeys(line.table for line in deletions):
        kind = DEPARTMENT_KINDS[slug]
        ids = [line.newest for line in deletions if line.table == slug]
        file = _replaced_by(kind)
        why = Case(
            When(Q(file__isnull=False), then=Value("replaced")),
            When(_orphaned(kind), then=Value("orphaned")),
            When(_taken(kind.model), then=Value("taken")),
            default=Value(""),
            output_field=CharField(),
        )
        states = kind.history().filter(history_id__in=ids)
        with_file = states.annotate(table=Value(slug, output_field=CharField()), file=file)
        parts.append(with_file.annotate(why=why).values_list("table", "history_id", "why", "file"))
    if not parts:
        return {}
    first, *others = parts
    return {
        (slug, past_id): str(_OBSTACLES[why]) % {"file": file}
        for slug, past_id, why, file in first.union(*others, all=True)
    }


def _replaced_by(kind: Kind) -> Combinable:
    """The file name of the confirmed import that replaced the record; NULL if none did."""
    if not kind.is_record:
        return Value(None, output_field=CharField())
    replaced = ImportBatch.objects.that_replaced(
        OuterRef("department_id"), OuterRef("history_date")
    )
    return Subquery(replaced.values("file_name")[:1])


def _orphaned(kind: Kind) -> Q:
    """Whether the surgeon of the record does not exist any more."""
    if all(field.name != "surgeon" for field in kind.fields):
        return Q(pk__in=[])
    surgeon = Surgeon.objects.filter(pk=OuterRef("surgeon_id"))
    return Q(surgeon__isnull=False) & ~Q(Exists(surgeon))


def _taken(model: type[models.Model]) -> Q:
    """Whether a record exists that conflicts with the deleted one by a unique constraint."""
    taken = Q(pk__in=[])
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint):
            same = {name: OuterRef(name) for name in rule.fields}
            condition = rule.condition or Q()
            twins = model._default_manager.filter(condition, **same)
            taken |= condition & Q(Exists(twins))
    return taken
