"""Which numbers of the case mix and of the surgeons are not shown, by their keys."""

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

# How many these are stands in the trend and among the measures, too.
_TOLD_ELSEWHERE = frozenset(KIND_OF_PILLAR.values())


def without_small_casemix(rows: CasemixRows) -> tuple[CasemixRows, frozenset[Kind]]:
    """The case mix as it may be shown, and the kinds that are hidden although they are not small.

    Kinds of one axis add up to the operations of the year. Where a row does not say what it
    counts (format 1), one small count hides all rows, and every kind may be among them.
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
    """The table as it may be shown; a pillar whose sum is withheld has no number of this year.

    Of this year the sum of a pillar is known; of all years together it is not.
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
