"""Questions about unlikely numbers, which a person confirms before a grid is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Surgeon
from assessments.profile.volumes.reading.categories import Cell
from assessments.profile.volumes.reading.grid import VolumeGrid

# A jump is a change by more than half of the year before, and by at least so many operations.
LEAST_JUMP: Final = 10

Counts = Mapping[Cell, int | None]


@dataclass(frozen=True)
class VolumeQuestion:
    """A question about a cell; the form sends `token` back when the person confirms the number."""

    cell: Cell
    token: str
    text: str


def is_jump(before: int, now: int) -> bool:
    """Whether a number differs from that of the year before by so much that it may be wrong."""
    change = abs(now - before)
    return change >= LEAST_JUMP and 2 * change > before


def questions(
    cells: Counts, base: Counts, grid: VolumeGrid, surgeon: Surgeon | None
) -> list[VolumeQuestion]:
    """The questions about what was changed, in the order of the grid."""
    changed = {cell for cell, operations in cells.items() if operations != base.get(cell)}
    if not changed:
        return []
    asked = [*_jumps(cells, changed, grid)]
    if surgeon is not None:
        asked += _out_of_post(cells, changed, surgeon)
    return asked


def _jumps(cells: Counts, changed: set[Cell], grid: VolumeGrid) -> Iterator[VolumeQuestion]:
    def operations(cell: Cell) -> int | None:
        whole = cells.get(cell, grid.whole.get(cell))
        if cell in grid.halves:
            return (whole or 0) + grid.halves[cell]
        return whole

    for cell in sorted(cells, key=lambda cell: (cell.category.place, cell.year)):
        earlier = Cell(cell.year - 1, cell.category)
        before, now = operations(earlier), operations(cell)
        if before is None or now is None or not {cell, earlier} & changed:
            continue
        if is_jump(before, now):
            text = _("%(category)s: %(now)s in %(year)s after %(before)s in %(earlier)s.") % {
                "category": cell.category.full_label,
                "now": wording.number(now),
                "year": cell.year,
                "before": wording.number(before),
                "earlier": earlier.year,
            }
            yield VolumeQuestion(cell, f"{cell.name}={now}/{before}", text)


def _out_of_post(cells: Counts, changed: set[Cell], surgeon: Surgeon) -> Iterator[VolumeQuestion]:
    last = surgeon.leave_year
    asked = set()
    for cell in sorted(changed, key=lambda cell: cell.year):
        in_post = surgeon.start_year <= cell.year and (last is None or cell.year <= last)
        if in_post or not cells[cell] or cell.year in asked:
            continue
        asked.add(cell.year)
        since = _("%(surgeon)s has been in the department since %(start)s.")
        between = _("%(surgeon)s was in the department from %(start)s to %(last)s.")
        text = (since if last is None else between) % {
            "surgeon": surgeon,
            "start": surgeon.start_year,
            "last": last,
        }
        about = _("Operations are entered for %(year)s.") % {"year": cell.year}
        yield VolumeQuestion(cell, f"post-{cell.year}", f"{text} {about}")
