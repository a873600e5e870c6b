"""The names of the columns of a case list, to choose from when columns are assigned by hand."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.import_records.problems import Place, UnreadableFile, refuse
from assessments.imports.case_lists.reading.assigned_columns import AND, assign
from assessments.imports.case_lists.reading.column_names import COLUMNS, FIRST_OF, NEEDED, NUMBERED
from assessments.imports.case_lists.reading.formats import LOOKED_AT_ROWS, case_tables
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.imports.files.columns import plain_name
from assessments.imports.files.limits import MEGABYTE, Limits, current_limits
from assessments.imports.files.source_files import SourceFile, unpacked

LONGEST_NAME = 100
# Enough of a text file for the names of its columns.
_BEGINNING = MEGABYTE
_WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NUMBER = re.compile(r"(.*?)[\W_]*\d{1,3}")
_NAMED_OF_A_GROUP = 3


@dataclass(frozen=True)
class ColumnChoice:
    """One choice: a column, or all columns of one name that differ in their number."""

    name: str
    headers: tuple[str, ...]
    places: frozenset[int]

    @property
    def label(self) -> str:
        """The names; of many only the first two and the last."""
        if len(self.headers) <= _NAMED_OF_A_GROUP:
            return ", ".join(self.headers)
        return f"{self.headers[0]}, {self.headers[1]} … {self.headers[-1]}"


@dataclass(frozen=True)
class ColumnChoices:
    """The choices that a table offers; `recognised`: field -> name of the choice that fits."""

    single: tuple[ColumnChoice, ...]
    groups: tuple[ColumnChoice, ...]
    recognised: Mapping[str, str]

    def of(self, what: str) -> tuple[ColumnChoice, ...]:
        """The choices for one field."""
        return (*self.groups, *self.single) if what in NUMBERED else self.single

    def twice(self, columns: Mapping[str, str]) -> list[tuple[str, str]]:
        """Pairs of fields for which the same column was chosen, the later field second.

        Numbered columns may be chosen together, and one of them for another field as well.
        """
        places: dict[str, frozenset[int]] = {}
        pairs = []
        for what, name in columns.items():
            mine = next((one.places for one in self.of(what) if one.name == name), None)
            if not mine:
                continue
            pairs += [(other, what) for other, theirs in places.items() if theirs == mine]
            places[what] = mine
        return pairs


def heads(
    files: Sequence[SourceFile], limits: Limits | None = None, names: Iterable[str] = ()
) -> tuple[CaseTable, ...]:
    """The tables of the files with only a few rows; `names`: more names of columns to look for.

    Raises `UnreadableFile` where a file cannot be read at all.
    """
    limits = limits or current_limits()
    sources = [_beginning(one) for one in unpacked(files, limits)]
    return case_tables(sources, limits, first_rows=LOOKED_AT_ROWS, names=names).listed


def column_choices(
    files: Sequence[SourceFile], by_hand: Mapping[str, str] | None = None
) -> ColumnChoices:
    """The columns of the files and what is recognised of them; raises as `choices_of`."""
    return choices_of(heads(files, names=(by_hand or {}).values()), by_hand)


def choices_of(
    tables: Sequence[CaseTable], by_hand: Mapping[str, str] | None = None
) -> ColumnChoices:
    """The columns of the one table, or of several of one kind, and what is recognised of them.

    Raises `UnreadableFile` where there is no table, or one with too few columns, or where tables of
    different kinds leave open which one is meant.
    """
    if not tables:
        raise refuse("no_case_table")
    if len({table.names for table in tables}) > 1:
        raise refuse("several_tables")
    table = tables[0]
    single = tuple(_single(table))
    groups = (*_groups(table), *_with_first(table))
    assigned = assign(table, by_hand)
    if len(single) < len(NEEDED):
        raise refuse(
            "no_case_columns",
            Place(file=table.file, sheet=table.sheet),
            missing=", ".join(assigned.missing),
            found=", ".join(header for header in table.headers if header.strip()),
        )
    recognised = {}
    for what, place in assigned.columns.items():
        places = frozenset(assigned.numbered.get(what, (place,)))
        options = (*groups, *single) if what in NUMBERED else single
        # The smallest choice that holds all of them.
        fitting = [one for one in options if places <= one.places]
        if fitting:
            recognised[what] = min(fitting, key=lambda one: len(one.places)).name
    return ColumnChoices(single, groups, recognised)


def can_be_assigned(files: Sequence[SourceFile], error: UnreadableFile) -> bool:
    """Whether a refusal is only about the names of columns, and there are enough to choose from."""
    if [problem.kind for problem in error.problems] not in (["no_case_columns"], ["no_columns"]):
        return False
    try:
        column_choices(files)
    except UnreadableFile:
        return False
    return True


def known_things(columns: Mapping[str, str]) -> dict[str, str]:
    """The assignment with every field in the order of the template, "" for no column."""
    return {what: columns.get(what, "").strip() for what in COLUMNS}


def _single(table: CaseTable) -> Iterator[ColumnChoice]:
    for place, (header, name) in enumerate(zip(table.headers, table.names, strict=True)):
        # Of two columns with one name only the first can be chosen.
        if name and len(header.strip()) <= LONGEST_NAME and table.names.index(name) == place:
            yield ColumnChoice(header.strip(), (header.strip(),), frozenset([place]))


def _groups(table: CaseTable) -> Iterator[ColumnChoice]:
    stems: dict[str, list[int]] = {}
    for place, header in enumerate(table.headers):
        match = _NUMBER.fullmatch(header.strip())
        stem = plain_name(match[1]) if match and len(header) <= LONGEST_NAME else ""
        if stem and not stem[-1].isdigit():
            stems.setdefault(stem, []).append(place)
    for stem, places in stems.items():
        if len(places) > 1 and stem not in table.names:
            match = _NUMBER.fullmatch(table.headers[places[0]].strip())
            assert match is not None
            headers = tuple(table.headers[place].strip() for place in places)
            yield ColumnChoice(match[1].strip(), headers, frozenset(places))


def _with_first(table: CaseTable) -> Iterator[ColumnChoice]:
    """The columns of the first operation and of the others together, by their known names."""
    for first, rest in (pair for pairs in FIRST_OF.values() for pair in pairs):
        if first in table.names:
            header = table.headers[table.names.index(first)].strip()
            others = assign(table, {"codes": rest}).numbered["codes"]
            if others:
                stem = table.headers[others[0]].strip().rstrip("0123456789_- ")
                headers = (header, *(table.headers[place].strip() for place in others))
                places = frozenset((table.names.index(first), *others))
                yield ColumnChoice(f"{header} {AND} {stem}", headers, places)


def _beginning(file: SourceFile) -> SourceFile:
    """The first lines of a text file, whole characters only; a workbook as it is."""
    if len(file.data) <= _BEGINNING or file.data.startswith(b"PK"):
        return file
    data = file.data[:_BEGINNING]
    if not data.startswith(_WIDE_TEXT):
        data = data[: data.rfind(b"\n") + 1] or data
    return SourceFile(file.name, data)
