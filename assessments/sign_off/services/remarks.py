"""What is said of an assessment before it is signed off: comments, and what is not available.

The functions lock the department and raise as those of `assessments.sign_off.services.steps`.
"""

from __future__ import annotations

from typing import Any

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
    """Say something of a measure, of a section, or (neither named) of the whole."""
    found = _open(user, assessment, COMMENT)
    benchmark = benchmark_in_language(*found.benchmark_key)
    known_measure = not measure_id or measure_id in benchmark.measure_by_id
    known_section = not section or section in ProfileSection.values
    if not known_measure or not known_section or (measure_id and section):
        raise errors.NotAsked(found)
    said = Comment.objects.create(
        assessment=found,
        measure_id=measure_id,
        section=section,
        text=written(text, most=LONGEST_COMMENT),
        by=user,
    )
    tell(assessment=found, event=Event.COMMENTED, by=user, site=site)
    return said


@transaction.atomic
def resolve(*, user: User, comment: Comment) -> Comment:
    """Say that a comment is settled; a comment that is settled already stays as it is."""
    _open(user, comment.assessment, COMMENT)
    said = Comment.objects.get(pk=comment.pk)
    if said.resolved_at is None:
        said.resolved_by, said.resolved_at = user, timezone.now()
        said.save(update_fields=["resolved_by", "resolved_at"])
    return said


@transaction.atomic
def declare_unavailable(
    *, user: User, assessment: Assessment, measure_id: str, reason: str
) -> tuple[UnavailableInput, ...]:
    """Say that the department cannot report what a measure waits for, and why.

    A second reason replaces the first, which stays in the history. AlreadyAnswered where the
    measure waits for nothing.
    """
    found = _open(user, assessment, RECORD)
    reason = written(reason, most=LONGEST_UNAVAILABLE)
    return tuple(
        _declare(user, said or UnavailableInput(**of_input, version=0), reason)
        for of_input, said in _awaited(found, measure_id)
    )


@transaction.atomic
def withdraw_unavailable(*, user: User, assessment: Assessment, measure_id: str) -> None:
    """Take such a statement back; it stays in the history."""
    found = _open(user, assessment, RECORD)
    for _of_input, said in _awaited(found, measure_id):
        if said is not None:
            name_author(said, user)
            said.delete()


def _awaited(
    assessment: Assessment, measure_id: str
) -> list[tuple[dict[str, Any], UnavailableInput | None]]:
    """The inputs a measure waits for, as fields of a statement, each with the one there is."""
    benchmark = benchmark_in_language(*assessment.benchmark_key)
    if measure_id not in benchmark.measure_by_id:
        raise errors.NotAsked(assessment)
    of_year = {"department": assessment.department, "year": assessment.year}
    said = {one.input_id: one for one in UnavailableInput.objects.filter(**of_year)}
    for answer in open_answers(assessment.department, assessment.year, benchmark):
        if answer.measure_id == measure_id:
            return [({**of_year, "input_id": item.id}, said.get(item.id)) for item in answer.inputs]
    raise errors.AlreadyAnswered(assessment)


def _declare(user: User, said: UnavailableInput, reason: str) -> UnavailableInput:
    said.reason, said.recorded_by, said.source = reason, user, RecordSource.TYPED
    said.version += 1
    name_author(said, user)
    said.save()
    return said


def _open(user: User, assessment: Assessment, action: Action) -> Assessment:
    """The locked assessment, not yet signed off."""
    found = locked(user, assessment, action)
    if found.is_signed_off:
        raise refuse(found)
    return found
