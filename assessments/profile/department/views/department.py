"""The page of a department: what is still to do for a year, and its profile."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.gap_report.presenters.number_links import year_origins
from assessments.gap_report.report.volume_origins import volume_origins
from assessments.models import Department
from assessments.models.choices import FIRST_YEAR
from assessments.models.versioned import RESTORABLE_FOR
from assessments.pages.names import names_for
from assessments.pages.record_lists import Reader
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    benchmark_or_404,
    department_or_404,
    whole_number,
)
from assessments.permissions import RECORD
from assessments.profile.completeness.reading.answered_year import AnsweredYear, answered_year
from assessments.profile.department.presenters.sections import profile_sections
from assessments.profile.department.presenters.task_table import helpful_rows, task_table
from assessments.profile.department.reading.task_list import task_list
from assessments.profile.records.reading import profile
from assessments.profile.volumes.presenters.links import linked_volumes
from assessments.profile.years.reading.copied import CopiedAnswers, copied_answers


@require_safe
def department(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """The tasks of a year and the sentence about them, then everything recorded."""
    found = department_or_404(request, department_id)
    benchmark = benchmark_or_404(request)
    this_year = timezone.localdate().year
    asked = _asked_year(request.GET.get("year", ""), this_year)
    # A department without records begins with last year, which is over and can be counted.
    answered = answered_year(found, benchmark, asked=asked, otherwise=this_year - 1)
    records = profile(found, benchmark, answered.years)
    origins = volume_origins(found, records.volumes.imports)
    tasks = task_list(answered, records)
    can_record = request.user.may(RECORD, found)
    names = names_for(request, found)
    reader = Reader(found, this_year, names.shown, can_edit=can_record)
    context = {
        "page": "portfolio",
        "department": found,
        "benchmark": benchmark,
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
        "years": _years(answered, this_year if can_record else None),
        "copied": _copied(answered, found),
        "profile": records,
        "volumes": linked_volumes(records.volumes, origins),
        "origins": year_origins(origins, records.volumes.years),
        "tasks": tasks,
        "task_table": task_table(found, benchmark, tasks, can_record=can_record),
        "helpful": helpful_rows(found, benchmark, tasks),
        "names": names,
        "sections": profile_sections(records, reader),
        "can_record": can_record,
    }
    return render(request, "department/department.html", context)


def _years(answered: AnsweredYear, this_year: int | None) -> list[int]:
    """The years to choose from; with `this_year`, also that year and the one before."""
    recent = [this_year - 1, this_year] if this_year else []
    return sorted({*answered.years, answered.year, *recent})


def _copied(answered: AnsweredYear, department: Department) -> list[CopiedAnswers]:
    """The answers copied into the year in the last 30 days and not changed since."""
    since = timezone.now() - RESTORABLE_FOR
    return [copied for copied in copied_answers(department, answered.year) if copied.since >= since]


def _asked_year(text: str, this_year: int) -> int | None:
    """The year of `?year=`; None where none is named, 404 for one that cannot be recorded."""
    if not text:
        return None
    year = whole_number(text)
    if year is None or not FIRST_YEAR <= year <= this_year:
        raise Http404("no such year")
    return year
