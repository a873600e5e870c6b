"""Records that an import replaces: stored with all their fields, deleted, and restored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from simple_history.utils import bulk_create_with_history

from assessments.import_records.contents import NotedRecord, Plain
from assessments.models import FacilityFact, OutcomeRecord, ProcedureVolume, User
from assessments.models.record import Record
from assessments.models.versioned import BROUGHT_BACK
from assessments.models.volume import KIND_OF_VOLUME

# The fields that identify a record within its department.
PLACES: dict[type[Record], tuple[str, ...]] = {
    ProcedureVolume: ("surgeon_id", *KIND_OF_VOLUME),
    OutcomeRecord: ("year", "pillar", "outcome"),
    FacilityFact: ("year", "input_id"),
}
_TIMES = ("recorded_at", "updated_at")


def set_aside(rows: QuerySet[Any], *, user: User, now: datetime) -> list[NotedRecord]:
    """Delete the records with an entry in their history; returns what `bring_back` needs."""
    records = list(rows)
    _note_deletion(rows.model, records, user=user, now=now)
    # `_raw_delete` sends no signals: they would write the history one by one and without a user.
    rows.model._default_manager.filter(pk__in=[row.pk for row in records])._raw_delete(rows.db)
    return [as_noted(row) for row in records]


def bring_back(
    model: type[Record], noted: Sequence[NotedRecord], *, user: User, now: datetime
) -> None:
    """Create the records again as they were, except where another one has taken their place."""
    if not noted:
        return
    records = [of_noted(model, values) for values in noted]
    place = PLACES[model]
    years = {values["year"] for values in noted}
    own = model._default_manager.filter(department=records[0].department_id)
    same_years = own.filter(Q(("year__in", years)))
    occupied = {values[1:] for values in same_years.values_list("pk", *place)}
    present = set(
        model._default_manager.filter(pk__in=[row.pk for row in records]).values_list(
            "pk", flat=True
        )
    )
    people = User.objects.filter(pk__in={row.recorded_by_id for row in records})
    existing_people = set(people.values_list("pk", flat=True))
    restored = [
        row
        for row in records
        if row.pk not in present and tuple(getattr(row, name) for name in place) not in occupied
    ]
    times = {row.pk: [getattr(row, name) for name in _TIMES] for row in restored}
    for row in restored:
        if row.recorded_by_id not in existing_people:
            row.recorded_by_id = None
    bulk_create_with_history(
        restored,
        model,
        batch_size=500,
        default_user=user,
        default_date=now,
        default_change_reason=BROUGHT_BACK,
    )
    # Creation sets the current time; the records keep their own times.
    for row in restored:
        for name, value in zip(_TIMES, times[row.pk], strict=True):
            setattr(row, name, value)
    model._default_manager.bulk_update(restored, _TIMES, batch_size=500)


def _note_deletion(model: Any, rows: Sequence[Record], *, user: User, now: datetime) -> None:
    past = model.history.model
    past.objects.bulk_create(
        [
            past(
                history_type="-",
                history_user=user,
                history_date=now,
                **{field.attname: getattr(row, field.attname) for field in past.tracked_fields},
            )
            for row in rows
        ],
        batch_size=500,
    )


def as_noted(row: models.Model) -> NotedRecord:
    """Every field of a record as plain data; `of_noted` turns it back into a record."""
    return {
        field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields
    }


def _plain(value: Any) -> Plain:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)


def of_noted(model: type[models.Model], values: NotedRecord) -> Any:
    """An unsaved record with the stored fields; fields the model got since have their default."""
    fields = [field for field in model._meta.concrete_fields if field.attname in values]
    return model(**{field.attname: field.to_python(values[field.attname]) for field in fields})
