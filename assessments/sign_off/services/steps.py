"""The steps of an assessment, from a draft to the signed-off report.

Every step locks the department, so that no two people decide at the same time, stores the step with
person and time, and notifies the people concerned (`site`: address of the site, for links in
e-mails; None: no e-mails). It raises `AssessmentRefused` (nothing is changed; the text can be shown
to the user), or `PermissionDenied` if the user may not do this in the department.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from assessments.editing.locks import locked_department
from assessments.gap_report.report import reading as read
from assessments.gap_report.report.recorded_years import recorded_years
from assessments.models import Assessment, AssessmentStep, Department, User
from assessments.models.assessment import LONGEST_REASON
from assessments.models.choices import AssessmentStatus, Event
from assessments.models.transitions import TRANSITIONS
from assessments.pages.benchmarks import benchmark_in_language
from assessments.permissions import SUBMIT, Action
from assessments.sign_off.reading.frozen_reports import freeze
from assessments.sign_off.services import refusals as errors
from assessments.sign_off.services.notices import tell
from benchmarks.library.definition import Benchmark

# Of one assessment within a day: each step sends e-mails.
MOST_STEPS_A_DAY: Final = 50

_REFUSALS: Final[dict[str, type[errors.AssessmentRefused]]] = {
    AssessmentStatus.DRAFT: errors.IsDraft,
    AssessmentStatus.SUBMITTED: errors.IsSubmitted,
    AssessmentStatus.REVIEWED: errors.IsReviewed,
    AssessmentStatus.SIGNED_OFF: errors.AlreadySignedOff,
}


@transaction.atomic
def start(
    *, user: User, department: Department, year: int, benchmark: Benchmark, site: str | None
) -> Assessment:
    """Begin an assessment as a draft; raises AlreadyOpen or ReopenInstead if there is one."""
    department = locked_department(user, department.pk, SUBMIT)
    earlier = _latest(department, year, (benchmark.id, benchmark.version))
    if earlier is not None:
        refused = errors.ReopenInstead if earlier.is_signed_off else errors.AlreadyOpen
        raise refused(earlier, year=year)
    assessment = Assessment(
        department=department,
        year=year,
        benchmark_id=benchmark.id,
        benchmark_version=benchmark.version,
    )
    return _begin(user, assessment, Event.STARTED, "", site)


@transaction.atomic
def reopen(*, user: User, assessment: Assessment, reason: str, site: str | None) -> Assessment:
    """Begin the next revision as a draft; the signed-off revision is unchanged."""
    department = locked_department(user, assessment.department_id, SUBMIT)
    latest = _latest(department, assessment.year, assessment.benchmark_key)
    assert latest is not None  # at least the assessment itself
    if not latest.is_signed_off:
        refused = errors.NotSignedOff if latest == assessment else errors.AlreadyOpen
        raise refused(latest, year=latest.year)
    following = Assessment(
        department=department,
        year=latest.year,
        benchmark_id=latest.benchmark_id,
        benchmark_version=latest.benchmark_version,
        revision=latest.revision + 1,
    )
    return _begin(user, following, Event.REOPENED, written(reason, needed=False), site)


@transaction.atomic
def submit(*, user: User, assessment: Assessment, site: str | None) -> Assessment:
    """Submit a draft for review; answers may be missing."""
    current, now = _locked_for(user, assessment, Event.SUBMITTED)
    if current.year not in recorded_years(current.department):
        raise errors.NothingToJudge(current, year=current.year)
    current.submitted_by, current.submitted_at = user, now
    return _save_step(user, current, Event.SUBMITTED, now, site)


@transaction.atomic
def take_back(*, user: User, assessment: Assessment, site: str | None) -> Assessment:
    """Turn a submitted assessment back into a draft."""
    current, now = _locked_for(user, assessment, Event.TAKEN_BACK)
    return _save_step(user, _as_draft(current), Event.TAKEN_BACK, now, site)


@transaction.atomic
def request_correction(
    *, user: User, assessment: Assessment, reason: str, site: str | None
) -> Assessment:
    """Return an assessment to its department, as a draft, with the reason."""
    current, now = _locked_for(user, assessment, Event.CORRECTION)
    reason = written(reason)
    return _save_step(user, _as_draft(current), Event.CORRECTION, now, site, reason)


@transaction.atomic
def accept(*, user: User, assessment: Assessment, site: str | None) -> Assessment:
    """Accept a submitted assessment: the reviewer confirms its figures."""
    current, now = _locked_for(user, assessment, Event.ACCEPTED)
    current.reviewed_by, current.reviewed_at = user, now
    return _save_step(user, current, Event.ACCEPTED, now, site)


@transaction.atomic
def sign_off(*, user: User, assessment: Assessment, site: str | None) -> Assessment:
    """Freeze the report, in every language of the site, with the benchmark's digest.

    Raises OwnSubmission if the user submitted it, unless the site's settings allow that.
    """
    current, now = _locked_for(user, assessment, Event.SIGNED_OFF)
    if is_blocked_own_submission(user, current):
        raise errors.OwnSubmission(current)
    reports = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            benchmark = benchmark_in_language(*current.benchmark_key)
            try:
                reports.append(read.department_report(current.department, current.year, benchmark))
            except read.NothingRecorded as error:
                raise errors.NothingToJudge(current, year=current.year) from error
    current.report, current.benchmark_digest = freeze(reports), reports[0].benchmark.digest
    current.signed_off_by, current.signed_off_at = user, now
    return _save_step(user, current, Event.SIGNED_OFF, now, site)


def is_blocked_own_submission(user: User, assessment: Assessment) -> bool:
    """Whether this person may not sign off the assessment because they submitted it."""
    return assessment.submitted_by_id == user.pk and not settings.ALLOW_OWN_SIGN_OFF


def locked(user: User, assessment: Assessment, action: Action) -> Assessment:
    """The assessment read again from the database, with its department locked."""
    department = locked_department(user, assessment.department_id, action)
    people = ("submitted_by", "reviewed_by", "signed_off_by")
    fresh = Assessment.objects.select_related(*people).get(pk=assessment.pk)
    fresh.department = department
    return fresh


def refuse(assessment: Assessment) -> errors.AssessmentRefused:
    """The error for an assessment in the wrong status, naming who brought it there."""
    person = assessment.signed_off_by or assessment.reviewed_by or assessment.submitted_by
    return _REFUSALS[assessment.status](assessment, person=person)


def written(text: str, *, most: int = LONGEST_REASON, needed: bool = True) -> str:
    """The text without surrounding spaces; raises NothingWritten or TooLong."""
    text = text.strip()
    if needed and not text:
        raise errors.NothingWritten
    if len(text) > most:
        raise errors.TooLong(most=most)
    return text


def _latest(department: Department, year: int, key: tuple[str, str]) -> Assessment | None:
    return Assessment.objects.of(department, year, key).first()


def _locked_for(user: User, assessment: Assessment, event: Event) -> tuple[Assessment, datetime]:
    """The locked assessment and the current time; raises AssessmentRefused in a wrong status."""
    current = locked(user, assessment, TRANSITIONS[event].action)
    if current.status not in TRANSITIONS[event].before:
        raise refuse(current)
    now = timezone.now()
    steps = AssessmentStep.objects.filter(assessment=current, at__gt=now - timedelta(days=1))
    if steps.count() >= MOST_STEPS_A_DAY:
        raise errors.TooManySteps(current, count=MOST_STEPS_A_DAY)
    return current, now


def _as_draft(assessment: Assessment) -> Assessment:
    assessment.submitted_by = assessment.reviewed_by = None
    assessment.submitted_at = assessment.reviewed_at = None
    return assessment


def _begin(
    user: User, assessment: Assessment, event: Event, reason: str, site: str | None
) -> Assessment:
    assessment.created_by, assessment.status = user, ""
    return _save_step(user, assessment, event, timezone.now(), site, reason)


def _save_step(
    user: User,
    assessment: Assessment,
    event: Event,
    now: datetime,
    site: str | None,
    reason: str = "",
) -> Assessment:
    """Save the assessment in its new status, store the step, and notify people."""
    before, assessment.status = assessment.status, TRANSITIONS[event].after
    assessment.save()
    AssessmentStep.objects.create(
        assessment=assessment,
        event=event,
        before=before,
        after=assessment.status,
        reason=reason,
        by=user,
        at=now,
    )
    tell(assessment=assessment, event=event, by=user, site=site)
    return assessment
