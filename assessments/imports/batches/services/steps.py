"""Steps that imports of every kind share: lock, check the preview, discard, refuse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from assessments.editing.locks import locked_department
from assessments.imports.batches.services.refusals import (
    NotInPreview,
    ReplacedByLater,
    TooManyPreviews,
)
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportStatus

# Of one department, at a time.
MOST_PREVIEWS: Final = 100
# Discarded ones of one department that stay listed; the oldest give way.
MOST_DISCARDED: Final = 100
# How long a preview waits, and a discarded one stays listed.
UNCONFIRMED_FOR: Final = timedelta(days=60)


@transaction.atomic
def discard(*, user: User, batch: ImportBatch) -> ImportBatch:
    """Discard a preview."""
    batch = locked_import(user, batch)
    require_preview(batch)
    batch.status = ImportStatus.DISCARDED
    batch.save(update_fields=["status"])
    return batch


def require_room_for_preview(department: Department) -> None:
    """Refuse one preview more of the department than may wait; forget the oldest discarded."""
    if department.imports.filter(status=ImportStatus.PREVIEW).count() >= MOST_PREVIEWS:
        raise TooManyPreviews(count=MOST_PREVIEWS)
    # Whoever uploads and discards in turn stores no more than whoever only uploads.
    discarded = department.imports.filter(status=ImportStatus.DISCARDED)
    surplus = list(discarded.order_by("-uploaded_at").values_list("pk", flat=True)[MOST_DISCARDED:])
    if surplus:
        ImportBatch.objects.filter(pk__in=surplus).delete()


def forget_unconfirmed(now: datetime) -> int:
    """Delete what was uploaded `UNCONFIRMED_FOR` ago and never confirmed; how many they were."""
    never = ImportBatch.objects.filter(status__in=(ImportStatus.PREVIEW, ImportStatus.DISCARDED))
    _rows, by_model = never.filter(uploaded_at__lt=now - UNCONFIRMED_FOR).delete()
    return by_model.get(ImportBatch._meta.label, 0)


def locked_import(user: User, batch: ImportBatch) -> ImportBatch:
    """The import as it is now, under the lock of its department."""
    department = locked_department(user, batch.department_id)
    fresh = ImportBatch.objects.get(pk=batch.pk)
    fresh.department = department
    return fresh


def require_preview(batch: ImportBatch) -> None:
    """Refuse an import that is confirmed, undone, replaced or discarded."""
    if batch.status != ImportStatus.PREVIEW:
        raise NotInPreview(batch, status=batch.get_status_display())


def refuse_if_replaced(batch: ImportBatch, years: Iterable[int]) -> None:
    """Refuse where a later case list replaced what this import brought for one of the years."""
    mine = set(years)
    later = ImportBatch.objects.case_lists_since(batch.department_id, batch.confirmed_at)
    for file, theirs in later.names_with_years():
        both = sorted(mine.intersection(theirs))
        if both:
            listed = ", ".join(str(year) for year in both)
            raise ReplacedByLater(batch, file=file, years=listed)
