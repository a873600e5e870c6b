"""The volumes of a department in the years of a grid: one surgeon's, or the department's own.

As `benchmarks.records.derived_operations` counts them: what is entered for the whole department
comes on top of what the surgeons' rows say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Department, ProcedureVolume, Surgeon, VolumeEstimate
from assessments.models.choices import FIRST_YEAR, EstimateCategory, ImportStatus
from assessments.profile.volumes.reading.categories import AXES, Category, Cell

YEARS_SHOWN = 5


@dataclass(frozen=True)
class VolumeGrid:
    """The operations on record, from the year before the first one shown, by cell.

    A cell without a record is absent. `whole` holds whole years, which can be edited, and `halves`
    the sums of half-years; both for one surgeon or, without one, for the department as a whole.
    `surgeons` (all together) and `department` (entered for it as a whole) include half-years.
    `hidden` are the cells of `whole` whose count the publisher suppressed. `estimates` are keyed
    by category of estimate and year.
    """

    years: tuple[int, ...]
    whole: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    halves: Counter[Cell] = field(default_factory=Counter)
    surgeons: Counter[Cell] = field(default_factory=Counter)
    department: Counter[Cell] = field(default_factory=Counter)
    estimates: dict[tuple[str, int], VolumeEstimate] = field(default_factory=dict)

    @property
    def categories(self) -> set[Category]:
        """The categories with any record in the years shown."""
        shown = set(self.years)
        cells = {*self.whole, *self.halves, *self.surgeons, *self.department}
        return {cell.category for cell in cells if cell.year in shown}

    def counted(self, year: int, chosen: Callable[[Category], bool]) -> int | None:
        """All operations of a year in the chosen categories; None in a year without a record."""
        counts = [*self.surgeons.items(), *self.department.items()]
        of_year = [(cell.category, operations) for cell, operations in counts if cell.year == year]
        if not of_year:
            return None
        return sum(operations for category, operations in of_year if chosen(category))

    @property
    def estimate_lines(self) -> list[tuple[str, list[str]]]:
        """Each category an imported list has estimated, with its interval in the years shown."""
        return [
            (str(category.label), [self._estimated(category.value, year) for year in self.years])
            for category in EstimateCategory
            if any((category.value, year) in self.estimates for year in self.years)
        ]

    def _estimated(self, category: str, year: int) -> str:
        estimate = self.estimates.get((category, year))
        return wording.span(estimate.low, estimate.high) if estimate else ""


def years_shown(first: int | None, this_year: int) -> tuple[int, ...]:
    """The years of the grid, rising: from `first`, or the latest five."""
    if first is None:
        first = this_year - YEARS_SHOWN + 1
    return tuple(range(max(FIRST_YEAR, min(first, this_year)), this_year + 1))


def volume_grid(
    department: Department, surgeon: Surgeon | None, years: tuple[int, ...]
) -> VolumeGrid:
    """The volumes on record; two queries."""
    grid = VolumeGrid(years)
    rows = ProcedureVolume.objects.filter(
        department=department, year__range=(years[0] - 1, years[-1])
    ).order_by()
    wanted_id = surgeon.pk if surgeon else None
    for surgeon_id, half, suppressed, operations, year, *axes in rows.values_list(
        "surgeon", "half", "suppressed", "operations", "year", *AXES
    ):
        cell = Cell(year, Category(*axes))
        (grid.department if surgeon_id is None else grid.surgeons)[cell] += operations
        if surgeon_id != wanted_id:
            continue
        if half:
            grid.halves[cell] += operations
            continue
        grid.whole[cell] = operations
        if suppressed:
            grid.hidden.add(cell)
    for estimate in VolumeEstimate.objects.filter(
        department=department, batch__status=ImportStatus.CONFIRMED, year__in=years
    ):
        grid.estimates[estimate.category, estimate.year] = estimate
    return grid


def statement(grid: VolumeGrid, whose: str) -> str:
    """One sentence about the number of operations in the latest year with any on record.

    `whose`: the surgeon as shown; "" for the whole department.
    """
    own: Counter[int] = Counter()
    for cell, operations in [*grid.whole.items(), *grid.halves.items()]:
        own[cell.year] += operations
    by_surgeons: Counter[int] = Counter()
    for cell, operations in grid.surgeons.items():
        by_surgeons[cell.year] += operations
    years = [year for year in grid.years if year in (own if whose else own | by_surgeons)]
    if not years:
        return _("No operations are recorded in these years.")
    year = years[-1]
    if whose:
        return _("%(surgeon)s: %(count)s operations in %(year)s.") % {
            "surgeon": whose,
            "count": wording.number(own[year]),
            "year": year,
        }
    return _(
        "%(count)s operations in %(year)s: %(surgeons)s entered for surgeons, %(own)s for the "
        "department as a whole."
    ) % {
        "count": wording.number(own[year] + by_surgeons[year]),
        "year": year,
        "surgeons": wording.number(by_surgeons[year]),
        "own": wording.number(own[year]),
    }
