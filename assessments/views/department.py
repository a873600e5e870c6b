"""Department: the profile it keeps, read only."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Department
from assessments.reports.profile import profile
from assessments.views.profile_sections import profile_sections
from assessments.views.request import MemberRequest, asked_benchmark, asked_department


@require_safe
def department(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Everything recorded about one department, the sentence about it first."""
    found = asked_department(request, department_id)
    benchmark = asked_benchmark(request)
    records = profile(found, benchmark)
    context = {
        "page": "portfolio",
        "department": found,
        "benchmark": benchmark,
        "profile": records,
        "sections": profile_sections(records),
        "can_record": Department.objects.writable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "department/department.html", context)
