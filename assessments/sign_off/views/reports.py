"""The frozen report of a signed-off assessment, on the page and to take away."""

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
from assessments.gap_report.views.downloads import csv_file, given_away, named, xlsx_file
from assessments.models import Assessment
from assessments.pages.request import MemberRequest
from assessments.sign_off.reading.frozen_reports import copy_in, read_report


@require_safe
def assessment_report(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The gap report as it was signed off, with the layout of the gap dashboard."""
    found = _signed_off(request, department_id, assessment_id)
    report = read_report(_text(found))
    context = {
        "page": "portfolio",
        "assessment": found,
        "department": found.department,
        "year": found.year,
        "benchmark": report.benchmark,
    }
    return render(request, "assessments/report.html", context | report_context(report))


@require_safe
def assessment_summary_pdf(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Two to three pages, as signed off."""
    return _pdf(_signed_off(request, department_id, assessment_id), "summary")


@require_safe
def assessment_full_pdf(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Every measure with its evidence, as signed off."""
    return _pdf(_signed_off(request, department_id, assessment_id), "full")


@require_safe
def assessment_json(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The frozen text itself, the same bytes every time; without small counts if so set."""
    text = _text(_signed_off(request, department_id, assessment_id))
    kept = read_report(text)
    given = given_away(kept)
    content = text if given == kept else json_text(given)
    response = HttpResponse(content, content_type="application/json")
    return named(response, given, "gap-report", "json")


@require_safe
def assessment_xlsx(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The frozen report for spreadsheets."""
    found = _signed_off(request, department_id, assessment_id)
    return xlsx_file(_given(found), made_at=_made_at(found))


@require_safe
def assessment_csv(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Every measure of the frozen report as one table."""
    return csv_file(_given(_signed_off(request, department_id, assessment_id)))


def _signed_off(request: MemberRequest, department_id: UUID, assessment_id: UUID) -> Assessment:
    """The assessment with its report; 404 where it is invisible or not signed off."""
    visible = Assessment.objects.visible_to(request.user).select_related(
        "department__hospital", "signed_off_by"
    )
    found = get_object_or_404(visible, pk=assessment_id, department_id=department_id)
    if not found.is_signed_off:
        raise Http404("not signed off")
    return found


def _text(assessment: Assessment) -> str:
    assert assessment.report is not None  # by the database's own check
    return copy_in(assessment.report, get_language() or "")


def _given(assessment: Assessment) -> GapReport:
    return given_away(read_report(_text(assessment)))


def _made_at(assessment: Assessment) -> datetime:
    assert assessment.signed_off_at is not None  # by the database's own check
    return assessment.signed_off_at.replace(microsecond=0)


def _pdf(assessment: Assessment, kind: Literal["summary", "full"]) -> HttpResponse:
    report = _given(assessment)
    document = pdf(report, kind, made_at=_made_at(assessment))
    response = HttpResponse(document, content_type="application/pdf")
    return named(response, report, f"gap-{kind}", "pdf")
