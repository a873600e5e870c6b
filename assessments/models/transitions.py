"""The steps of an assessment as data: from which states to which, and who may take each.

Services, the buttons of the page and the database's own check all read this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assessments.models.choices import AssessmentStatus, Event
from assessments.permissions import REVIEW, SIGN_OFF, SUBMIT, Action

_DRAFT, _SUBMITTED = AssessmentStatus.DRAFT, AssessmentStatus.SUBMITTED
_REVIEWED, _SIGNED_OFF = AssessmentStatus.REVIEWED, AssessmentStatus.SIGNED_OFF


@dataclass(frozen=True)
class Transition:
    """One step: the states it starts from ("" for a new assessment) and the one it leads to."""

    before: tuple[str, ...]
    after: AssessmentStatus
    action: Action


TRANSITIONS: Final[dict[Event, Transition]] = {
    Event.STARTED: Transition(("",), _DRAFT, SUBMIT),
    Event.REOPENED: Transition(("",), _DRAFT, SUBMIT),
    Event.SUBMITTED: Transition((_DRAFT,), _SUBMITTED, SUBMIT),
    Event.TAKEN_BACK: Transition((_SUBMITTED,), _DRAFT, SUBMIT),
    Event.CORRECTION: Transition((_SUBMITTED, _REVIEWED), _DRAFT, REVIEW),
    Event.ACCEPTED: Transition((_SUBMITTED,), _REVIEWED, REVIEW),
    Event.SIGNED_OFF: Transition((_REVIEWED,), _SIGNED_OFF, SIGN_OFF),
}
