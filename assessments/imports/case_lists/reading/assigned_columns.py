"""Which column of a general case list holds what: by name, or as somebody assigned it by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.imports.case_lists.reading.column_names import (
    COLUMNS,
    FIRST_OF,
    NEEDED,
    NUMBERED,
    PATIENTS,
)
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from assessments.imports.case_lists.reading.wide_rows import OperationColumns
from assessments.imports.files.columns import plain_name

# Stands between the names of the first operation and of the others in an assignment by hand.
AND = "+"
# The number of a column, and its position in the table.
Numbered = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Assigned:
    """A table with the positions of the fields that were found in it.

    `numbered`: all positions of fields that may have several columns, such as procedure1,
    procedure2, by their `numbers` (0: none). `by_hand`: fields that somebody assigned.
    """

    table: CaseTable
    columns: dict[str, int]
    numbered: dict[str, tuple[int, ...]]
    numbers: dict[str, tuple[int, ...]]
    by_hand: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a list must have and that were not found."""
        return tuple(name for name in NEEDED if name not in self.columns)

    @property
    def is_of_patients(self) -> bool:
        """Whether the case is the number of a patient, which is the same in all stays."""
        return "case" in self.columns and self.table.names[self.columns["case"]] in PATIENTS


def assign(table: CaseTable, by_hand: Mapping[str, str] | None = None) -> Assigned:
    """Find the columns by their names; assignments by hand come first, "" there means none.

    A column that was assigned to one field by hand is not used for another one, nor as one of
    several numbered columns. The admission is found by its name only where it is needed.
    """
    chosen = {what: _chosen(table, what, name) for what, name in (by_hand or {}).items()}
    single = {what: places[0][1] for what, places in chosen.items() if len(places) == 1}
    columns: dict[str, int] = {}
    numbered: dict[str, tuple[int, ...]] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    for what in COLUMNS:
        places = chosen[what] if what in chosen else _named(table, what)
        if what not in single:
            places = tuple(one for one in places if one[1] not in single.values())
        if what in NUMBERED:
            numbered[what] = tuple(place for _number, place in places)
            numbers[what] = tuple(number for number, _place in places)
        if places:
            columns[what] = places[0][1]
    found = Assigned(table, columns, numbered, numbers, frozenset(chosen))
    if "admission" not in chosen and not found.is_of_patients:
        columns.pop("admission", None)
    return found


def _chosen(table: CaseTable, what: str, written: str) -> Numbered:
    """The columns of a name chosen by hand; a name without a number means all that have one."""
    name = plain_name(written)
    if not name:
        return ()
    if what in NUMBERED:
        if name not in table.names and AND in written:
            first, _and, rest = written.partition(AND)
            return _first_and_rest(table, plain_name(first), plain_name(rest))
        if not (name in table.names and name[-1].isdigit()):
            return _numbered(table, (name,))
    found = column_of(table, name)
    return () if found is None else ((number_of(table.headers[found]), found),)


def _named(table: CaseTable, what: str) -> Numbered:
    """The columns with one of the accepted names of the field."""
    if what not in NUMBERED:
        found = column_of(table, *COLUMNS[what])
        return () if found is None else ((0, found),)
    pairs = (_first_and_rest(table, *pair) for pair in FIRST_OF.get(what, ()))
    apart: Numbered = next((found for found in pairs if found), ())
    return (*apart, *_numbered(table, COLUMNS[what]))


def fits(table: CaseTable, by_hand: Mapping[str, str]) -> bool:
    """Whether the table has every column of the assignment, and so all that is needed."""
    found = assign(table, by_hand)
    named = (what for what, name in by_hand.items() if name and what in COLUMNS)
    return not found.missing and all(what in found.columns for what in named)


def operations_of(found: Assigned) -> tuple[OperationColumns, ...]:
    """The columns of codes with those of their day and surgeon.

    Columns belong together by their numbers. One day without a number is that of all codes, and
    then the first surgeon is too: a second one is an assistant.
    """
    codes = found.numbered["codes"]
    days = _beside(found, "date")
    surgeons = found.numbered["surgeon"]
    is_one = all(day == days[0] for day in days)
    led_by = (surgeons[0] if surgeons else -1,) * len(codes)
    if not is_one:
        led_by = _beside(found, "surgeon")
    return tuple(map(OperationColumns, codes, days, led_by))


def _beside(found: Assigned, what: str) -> tuple[int, ...]:
    """For each column of codes the position of this column, -1 where it has none."""
    places, numbers = found.numbered[what], found.numbers[what]
    of_codes = found.numbers["codes"]
    if len(places) == 1 and (numbers[0] == 0 or len(of_codes) == 1):
        return places * len(of_codes)
    by_number = dict(zip(reversed(numbers), reversed(places), strict=True))
    return tuple(by_number.get(number, -1) for number in of_codes)


def number_of(header: str) -> int:
    """The number at the end of a header, 0 where there is none."""
    match = re.search(r"(?<!\d)(\d{1,3})\W*$", header)
    return int(match[1]) if match else 0


def _first_and_rest(table: CaseTable, first: str, rest: str) -> Numbered:
    """The column of the first operation as number 0, and those of the others."""
    main = column_of(table, first)
    others = _numbered(table, (rest,)) if rest else ()
    if main is None:
        return others
    return ((0, main), *((number or 1, place) for number, place in others))


def _numbered(table: CaseTable, names: Sequence[str]) -> Numbered:
    """The columns of the first of the names that the table has, with and without a number."""
    for name in names:
        found = [
            (int(match[1] or 0), position)
            for position, written in enumerate(table.names)
            if (match := re.fullmatch(rf"{re.escape(name)}(\d{{0,3}})", written))
        ]
        if found:
            return tuple(sorted(found))
    return ()
