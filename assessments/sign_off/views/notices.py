"""Pages of the user's notices about steps of assessments."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Notice
from assessments.pages.request import MemberRequest
from assessments.sign_off.services.notices import mark_read

PAGE_SIZE = 50


@require_safe
def notice_list(request: MemberRequest) -> HttpResponse:
    """The user's notices, the latest first."""
    mine = Notice.objects.visible_to(request.user)
    shown = mine.select_related("by", "assessment__department").defer("assessment__report")
    context = {
        "page": "notices",
        "rows": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
    }
    return render(request, "notices/list.html", context)


@require_POST
def notice_read(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read, and redirect to its assessment."""
    mine = Notice.objects.visible_to(request.user).select_related("assessment")
    notice = get_object_or_404(mine.defer("assessment__report"), pk=notice_id)
    mark_read(user=request.user, notice=notice)
    return redirect("assessment", notice.assessment.department_id, notice.assessment_id)


@require_POST
def notice_read_all(request: MemberRequest) -> HttpResponse:
    """Mark all notices of the user as read."""
    mark_read(user=request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notice_list")
