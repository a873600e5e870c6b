"""The frozen report of a signed-off assessment: page and downloads."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.gap_report.print import pdf
from assessments.gap_report.report.as_json import json_text
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.views.dashboard import report_context
from assessments.gap_report.views.downloads import csv_file, named, report_for_download, xlsx_file
from assessments.models import Assessment
from assessments.pages.request import MemberRequest
from assessments.sign_off.reading.frozen_reports import read_report, text_in_language


@require_safe
def assessment_report(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The gap report as it was signed off, with the layout of the gap dashboard."""
    assessment = _signed_off(request, department_id, assessment_id)
    report = read_report(_text(assessment))
    context = {
        "page": "portfolio",
        "assessment": assessment,
        "department": assessment.department,
        "year": assessment.year,
        "benchmark": report.benchmark,
    }
    return render(request, "assessments/report.html", context | report_context(report))


@require_safe
def assessment_summary_pdf(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The PDF summary as signed off."""
    return _pdf(_signed_off(request, department_id, assessment_id), "summary")


@require_safe
def assessment_full_pdf(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The full PDF as signed off."""
    return _pdf(_signed_off(request, department_id, assessment_id), "full")


@require_safe
def assessment_json(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The frozen JSON text, byte for byte; without small counts if the settings hide them."""
    text = _text(_signed_off(request, department_id, assessment_id))
    frozen = read_report(text)
    report = report_for_download(frozen)
    content = text if report == frozen else json_text(report)
    response = HttpResponse(content, content_type="application/json")
    return named(response, report, "gap-report", "json")


@require_safe
def assessment_xlsx(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The frozen report as an XLSX workbook."""
    assessment = _signed_off(request, department_id, assessment_id)
    return xlsx_file(_given(assessment), made_at=_made_at(assessment))


@require_safe
def assessment_csv(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The measures of the frozen report as a CSV file."""
    return csv_file(_given(_signed_off(request, department_id, assessment_id)))


def _signed_off(request: MemberRequest, department_id: UUID, assessment_id: UUID) -> Assessment:
    """The assessment with its report; 404 if the user may not see it or it is not signed off."""
    visible = Assessment.objects.visible_to(request.user).select_related(
        "department__hospital", "signed_off_by"
    )
    assessment = get_object_or_404(visible, pk=assessment_id, department_id=department_id)
    if not assessment.is_signed_off:
        raise Http404("not signed off")
    return assessment


def _text(assessment: Assessment) -> str:
    assert assessment.report is not None  # guaranteed by a check constraint
    return text_in_language(assessment.report, get_language() or "")


def _given(assessment: Assessment) -> GapReport:
    return report_for_download(read_report(_text(assessment)))


def _made_at(assessment: Assessment) -> datetime:
    assert assessment.signed_off_at is not None  # guaranteed by a check constraint
    return assessment.signed_off_at.replace(microsecond=0)


def _pdf(assessment: Assessment, kind: Literal["summary", "full"]) -> HttpResponse:
    report = _given(assessment)
    document = pdf(report, kind, made_at=_made_at(assessment))
    response = HttpResponse(document, content_type="application/pdf")
    return named(response, report, f"gap-{kind}", "pdf")
