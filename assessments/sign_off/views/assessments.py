"""Pages of assessments: the list of a department, a new one, and the page of each."""

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
    site_of,
)
from assessments.permissions import SUBMIT
from assessments.sign_off.forms import CommentForm, StartForm, UnavailableForm
from assessments.sign_off.presenters.access import asked_assessment, carry_out, page_of
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
    listed = list(Assessment.objects.filter(department=department).listed())
    context = {
        "page": "portfolio",
        "department": department,
        "assessments": listed,
        "table": assessments_table(listed),
        "can_submit": request.user.may(SUBMIT, department),
    }
    return render(request, "assessments/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_new(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Choose year and benchmark, and begin a draft."""
    department = department_to_change(request, department_id, SUBMIT)
    years = sorted(recorded_years(department), reverse=True)
    initial = {
        "year": request.GET.get("year", ""),
        "benchmark": request.GET.get("benchmark") or _default_benchmark(),
    }
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, years=years, benchmarks=benchmark_choices(), initial=initial)
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
        existing = error.assessment
        return page_of(existing) if existing else redirect("assessment_list", department.pk)
    messages.success(request, _("The assessment is started as a draft."))
    return page_of(started)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: MemberRequest, department_id: UUID, assessment_id: UUID) -> HttpResponse:
    """The page of an assessment: status, missing answers, comments, and possible steps.

    POST adds a comment.
    """
    assessment = asked_assessment(request, department_id, assessment_id)
    if request.method != "POST":
        return render(request, "assessments/assessment.html", page_context(request, assessment))
    form = CommentForm(request.POST, benchmark=benchmark_in_language(*assessment.benchmark_key))
    if not form.is_valid():
        context = page_context(request, assessment, comment_form=form)
        return render(request, "assessments/assessment.html", context)

    def say() -> Assessment:
        comment = remarks.comment(
            user=request.user,
            assessment=assessment,
            text=form.cleaned_data["text"],
            site=site_of(request),
            **form.subject,
        )
        forget_draft(request)
        return comment.assessment

    return carry_out(request, assessment, say, _("Your comment is saved."))


@require_POST
def assessment_resolve(
    request: MemberRequest, department_id: UUID, assessment_id: UUID, comment_id: int
) -> HttpResponse:
    """Mark a comment as settled."""
    assessment = asked_assessment(request, department_id, assessment_id)
    comment = get_object_or_404(Comment, assessment=assessment, pk=comment_id)

    def resolve() -> Assessment:
        return remarks.resolve(user=request.user, comment=comment).assessment

    return carry_out(request, assessment, resolve, _("The comment is marked as settled."))


@require_POST
def assessment_unavailable(
    request: MemberRequest, department_id: UUID, assessment_id: UUID, measure_id: str
) -> HttpResponse:
    """Declare that the missing inputs of a measure are not available, or take that back."""
    department_to_change(request, department_id)
    assessment = asked_assessment(request, department_id, assessment_id)
    if "withdraw" in request.POST:

        def withdraw() -> Assessment:
            remarks.withdraw_unavailable(
                user=request.user, assessment=assessment, measure_id=measure_id
            )
            return assessment

        return carry_out(request, assessment, withdraw, _("The answer counts as missing again."))
    form = UnavailableForm(request.POST, measure_id=measure_id)
    if not form.is_valid():
        context = page_context(request, assessment, unavailable_form=(measure_id, form))
        return render(request, "assessments/assessment.html", context)

    def declare() -> Assessment:
        remarks.declare_unavailable(
            user=request.user,
            assessment=assessment,
            measure_id=measure_id,
            reason=form.cleaned_data["reason"],
        )
        return assessment

    return carry_out(request, assessment, declare, _("The answer is noted as not available."))
