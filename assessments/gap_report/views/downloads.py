"""Downloads of the gap report: PDF summary, full PDF, XLSX, CSV, JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from assessments.gap_report.print import pdf
from assessments.gap_report.report import reading as read
from assessments.gap_report.report.as_json import json_text
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from assessments.gap_report.sheets import csv_text, xlsx
from assessments.gap_report.views.dashboard import asked_report
from assessments.pages.request import MemberRequest, benchmark_or_404, department_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def gap_summary_pdf(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The PDF summary: two to three pages for the planning meeting."""
    return _pdf(_report(request, department_id, year), "summary")


@require_safe
def gap_full_pdf(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The full PDF: every measure with its evidence; surgeons by their codes."""
    return _pdf(_report(request, department_id, year), "full")


@require_safe
def gap_json(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The report as JSON; surgeons by their codes."""
    report = _report(request, department_id, year)
    response = HttpResponse(json_text(report), content_type="application/json")
    return named(response, report, "gap-report", "json")


@require_safe
def gap_xlsx(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The report as an XLSX workbook; surgeons by their codes."""
    return xlsx_file(_report(request, department_id, year), made_at=timezone.now())


@require_safe
def gap_csv(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The measures of the report as a CSV file."""
    return csv_file(_report(request, department_id, year))


def _report(request: MemberRequest, department_id: UUID, year: int) -> GapReport:
    department = department_or_404(request, department_id)
    try:
        return report_for_download(
            asked_report(request, department, year, benchmark_or_404(request))
        )
    except read.NothingRecorded as error:
        raise Http404("nothing is recorded for this year") from error


def report_for_download(report: GapReport) -> GapReport:
    """The report for download: without small counts if the site's settings hide them."""
    return with_small_counts_hidden(report) if settings.HIDE_SMALL_COUNTS else report


def _pdf(report: GapReport, kind: Literal["summary", "full"]) -> HttpResponse:
    document = pdf(report, kind, made_at=timezone.now().replace(microsecond=0))
    response = HttpResponse(document, content_type="application/pdf")
    return named(response, report, f"gap-{kind}", "pdf")


def xlsx_file(report: GapReport, *, made_at: datetime) -> HttpResponse:
    """A download response with the report as an XLSX workbook."""
    response = HttpResponse(xlsx(report, made_at=made_at), content_type=XLSX)
    return named(response, report, "gap-report", "xlsx")


def csv_file(report: GapReport) -> HttpResponse:
    """A download response with the measures of the report as CSV."""
    response = HttpResponse(csv_text(report), content_type="text/csv; charset=utf-8")
    return named(response, report, "gap-report", "csv")


def named(response: HttpResponse, report: GapReport, kind: str, ending: str) -> HttpResponse:
    """Make the response a download, named after department, year and benchmark."""
    name = slugify(f"{report.subject.hospital} {report.subject.department}", allow_unicode=True)
    benchmark = f"{report.benchmark.id}-{report.benchmark.version}"
    file_name = f"{kind}-{name[:80]}-{report.year}-{benchmark}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    return response
