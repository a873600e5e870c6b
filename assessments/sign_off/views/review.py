"""The review queue: assessments that wait for a consultant."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.models import Assessment, Department
from assessments.models.choices import AssessmentStatus
from assessments.pages.request import MemberRequest
from assessments.permissions import REVIEW
from assessments.sign_off.presenters.tables import queue_table

WAITING = (AssessmentStatus.SUBMITTED, AssessmentStatus.REVIEWED)


@require_safe
def review_queue(request: MemberRequest) -> HttpResponse:
    """Assessments that wait for review or sign-off in the user's departments, the oldest first."""
    departments = Department.objects.allowing(REVIEW, request.user)
    if not departments.exists():
        raise PermissionDenied(_("Only consultants review assessments."))
    waiting = list(
        Assessment.objects.filter(department__in=departments, status__in=WAITING)
        .listed()
        .order_by("submitted_at", "pk")
    )
    context = {"page": "review", "assessments": waiting, "table": queue_table(waiting)}
    return render(request, "review/queue.html", context)
