"""The assessment of a request, checks before its steps, and redirects after them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from assessments.models import Assessment
from assessments.models.choices import AssessmentStatus, Event
from assessments.models.transitions import TRANSITIONS
from assessments.pages.benchmarks import benchmark_in_language
from assessments.pages.request import MemberRequest
from assessments.sign_off.services.refusals import AssessmentRefused, OwnSubmission
from assessments.sign_off.services.steps import is_blocked_own_submission, refuse
from benchmarks import library
from benchmarks.library.definition import Benchmark


def asked_assessment(
    request: MemberRequest, department_id: UUID, assessment_id: UUID
) -> Assessment:
    """The assessment without its report, if the user may see it; otherwise 404."""
    visible = Assessment.objects.visible_to(request.user).listed()
    return get_object_or_404(visible, pk=assessment_id, department_id=department_id)


def require(request: MemberRequest, assessment: Assessment, event: Event) -> None:
    """Check that the user can take this step now, before its confirmation page is shown.

    Raises PermissionDenied if the user's role does not allow it, and AssessmentRefused if the
    assessment's status does not. The step itself checks again, under its lock.
    """
    step = TRANSITIONS[event]
    if step.action not in request.user.actions_in(assessment.department):
        raise PermissionDenied
    before = (AssessmentStatus.SIGNED_OFF,) if event == Event.REOPENED else step.before
    if assessment.status not in before:
        raise refuse(assessment)
    if event == Event.SIGNED_OFF and is_blocked_own_submission(request.user, assessment):
        raise OwnSubmission(assessment)


def page_of(assessment: Assessment) -> HttpResponse:
    """A redirect to the assessment's page."""
    return redirect("assessment", assessment.department_id, assessment.pk)


def carry_out(
    request: MemberRequest, assessment: Assessment, change: Callable[[], Assessment], done: str
) -> HttpResponse:
    """Make the change; redirect to the assessment's page with `done` or the reason of a refusal."""
    try:
        changed = change()
    except AssessmentRefused as error:
        messages.warning(request, str(error))
        return page_of(assessment)
    messages.success(request, done)
    return page_of(changed)


def benchmark_of(assessment: Assessment) -> Benchmark | None:
    """The benchmark in the reader's language; None if its definition no longer exists."""
    try:
        return benchmark_in_language(*assessment.benchmark_key)
    except library.UnknownBenchmark:
        return None


def benchmark_title(assessment: Assessment) -> str:
    """Title and version of the benchmark; its id and version if its definition no longer exists."""
    benchmark = benchmark_of(assessment)
    title = benchmark.title if benchmark else assessment.benchmark_id
    return f"{title} {assessment.benchmark_version}"
