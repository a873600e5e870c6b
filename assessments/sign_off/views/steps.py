"""The steps of an assessment, with a confirmation page before those that are hard to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.editing.draft_pages import draft_for, forget_draft, keeps_draft
from assessments.gap_report.report import reading as read
from assessments.models import Assessment, Draft
from assessments.models.choices import Event
from assessments.pages.benchmarks import benchmark_in_language
from assessments.pages.request import MemberRequest, site_of
from assessments.sign_off.forms import CorrectionForm, ReopenForm
from assessments.sign_off.presenters.access import (
    asked_assessment,
    benchmark_title,
    carry_out,
    page_of,
    require,
)
from assessments.sign_off.presenters.page import missing_text
from assessments.sign_off.reading.open_answers import open_answers
from assessments.sign_off.services import steps as assessments
from assessments.sign_off.services.refusals import AssessmentRefused, NothingToJudge

Context = Callable[[Assessment], dict[str, Any]]
_ASK_AND_DO = require_http_methods(["GET", "HEAD", "POST"])


@_ASK_AND_DO
def assessment_submit(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The missing answers; POST submits the assessment."""
    assessment = asked_assessment(request, department_id, assessment_id)
    if request.method != "POST":
        return _ask(
            request, assessment, Event.SUBMITTED, "assessments/submit.html", _what_is_missing
        )

    def submit() -> Assessment:
        return assessments.submit(user=request.user, assessment=assessment, site=site_of(request))

    return carry_out(request, assessment, submit, _("The assessment is submitted."))


@require_POST
def assessment_take_back(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Turn a submitted assessment back into a draft."""
    assessment = asked_assessment(request, department_id, assessment_id)

    def take_back() -> Assessment:
        return assessments.take_back(
            user=request.user, assessment=assessment, site=site_of(request)
        )

    return carry_out(request, assessment, take_back, _("The assessment is a draft again."))


@keeps_draft
@_ASK_AND_DO
def assessment_correction(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Ask for a reason; POST returns the assessment to its department."""
    assessment = asked_assessment(request, department_id, assessment_id)
    draft = draft_for(request)
    form = CorrectionForm(request.POST if request.method == "POST" else None, draft=draft)
    if not form.is_valid():
        return _ask(
            request,
            assessment,
            Event.CORRECTION,
            "assessments/correction.html",
            _form(request, form, draft),
        )

    def return_it() -> Assessment:
        returned = assessments.request_correction(
            user=request.user,
            assessment=assessment,
            reason=form.cleaned_data["reason"],
            site=site_of(request),
        )
        forget_draft(request)
        return returned

    return carry_out(
        request, assessment, return_it, _("The assessment is returned for correction.")
    )


@require_POST
def assessment_accept(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Accept a submitted assessment."""
    assessment = asked_assessment(request, department_id, assessment_id)

    def accept() -> Assessment:
        return assessments.accept(user=request.user, assessment=assessment, site=site_of(request))

    return carry_out(request, assessment, accept, _("The assessment is accepted."))


@_ASK_AND_DO
def assessment_sign_off(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """The rung and levels that will be frozen; POST signs off."""
    assessment = asked_assessment(request, department_id, assessment_id)
    if request.method != "POST":
        return _ask(
            request, assessment, Event.SIGNED_OFF, "assessments/sign_off.html", _what_is_frozen
        )

    def sign_off() -> Assessment:
        return assessments.sign_off(user=request.user, assessment=assessment, site=site_of(request))

    return carry_out(request, assessment, sign_off, _("The assessment is signed off."))


@keeps_draft
@_ASK_AND_DO
def assessment_reopen(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> HttpResponse:
    """Ask for a reason; POST begins the next revision of a signed-off assessment."""
    assessment = asked_assessment(request, department_id, assessment_id)
    draft = draft_for(request)
    form = ReopenForm(request.POST if request.method == "POST" else None, draft=draft)
    if not form.is_valid():
        return _ask(
            request,
            assessment,
            Event.REOPENED,
            "assessments/reopen.html",
            _form(request, form, draft),
        )

    def reopen() -> Assessment:
        following = assessments.reopen(
            user=request.user,
            assessment=assessment,
            reason=form.cleaned_data["reason"],
            site=site_of(request),
        )
        forget_draft(request)
        return following

    return carry_out(request, assessment, reopen, _("A new revision is started as a draft."))


def _ask(
    request: MemberRequest,
    assessment: Assessment,
    event: Event,
    template: str,
    more: Context,
) -> HttpResponse:
    """The confirmation page of a step; redirects to the assessment if the step is not possible."""
    try:
        require(request, assessment, event)
        context = more(assessment)
    except AssessmentRefused as error:
        messages.warning(request, str(error))
        return page_of(assessment)
    context |= {
        "page": "portfolio",
        "assessment": assessment,
        "department": assessment.department,
        "benchmark_title": benchmark_title(assessment),
    }
    return render(request, template, context)


def _form(request: MemberRequest, form: forms.Form, draft: Draft | None) -> Context:
    """The page's context for a form with a reason, with the draft of what was typed."""
    return lambda _assessment: {
        "form": form,
        "draft": draft,
        "draft_path": request.get_full_path(),
    }


def _what_is_missing(assessment: Assessment) -> dict[str, Any]:
    benchmark = benchmark_in_language(*assessment.benchmark_key)
    answers = open_answers(assessment.department, assessment.year, benchmark)
    return {"missing": answers, "missing_text": missing_text(answers)}


def _what_is_frozen(assessment: Assessment) -> dict[str, Any]:
    benchmark = benchmark_in_language(*assessment.benchmark_key)
    try:
        report = read.department_report(assessment.department, assessment.year, benchmark)
    except read.NothingRecorded as error:
        raise NothingToJudge(assessment, year=assessment.year) from error
    unsettled = assessment.comments.filter(resolved_at__isnull=True).count()
    return {"report": report, "unsettled": unsettled}
