"""Answers that a new year was started with, and have not been changed since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from assessments.models import Department, FacilityFact

# The reason that history gives for an answer copied from an earlier year.
COPIED_FROM: Final = "copied from "


@dataclass(frozen=True)
class CopiedAnswers:
    """Answers of one year as they came from `source`, by their primary keys; `since` the last."""

    source: int
    answers: tuple[int, ...]
    since: datetime


def copied_answers(department: Department, year: int) -> tuple[CopiedAnswers, ...]:
    """The copied and unchanged answers of a year, by the year they came from; one query."""
    states = FacilityFact.history.filter(department=department, year=year)
    later = FacilityFact.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    copied = states.filter(
        ~Exists(later), history_type="+", history_change_reason__startswith=COPIED_FROM
    )
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for answer, reason, moment in copied.order_by("history_id").values_list(
        "id", "history_change_reason", "history_date"
    ):
        found[int(reason.removeprefix(COPIED_FROM))][answer] = moment
    return tuple(
        CopiedAnswers(source, tuple(answers), max(answers.values()))
        for source, answers in sorted(found.items())
    )
