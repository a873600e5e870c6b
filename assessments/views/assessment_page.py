"""What the page of one assessment shows: how far it is, what is missing, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.forms.assessments import (
    MEASURE,
    SECTION,
    CommentForm,
    UnavailableForm,
)
from assessments.models import Assessment, AssessmentStep, Comment, User
from assessments.models.choices import AssessmentStatus, Event, ProfileSection
from assessments.models.transitions import TRANSITIONS
from assessments.permissions import COMMENT, RECORD, SUBMIT
from assessments.reports.open_answers import OpenAnswer, open_answers
from assessments.views.assessment_access import actions_in, benchmark_of, benchmark_title
from assessments.views.drafts import draft_for
from assessments.views.request import MemberRequest
from assessments.views.tables import Column, Table, or_dash
from benchmarks.definition import Benchmark

# Missing answers shown at once; all that block a level are, however many.
FIRST_ANSWERS = 6


@dataclass(frozen=True)
class Stage:
    """One status an assessment passes through, with who brought it there and when."""

    label: str
    text: str
    is_reached: bool
    is_current: bool


@dataclass(frozen=True)
class Thread:
    """Everything said of one measure, one section or the whole, the earliest first."""

    about: str  # as `CommentForm.about` names it
    label: str
    comments: tuple[Comment, ...]

    @property
    def open(self) -> int:
        """How many comments are not settled."""
        return sum(comment.resolved_at is None for comment in self.comments)


@dataclass(frozen=True)
class Missing:
    """One missing answer with the form that says why it is not available."""

    answer: OpenAnswer
    form: UnavailableForm


def page_context(
    request: MemberRequest,
    assessment: Assessment,
    *,
    comment_form: CommentForm | None = None,
    unavailable_form: tuple[str, UnavailableForm] | None = None,
) -> dict[str, Any]:
    """Everything the page shows; forms that could not be taken come back as they were sent."""
    benchmark = benchmark_of(assessment)
    actions = actions_in(assessment.department, request.user)
    is_open = not assessment.is_signed_off and benchmark is not None
    draft = None
    steps = list(assessment.steps.select_related("by"))
    answers: tuple[OpenAnswer, ...] = ()
    if is_open and benchmark is not None:
        answers = open_answers(assessment.department, assessment.year, benchmark)
        if COMMENT in actions and comment_form is None:
            draft = draft_for(request)
            about = request.GET.get("about", "")
            comment_form = CommentForm(benchmark=benchmark, about=about, draft=draft)
    comments = assessment.comments.select_related("by", "resolved_by")
    first, rest = _missing(answers, dict([unavailable_form] if unavailable_form else []))
    return {
        "page": "portfolio",
        "assessment": assessment,
        "department": assessment.department,
        "benchmark_title": benchmark_title(assessment),
        "headline": headline(assessment, answers),
        "stages": stages(assessment),
        "steps": steps_table(steps),
        "returned": steps[-1] if steps and steps[-1].event == Event.CORRECTION else None,
        "may": possible_steps(assessment, actions),
        "can_record": is_open and RECORD in actions,
        "missing": first + rest,
        "missing_first": first,
        "missing_rest": rest,
        "threads": threads(comments, benchmark),
        "comment_form": comment_form if is_open else None,
        "draft": draft,
        "draft_path": request.get_full_path(),
        "unavailable_form": unavailable_form[1] if unavailable_form else None,
        "revisions": _other_revisions(assessment),
    }


def headline(assessment: Assessment, answers: tuple[OpenAnswer, ...]) -> str:
    """The sentence at the top: where the assessment is, and what is missing."""
    state = {
        AssessmentStatus.DRAFT: _("This assessment is a draft"),
        AssessmentStatus.SUBMITTED: _("This assessment is submitted and waits for its review"),
        AssessmentStatus.REVIEWED: _("This assessment is accepted and waits for the sign-off"),
        AssessmentStatus.SIGNED_OFF: _("This assessment is signed off: its report stays as it is"),
    }[AssessmentStatus(assessment.status)]
    return wording.sentence([state] if assessment.is_signed_off else [state, missing_text(answers)])


def missing_text(answers: tuple[OpenAnswer, ...]) -> str:
    """How many answers are missing, and of how many the department says that they are."""
    if not answers:
        return _("no answer is missing")
    declared = sum(answer.is_declared for answer in answers)
    text = ngettext("%(count)s answer is missing", "%(count)s answers are missing", len(answers))
    text %= {"count": len(answers)}
    if not declared:
        return text
    said = ngettext("%(count)s is not available", "%(count)s are not available", declared)
    return _("%(missing)s, of which %(declared)s") % {
        "missing": text,
        "declared": said % {"count": declared},
    }


def stages(assessment: Assessment) -> tuple[Stage, ...]:
    """Draft, submitted, reviewed, signed off, with who and when."""
    passed: dict[str, tuple[User | None, datetime | None]] = {
        AssessmentStatus.DRAFT: (assessment.created_by, assessment.created_at),
        AssessmentStatus.SUBMITTED: (assessment.submitted_by, assessment.submitted_at),
        AssessmentStatus.REVIEWED: (assessment.reviewed_by, assessment.reviewed_at),
        AssessmentStatus.SIGNED_OFF: (assessment.signed_off_by, assessment.signed_off_at),
    }
    return tuple(
        Stage(
            label=str(AssessmentStatus(status).label),
            text=f"{person}, {_time(moment)}" if moment else _("not yet"),
            is_reached=moment is not None,
            is_current=status == assessment.status,
        )
        for status, (person, moment) in passed.items()
    )


def steps_table(steps: Iterable[AssessmentStep]) -> Table:
    """Every step that was taken, the latest first."""
    columns = (Column(_("Step")), Column(_("Who")), Column(_("When")), Column(_("Reason")))
    rows = tuple(
        (step.get_event_display(), str(step.by), _time(step.at), or_dash(step.reason))
        for step in reversed(list(steps))
    )
    return Table(_("Every step, the latest first"), columns, rows)


def possible_steps(assessment: Assessment, actions: frozenset[str]) -> dict[str, bool]:
    """The steps that this person can take now, by event."""
    possible = {
        event.value: assessment.status in step.before and step.action in actions
        for event, step in TRANSITIONS.items()
    }
    return possible | {Event.REOPENED.value: assessment.is_signed_off and SUBMIT in actions}


def threads(comments: Iterable[Comment], benchmark: Benchmark | None) -> tuple[Thread, ...]:
    """Comments by what they are on, threads with unsettled ones first."""
    by_subject: dict[tuple[str, str], list[Comment]] = {}
    for comment in comments:
        by_subject.setdefault((comment.section, comment.measure_id), []).append(comment)
    found = [
        Thread(_about(*subject), _subject_label(*subject, benchmark), tuple(said))
        for subject, said in by_subject.items()
    ]
    return tuple(sorted(found, key=lambda thread: not thread.open))


def _about(section: str, measure_id: str) -> str:
    if section:
        return f"{SECTION}:{section}"
    return f"{MEASURE}:{measure_id}" if measure_id else ""


def _subject_label(section: str, measure_id: str, benchmark: Benchmark | None) -> str:
    if section:
        return str(ProfileSection(section).label)
    if not measure_id:
        return _("The whole assessment")
    measures = benchmark.measure_by_id if benchmark else {}
    return measures[measure_id].label if measure_id in measures else measure_id


def _missing(
    answers: tuple[OpenAnswer, ...], sent: dict[str, UnavailableForm]
) -> tuple[tuple[Missing, ...], tuple[Missing, ...]]:
    """The answers to show at once, and those to fold."""
    lines = tuple(
        Missing(
            answer,
            sent.get(answer.measure_id)
            or UnavailableForm(measure_id=answer.measure_id, reason=" ".join(answer.reasons)),
        )
        for answer in answers
    )
    first = max(sum(answer.is_mandatory for answer in answers), FIRST_ANSWERS)
    return lines[:first], lines[first:]


def _other_revisions(assessment: Assessment) -> list[Assessment]:
    mine = Assessment.objects.of(
        assessment.department, assessment.year, assessment.benchmark_key
    ).listed()
    return list(mine.exclude(pk=assessment.pk))


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
