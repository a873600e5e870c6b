"""The context of an assessment's page: status, missing answers, comments, and steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.editing.draft_pages import draft_for
from assessments.models import Assessment, AssessmentStep, Comment, User
from assessments.models.choices import AssessmentStatus, Event, ProfileSection
from assessments.models.transitions import TRANSITIONS
from assessments.pages.request import MemberRequest
from assessments.pages.tables import Table, TableColumn, or_dash
from assessments.permissions import COMMENT, RECORD, SIGN_OFF, SUBMIT, roles_that_may
from assessments.sign_off.forms import MEASURE, SECTION, CommentForm, UnavailableForm
from assessments.sign_off.presenters.access import benchmark_of, benchmark_title
from assessments.sign_off.reading.open_answers import OpenAnswer, open_answers
from assessments.sign_off.services.notices import people_in
from assessments.sign_off.services.steps import is_blocked_own_submission
from benchmarks.library.definition import Benchmark

# Number of missing answers shown without unfolding; mandatory ones are always shown.
FIRST_ANSWERS = 6


@dataclass(frozen=True)
class Stage:
    """One status of an assessment's life, with who brought the assessment there and when."""

    label: str
    text: str
    is_reached: bool
    is_current: bool


@dataclass(frozen=True)
class Thread:
    """The comments on one measure, one section or the whole assessment, the earliest first."""

    about: str  # a value of `CommentForm.about`
    label: str
    comments: tuple[Comment, ...]

    @property
    def open(self) -> int:
        """The number of unsettled comments."""
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
    """The context of the page. The forms, if given, are invalid ones to be shown again."""
    benchmark = benchmark_of(assessment)
    actions = request.user.actions_in(assessment.department)
    is_open = not assessment.is_signed_off and benchmark is not None
    answers: tuple[OpenAnswer, ...] = ()
    if is_open and benchmark is not None:
        answers = open_answers(assessment.department, assessment.year, benchmark)
        comment_context = _comment_context(request, benchmark, COMMENT in actions, comment_form)
    else:
        comment_context = {"comment_form": None}
    comments = assessment.comments.select_related("by", "resolved_by")
    return {
        "page": "portfolio",
        "assessment": assessment,
        "department": assessment.department,
        "benchmark_title": benchmark_title(assessment),
        "headline": headline(assessment, answers),
        "stages": stages(assessment),
        "can_record": is_open and RECORD in actions,
        "threads": threads(comments, benchmark),
        "revisions": _other_revisions(assessment),
        **comment_context,
        **_missing_context(answers, unavailable_form),
        **_steps_context(request.user, assessment, actions),
    }


def _comment_context(
    request: MemberRequest, benchmark: Benchmark, may_comment: bool, sent: CommentForm | None
) -> dict[str, Any]:
    """The comment form: `sent`, if it was invalid, otherwise with the draft of the user."""
    draft = None
    if may_comment and sent is None:
        draft = draft_for(request)
        sent = CommentForm(benchmark=benchmark, about=request.GET.get("about", ""), draft=draft)
    return {"comment_form": sent, "draft": draft, "draft_path": request.get_full_path()}


def _missing_context(
    answers: tuple[OpenAnswer, ...], sent: tuple[str, UnavailableForm] | None
) -> dict[str, Any]:
    """The missing answers, and the invalid form that was sent, if any."""
    first, rest = _missing(answers, dict([sent] if sent else []))
    return {
        "missing": first + rest,
        "missing_first": first,
        "missing_rest": rest,
        "unavailable_form": sent[1] if sent else None,
    }


def _steps_context(user: User, assessment: Assessment, actions: frozenset[str]) -> dict[str, Any]:
    """The steps taken, the steps possible now, and who can sign off."""
    steps = list(assessment.steps.select_related("by"))
    may = possible_steps(user, assessment, actions)
    return {
        "steps": steps_table(steps),
        "returned": steps[-1] if steps and steps[-1].event == Event.CORRECTION else None,
        "may": may,
        "who_signs": who_signs(user, assessment, may),
    }


def headline(assessment: Assessment, answers: tuple[OpenAnswer, ...]) -> str:
    """The sentence at the top: the status, and how many answers are missing."""
    state = {
        AssessmentStatus.DRAFT: _("This assessment is a draft"),
        AssessmentStatus.SUBMITTED: _("This assessment is submitted and waits for its review"),
        AssessmentStatus.REVIEWED: _("This assessment is accepted and waits for the sign-off"),
        AssessmentStatus.SIGNED_OFF: _("This assessment is signed off: its report stays as it is"),
    }[AssessmentStatus(assessment.status)]
    return wording.sentence([state] if assessment.is_signed_off else [state, missing_text(answers)])


def missing_text(answers: tuple[OpenAnswer, ...]) -> str:
    """How many answers are missing, and how many of them are declared not available."""
    if not answers:
        return _("no answer is missing")
    declared = sum(answer.is_declared for answer in answers)
    text = ngettext("%(count)s answer is missing", "%(count)s answers are missing", len(answers))
    text %= {"count": len(answers)}
    if not declared:
        return text
    unavailable = ngettext("%(count)s is not available", "%(count)s are not available", declared)
    return _("%(missing)s, of which %(declared)s") % {
        "missing": text,
        "declared": unavailable % {"count": declared},
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
    """The table of all steps taken, the latest first."""
    columns = (
        TableColumn(_("Step")),
        TableColumn(_("Who")),
        TableColumn(_("When")),
        TableColumn(_("Reason")),
    )
    rows = tuple(
        (step.get_event_display(), str(step.by), _time(step.at), or_dash(step.reason))
        for step in reversed(list(steps))
    )
    return Table(_("Every step, the latest first"), columns, rows)


def possible_steps(user: User, assessment: Assessment, actions: frozenset[str]) -> dict[str, bool]:
    """For each event, whether this person can take the step now."""
    possible = {
        event.value: assessment.status in step.before and step.action in actions
        for event, step in TRANSITIONS.items()
    }
    possible[Event.SIGNED_OFF] &= not is_blocked_own_submission(user, assessment)
    return possible | {Event.REOPENED.value: assessment.is_signed_off and SUBMIT in actions}


def who_signs(user: User, assessment: Assessment, may: Mapping[str, bool]) -> list[str]:
    """Who can sign off an accepted assessment; no sentences if this person can do it."""
    if assessment.status != AssessmentStatus.REVIEWED or may[Event.SIGNED_OFF]:
        return []
    is_own = is_blocked_own_submission(user, assessment)
    signers = people_in(assessment, roles_that_may(SIGN_OFF))
    names = [str(person) for person in signers if not is_blocked_own_submission(person, assessment)]
    return [
        *([_("You submitted this yourself, so somebody else signs it off.")] if is_own else []),
        _("It can be signed off by %(people)s, or by an administrator.")
        % {"people": wording.listed(names)}
        if names
        else _("No consultant can sign it off here: ask an administrator."),
    ]


def threads(comments: Iterable[Comment], benchmark: Benchmark | None) -> tuple[Thread, ...]:
    """Comments grouped by their subject, threads with unsettled comments first."""
    by_subject: dict[tuple[str, str], list[Comment]] = {}
    for comment in comments:
        by_subject.setdefault((comment.section, comment.measure_id), []).append(comment)
    all_threads = [
        Thread(_about(*subject), _subject_label(*subject, benchmark), tuple(on_subject))
        for subject, on_subject in by_subject.items()
    ]
    return tuple(sorted(all_threads, key=lambda thread: not thread.open))


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
    """The missing answers that are always shown, and those that are folded."""
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
    revisions = Assessment.objects.of(
        assessment.department, assessment.year, assessment.benchmark_key
    ).listed()
    return list(revisions.exclude(pk=assessment.pk))


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
