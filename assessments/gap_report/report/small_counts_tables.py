"""Hides small counts in the case mix and in the table of surgeons, by their keys."""

from __future__ import annotations

from dataclasses import replace

from assessments import wording
from assessments.gap_report.report.casemix_kinds import (
    AXES,
    COUNTED_KINDS,
    KIND_OF_PILLAR,
    CasemixRow,
    Kind,
)
from assessments.gap_report.report.contents import SurgeonTable
from assessments.pages.cell_suppression import hidden_places, is_small_count

CasemixRows = tuple[CasemixRow, ...]

# Their numbers are also shown in the trend and among the measures.
_TOLD_ELSEWHERE = frozenset(KIND_OF_PILLAR.values())


def without_small_casemix(rows: CasemixRows) -> tuple[CasemixRows, frozenset[Kind]]:
    """The case mix as it may be shown, and the kinds that are hidden although they are not small.

    More than one kind of an axis is hidden because they add up to the operations of the year. Rows
    without keys (format 1) are all hidden if one count is small, and every kind counts as hidden.
    """
    exact = [row.value if row.low == row.high else None for row in rows]
    if not any(map(is_small_count, exact)):
        return rows, frozenset()
    if any(row.axis not in AXES for row in rows):
        return tuple(map(_not_shown, rows)), COUNTED_KINDS
    hidden: set[int] = set()
    for axis in AXES:
        places = [place for place, row in enumerate(rows) if row.axis == axis]
        found = hidden_places(
            [exact[place] for place in places],
            [at for at, place in enumerate(places) if rows[place].kind in _TOLD_ELSEWHERE],
        )
        hidden.update(places[at] for at in found)
    shown = tuple(_not_shown(row) if at in hidden else row for at, row in enumerate(rows))
    return shown, frozenset(rows[at].kind for at in hidden if not is_small_count(exact[at]))


def _not_shown(row: CasemixRow) -> CasemixRow:
    return replace(row, value=None, low=None, high=None, text=wording.not_shown())


def without_small_cases(table: SurgeonTable, withheld: frozenset[Kind]) -> SurgeonTable:
    """The table as it may be shown; a pillar whose sum is hidden shows no number of this year.

    A pillar's sum of this year is shown elsewhere, so that more than the small counts is hidden.
    Its sum of all years is not shown, so that only small counts are hidden there.
    """
    this_year = [
        set(range(len(table.rows)))
        if KIND_OF_PILLAR.get(pillar) in withheld
        else hidden_places([row.cases[at] for row in table.rows])
        for at, pillar in enumerate(table.pillars)
    ]
    rows = tuple(
        replace(
            row,
            cases=tuple(
                None if place in this_year[at] else count for at, count in enumerate(row.cases)
            ),
            cumulative=tuple(None if is_small_count(n) else n for n in row.cumulative),
        )
        for place, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)
