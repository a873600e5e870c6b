"""Assessments of a department: the list, a new one, and the page of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.editing.draft_pages import forget_draft, keeps_draft
from assessments.gap_report.report.recorded_years import recorded_years
from assessments.models import Assessment, Comment, Department
from assessments.pages.benchmarks import benchmark_in_language
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    department_or_404,
    department_to_change,
)
from assessments.permissions import SUBMIT
from assessments.sign_off.forms import CommentForm, StartForm, UnavailableForm
from assessments.sign_off.presenters.access import asked_assessment, carry_out, page_of, site_of
from assessments.sign_off.presenters.page import page_context
from assessments.sign_off.presenters.tables import assessments_table
from assessments.sign_off.services import remarks
from assessments.sign_off.services import steps as assessments
from assessments.sign_off.services.refusals import AssessmentRefused
from benchmarks import library


@require_safe
def assessment_list(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Every assessment of a department with its revisions, the latest year first."""
    department = department_or_404(request, department_id)
    found = list(Assessment.objects.filter(department=department).listed())
    context = {
        "page": "portfolio",
        "department": department,
        "assessments": found,
        "table": assessments_table(found),
        "can_submit": request.user.may(SUBMIT, department),
    }
    return render(request, "assessments/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_new(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Choose year and benchmark, and begin a draft."""
    department = department_to_change(request, department_id, SUBMIT)
    years = sorted(recorded_years(department), reverse=True)
    asked = {
        "year": request.GET.get("year", ""),
        "benchmark": request.GET.get("benchmark") or _default_benchmark(),
    }
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, years=years, benchmarks=benchmark_choices(), initial=asked)
    if form.is_valid():
        return _start(request, department, form)
    context = {"page": "portfolio", "department": department, "form": form, "years": years}
    return render(request, "assessments/new.html", context)


def _default_benchmark() -> str:
    return "@".join(library.latest(library.DEFAULT_ID))


def _start(request: MemberRequest, department: Department, form: StartForm) -> HttpResponse:
    benchmark_id, _at, version = form.cleaned_data["benchmark"].partition("@")
    try:
        started = assessments.start(
            user=request.user,
            department=department,
            year=form.cleaned_data["year"],
            benchmark=benchmark_in_language(benchmark_id, version),
            site=site_of(request),
        )
    except AssessmentRefused as error:
        messages.warning(request, str(error))
        found = error.assessment
        return page_of(found) if found else redirect("assessment_list", department.pk)
    messages.success(request, _("The assessment is started as a draft."))
    return page_of(started)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: MemberRequest, department_id: UUID, assessment_id: UUID) -> HttpResponse:
    """How far it is, what is missing, what was said, and the steps open to the reader.

    What is sent here is a comment.
    """
    found = asked_assessment(request, department_id, assessment_id)
    if request.method != "POST":
        return render(request, "assessments/assessment.html", page_context(request, found))
    form = CommentForm(request.POST, benchmark=benchmark_in_language(*found.benchmark_key))
    if not form.is_valid():
        context = page_context(request, found, comment_form=form)
        return render(request, "assessments/assessment.html", context)

    def say() -> Assessment:
        said = remarks.comment(
            user=request.user,
            assessment=found,
            text=form.cleaned_data["text"],
            site=site_of(request),
            **form.subject,
        )
        forget_draft(request)
        return said.assessment

    return carry_out(request, found, say, _("Your comment is saved."))


@require_POST
def assessment_resolve(
    request: MemberRequest, department_id: UUID, assessment_id: UUID, comment_id: int
) -> HttpResponse:
    """Say that a comment is settled."""
    found = asked_assessment(request, department_id, assessment_id)
    comment = get_object_or_404(Comment, assessment=found, pk=comment_id)

    def resolve() -> Assessment:
        return remarks.resolve(user=request.user, comment=comment).assessment

    return carry_out(request, found, resolve, _("The comment is marked as settled."))


@require_POST
def assessment_unavailable(
    request: MemberRequest, department_id: UUID, assessment_id: UUID, measure_id: str
) -> HttpResponse:
    """Say why what a measure waits for is not available, or take that back."""
    department_to_change(request, department_id)
    found = asked_assessment(request, department_id, assessment_id)
    if "withdraw" in request.POST:

        def withdraw() -> Assessment:
            remarks.withdraw_unavailable(user=request.user, assessment=found, measure_id=measure_id)
            return found

        return carry_out(request, found, withdraw, _("The answer counts as missing again."))
    form = UnavailableForm(request.POST, measure_id=measure_id)
    if not form.is_valid():
        context = page_context(request, found, unavailable_form=(measure_id, form))
        return render(request, "assessments/assessment.html", context)

    def declare() -> Assessment:
        remarks.declare_unavailable(
            user=request.user,
            assessment=found,
            measure_id=measure_id,
            reason=form.cleaned_data["reason"],
        )
        return found

    return carry_out(request, found, declare, _("The answer is noted as not available."))
