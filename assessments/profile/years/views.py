"""Years of a department: start a new one from an earlier one, and compare two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.gap_report.report.recorded_years import recorded_years
from assessments.models import Department
from assessments.models.choices import FIRST_YEAR, LAST_YEAR
from assessments.pages.names import names_for
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    benchmark_or_404,
    department_or_404,
    department_to_change,
    whole_number,
)
from assessments.profile.years.forms import StartYearForm
from assessments.profile.years.presenters import part_tables
from assessments.profile.years.reading.changes import TwoYears
from assessments.profile.years.reading.comparison import compare_years
from assessments.profile.years.reading.start import answer_groups, years_with_answers
from assessments.profile.years.services import starting as years
from assessments.profile.years.services.refusals import YearRefused


@require_http_methods(["GET", "HEAD", "POST"])
def year_new(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Choose the new year, the year to copy from, and which answers."""
    department = department_to_change(request, department_id)
    this_year = timezone.localdate().year
    sources = [year for year in years_with_answers(department) if year < this_year]
    context = {"page": "portfolio", "department": department, "sources": sources}
    if not sources:
        return render(request, "years/new.html", context)
    source = _asked_source(request, sources)
    groups = answer_groups(department, source, benchmark_or_404(request))
    form = StartYearForm(request.POST or None, answer_groups=groups, year=source + 1)
    if form.is_valid() and _started(request, department, form, source, this_year):
        return redirect(_home(department, form.cleaned_data["year"]))
    return render(request, "years/new.html", context | {"source": source, "form": form})


def _asked_source(request: MemberRequest, sources: list[int]) -> int:
    """The year of `?from=`, else the latest one; 404 for a year without answers."""
    by_text = {str(year): year for year in sources}
    asked = request.GET.get("from") or str(sources[-1])
    if asked not in by_text:
        raise Http404("no answers in this year")
    return by_text[asked]


def _started(
    request: MemberRequest,
    department: Department,
    form: StartYearForm,
    source: int,
    this_year: int,
) -> bool:
    """Start the year; whether it was started. A refusal is added to the form as an error."""
    year = form.cleaned_data["year"]
    try:
        started = years.start_year(
            user=request.user,
            department=department,
            year=year,
            source=source,
            inputs=form.inputs,
            this_year=this_year,
        )
    except YearRefused as error:
        form.add_error("year", str(error))
        return False
    facts = {"count": started.copied, "kept": started.kept, "year": year, "source": source}
    if not started.copied:
        text = _("Nothing was copied: %(year)s has all these answers already.") % facts
        messages.info(request, text)
        return True
    copied = ngettext(
        "%(count)s answer copied from %(source)s; check it.",
        "%(count)s answers copied from %(source)s; check them.",
        started.copied,
    )
    messages.success(request, copied % facts)
    if started.kept:
        kept = ngettext(
            "%(kept)s answer of %(year)s was there already and stays as it is.",
            "%(kept)s answers of %(year)s were there already and stay as they are.",
            started.kept,
        )
        messages.info(request, kept % facts)
    return True


@require_POST
def year_undo(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """Remove the answers that were copied into a year and not changed since."""
    department = department_to_change(request, department_id)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("no such year")
    try:
        removed = years.undo_start(
            user=request.user,
            department=department,
            year=year,
            source=whole_number(request.POST.get("source", "")) or 0,
        )
    except YearRefused as error:
        messages.warning(request, str(error))
    else:
        text = ngettext(
            "%(count)s copied answer was removed; what was changed since stays.",
            "%(count)s copied answers were removed; what was changed since stays.",
            removed,
        )
        messages.success(request, text % {"count": removed})
    return redirect(_home(department, year))


@require_safe
def year_compare(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """What changed between two recorded years, by default the last two."""
    department = department_or_404(request, department_id)
    benchmark = benchmark_or_404(request)
    recorded = recorded_years(department)
    context = {"page": "portfolio", "department": department, "benchmark": benchmark}
    if len(recorded) < 2:
        return render(request, "years/compare.html", context)
    years = _asked_years(request, recorded)
    by_name = names_for(request, department).shown
    comparison = compare_years(department, years, benchmark, by_name=by_name)
    context |= {
        "recorded": recorded,
        "years": years,
        "comparison": comparison,
        "parts": part_tables(comparison),
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
    }
    return render(request, "years/compare.html", context)


def _asked_years(request: MemberRequest, recorded: tuple[int, ...]) -> TwoYears:
    """The years of `?from=` and `?to=` in their order; 404 for a year without records.

    Without `?to=` the last year. Without `?from=`, or where both are the same, the recorded year
    before, or another one if there is none before.
    """
    by_text = {str(year): year for year in recorded}
    to, since = request.GET.get("to") or str(recorded[-1]), request.GET.get("from")
    if to not in by_text or since not in {None, "", *by_text}:
        raise Http404("nothing is recorded for this year")
    later = by_text[to]
    earlier = by_text.get(since or to, later)
    if earlier == later:
        others = [year for year in recorded if year != later]
        earlier = max((year for year in others if year < later), default=others[0])
    return TwoYears(*sorted((earlier, later)))


def _home(department: Department, year: int) -> str:
    return f"{reverse('department', args=[department.pk])}?year={year}"
