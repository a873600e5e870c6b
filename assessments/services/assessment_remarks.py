"""What is said of an assessment before it is signed off: comments, and what is not available.

The functions lock the department and raise as those of `assessments.services.assessments`.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Comment, FacilityFact, UnavailableInput, User
from assessments.models.choices import Event, ProfileSection, RecordSource
from assessments.models.comment import LONGEST_COMMENT
from assessments.permissions import COMMENT, RECORD, Action
from assessments.reports import read
from assessments.services import assessment_errors as errors
from assessments.services.assessments import locked, refuse, written
from assessments.services.notices import tell

LONGEST_UNAVAILABLE = 500


@transaction.atomic
def comment(
    *,
    user: User,
    assessment: Assessment,
    text: str,
    site: str,
    measure_id: str = "",
    section: str = "",
) -> Comment:
    """Say something of a measure, of a section, or (neither named) of the whole."""
    found = _open(user, assessment, COMMENT)
    benchmark = read.benchmark_in_language(*found.benchmark_key)
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
    *, user: User, assessment: Assessment, input_id: str, reason: str
) -> UnavailableInput:
    """Say that the department cannot report an input for the year, and why.

    A second reason replaces the first, which stays in the history.
    """
    found = _open(user, assessment, RECORD)
    benchmark = read.benchmark_in_language(*found.benchmark_key)
    if input_id not in benchmark.input_by_id:
        raise errors.NotAsked(found)
    of_input = {"department": found.department, "year": found.year, "input_id": input_id}
    if FacilityFact.objects.filter(**of_input).exists():
        raise errors.AlreadyAnswered(found)
    said = UnavailableInput.objects.filter(**of_input).first() or UnavailableInput(
        **of_input, version=0
    )
    said.reason = written(reason, most=LONGEST_UNAVAILABLE)
    said.version += 1
    said.recorded_by, said.source = user, RecordSource.TYPED
    said._history_user = user  # type: ignore[attr-defined]
    said.save()
    return said


@transaction.atomic
def withdraw_unavailable(*, user: User, assessment: Assessment, input_id: str) -> None:
    """Take such a statement back; it stays in the history."""
    found = _open(user, assessment, RECORD)
    for said in UnavailableInput.objects.filter(
        department=found.department, year=found.year, input_id=input_id
    ):
        said._history_user = user  # type: ignore[attr-defined]
        said.delete()


def _open(user: User, assessment: Assessment, action: Action) -> Assessment:
    """The locked assessment, not yet signed off."""
    found = locked(user, assessment, action)
    if found.is_signed_off:
        raise refuse(found)
    return found
