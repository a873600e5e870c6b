"""The references that thresholds cite."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.gap_report.report.contents import GapReport
from assessments.pages.spreadsheets.sheet import Number, Sheet, SheetColumn


def sources_sheet(report: GapReport) -> Sheet:
    """The references, numbered as on the sheet of measures; addresses as text, not as links."""
    return Sheet(
        title=_("Sources"),
        columns=(
            SheetColumn(_("Number"), 9),
            SheetColumn(_("Title"), 60),
            SheetColumn(_("Publisher"), 36),
            SheetColumn(_("Date"), 14),
            SheetColumn(_("Address"), 60),
            SheetColumn(_("Id"), 24),
        ),
        rows=tuple(
            (Number(s.number), s.title, s.publisher, s.date, s.url, s.id) for s in report.sources
        ),
        empty=_("No source is cited."),
    )
