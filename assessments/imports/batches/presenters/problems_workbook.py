"""Everything that is wrong with a file as a workbook, so that it can be mended beside the file.

No more of the file is in it than the cells that are wrong: days, codes, techniques, yes and no.
Numbers of cases are never copied, not even where one is missing.
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
_MOST_ROWS, _MOST_COLUMNS, _MOST_TABLES = 5_000, 60, 20
# What a sheet of a workbook may not have in its name, and how long that may be.
_NOT_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_TITLE = 25


def problems_workbook(error: UnreadableFile) -> bytes:
    """All problems of the refused files in the active language, as XLSX.

    The first sheet lists them with place and remedy; for every table there is another one with its
    wrong rows, in which the wrong cells are marked.
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
            one.place.file,
            one.place.sheet,
            _row(one),
            one.place.column,
            one.message,
            one.remedy,
        )
        for one in error.problems
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
    for one in problems:
        if one.place.row and one.place.column:
            by_table[one.place.file, one.place.sheet].append(one)
    sheets = []
    for number, (table, found) in enumerate(by_table.items(), start=1):
        rows = {one.place.row for one in found}
        columns = {one.place.column for one in found}
        if len(rows) <= _MOST_ROWS and len(columns) <= _MOST_COLUMNS and number <= _MOST_TABLES:
            sheets.append(_marked(number, " ".join(filter(None, table)), found))
    return sheets


def _marked(number: int, table: str, problems: Sequence[Problem]) -> Sheet:
    """The rows with problems; only the cells that are wrong have something in them."""
    columns = list(dict.fromkeys(one.place.column for one in problems))
    by_row: dict[int, dict[str, MarkedCell]] = defaultdict(dict)
    for one in problems:
        by_row[one.place.row][one.place.column] = MarkedCell(_cell(one))
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
    """What stands in the cell, as far as the problem says it, else what is wrong with it."""
    return str(problem.values.get("text", "")) or problem.message


def _row(problem: Problem) -> Number | None:
    return Number(problem.place.row, grouped=False) if problem.place.row else None
