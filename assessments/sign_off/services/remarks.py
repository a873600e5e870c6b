"""Remarks on an assessment before it is signed off: comments, and unavailable inputs.

The functions lock the department and raise the same errors as those of
`assessments.sign_off.services.steps`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.editing.authorship import name_author
from assessments.models import Assessment, Comment, UnavailableInput, User
from assessments.models.choices import Event, ProfileSection, RecordSource
from assessments.models.comment import LONGEST_COMMENT
from assessments.pages.benchmarks import benchmark_in_language
from assessments.permissions import COMMENT, RECORD, Action
from assessments.sign_off.reading.open_answers import open_answers
from assessments.sign_off.services import refusals as errors
from assessments.sign_off.services.notices import tell
from assessments.sign_off.services.steps import locked, refuse, written

LONGEST_UNAVAILABLE = 500
# Of one assessment, and of one person within an hour: each comment sends e-mails.
MOST_COMMENTS: Final = 500
MOST_AN_HOUR: Final = 40


@transaction.atomic
def comment(
    *,
    user: User,
    assessment: Assessment,
    text: str,
    site: str | None,
    measure_id: str = "",
    section: str = "",
) -> Comment:
    """Comment on a measure, on a section, or (if neither is given) on the whole assessment."""
    current = _locked_open(user, assessment, COMMENT)
    benchmark = benchmark_in_language(*current.benchmark_key)
    known_measure = not measure_id or measure_id in benchmark.measure_by_id
    known_section = not section or section in ProfileSection.values
    if not known_measure or not known_section or (measure_id and section):
        raise errors.NotAsked(current)
    text = written(text, most=LONGEST_COMMENT)
    _refuse_too_many(user, current)
    new_comment = Comment.objects.create(
        assessment=current,
        measure_id=measure_id,
        section=section,
        text=text,
        by=user,
    )
    tell(assessment=current, event=Event.COMMENTED, by=user, site=site)
    return new_comment


@transaction.atomic
def resolve(*, user: User, comment: Comment) -> Comment:
    """Mark a comment as settled; no change if it is settled already."""
    _locked_open(user, comment.assessment, COMMENT)
    current = Comment.objects.get(pk=comment.pk)
    if current.resolved_at is None:
        current.resolved_by, current.resolved_at = user, timezone.now()
        current.save(update_fields=["resolved_by", "resolved_at"])
    return current


@transaction.atomic
def declare_unavailable(
    *, user: User, assessment: Assessment, measure_id: str, reason: str
) -> tuple[UnavailableInput, ...]:
    """Declare that the missing inputs of a measure are not available, and why.

    A second reason replaces the first, which stays in the history. Raises AlreadyAnswered if the
    measure has no missing inputs.
    """
    current = _locked_open(user, assessment, RECORD)
    reason = written(reason, most=LONGEST_UNAVAILABLE)
    return tuple(
        _declare(user, declaration or UnavailableInput(**of_input, version=0), reason)
        for of_input, declaration in _missing_inputs(current, measure_id)
    )


@transaction.atomic
def withdraw_unavailable(*, user: User, assessment: Assessment, measure_id: str) -> None:
    """Delete the declarations for the missing inputs of a measure; they stay in the history."""
    current = _locked_open(user, assessment, RECORD)
    for _of_input, declaration in _missing_inputs(current, measure_id):
        if declaration is not None:
            name_author(declaration, user)
            declaration.delete()


def _missing_inputs(
    assessment: Assessment, measure_id: str
) -> list[tuple[dict[str, Any], UnavailableInput | None]]:
    """For each missing input of a measure: the key fields of a declaration, and the declaration.

    The declaration is None if there is none. Raises NotAsked or AlreadyAnswered.
    """
    benchmark = benchmark_in_language(*assessment.benchmark_key)
    if measure_id not in benchmark.measure_by_id:
        raise errors.NotAsked(assessment)
    of_year = {"department": assessment.department, "year": assessment.year}
    declarations = {item.input_id: item for item in UnavailableInput.objects.filter(**of_year)}
    for answer in open_answers(assessment.department, assessment.year, benchmark):
        if answer.measure_id == measure_id:
            return [
                ({**of_year, "input_id": item.id}, declarations.get(item.id))
                for item in answer.inputs
            ]
    raise errors.AlreadyAnswered(assessment)


def _declare(user: User, declaration: UnavailableInput, reason: str) -> UnavailableInput:
    declaration.reason, declaration.recorded_by = reason, user
    declaration.source = RecordSource.TYPED
    declaration.version += 1
    name_author(declaration, user)
    declaration.save()
    return declaration


def _refuse_too_many(user: User, assessment: Assessment) -> None:
    if assessment.comments.count() >= MOST_COMMENTS:
        raise errors.TooManyComments(assessment, count=MOST_COMMENTS)
    hour = timezone.now() - timedelta(hours=1)
    if Comment.objects.filter(by=user, at__gt=hour).count() >= MOST_AN_HOUR:
        raise errors.TooManyAtOnce(assessment, count=MOST_AN_HOUR)


def _locked_open(user: User, assessment: Assessment, action: Action) -> Assessment:
    """The locked assessment; raises AssessmentRefused if it is signed off."""
    current = locked(user, assessment, action)
    if current.is_signed_off:
        raise refuse(current)
    return current
