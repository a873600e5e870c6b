"""Telling people what happened to an assessment: a notice on their page, and an e-mail."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments.accounts.services.mail import send
from assessments.models import Assessment, Notice, User
from assessments.models.choices import Event, Role
from assessments.permissions import REVIEW, roles_that_may

REVIEWERS: Final = roles_that_may(REVIEW)
_DIRECTORS: Final = (Role.DIRECTOR,)
_KEEPERS: Final = (Role.DIRECTOR, Role.EDITOR)
# Who hears of each step. Nobody waits for a draft that was just started.
TOLD: Final[dict[Event, tuple[str, ...]]] = {
    Event.SUBMITTED: REVIEWERS,
    Event.TAKEN_BACK: REVIEWERS,
    Event.REOPENED: REVIEWERS,
    Event.CORRECTION: _KEEPERS,
    Event.ACCEPTED: _DIRECTORS,
    Event.SIGNED_OFF: _DIRECTORS,
}


def tell(*, assessment: Assessment, event: Event, by: User, site: str | None) -> None:
    """Write a notice to everybody the event concerns but its actor, and an e-mail on commit.

    `site` is the address of the site ("https://…"), for the link; where there is none, as in
    setting up a demonstration, nobody is mailed.
    """
    roles = _other_side(assessment, by) if event == Event.COMMENTED else TOLD.get(event, ())
    notices = [
        Notice(recipient=person, assessment=assessment, event=event, by=by)
        for person in people_in(assessment, roles).exclude(pk=by.pk)
    ]
    Notice.objects.bulk_create(notices)
    for notice in notices:
        if site is not None and notice.recipient.email:
            _mail_on_commit(notice, site)


def mark_read(*, user: User, notice: Notice | None = None) -> int:
    """Mark one of the user's notices as read, or all of them; how many were unread."""
    mine = Notice.objects.visible_to(user).unread()
    if notice is not None:
        mine = mine.filter(pk=notice.pk)
    return mine.update(read_at=timezone.now())


def people_in(assessment: Assessment, roles: tuple[str, ...]) -> QuerySet[User]:
    """Active members of the assessment's department in one of these roles, each once."""
    department = assessment.department
    here = Q(memberships__department=department) | Q(memberships__hospital=department.hospital_id)
    return User.objects.filter(here, is_active=True, memberships__role__in=roles).distinct()


def _other_side(assessment: Assessment, by: User) -> tuple[str, ...]:
    """Whoever a comment speaks to: reviewers to the keepers of the records, and back."""
    held = people_in(assessment, REVIEWERS).filter(pk=by.pk).exists()
    kept = people_in(assessment, _KEEPERS).filter(pk=by.pk).exists()
    if held == kept:  # an administrator, or somebody on both sides
        return (*REVIEWERS, *_KEEPERS)
    return _KEEPERS if held else REVIEWERS


def _mail_on_commit(notice: Notice, site: str) -> None:
    """One e-mail in the recipient's language: department, year and step, and no figure."""
    assessment = notice.assessment
    address = reverse("assessment", args=[assessment.department_id, assessment.pk])

    def mail() -> None:
        send("notice", to=notice.recipient, notice=notice, link=f"{site}{address}")

    # Robust: a mail server that does not answer must not hide what was done.
    transaction.on_commit(mail, robust=True)
