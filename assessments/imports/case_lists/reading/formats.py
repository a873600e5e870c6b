"""Reads case lists of every format: recognises the format and returns the coded rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.import_records.problems import Place, Problem, UnreadableFile, raise_all, refuse
from assessments.imports.case_lists.reading import chinese_front_page, general_list, german_p21
from assessments.imports.case_lists.reading.assigned_columns import assign
from assessments.imports.case_lists.reading.csv_files import csv_case_table
from assessments.imports.case_lists.reading.dates import DayOrder
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.progress import watched
from assessments.imports.case_lists.reading.rows import (
    CaseOptions,
    CaseRows,
    ReadingContext,
    RowProblems,
)
from assessments.imports.case_lists.reading.tables import CaseTable, xlsx_case_tables
from assessments.imports.files.columns import plain_name
from assessments.imports.files.limits import MEGABYTE, Limits, current_limits
from assessments.imports.files.recognition import check_size, file_format
from assessments.imports.files.source_files import Progress, SourceFile, unpacked

# Every format; the first one that fits the files is taken, so the general list comes last.
FORMATS: tuple[Format, ...] = (
    german_p21.FORMAT,
    chinese_front_page.FORMAT,
    general_list.FORMAT,
)
# Where 3/5/2024 is the 5th of March unless the list says otherwise.
_MONTH_FIRST = ("CPT", "ICD10PCS")
# Kinds of problems that any file can have, and the kinds with the texts for case lists.
_KINDS = {
    "pdf": "not_a_case_table",
    "web_page": "not_a_case_table",
    "not_xml": "not_a_case_table",
    "binary": "not_a_case_table",
    "too_many_rows": "too_many_sheet_rows",
    "too_many_columns": "too_many_case_columns",
    "zip_bomb": "case_zip_bomb",
    "other_zip": "nested_zip",
}
# So many rows of a workbook are enough to see the names of its columns.
LOOKED_AT_ROWS = 20


def read_cases(
    files: Sequence[SourceFile],
    options: CaseOptions,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> CaseRows:
    """The coded rows of one import: several files, or a ZIP of them.

    `progress` is called with the number of rows read and about how many there are; an error that it
    raises ends the reading. Otherwise only `UnreadableFile` is raised, with every problem found.
    """
    limits = limits or current_limits()
    tables = case_tables(files, limits, names=options.columns.values())
    if progress is not None:
        tables = replace(tables, listed=watched(tables.listed, progress))
    chosen = _recognised(tables.listed, options)
    raise_all([fault for table in chosen.tables for fault in table.faults()], limits.case_problems)
    reading = _reading(options, limits, DayOrder(month_first=options.system in _MONTH_FIRST))
    found = chosen.read(reading)
    if reading.order.is_wrong:
        # Every day that is valid in one order only has the other order: read again with that one.
        other = DayOrder(month_first=not reading.order.month_first)
        reading = _reading(options, limits, other)
        found = chosen.read(reading)
    if reading.order.unsettled:
        short = Problem("short_years", values={"text": reading.order.unsettled})
        raise UnreadableFile([short, *reading.troubles.found])
    if reading.troubles.count:
        more = reading.troubles.count - len(reading.troubles.found)
        raise UnreadableFile(reading.troubles.found, more=more)
    if found.procedures.empty:
        raise refuse("no_cases")
    used = {id(table) for table in chosen.tables}
    unused = [
        Problem("table_left_out", Place(file=table.file, sheet=table.sheet))
        for table in tables.listed
        if id(table) not in used
    ]
    return replace(found, remarks=(*found.remarks, *tables.remarks, *unused))


def _reading(options: CaseOptions, limits: Limits, order: DayOrder) -> ReadingContext:
    return ReadingContext(options, RowProblems(limits.case_problems), order)


def is_case_list(files: Sequence[SourceFile], limits: Limits | None = None) -> bool:
    """Whether the files are for `read_cases`: several, a ZIP, or one whose columns say so."""
    limits = limits or current_limits()
    try:
        if len(files) > 1 or unpacked(files, limits) != list(files):
            return True
        tables = case_tables(files, limits, first_rows=LOOKED_AT_ROWS).listed
    except UnreadableFile:
        return False
    return any(one.recognise(tables) for one in FORMATS)


def format_words() -> Mapping[str, FormatWords]:
    """The texts of each format and dialect, by the name that is stored with an import."""
    return {name: words for one in FORMATS for name, words in one.words.items()}


@dataclass(frozen=True)
class Tables:
    """The tables of some files, and remarks on what was left out."""

    listed: tuple[CaseTable, ...]
    remarks: tuple[Problem, ...] = ()


def case_tables(
    files: Sequence[SourceFile],
    limits: Limits,
    *,
    first_rows: int | None = None,
    names: Iterable[str] = (),
) -> Tables:
    """All tables of the files that name their columns; with `first_rows` only those of workbooks.

    Hidden sheets, and sheets that show how to fill in a list, are left out. `names`: more names of
    columns, which help to find the row that names the columns. Raises `UnreadableFile` with the
    problems of all files.
    """
    known = {name for one in FORMATS for name in one.column_names}
    known |= {plain_name(name) for name in names if name}
    listed: list[CaseTable] = []
    remarks: list[Problem] = []
    problems: list[Problem] = []
    sources = unpacked(files, limits)
    if sum(len(file.data) for file in sources) > limits.case_bytes:
        raise refuse("cases_too_large", limit=f"{limits.case_bytes / MEGABYTE:g}")
    for file in sources:
        try:
            found = _tables_of(file, limits, known, first_rows)
        except UnreadableFile as error:
            problems += _of_file(error, file.name)
            continue
        if not found:
            remarks.append(Problem("table_left_out", Place(file=file.name)))
        for table in found:
            if table.is_hidden:
                remarks.append(Problem("hidden_sheet", Place(file=file.name, sheet=table.sheet)))
            elif not general_list.is_example(table):
                listed.append(table)
    raise_all(problems, limits.case_problems)
    return Tables(tuple(listed), tuple(remarks))


def _tables_of(
    file: SourceFile, limits: Limits, known: Collection[str], first_rows: int | None
) -> Sequence[CaseTable]:
    check_size(file.data, limits.for_cases())
    form = file_format(file.data, file.name)
    if form == "xml":
        raise refuse("not_a_case_table")
    if form == "xlsx":
        return xlsx_case_tables(file.name, file.data, limits, known, first_rows)
    table = csv_case_table(file.name, file.data, limits, known)
    return [table] if table is not None else []


def _of_file(error: UnreadableFile, name: str) -> list[Problem]:
    """The problems with the name of the file, and with the texts for case lists."""
    return [
        Problem(_KINDS.get(one.kind, one.kind), replace(one.place, file=name), one.values)
        for one in error.problems
    ]


def _recognised(tables: Sequence[CaseTable], options: CaseOptions) -> Recognised:
    """The tables in the first format that fits; columns assigned by hand mean a general list."""
    if options.columns:
        found = general_list.recognise(tables, options.columns)
        if found is None:
            raise _not_recognised(tables, options)
        return found
    for one in FORMATS:
        if (found := one.recognise(tables)) is not None:
            return found
    refusals = (refusal for one in FORMATS if (refusal := one.lacking(tables)) is not None)
    raise next(refusals, None) or _not_recognised(tables, options)


def _not_recognised(tables: Sequence[CaseTable], options: CaseOptions) -> UnreadableFile:
    """The refusal, naming what the most promising table lacks."""
    if not tables:
        return refuse("no_case_table")
    assigned = (assign(table, options.columns) for table in tables)
    best = max(assigned, key=lambda one: len(one.columns))
    return refuse(
        "no_case_columns",
        Place(file=best.table.file, sheet=best.table.sheet),
        missing=", ".join(best.missing),
        found=", ".join(header for header in best.table.headers if header.strip()),
    )
