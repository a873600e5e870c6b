"""Saving the grid of volumes, merged with what others saved since it was opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_department
from assessments.editing.merging import merge
from assessments.editing.record_refusals import RecordRefused
from assessments.models import Department, ProcedureVolume, Surgeon, User
from assessments.models.choices import FIRST_YEAR, RecordSource
from assessments.profile.volumes.reading.categories import AXES, Category, Cell

MOST_OPERATIONS: Final = 20_000
_WRITTEN: Final = ["operations", "suppressed", "version", "source", "recorded_by", "updated_at"]

# Operations by cell; None (or no such cell): there is no record.
Counts = Mapping[Cell, int | None]


class SurgeonGone(RecordRefused):
    """The surgeon does not belong to the department, or not any more."""

    text = _("This surgeon is no longer in the department's list. Nothing was saved.")


class ImpossibleVolume(RecordRefused):
    """A year or a number of operations out of range."""

    text = _(
        "%(year)s, %(category)s: years from %(first)s to %(last)s and numbers from 0 to "
        "%(most)s can be recorded. Nothing was saved."
    )

    def __init__(self, cell: Cell, this_year: int) -> None:
        super().__init__(
            year=cell.year,
            category=cell.category.full_label,
            first=FIRST_YEAR,
            last=this_year,
            most=MOST_OPERATIONS,
        )


@dataclass(frozen=True)
class CellConflict:
    """A cell that two people changed: its count before, the count of each, and who the other is."""

    cell: Cell
    before: int | None
    mine: int | None
    theirs: int | None
    person: User | None
    moment: datetime | None


class VolumesConflict(RecordRefused):
    """Somebody else changed the same cells since the grid was opened."""

    text = _("Somebody else changed the same cells meanwhile. Choose cell by cell.")

    def __init__(self, conflicts: tuple[CellConflict, ...]) -> None:
        super().__init__()
        self.conflicts = conflicts


@dataclass(frozen=True)
class SavedVolumes:
    """How many cells were filled, changed and cleared; `taken`: cells that only others changed."""

    added: int
    changed: int
    cleared: int
    taken: tuple[Cell, ...]


@transaction.atomic
def save_volumes(
    *,
    user: User,
    department: Department,
    surgeon: Surgeon | None,
    base: Counts,
    cells: Counts,
    this_year: int,
) -> SavedVolumes:
    """Record the cells' operations of whole years, of one surgeon or the whole department.

    `base` is what the cells held when the person opened the grid: what only somebody else changed
    since stays. Cells that are not named are left alone, and unchanged rows are not written. Raises
    VolumesConflict where both changed a cell, ImpossibleVolume or SurgeonGone.
    """
    locked_department(user, department.pk)
    _check(department, surgeon, cells, this_year)
    rows = _rows(department, surgeon, cells)
    theirs = {cell: row.operations for cell, row in rows.items()}
    merged = merge(_texts(base), _texts(cells), _texts(theirs))
    by_name = {cell.name: cell for cell in cells}
    if merged.conflicts:
        disputed = [by_name[name] for name in merged.conflicts]
        raise VolumesConflict(_conflicts(department, surgeon, disputed, base, cells, theirs))
    wanted = {cell: merged.values[name] for name, cell in by_name.items()}
    taken = tuple(by_name[name] for name in merged.taken)
    return _write(user, department, surgeon, rows, wanted, taken)


def _check(department: Department, surgeon: Surgeon | None, cells: Counts, this_year: int) -> None:
    surgeons = Surgeon.objects.filter(department=department)
    if surgeon is not None and not surgeons.filter(pk=surgeon.pk).exists():
        raise SurgeonGone
    for cell, operations in cells.items():
        possible_year = FIRST_YEAR <= cell.year <= this_year
        if not possible_year or not 0 <= (operations or 0) <= MOST_OPERATIONS:
            raise ImpossibleVolume(cell, this_year)


def _rows(
    department: Department, surgeon: Surgeon | None, cells: Iterable[Cell]
) -> dict[Cell, ProcedureVolume]:
    volumes = ProcedureVolume.objects.filter(
        department=department, surgeon=surgeon, half=0, year__in={cell.year for cell in cells}
    )
    return {cell_of(row): row for row in volumes}


def cell_of(row: Any) -> Cell:
    """The cell of a volume, or of an earlier state of one."""
    return Cell(row.year, Category(*(getattr(row, axis) for axis in AXES)))


def _texts(counts: Counts) -> dict[str, str]:
    return {cell.name: "" if n is None else str(n) for cell, n in counts.items()}


def _write(
    user: User,
    department: Department,
    surgeon: Surgeon | None,
    rows: Mapping[Cell, ProcedureVolume],
    wanted: Mapping[Cell, str],
    taken: tuple[Cell, ...],
) -> SavedVolumes:
    now = timezone.now()
    added, changed, cleared = [], [], []
    for cell, text in wanted.items():
        row = rows.get(cell)
        if row is None and text:
            axes = dict(zip(AXES, cell.category, strict=True))
            row = ProcedureVolume(department=department, surgeon=surgeon, year=cell.year, **axes)
            row.operations, row.recorded_by = int(text), user
            added.append(row)
        elif row is not None and not text:
            cleared.append(row)
        elif row is not None and int(text) != row.operations:
            row.operations, row.suppressed, row.version = int(text), False, row.version + 1
            row.source, row.recorded_by, row.updated_at = RecordSource.TYPED, user, now
            changed.append(row)
    bulk_create_with_history(added, ProcedureVolume, default_user=user, default_date=now)
    bulk_update_with_history(
        changed, ProcedureVolume, _WRITTEN, default_user=user, default_date=now
    )
    for row in cleared:
        name_author(row, user, moment=now)
        row.delete()
    return SavedVolumes(len(added), len(changed), len(cleared), taken)


def _conflicts(
    department: Department,
    surgeon: Surgeon | None,
    disputed: Collection[Cell],
    base: Counts,
    cells: Counts,
    theirs: Counts,
) -> tuple[CellConflict, ...]:
    past = ProcedureVolume.history.filter(
        department=department, surgeon=surgeon, half=0, year__in={cell.year for cell in disputed}
    ).select_related("history_user")
    latest = {cell_of(state): state for state in past.order_by("history_date", "history_id")}
    return tuple(
        CellConflict(
            cell,
            base.get(cell),
            cells[cell],
            theirs.get(cell),
            latest[cell].history_user if cell in latest else None,
            latest[cell].history_date if cell in latest else None,
        )
        for cell in disputed
    )
