"""The front page of Chinese medical records (病案首页), in the three dialects hospitals export.

HQMS C-codes, the older HQMS P-codes and N041 (卫统4). Columns are matched by name; docs/imports.md
lists them. Names, addresses, identity numbers and birth dates are never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from assessments.import_records.problems import Place, Problem, UnreadableFile, refuse
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.rows import CaseRows, ReadingContext
from assessments.imports.case_lists.reading.tables import CaseTable, column_of
from assessments.imports.case_lists.reading.wide_rows import OperationColumns, WideLayout, read_wide
from assessments.imports.files.columns import plain_name

C_CODES, P_CODES, N041 = "hqms", "hqms_p", "n041"
# The columns that a front page must have, in each dialect.
_NEEDED = (
    ("A48", "C03C", "C14x01C"),
    ("P3", "P321", "P490"),
    ("BAH", "JBDM", "SSJCZBM1"),
)
NAMES = frozenset(plain_name(name) for needed in _NEEDED for name in needed)
# The numbers of the columns of the old pages do not rise evenly: code, day and surgeons of each
# operation, and other diagnoses. Two public programs that write and read these pages (the
# transmission of a hospital system, and the import of a regional platform) agree on all of them but
# the surgeon of the third operation, which has either number.
_P_OTHERS = ("p324", "p327", "p3291", "p3294", "p3297", "p3281", "p3284", "p3287", "p3271", "p3274")
_P_OPERATIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("p490", "p491", ("p495",)),
    ("p4911", "p4912", ("p4916",)),
    ("p4922", "p4923", ("p4527", "p4927")),
    ("p4533", "p4534", ("p4538",)),
    ("p4544", "p4545", ("p4549",)),
    ("p45002", "p45003", ("p45007",)),
    ("p45014", "p45015", ("p45019",)),
    ("p45026", "p45027", ("p45031",)),
    ("p45038", "p45039", ("p45043",)),
    ("p45050", "p45051", ("p45055",)),
)
# What tells the stays of a patient apart, by preference: which stay it is, the time of admission,
# the time of discharge.
_C_STAYS = ("a49", "b12", "b15")
_P_STAYS = ("p2", "p22", "p25")
_N041_STAYS = ("zycs", "rysj", "cysj")


@dataclass(frozen=True)
class FrontPages:
    """The recognised tables with their layouts; `dialect` is that of the first table."""

    dialect: str
    laid_out: tuple[tuple[CaseTable, WideLayout], ...]

    @property
    def tables(self) -> tuple[CaseTable, ...]:
        """The tables alone."""
        return tuple(table for table, _layout in self.laid_out)


def recognise(tables: Sequence[CaseTable]) -> FrontPages | None:
    """The tables with the columns of a front page; None where there is none."""
    found = [
        (dialect, table, layout)
        for table in tables
        for dialect, layout_of in _DIALECTS
        if (layout := layout_of(table)) is not None
    ]
    if not found:
        return None
    return FrontPages(found[0][0], tuple((table, layout) for _dialect, table, layout in found))


def lacking(tables: Sequence[CaseTable]) -> UnreadableFile | None:
    """The refusal of a table that is nearly a front page, naming the columns it lacks."""
    for table in tables:
        for needed in _NEEDED:
            missing = [name for name in needed if plain_name(name) not in table.names]
            if len(missing) == 1:
                return refuse("missing_columns", Place(file=table.file), missing=missing[0])
    return None


def read(pages: FrontPages, reading: ReadingContext) -> CaseRows:
    """The coded rows of the pages."""
    found = read_wide(pages.laid_out, reading)
    undated = any(one.day < 0 for _table, layout in pages.laid_out for one in layout.operations)
    system = reading.options.system or "ICD9CM3_CN"
    return CaseRows(
        format=pages.dialect,
        system=system,
        diagnosis_system="ICD10CN",
        procedures=found.procedures,
        diagnoses=found.diagnoses,
        cases=found.rows,
        rows=found.rows,
        remarks=(
            *((Problem("operations_share_day"),) if undated else ()),
            *found.codes.unreadable(system),
        ),
        told=found.told,
    )


def _c_codes(table: CaseTable) -> WideLayout | None:
    record, main, first = (column_of(table, name) for name in ("a48", "c03c", "c14x01c"))
    if record is None or main is None or first is None:
        return None
    numbers = _numbered(table, r"c35x(\d\d)c")
    return WideLayout(
        case=_present(record, column_of(table, *_C_STAYS)),
        main=main,
        others=tuple(_numbered(table, r"c06x(\d\d)c").values()),
        operations=(
            _operation(table, first, "c16x01", "c18x01"),
            *(
                _operation(table, column, f"c37x{number}", f"c39x{number}")
                for number, column in numbers.items()
            ),
        ),
        department=_or_none(column_of(table, "b16c")),
    )


def _p_codes(table: CaseTable) -> WideLayout | None:
    record, main, first = (column_of(table, name) for name in ("p3", "p321", "p490"))
    if record is None or main is None or first is None:
        return None
    numbered = [(column_of(table, code), day, surgeons) for code, day, surgeons in _P_OPERATIONS]
    return WideLayout(
        case=_present(record, column_of(table, *_P_STAYS)),
        main=main,
        others=_present(*(column_of(table, name) for name in _P_OTHERS)),
        operations=tuple(
            _operation(table, code, day, *surgeons)
            for code, day, surgeons in numbered
            if code is not None
        ),
    )


def _n041(table: CaseTable) -> WideLayout | None:
    record, main = column_of(table, "bah"), column_of(table, "jbdm")
    operations = _numbered(table, r"ssjczbm(\d+)")
    if record is None or main is None or not operations:
        return None
    return WideLayout(
        case=_present(record, column_of(table, *_N041_STAYS)),
        main=main,
        others=tuple(_numbered(table, r"jbdm(\d+)").values()),
        operations=tuple(
            _operation(table, column, f"ssjczrq{number}", f"sz{number}")
            for number, column in operations.items()
        ),
    )


def _operation(table: CaseTable, code: int, day: str, *surgeon: str) -> OperationColumns:
    return OperationColumns(
        code, _or_none(column_of(table, day)), _or_none(column_of(table, *surgeon))
    )


def _numbered(table: CaseTable, pattern: str) -> dict[str, int]:
    """Columns with a number in their name, by the number as written, in its order."""
    found = {}
    for position, name in enumerate(table.names):
        match = re.fullmatch(pattern, name)
        if match:
            found[match[1]] = position
    return dict(sorted(found.items(), key=lambda item: int(item[0])))


def _or_none(column: int | None) -> int:
    return -1 if column is None else column


def _present(*columns: int | None) -> tuple[int, ...]:
    return tuple(column for column in columns if column is not None)


_DIALECTS = ((C_CODES, _c_codes), (P_CODES, _p_codes), (N041, _n041))


def _recognised(tables: Sequence[CaseTable]) -> Recognised | None:
    pages = recognise(tables)
    return None if pages is None else Recognised(pages.tables, partial(read, pages))


FORMAT = Format(
    words={
        C_CODES: FormatWords(
            _("Chinese front page, HQMS codes"),
            _("The columns A48, C03C and C14x01C are there."),
        ),
        P_CODES: FormatWords(
            _("Chinese front page, older HQMS codes"),
            _("The columns P3, P321 and P490 are there."),
        ),
        N041: FormatWords(
            _("Chinese front page, N041"),
            _("The columns BAH, JBDM and SSJCZBM1 are there."),
        ),
    },
    column_names=NAMES,
    recognise=_recognised,
    lacking=lacking,
)
