"""Adding, changing, deleting and bringing back single records of a department."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.deletion import CASCADE, ProtectedError

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_department
from assessments.editing.merging import Merged, as_text, merge
from assessments.editing.record_refusals import (
    ChangedMeanwhile,
    EditConflict,
    FieldConflict,
    PlaceTaken,
    RecordGone,
    ReplacedByImport,
    StillUsed,
    TooLate,
    TooManyRecords,
)
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportStatus, RecordSource
from assessments.models.record import Record
from assessments.models.versioned import BROUGHT_BACK, RESTORABLE_FOR, Versioned

# Of one kind in one department: surgeons, certificates, partnerships and the like.
MOST_RECORDS: Final = 1_000

V = TypeVar("V", bound=Versioned)


@dataclass(frozen=True)
class Changed:
    """The record as saved; `taken`: the fields that only somebody else changed."""

    record: Versioned
    taken: tuple[str, ...]


def department_of(record: Versioned) -> UUID:
    """The department to which a record belongs."""
    if isinstance(record, Department):
        return record.pk
    department_id: UUID = record.department_id  # type: ignore[attr-defined]
    return department_id


@transaction.atomic
def create(*, user: User, record: V) -> V:
    """Save a new record. Raises ValidationError where it is not valid, or TooManyRecords."""
    locked_department(user, department_of(record))
    _refuse_too_many(record)
    _save(user, record)
    return record


@transaction.atomic
def change(
    *, user: User, record: Versioned, values: Mapping[str, Any], base: Mapping[str, str]
) -> Changed:
    """Give fields of a record new values.

    `base` is `as_text` of the fields when the person opened the form. What only somebody else
    changed since stays. Raises EditConflict where both changed the same field, RecordGone where the
    record no longer exists, ValidationError where the result is not valid.
    """
    locked_department(user, department_of(record))
    current = type(record)._default_manager.filter(pk=record.pk).first()
    if current is None:
        raise RecordGone
    edited = copy.copy(current)
    for name, value in values.items():
        setattr(edited, name, value)
    mine, theirs = as_text(edited, values), as_text(current, values)
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        raise _conflict(merged, base, mine, theirs, current)
    for name in merged.taken:
        setattr(edited, name, getattr(current, name))
    if as_text(edited, values) != theirs:
        edited.version += 1
        _save(user, edited)
    return Changed(edited, merged.taken)


@transaction.atomic
def delete(*, user: User, record: Versioned, version: int, now: datetime) -> None:
    """Delete a record and those that depend on it; `version` is the one the person has seen.

    Raises RecordGone, ChangedMeanwhile (the version is another one) or StillUsed.
    """
    locked_department(user, department_of(record))
    current = type(record)._default_manager.filter(pk=record.pk).first()
    if current is None:
        raise RecordGone
    if current.version != version:
        raise ChangedMeanwhile
    # The same moment for all, so that `restore` brings all of them back together.
    for row in (*_dependents(current), current):
        name_author(row, user, moment=now)
        try:
            row.delete()
        except ProtectedError as error:
            raise StillUsed from error


@transaction.atomic
def restore(*, user: User, past: Any, now: datetime) -> Versioned:
    """Restore a deleted record, with the records that were deleted together with it.

    `past` is the history row of the deletion. Raises TooLate, PlaceTaken,
    ReplacedByImport or TooManyRecords.
    """
    record = _as_it_was(past)
    locked_department(user, _department_of_past(record))
    if now - past.history_date > RESTORABLE_FOR:
        raise TooLate
    _refuse_replaced(record, past)
    _bring_back(user, record, past)
    for model in _dependent_models(type(record)):
        for name, field in _references(model, type(record)):
            deleted = model.history.filter(
                history_type="-", history_date=past.history_date, **{field.attname: record.pk}
            )
            for past_part in deleted:
                part = _as_it_was(past_part)
                setattr(part, name, record)
                _bring_back(user, part, past_part)
    return record


def _refuse_too_many(record: Versioned) -> None:
    model = type(record)
    path = "department" if isinstance(record, Record) else "surgeon__department"
    same = model._default_manager.filter(**{path: department_of(record)})
    if same.count() >= MOST_RECORDS:
        raise TooManyRecords(count=MOST_RECORDS)


def _save(user: User, record: Versioned) -> None:
    if isinstance(record, Record):
        record.recorded_by, record.source = user, RecordSource.TYPED
    name_author(record, user)
    record.full_clean()
    record.save()


def _conflict(
    merged: Merged,
    base: Mapping[str, str],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    current: Versioned,
) -> EditConflict:
    latest = current.history.select_related("history_user").first()
    return EditConflict(
        tuple(
            FieldConflict(name, base.get(name, ""), mine[name], theirs[name])
            for name in merged.conflicts
        ),
        merged.taken,
        current,
        latest.history_user if latest else None,
        latest.history_date if latest else None,
    )


def _dependent_models(model: type[models.Model]) -> list[type[Versioned]]:
    """The versioned models whose rows are deleted with a row of this one."""
    return [
        relation.related_model
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE and issubclass(relation.related_model, Versioned)
    ]


def _references(
    model: type[models.Model], to: type[models.Model]
) -> list[tuple[str, models.ForeignKey[Any, Any]]]:
    return [
        (field.name, field)
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is to
    ]


def _dependents(record: Versioned) -> list[Versioned]:
    dependents: list[Versioned] = []
    for model in _dependent_models(type(record)):
        for name, _field in _references(model, type(record)):
            dependents += model._default_manager.filter(**{name: record})
    return dependents


def _as_it_was(past: Any) -> Versioned:
    record: Versioned = past.instance
    if isinstance(record, Record) and record.batch_id is not None:
        in_force = ImportBatch.objects.filter(pk=record.batch_id, status=ImportStatus.CONFIRMED)
        if not in_force.exists():
            raise PlaceTaken
    return record


def _refuse_replaced(record: Versioned, past: Any) -> None:
    if isinstance(record, Record):
        replaced = ImportBatch.objects.that_replaced(record.department_id, past.history_date)
        file = replaced.values_list("file_name", flat=True).first()
        if file is not None:
            raise ReplacedByImport(file=file)


def _department_of_past(record: Versioned) -> UUID:
    try:
        return department_of(record)
    except models.ObjectDoesNotExist as error:  # a certificate whose surgeon is gone
        raise PlaceTaken from error


def _bring_back(user: User, record: Versioned, past: Any) -> None:
    model = type(record)
    if model._default_manager.filter(pk=record.pk).exists():
        raise PlaceTaken
    _refuse_too_many(record)
    record.version += 1
    name_author(record, user, reason=BROUGHT_BACK)
    try:
        record.full_clean()
    except ValidationError as error:
        raise PlaceTaken from error
    record.save(force_insert=True)
    if isinstance(record, Record):
        record.recorded_at = past.recorded_at  # saving a new row has set it to the present
        type(record)._default_manager.bulk_update([record], ["recorded_at"])
