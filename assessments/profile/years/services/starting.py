"""Starting a year with the answers of an earlier one, and undoing that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_department
from assessments.models import Department, FacilityFact, UnavailableInput, User
from assessments.models.choices import RecordSource
from assessments.profile.years.reading.copied import COPIED_FROM, copied_answers
from assessments.profile.years.services.refusals import (
    NothingCopied,
    SourceNotEarlier,
    SourceWithoutAnswers,
    YearToCome,
)


@dataclass(frozen=True)
class StartedYear:
    """Numbers of answers copied, and of those kept because the year had one already."""

    copied: int
    kept: int


@transaction.atomic
def start_year(
    *,
    user: User,
    department: Department,
    year: int,
    source: int,
    inputs: Collection[str],
    this_year: int,
) -> StartedYear:
    """Copy the answers to these inputs from `source` to `year`, with their notes.

    Inputs that the year has answered or declared not available stay as they are. Volumes, outcomes
    and declarations are never copied. Raises YearToCome, SourceNotEarlier or SourceWithoutAnswers.
    """
    locked_department(user, department.pk)
    if year > this_year:
        raise YearToCome(year=year, source=source)
    if source >= year:
        raise SourceNotEarlier(year=year, source=source)
    earlier = FacilityFact.objects.filter(department=department, year=source, input_id__in=inputs)
    answers = list(earlier)
    if not answers:
        raise SourceWithoutAnswers(year=year, source=source)
    answered = _answered(department, year)
    copies = [
        FacilityFact(
            department=department,
            year=year,
            input_id=answer.input_id,
            value=answer.value,
            note=answer.note,
            source=RecordSource.TYPED,
            recorded_by=user,
        )
        for answer in answers
        if answer.input_id not in answered
    ]
    reason = f"{COPIED_FROM}{source}"
    bulk_create_with_history(copies, FacilityFact, default_user=user, default_change_reason=reason)
    return StartedYear(len(copies), len(answers) - len(copies))


@transaction.atomic
def undo_start(*, user: User, department: Department, year: int, source: int) -> int:
    """Delete the answers of `year` that are still as copied from `source`; return their number.

    Raises NothingCopied where there are none.
    """
    locked_department(user, department.pk)
    copied = {group.source: group.answers for group in copied_answers(department, year)}
    if source not in copied:
        raise NothingCopied(year=year, source=source)
    answers = list(FacilityFact.objects.filter(pk__in=copied[source]))
    for answer in answers:
        name_author(answer, user)
        answer.delete()
    return len(answers)


def _answered(department: Department, year: int) -> set[str]:
    """Ids of the inputs that are answered or declared not available for the year."""
    filters = {"department": department, "year": year}
    reported = FacilityFact.objects.filter(**filters).values_list("input_id", flat=True)
    unavailable = UnavailableInput.objects.filter(**filters).values_list("input_id", flat=True)
    return {*reported, *unavailable}
