"""Columns that were assigned by hand, remembered for all departments of a hospital.

Every function that writes raises `PermissionDenied` for a user who may record in no department of
the hospital, and `ImportRefused` where nothing was changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_hospital
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services.refusals import AssignmentGone
from assessments.imports.case_lists.reading.assigned_columns import fits
from assessments.imports.case_lists.reading.contents import AssignedColumns
from assessments.imports.case_lists.reading.heads import heads, known_things
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.imports.files.source_files import SourceFile
from assessments.models import ColumnAssignment, Hospital, User

# Of one hospital; the oldest give way, and can be brought back from their history.
MOST_ASSIGNMENTS: Final = 100


def remembered(hospital: Hospital, files: Sequence[SourceFile]) -> ColumnAssignment | None:
    """The latest assignment whose columns the files have.

    One query; where the hospital has no assignment, the files are not read.
    """
    known = list(ColumnAssignment.objects.filter(hospital=hospital).select_related("changed_by"))
    if not known:
        return None
    names = {name for one in known for name in one.columns.values()}
    try:
        tables = heads(files, names=names)
    except UnreadableFile:
        return None
    return _fitting(known, tables)


def assigned(hospital: Hospital, columns: Mapping[str, str], user: User) -> ColumnAssignment:
    """An unsaved assignment; fields that are not in `columns` are found by their names."""
    return ColumnAssignment(
        hospital=hospital,
        columns=dict(columns),
        changed_by=user,
        changed_at=timezone.now(),
    )


def as_noted(assignment: ColumnAssignment) -> AssignedColumns:
    """What is stored with an import of the assignment by which it was read."""
    return AssignedColumns(
        names={what: name for what, name in assignment.columns.items() if name},
        person=str(assignment.changed_by),
        time=assignment.changed_at,
    )


@transaction.atomic
def remember(
    *, user: User, hospital: Hospital, columns: Mapping[str, str], files: Sequence[SourceFile]
) -> ColumnAssignment:
    """Save the assignment for later files; one that fits the same files is changed instead."""
    locked_hospital(user, hospital.pk)
    known = list(ColumnAssignment.objects.filter(hospital=hospital))
    names = {name for one in known for name in one.columns.values()} | set(columns.values())
    found = _fitting(known, heads(files, names=names))
    if found is None:
        found = ColumnAssignment(hospital=hospital)
    return _saved(found, user, columns)


@transaction.atomic
def change(*, user: User, assignment: ColumnAssignment, columns: Mapping[str, str]) -> None:
    """Change the columns of an assignment for later files; existing imports stay as they are."""
    _saved(_locked(user, assignment), user, columns)


@transaction.atomic
def remove(*, user: User, assignment: ColumnAssignment) -> None:
    """Forget the assignment; it can be brought back from its history."""
    current = _locked(user, assignment)
    name_author(current, user)
    current.delete()


@transaction.atomic
def bring_back(*, user: User, past: Any) -> ColumnAssignment:
    """Restore a removed assignment; `past` is the entry of its history for the removal."""
    locked_hospital(user, past.hospital_id)
    if ColumnAssignment.objects.filter(pk=past.id).exists():
        raise AssignmentGone
    return _saved(
        ColumnAssignment(pk=past.id, hospital_id=past.hospital_id), user, dict(past.columns)
    )


def removed(hospital: Hospital) -> list[Any]:
    """The history entries of removed assignments, the latest first; one query."""
    deletions = ColumnAssignment.history.filter(hospital=hospital, history_type="-")
    existing = ColumnAssignment.objects.filter(hospital=hospital).values("pk")
    latest: dict[int, Any] = {}
    for past in (
        deletions.exclude(id__in=existing).select_related("history_user").order_by("-history_date")
    ):
        latest.setdefault(past.id, past)
    return list(latest.values())


def _fitting(
    known: Sequence[ColumnAssignment], tables: Sequence[CaseTable]
) -> ColumnAssignment | None:
    return next(
        (one for one in known if any(fits(table, one.columns) for table in tables)),
        None,
    )


def _saved(
    assignment: ColumnAssignment, user: User, columns: Mapping[str, str]
) -> ColumnAssignment:
    assignment.columns = known_things(columns)
    assignment.changed_by, assignment.changed_at = user, timezone.now()
    name_author(assignment, user)
    assignment.save()
    of_hospital = ColumnAssignment.objects.filter(hospital=assignment.hospital_id)
    for surplus in of_hospital[MOST_ASSIGNMENTS:]:  # the latest come first
        name_author(surplus, user)
        surplus.delete()
    return assignment


def _locked(user: User, assignment: ColumnAssignment) -> ColumnAssignment:
    locked_hospital(user, assignment.hospital_id)
    current = ColumnAssignment.objects.filter(pk=assignment.pk).first()
    if current is None:
        raise AssignmentGone
    return current
