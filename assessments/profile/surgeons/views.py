"""The page of one surgeon: cases, learning curve, training, and what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.editing.draft_pages import keeps_draft
from assessments.gap_report.charts import standing_charts
from assessments.gap_report.surgeon_standing.standing import surgeon_standing
from assessments.gap_report.views.dashboard import drawn_by_kind
from assessments.pages.names import names_for
from assessments.pages.record_lists import Reader
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    benchmark_or_404,
    department_or_404,
    department_to_change,
)
from assessments.permissions import RECORD
from assessments.profile.records.forms.surgeons import LeavingForm
from assessments.profile.records.views import edit_page, from_surgeon
from assessments.profile.surgeons.presenters import certificates_section, has_left, training_section


@require_safe
def surgeon(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """What the surgeon has done, and what the benchmark still asks for."""
    department = department_or_404(request, department_id)
    found = get_object_or_404(department.surgeons, pk=pk)
    benchmark, names = benchmark_or_404(request), names_for(request, department)
    this_year = timezone.localdate().year
    standing = surgeon_standing(found, benchmark, by_name=names.shown, this_year=this_year)
    can_record = request.user.may(RECORD, department)
    reader = Reader(department, this_year, names.shown, can_record, of_surgeon=found.pk)
    context: dict[str, Any] = {
        "page": "portfolio",
        "department": department,
        "surgeon": found,
        "standing": standing,
        "has_left": has_left(found, this_year),
        "has_later_operations": found.leave_year is not None
        and found.volumes.filter(year__gt=found.leave_year).exists(),
        "benchmark": benchmark,
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
        "names": names,
        "can_record": can_record,
        "charts": drawn_by_kind(standing_charts(standing)),
        "training": training_section(found.trainings.select_related("surgeon"), reader),
        "certificates": certificates_section(found.certificates.select_related("surgeon"), reader),
    }
    return render(request, "surgeons/surgeon.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def surgeon_leaving(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """Set or clear the last year of a surgeon in the department."""
    department = department_to_change(request, department_id)
    found = get_object_or_404(department.surgeons, pk=pk)
    origin = from_surgeon(found, names_for(request, department).shown)
    context = {
        **origin._asdict(),
        "heading": _("When does %(surgeon)s leave?") % {"surgeon": origin.parent},
        "current": _("Last year in the department"),
        "lede": _(
            "Enter the last year in the department. The cases stay on record and go on counting "
            "for the years until then."
        ),
    }
    return edit_page(request, LeavingForm, found, context, department=department)
