"""Codes that a hospital classifies otherwise than our table, with a reason.

They hold for all departments of the hospital, because one desk codes for all of them; so whoever
may record in one of them may change them, as with columns assigned by hand. Every function raises
`PermissionDenied` for anybody else, and `OverrideRefused` where nothing was changed.

Lists of codes in preview are classified again at once. Case lists are not, because their codes are
not kept. What is in force already stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_hospital
from assessments.import_records.overrides import written_prefix
from assessments.import_records.problems import UnreadableFile
from assessments.imports.code_overrides.services.refusals import (
    NotACode,
    OverrideChanged,
    OverrideGone,
    OverrideTaken,
    PreviewTooHigh,
    TooManyOverrides,
)
from assessments.imports.codes.services.override_notes import notes_of
from assessments.imports.kinds import services as uploads
from assessments.models import CodeOverride, Department, Hospital, ImportBatch, User
from assessments.models.choices import ImportStatus

# The fields of an override; "" where our table decides.
SAYS = ("counts", "pathology", "family", "technique", "reason")
# Of one hospital; all of them are stored with every import.
MOST_OVERRIDES: Final = 500


@transaction.atomic
def add(
    *, user: User, hospital: Hospital, system: str, code: str, values: Mapping[str, str]
) -> CodeOverride:
    """Classify the codes that begin with `code` by `values` (keys of `SAYS`) from now on."""
    _locked(user, hospital.pk)
    prefix = written_prefix(system, code)
    if not prefix:
        raise NotACode(code=code, system=system)
    _refuse_new(hospital.pk, system, prefix)
    override = CodeOverride(hospital_id=hospital.pk, system=system, prefix=prefix)
    return _saved(override, user, values)


@transaction.atomic
def change(
    *, user: User, override: CodeOverride, values: Mapping[str, str], version: int
) -> CodeOverride:
    """Change an override; `version` is the one that the person has seen."""
    current = _current(user, override)
    if current.version != version:
        raise OverrideChanged
    current.version += 1
    return _saved(current, user, values)


@transaction.atomic
def remove(*, user: User, override: CodeOverride) -> None:
    """Remove an override, so that our table decides; it can be restored from its history."""
    current = _current(user, override)
    hospital, system = current.hospital_id, current.system
    name_author(current, user)
    current.delete()
    _reclassify_previews(hospital, system)


@transaction.atomic
def restore(*, user: User, past: Any) -> CodeOverride:
    """Restore a removed override; `past` is the entry of its history for the removal."""
    _locked(user, past.hospital_id)
    _refuse_new(past.hospital_id, past.system, past.prefix)
    override = CodeOverride(
        pk=past.id,
        hospital_id=past.hospital_id,
        system=past.system,
        prefix=past.prefix,
        version=past.version + 1,
    )
    return _saved(override, user, {name: getattr(past, name) for name in SAYS})


def removed(hospital: Hospital) -> list[Any]:
    """The history entries of removed overrides, the latest first; one query."""
    deletions = CodeOverride.history.filter(hospital=hospital, history_type="-")
    existing = CodeOverride.objects.filter(hospital=hospital).values("pk")
    latest: dict[int, Any] = {}
    removals = deletions.exclude(id__in=existing).select_related("history_user")
    for past in removals.order_by("-history_date"):
        latest.setdefault(past.id, past)
    return list(latest.values())


def _saved(override: CodeOverride, user: User, values: Mapping[str, str]) -> CodeOverride:
    for name in SAYS:
        setattr(override, name, values[name])
    override.changed_by, override.changed_at = user, timezone.now()
    name_author(override, user)
    override.full_clean()
    override.save()
    _reclassify_previews(override.hospital_id, override.system)
    return override


def _reclassify_previews(hospital_id: int, system: str) -> None:
    reclassify = {kind.key: kind.reclassify for kind in uploads.KINDS if kind.reclassify}
    waiting = ImportBatch.objects.filter(
        department__hospital=hospital_id,
        status=ImportStatus.PREVIEW,
        kind__in=reclassify,
        code_system=system,
    )
    notes = notes_of(hospital_id)
    for batch in waiting:
        try:
            reclassify[batch.kind](batch, notes)
        except UnreadableFile as error:
            raise PreviewTooHigh(file=batch.file_name, year=batch.year) from error


def _current(user: User, override: CodeOverride) -> CodeOverride:
    _locked(user, override.hospital_id)
    current = CodeOverride.objects.filter(pk=override.pk).first()
    if current is None:
        raise OverrideGone
    return current


def _refuse_new(hospital_id: int, system: str, prefix: str) -> None:
    same = CodeOverride.objects.filter(hospital=hospital_id, system=system, prefix=prefix)
    if same.exists():
        raise OverrideTaken(code=prefix)
    if CodeOverride.objects.filter(hospital=hospital_id).count() >= MOST_OVERRIDES:
        raise TooManyOverrides(count=MOST_OVERRIDES)


def _locked(user: User, hospital_id: int) -> None:
    """Lock the hospital and its departments: no import is proposed or confirmed meanwhile."""
    locked_hospital(user, hospital_id)
    departments = Department.objects.filter(hospital=hospital_id).order_by("pk")
    list(departments.select_for_update().values_list("pk", flat=True))
