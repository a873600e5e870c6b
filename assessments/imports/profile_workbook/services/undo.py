"""Undo of profile workbooks: their effects are noted at confirmation and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assessments.editing.authorship import name_author
from assessments.import_records.contents import NotedRecord
from assessments.imports.batches.services.refusals import ProfileNotUndone
from assessments.imports.batches.services.replaced_records import as_noted, of_noted, set_aside
from assessments.imports.profile_workbook.reading.contents import ChangedRecord, RecordChanges
from assessments.imports.profile_workbook.services.entries import MODELS
from assessments.models import (
    Department,
    FacilityFact,
    ImportBatch,
    ProcedureVolume,
    Surgeon,
    UnavailableInput,
    User,
)
from assessments.models.choices import ImportStatus, RecordSource
from assessments.models.record import Record
from assessments.models.versioned import BROUGHT_BACK, Versioned

# The models that a workbook can change, by name; those that others refer to come first.
UNDOABLE_MODELS: dict[str, type[Versioned]] = {
    **MODELS,
    "volumes": ProcedureVolume,
    "facts": FacilityFact,
    "reasons": UnavailableInput,
}
# Nobody typed these: they are set by saving.
_NOT_COMPARED = {"updated_at", "created_at", "recorded_at"}
_LONGEST_REASON, _LONGEST_ORIGIN = 100, 200

# Name of the kind -> primary key as text -> the fields as plain data.
State = dict[str, dict[str, NotedRecord]]
# By name of the kind; what is not named was not touched.
ChangesByKind = Mapping[str, RecordChanges]
_UNTOUCHED = RecordChanges()


def state_of(department: Department) -> State:
    """All records of a department that a workbook can change; a query a kind."""
    return {
        name: {str(row.pk): as_noted(row) for row in _rows(model, department)}
        for name, model in UNDOABLE_MODELS.items()
    }


def traces(before: State, after: State) -> dict[str, RecordChanges]:
    """What was added, changed and removed between two states."""
    found: dict[str, RecordChanges] = {}
    for name in UNDOABLE_MODELS:
        old, new = before[name], after[name]
        changed = [pk for pk in old.keys() & new.keys() if _differs(old[pk], new[pk])]
        found[name] = RecordChanges(
            added={pk: _version(new[pk]) for pk in new.keys() - old.keys()},
            changed={pk: ChangedRecord(_version(new[pk]), old[pk]) for pk in changed},
            removed=[old[pk] for pk in old.keys() - new.keys()],
        )
    return found


def sign(batch: ImportBatch, found: ChangesByKind, since: datetime) -> None:
    """Write into the records and their history which workbook changed them."""
    reason = f"{batch.get_kind_display()}: {batch.file_name}"[:_LONGEST_REASON]
    for name, model in UNDOABLE_MODELS.items():
        of_kind = found.get(name, _UNTOUCHED)
        keys = [*of_kind.added, *of_kind.changed]
        gone = [row[model._meta.pk.attname] for row in of_kind.removed]
        if not (keys or gone):
            continue
        brought: dict[str, Any] = {}
        if issubclass(model, Record):
            brought = {"source": RecordSource.IMPORTED, "batch": batch}
        if model is ProcedureVolume:
            brought["origin"] = batch.file_name[:_LONGEST_ORIGIN]
        if brought:
            model._default_manager.filter(pk__in=keys).update(**brought)
        states = model.history.filter(history_date__gte=since)
        states.filter(id__in=keys).update(history_change_reason=reason, **brought)
        states.filter(id__in=gone).update(history_change_reason=reason)


def take_back(batch: ImportBatch, found: ChangesByKind, *, user: User) -> int:
    """Restore the records; returns how many stay because they were changed by hand since.

    Raises ProfileNotUndone where the records cannot be restored.
    """
    now = timezone.now()
    kept = 0
    try:
        with transaction.atomic():
            kept += _remove_added(found, user, now)
            for name, model in UNDOABLE_MODELS.items():
                of_kind = found.get(name, _UNTOUCHED)
                kept += _change_back(model, of_kind.changed, user, now)
                _bring_back(model, of_kind.removed, user, now)
    except (IntegrityError, models.ProtectedError) as error:
        raise ProfileNotUndone(batch) from error
    return kept


def _rows(model: type[Versioned], department: Department) -> models.QuerySet[Any]:
    if model is Department:
        return Department.objects.filter(pk=department.pk)
    fields = {field.name for field in model._meta.fields}
    lookup = "department" if "department" in fields else "surgeon__department"
    return model._default_manager.filter(**{lookup: department})


def _version(row: NotedRecord) -> int:
    version = row["version"]
    assert isinstance(version, int)
    return version


def _differs(old: NotedRecord, new: NotedRecord) -> bool:
    return any(old[name] != new[name] for name in old if name not in _NOT_COMPARED)


def _remove_added(found: ChangesByKind, user: User, now: datetime) -> int:
    """Delete added records that are unchanged; returns how many stay.

    A surgeon to whom a record still belongs stays as well.
    """
    kept = 0
    for name, model in reversed(UNDOABLE_MODELS.items()):
        versions = found.get(name, _UNTOUCHED).added
        rows = model._default_manager.filter(pk__in=list(versions))
        unchanged = [row.pk for row in rows if row.version == versions[str(row.pk)]]
        if model is Surgeon:
            unchanged = _without_entries(unchanged)
        kept += len(rows) - len(unchanged)
        if model is Surgeon:
            for surgeon in Surgeon.objects.filter(pk__in=unchanged):
                name_author(surgeon, user)
                surgeon.delete()
        elif unchanged:
            set_aside(model._default_manager.filter(pk__in=unchanged), user=user, now=now)
    return kept


def _without_entries(surgeons: list[int]) -> list[int]:
    """Those of the surgeons to whom no record belongs."""
    used: set[int] = set()
    for model in UNDOABLE_MODELS.values():
        if any(field.name == "surgeon" for field in model._meta.fields):
            rows: models.QuerySet[Any] = model._default_manager.all()
            used |= set(rows.filter(surgeon__in=surgeons).values_list("surgeon", flat=True))
    return [pk for pk in surgeons if pk not in used]


def _change_back(
    model: type[Versioned], changed: Mapping[str, ChangedRecord], user: User, now: datetime
) -> int:
    rows = {str(row.pk): row for row in model._default_manager.filter(pk__in=list(changed))}
    in_force = _in_force(values for _version, values in changed.values())
    restored, gone = [], []
    for pk, (version, values) in changed.items():
        row = rows.get(pk)
        if row is None or row.version != version:
            continue
        if values.get("batch_id") and values["batch_id"] not in in_force:
            gone.append(row.pk)  # the import that had brought it was undone since
            continue
        earlier = of_noted(model, values)
        earlier.version = version + 1
        restored.append(earlier)
    if restored:
        _clear_deleted_users(restored)
        if model is Surgeon:
            # A code that changed hands: in one statement, two would have it for a moment.
            aside = Concat(models.Value("~"), Cast("pk", models.CharField()))
            Surgeon.objects.filter(pk__in=[row.pk for row in restored]).update(code=aside)
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        bulk_update_with_history(
            restored, model, names, batch_size=500, default_user=user, default_date=now
        )
    if gone:
        set_aside(model._default_manager.filter(pk__in=gone), user=user, now=now)
    return len(changed) - len(restored) - len(gone)


def _bring_back(
    model: type[Versioned], removed: list[NotedRecord], user: User, now: datetime
) -> None:
    in_force = _in_force(removed)
    records = [
        of_noted(model, values)
        for values in removed
        if not values.get("batch_id") or values["batch_id"] in in_force
    ]
    existing = model._default_manager.filter(pk__in=[record.pk for record in records])
    present = set(existing.values_list("pk", flat=True))
    records = [record for record in records if record.pk not in present]
    if not records:
        return
    _clear_deleted_users(records)
    times = [record.recorded_at if isinstance(record, Record) else None for record in records]
    for record in records:
        record.version += 1
    bulk_create_with_history(
        records,
        model,
        batch_size=500,
        default_user=user,
        default_date=now,
        default_change_reason=BROUGHT_BACK,
    )
    if issubclass(model, Record):
        # Creation sets the current time; the records keep their own times.
        for record, time in zip(records, times, strict=True):
            record.recorded_at = time
        model._default_manager.bulk_update(records, ["recorded_at"], batch_size=500)


def _clear_deleted_users(records: list[Any]) -> None:
    """Clear the users whose account is gone; IntegrityError where a surgeon is gone.

    The database itself would raise it only at the end of the transaction.
    """
    people: set[Any] = {getattr(record, "recorded_by_id", None) for record in records} - {None}
    existing = set(User.objects.filter(pk__in=people).values_list("pk", flat=True))
    for record in records:
        if getattr(record, "recorded_by_id", None) not in existing and isinstance(record, Record):
            record.recorded_by_id = None
    surgeons: set[Any] = {getattr(record, "surgeon_id", None) for record in records} - {None}
    if Surgeon.objects.filter(pk__in=surgeons).count() < len(surgeons):
        raise IntegrityError("a surgeon is gone")


def _in_force(noted: Iterable[NotedRecord]) -> set[str]:
    """The imports in force among those that had brought the records."""
    named = {str(values["batch_id"]) for values in noted if values.get("batch_id")}
    if not named:
        return set()
    confirmed = ImportBatch.objects.filter(pk__in=named, status=ImportStatus.CONFIRMED)
    return {str(pk) for pk in confirmed.values_list("pk", flat=True)}
