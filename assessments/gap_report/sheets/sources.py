"""The references that thresholds cite."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.gap_report.report.contents import GapReport
from assessments.pages.spreadsheets.sheet import Column, Number, Sheet


def sources_sheet(report: GapReport) -> Sheet:
    """Numbered as on the sheet of measures; addresses as text, so that no link leads anywhere."""
    return Sheet(
        title=_("Sources"),
        columns=(
            Column(_("Number"), 9),
            Column(_("Title"), 60),
            Column(_("Publisher"), 36),
            Column(_("Date"), 14),
            Column(_("Address"), 60),
            Column(_("Id"), 24),
        ),
        rows=tuple(
            (Number(s.number), s.title, s.publisher, s.date, s.url, s.id) for s in report.sources
        ),
        empty=_("No source is cited."),
    )
