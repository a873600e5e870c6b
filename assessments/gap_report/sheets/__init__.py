"""The report for spreadsheets: `xlsx(report)` for a workbook, `csv_text(report)` for CSV."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.sheets.gaps import gaps_sheet, missing_answers_sheet
from assessments.gap_report.sheets.measures import measures_sheet
from assessments.gap_report.sheets.records import (
    codes_sheets,
    outcomes_sheet,
    surgeons_sheet,
    volumes_sheet,
)
from assessments.gap_report.sheets.sources import sources_sheet
from assessments.gap_report.sheets.summary import orientation, summary_sheet
from assessments.pages.spreadsheets.separated import BYTE_ORDER_MARK, csv_lines
from assessments.pages.spreadsheets.sheet import Sheet
from assessments.pages.spreadsheets.workbook import Cover, workbook_bytes

__all__ = ["csv_text", "xlsx"]


def xlsx(report: GapReport, *, made_at: datetime | None = None) -> bytes:
    """The whole report as a workbook in its own language; surgeons by their codes.

    It contains no formulas, macros or links. `made_at` (with a time zone) is the date in the file's
    properties, by default the day the benchmark was reviewed.
    """
    reviewed = report.benchmark.reviewed_on
    stamp = made_at or datetime(reviewed.year, reviewed.month, reviewed.day, tzinfo=UTC)
    with override(report.language):
        return workbook_bytes(_sheets(report), _cover(report, stamp))


def csv_text(report: GapReport) -> str:
    """The workbook's sheet of measures as CSV, in the report's language, with a byte order mark."""
    with override(report.language):
        sheet = measures_sheet(report)
        head = [column.header for column in sheet.columns]
        return f"{BYTE_ORDER_MARK}{csv_lines([head, *sheet.rows])}"


def _sheets(report: GapReport) -> list[Sheet]:
    return [
        summary_sheet(report),
        measures_sheet(report),
        gaps_sheet(report),
        missing_answers_sheet(report),
        surgeons_sheet(report),
        volumes_sheet(report),
        outcomes_sheet(report),
        *codes_sheets(report),
        sources_sheet(report),
    ]


def _cover(report: GapReport, stamp: datetime) -> Cover:
    subject, benchmark = report.subject, report.benchmark
    parts = (subject.hospital, subject.department, str(report.year))
    key = f"{benchmark.id} {benchmark.version}"
    return Cover(
        title=f"{_('Gap report')}: {' – '.join(parts)}",
        subject=report.headline,
        author=benchmark.issuer,
        description=f"{orientation()}. {benchmark.disclaimer}",
        keywords=f"{key}, {report.year}",
        language=report.language,
        made_at=stamp,
        page_head=parts,
        page_foot=(orientation(), key),
    )
