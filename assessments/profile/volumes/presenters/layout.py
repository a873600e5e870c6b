"""The grid of volumes as its page shows it: rows under headings, cells with the typed text."""

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
    """One cell: its text as typed, and counts that are added to it but not edited here."""

    cell: Cell
    text: str
    error: str
    own: int | None  # the number of the cell plus its half-years; None: no record
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
    """The whole grid, and its sums: kind of sum -> (year, sum as text)."""

    blocks: list[BlockView]
    sums: Mapping[str, list[tuple[int, str]]]

    @property
    def texts(self) -> list[tuple[Category, list[str]]]:
        """The texts of the cells, one row for each category."""
        rows = [row for block in self.blocks for row in block.rows]
        return [(row.category, [view.text for view in row.cells]) for row in rows]


def grid_view(grid: VolumeGrid, form: VolumeForm | None, *, with_surgeons: bool) -> GridView:
    """Rows with anything on record or typed, and the one just added; sums over all rows."""
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
        BlockView(pathology.value, str(pathology.label), own_rows, _sums(own_rows, grid, ALL))
        for pathology in Pathology
        if (own_rows := [row for row in rows if row.category.pathology == pathology])
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
        own=_sum_or_none(number, halves),
        halves=halves,
        surgeons=grid.surgeons.get(cell) if with_surgeons else None,
        is_editable=halves is None or number is not None or typed is not None,
        is_hidden=cell in grid.hidden and number == recorded,
    )


def _sum_or_none(first: int | None, second: int | None) -> int | None:
    """The sum; None counts as 0, but two of them give None."""
    return second if first is None else first + (second or 0)


def _sums(rows: Iterable[RowView], grid: VolumeGrid, kind: str) -> list[tuple[int, str]]:
    sums: dict[int, int | None] = dict.fromkeys(grid.years)
    for row in rows:
        for view in row.cells:
            own = view.own if kind != SURGEONS else None
            surgeons = view.surgeons if kind != OWN else None
            year = view.cell.year
            sums[year] = _sum_or_none(sums[year], _sum_or_none(own, surgeons))
    return [(year, "–" if n is None else wording.number(n)) for year, n in sums.items()]
