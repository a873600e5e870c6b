"""The official list beside our table, as a workbook and as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.import_records.explanations import CONFIDENCES
from assessments.imports.codes.reading.official_words import COUNTED_AS, KIND_TEXTS, remark_on
from assessments.models import OfficialList
from assessments.pages.spreadsheets.separated import BYTE_ORDER_MARK, csv_lines
from assessments.pages.spreadsheets.sheet import Sheet, SheetColumn
from assessments.pages.spreadsheets.workbook import Cover, workbook_bytes
from benchmarks.casemix.official_codes import CodeComparison


def comparison_xlsx(official: OfficialList, compared: Sequence[CodeComparison]) -> bytes:
    """The rows as a workbook in the active language; titles as they were published."""
    title = _("%(list)s beside our table") % {"list": official}
    cover = Cover(
        title=title,
        subject=title,
        author="",
        description=source_of(official),
        keywords=str(official),
        language=get_language() or "en",
        made_at=official.loaded_at,
        page_head=(title,),
        page_foot=(_("Source: %(publisher)s") % {"publisher": "BfArM"},),
    )
    return workbook_bytes([_sheet(compared)], cover)


def comparison_csv(compared: Sequence[CodeComparison]) -> str:
    """The same rows as CSV, marked as UTF-8."""
    sheet = _sheet(compared)
    head = [column.header for column in sheet.columns]
    return f"{BYTE_ORDER_MARK}{csv_lines([head, *sheet.rows])}"


def source_of(official: OfficialList) -> str:
    """Whose the titles are, as the terms of the publisher ask for."""
    return _(
        "Titles: %(list)s, Federal Institute for Drugs and Medical Devices (BfArM), unchanged. Our "
        "English labels are unofficial."
    ) % {"list": official}


def _sheet(compared: Sequence[CodeComparison]) -> Sheet:
    columns = (
        SheetColumn(_("Result"), 24),
        SheetColumn(_("Code"), 12),
        SheetColumn(_("Our label"), 44),
        SheetColumn(_("Official title"), 60),
        SheetColumn(_("Counted as"), 24),
        SheetColumn(_("How sure"), 12),
        SheetColumn(_("Remark"), 40),
    )
    rows = tuple(
        (
            str(KIND_TEXTS[one.kind]),
            one.code,
            one.label,
            one.title,
            str(COUNTED_AS[one.counted_as]),
            str(CONFIDENCES[one.confidence]),
            remark_on(one),
        )
        for one in compared
    )
    return Sheet(_("Comparison"), columns, rows, empty=_("No row fits."), fixed_columns=2)
