"""Which column of a general case list holds what: by name, or as somebody assigned it by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.imports.case_lists.reading.column_names import COLUMNS, NEEDED, NUMBERED
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from assessments.imports.files.columns import plain_name


@dataclass(frozen=True)
class Assigned:
    """A table with the positions of the fields that were found in it.

    `numbered`: all positions of fields that may have several columns, such as procedure1,
    procedure2.
    """

    table: CaseTable
    columns: dict[str, int]
    numbered: dict[str, tuple[int, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a list must have and that were not found."""
        return tuple(name for name in NEEDED if name not in self.columns)


def assign(table: CaseTable, by_hand: Mapping[str, str] | None = None) -> Assigned:
    """Find the columns by their names; assignments by hand come first, "" there means none.

    A column that was assigned to one field by hand is not used for another one, nor as one of
    several numbered columns.
    """
    chosen = {
        what: _chosen(table, what, plain_name(name)) for what, name in (by_hand or {}).items()
    }
    single = {what: places[0] for what, places in chosen.items() if len(places) == 1}
    columns: dict[str, int] = {}
    numbered: dict[str, tuple[int, ...]] = {}
    for what in COLUMNS:
        places = chosen[what] if what in chosen else _named(table, what)
        if what not in single:
            places = tuple(place for place in places if place not in single.values())
        if what in NUMBERED:
            numbered[what] = places
        if places:
            columns[what] = places[0]
    return Assigned(table, columns, numbered)


def _chosen(table: CaseTable, what: str, name: str) -> tuple[int, ...]:
    """The columns of a name chosen by hand; a name without a number means all that have one."""
    if not name:
        return ()
    if what in NUMBERED and not (name in table.names and name[-1].isdigit()):
        return _numbered(table, (name,))
    found = column_of(table, name)
    return () if found is None else (found,)


def _named(table: CaseTable, what: str) -> tuple[int, ...]:
    """The columns with one of the accepted names of the field."""
    if what in NUMBERED:
        return _numbered(table, COLUMNS[what])
    found = column_of(table, *COLUMNS[what])
    return () if found is None else (found,)


def fits(table: CaseTable, by_hand: Mapping[str, str]) -> bool:
    """Whether the table has every column of the assignment, and so all that is needed."""
    found = assign(table, by_hand)
    named = (what for what, name in by_hand.items() if name and what in COLUMNS)
    return not found.missing and all(what in found.columns for what in named)


def _numbered(table: CaseTable, names: Sequence[str]) -> tuple[int, ...]:
    """The columns of the first of the names that the table has, with and without a number."""
    for name in names:
        found = [
            (int(match[1] or 0), position)
            for position, written in enumerate(table.names)
            if (match := re.fullmatch(rf"{re.escape(name)}(\d{{0,3}})", written))
        ]
        if found:
            return tuple(position for _number, position in sorted(found))
    return ()
