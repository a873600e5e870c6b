"""Structure and process: the questions of a benchmark, answered for one year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import wording
from assessments.editing.draft_pages import draft_for, forget_draft, keeps_draft
from assessments.editing.record_refusals import RecordRefused
from assessments.gap_report.report.recorded_years import recorded_years
from assessments.models import Department
from assessments.models.choices import FIRST_YEAR
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    benchmark_or_404,
    department_to_change,
)
from assessments.profile.answers.forms.questions import AnswersForm
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from assessments.profile.answers.reading.stated_answers import StatedAnswers, stated_in
from assessments.profile.answers.services.refusals import AnswersConflict, Author
from assessments.profile.answers.services.saving import SavedAnswers, save_answers
from assessments.profile.completeness.reading.completeness import Completeness, completeness


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def structure(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """Answer the questions that no record answers; one form for the department and year."""
    department = department_to_change(request, department_id)
    benchmark = benchmark_or_404(request)
    this_year = timezone.localdate().year
    if not FIRST_YEAR <= year <= this_year:
        raise Http404("no such year, or not yet")
    inputs = reported_inputs(benchmark)
    stated = stated_in(department, year, inputs)
    draft = draft_for(request)
    posted = request.POST if request.method == "POST" else None
    form = AnswersForm(posted, benchmark=benchmark, said=stated, draft=draft)
    if form.is_valid() and _save(request, department, year, form):
        forget_draft(request)
        return redirect(request.get_full_path())
    context: dict[str, Any] = {
        "page": "portfolio",
        "department": department,
        "year": year,
        "years": sorted({*recorded_years(department), year, this_year - 1, this_year}),
        "benchmark": benchmark,
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
        "lede": _lede(_completeness_of(form, stated.now), year),
        "form": form,
        "draft": draft,
        "draft_path": request.get_full_path(),
    }
    return render(request, "structure/structure.html", context)


def _save(request: MemberRequest, department: Department, year: int, form: AnswersForm) -> bool:
    """Whether the answers were saved; if not, the form says why."""
    try:
        saved = save_answers(
            user=request.user,
            department=department,
            year=year,
            today=timezone.localdate(),
            benchmark=form.benchmark,
            base=form.base,
            responses=form.responses,
        )
    except AnswersConflict as conflict:
        form.ask_about(conflict)
        _add_taken_message(request, form, conflict.taken)
        return False
    except RecordRefused as error:
        form.add_error(None, str(error))
        return False
    _add_taken_message(request, form, saved.taken)
    now = stated_in(department, year, form.inputs.values()).now
    messages.success(request, _saved_text(saved, _completeness_of(form, now)))
    return True


def _completeness_of(form: AnswersForm, stated: StatedAnswers) -> Completeness:
    answered = [name for name, answer in stated.items() if answer.value is not None]
    unavailable = [name for name, answer in stated.items() if answer.reason]
    return completeness(form.inputs.values(), answered, unavailable)


def _add_taken_message(request: MemberRequest, form: AnswersForm, taken: dict[str, Author]) -> None:
    """Add a message about what only somebody else changed since the form was opened."""
    labels: dict[str, list[str]] = {}
    for name, author in taken.items():
        person = str(author.person or _("Somebody else"))
        labels.setdefault(person, []).append(form.inputs[name].label)
    for person, changed in labels.items():
        text = ngettext(
            "%(person)s changed %(count)s answer meanwhile, which stays as changed: %(labels)s.",
            "%(person)s changed %(count)s answers meanwhile, which stay as changed: %(labels)s.",
            len(changed),
        )
        facts = {"person": person, "count": len(changed), "labels": _(", ").join(changed)}
        messages.info(request, text % facts)


def _lede(done: Completeness, year: int) -> str:
    answered = _("%(answered)s of %(asked)s questions are answered for %(year)s")
    facts = {"answered": done.reported, "asked": done.asked, "year": year}
    clauses = [answered % facts]
    if done.unavailable:
        text = ngettext(
            "%(count)s is declared not available",
            "%(count)s are declared not available",
            done.unavailable,
        )
        clauses.append(text % {"count": done.unavailable})
    return wording.sentence([*clauses, _missing(done)])


def _saved_text(saved: SavedAnswers, done: Completeness) -> str:
    count = len(saved.changed)
    text = ngettext("%(count)s answer was saved", "%(count)s answers were saved", count)
    changed = text % {"count": count} if count else _("No answer had changed")
    return wording.sentence([changed, _missing(done)])


def _missing(done: Completeness) -> str:
    missing = done.asked - done.answered
    text = ngettext("%(count)s is still missing", "%(count)s are still missing", missing)
    return text % {"count": missing} if missing else _("none is missing")
