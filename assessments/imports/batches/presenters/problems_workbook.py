"""The problems of refused files as a workbook, to correct the files with.

Of the files it contains only the wrong cells: days, codes, techniques, yes and no. Case numbers are
never copied, not even where one is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.pages.spreadsheets.sheet import Cell, MarkedCell, Number, Sheet, SheetColumn
from assessments.pages.spreadsheets.workbook import Cover, workbook_bytes

# Tables with more wrong rows or columns are only listed.
_MOST_ROWS, _MOST_COLUMNS, _MOST_TABLES = 1_000, 60, 20
# Signs that the name of a sheet may not have, and how much of the name of a table it takes.
_NOT_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_TITLE = 25


def problems_workbook(error: UnreadableFile) -> bytes:
    """All problems of the refused files in the active language, as XLSX.

    The first sheet lists them with place and remedy. Each table has a sheet with its wrong rows, in
    which the wrong cells are marked.
    """
    title = _("Problems of the files")
    cover = Cover(
        title=title,
        subject=title,
        author="",
        description=_("Rows have the numbers that they have in the file."),
        keywords="",
        language=get_language() or "en",
        made_at=datetime(2024, 1, 1, tzinfo=UTC),
        page_head=(title,),
        page_foot=(),
    )
    return workbook_bytes([_list(error), *_tables(error.problems)], cover)


def _list(error: UnreadableFile) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            problem.place.file,
            problem.place.sheet,
            _row(problem),
            problem.place.column,
            problem.message,
            problem.remedy,
        )
        for problem in error.problems
    ]
    if error.more:
        more = _("%(count)d more problems are not listed.") % {"count": error.more}
        rows.append(("", "", None, "", more, ""))
    columns = (
        SheetColumn(_("File"), 28),
        SheetColumn(_("Sheet"), 16),
        SheetColumn(_("Row"), 8),
        SheetColumn(_("Column"), 20),
        SheetColumn(_("What is wrong"), 60),
        SheetColumn(_("What to do"), 60),
    )
    return Sheet(_("Problems"), columns, tuple(rows))


def _tables(problems: Sequence[Problem]) -> list[Sheet]:
    """A sheet for each table whose cells have problems."""
    by_table: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.place.row and problem.place.column:
            by_table[problem.place.file, problem.place.sheet].append(problem)
    sheets = []
    for number, (table, of_table) in enumerate(by_table.items(), start=1):
        rows = {problem.place.row for problem in of_table}
        columns = {problem.place.column for problem in of_table}
        if len(rows) <= _MOST_ROWS and len(columns) <= _MOST_COLUMNS and number <= _MOST_TABLES:
            sheets.append(_marked(number, " ".join(filter(None, table)), of_table))
    return sheets


def _marked(number: int, table: str, problems: Sequence[Problem]) -> Sheet:
    """The rows with problems; only the wrong cells are filled."""
    columns = list(dict.fromkeys(problem.place.column for problem in problems))
    by_row: dict[int, dict[str, MarkedCell]] = defaultdict(dict)
    for problem in problems:
        by_row[problem.place.row][problem.place.column] = MarkedCell(_cell(problem))
    rows = tuple(
        (Number(row, grouped=False), *(cells.get(column) for column in columns))
        for row, cells in sorted(by_row.items())
    )
    title = f"{number} {table.translate(_NOT_IN_TITLE)[:_LONGEST_TITLE]}".strip()
    return Sheet(
        title,
        (SheetColumn(_("Row"), 8), *(SheetColumn(column, 24) for column in columns)),
        rows,
        fixed_columns=1,
    )


def _cell(problem: Problem) -> str:
    """The text of the wrong cell where the problem has it, else the message."""
    return str(problem.values.get("text", "")) or problem.message


def _row(problem: Problem) -> Number | None:
    return Number(problem.place.row, grouped=False) if problem.place.row else None
