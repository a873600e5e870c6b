"""Answers that were copied when a year was started, and not changed since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from assessments.models import Department, FacilityFact

# Beginning of the change reason of a copied answer; the year it was copied from follows.
COPIED_FROM: Final = "copied from "


@dataclass(frozen=True)
class CopiedAnswers:
    """Primary keys of answers copied from the year `source`; `since`: time of the last copy."""

    source: int
    answers: tuple[int, ...]
    since: datetime


def copied_answers(department: Department, year: int) -> tuple[CopiedAnswers, ...]:
    """The copied and unchanged answers of a year, by the year of their source; one query."""
    states = FacilityFact.history.filter(department=department, year=year)
    later = FacilityFact.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    copied = states.filter(
        ~Exists(later), history_type="+", history_change_reason__startswith=COPIED_FROM
    )
    by_source: dict[int, dict[int, datetime]] = defaultdict(dict)
    for answer, reason, moment in copied.order_by("history_id").values_list(
        "id", "history_change_reason", "history_date"
    ):
        by_source[int(reason.removeprefix(COPIED_FROM))][answer] = moment
    return tuple(
        CopiedAnswers(source, tuple(answers), max(answers.values()))
        for source, answers in sorted(by_source.items())
    )
