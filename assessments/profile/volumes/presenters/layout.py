"""The grid of volumes as its page shows it: rows below headings, cells with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments import wording
from assessments.models.choices import Pathology
from assessments.profile.volumes.forms.grid import VolumeForm
from assessments.profile.volumes.reading.categories import Category, Cell
from assessments.profile.volumes.reading.grid import VolumeGrid

ALL, OWN, SURGEONS = "all", "own", "surgeons"


@dataclass(frozen=True)
class CellView:
    """One cell: its text as typed, and what counts beside it without being edited here."""

    cell: Cell
    text: str
    error: str
    own: int | None  # what the cell and its half-years count for; None: no record
    halves: int | None
    surgeons: int | None
    is_editable: bool
    is_hidden: bool


@dataclass(frozen=True)
class RowView:
    """One category over the years."""

    category: Category
    cells: list[CellView]


@dataclass(frozen=True)
class BlockView:
    """The categories of one pathology, and their sums by year."""

    pathology: str
    label: str
    rows: list[RowView]
    sums: list[tuple[int, str]]


@dataclass(frozen=True)
class GridView:
    """The whole grid, and its sums by year: (kind of sum, (year, sum as text))."""

    blocks: list[BlockView]
    sums: Mapping[str, list[tuple[int, str]]]

    @property
    def texts(self) -> list[tuple[Category, list[str]]]:
        """The texts of the cells, a row a category."""
        rows = [row for block in self.blocks for row in block.rows]
        return [(row.category, [view.text for view in row.cells]) for row in rows]


def grid_view(grid: VolumeGrid, form: VolumeForm | None, *, with_surgeons: bool) -> GridView:
    """Rows that hold anything, on record or typed, or were asked for; sums over all of them."""
    shown = grid.categories
    if form is not None:
        shown |= {cell.category for cell in form.typed}
        shown |= {form.added} if form.added else set()
    rows = [
        RowView(
            category,
            [_cell(Cell(year, category), grid, form, with_surgeons) for year in grid.years],
        )
        for category in sorted(shown, key=lambda category: category.place)
    ]
    blocks = [
        BlockView(one.value, str(one.label), mine, _sums(mine, grid, ALL))
        for one in Pathology
        if (mine := [row for row in rows if row.category.pathology == one])
    ]
    return GridView(blocks, {kind: _sums(rows, grid, kind) for kind in (OWN, SURGEONS, ALL)})


def _cell(cell: Cell, grid: VolumeGrid, form: VolumeForm | None, with_surgeons: bool) -> CellView:
    number = recorded = grid.whole.get(cell)
    typed, error = None, ""
    if form is not None and cell in form.typed:
        number, typed = form.cells.get(cell), form.typed[cell]
        error = form.errors.get(cell, "")
    text = (typed or "") if number is None else str(number)
    halves = grid.halves.get(cell)
    return CellView(
        cell=cell,
        text=text,
        error=error,
        own=_together(number, halves),
        halves=halves,
        surgeons=grid.surgeons.get(cell) if with_surgeons else None,
        is_editable=halves is None or number is not None or typed is not None,
        is_hidden=cell in grid.hidden and number == recorded,
    )


def _together(one: int | None, other: int | None) -> int | None:
    """The sum; None where neither is on record."""
    return other if one is None else one + (other or 0)


def _sums(rows: Iterable[RowView], grid: VolumeGrid, kind: str) -> list[tuple[int, str]]:
    sums: dict[int, int | None] = dict.fromkeys(grid.years)
    for row in rows:
        for view in row.cells:
            own = view.own if kind != SURGEONS else None
            surgeons = view.surgeons if kind != OWN else None
            year = view.cell.year
            sums[year] = _together(sums[year], _together(own, surgeons))
    return [(year, "–" if n is None else wording.number(n)) for year, n in sums.items()]
