"""Notifies people of an assessment's steps: a notice on the site, and an e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.accounts.services import mail
from assessments.models import Assessment, Notice, User
from assessments.models.choices import Event, Role
from assessments.permissions import REVIEW, roles_that_may

REVIEWERS: Final = roles_that_may(REVIEW)
_DIRECTORS: Final = (Role.DIRECTOR,)
_RECORD_KEEPERS: Final = (Role.DIRECTOR, Role.EDITOR)
# The steps themselves stay in the history of the assessment.
READ_KEPT_FOR: Final = timedelta(days=365)
# Some people never look.
UNREAD_KEPT_FOR: Final = timedelta(days=2 * 365)
# Roles that are notified of each step; nobody is of the start of a draft.
NOTIFIED_ROLES: Final[dict[Event, tuple[str, ...]]] = {
    Event.SUBMITTED: REVIEWERS,
    Event.TAKEN_BACK: REVIEWERS,
    Event.REOPENED: REVIEWERS,
    Event.CORRECTION: _RECORD_KEEPERS,
    Event.ACCEPTED: _DIRECTORS,
    Event.SIGNED_OFF: _DIRECTORS,
}


def tell(*, assessment: Assessment, event: Event, by: User, site: str | None) -> None:
    """Create a notice for everybody concerned except `by`, and queue an e-mail.

    It names department, year and step, but no figures.

    `site` is the address of the site ("https://…") for the link in the e-mail. If it is None, as in
    the set-up of a demonstration, no e-mails are sent.
    """
    roles = (
        _other_side(assessment, by) if event == Event.COMMENTED else NOTIFIED_ROLES.get(event, ())
    )
    notices = [
        Notice(recipient=person, assessment=assessment, event=event, by=by)
        for person in people_in(assessment, roles).exclude(pk=by.pk)
    ]
    Notice.objects.bulk_create(notices)
    for notice in notices:
        if site is not None and notice.recipient.email:
            mail.tell_of_step(notice, site=site)


def mark_read(*, user: User, notice: Notice | None = None) -> int:
    """Mark one or all of the user's notices as read; return how many were unread."""
    unread = Notice.objects.visible_to(user).unread()
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=timezone.now())


def forget_old(now: datetime) -> int:
    """Delete the notices that are too old to be of use; how many they were."""
    is_old = Q(read_at__lt=now - READ_KEPT_FOR) | Q(read_at=None, at__lt=now - UNREAD_KEPT_FOR)
    return Notice.objects.filter(is_old).delete()[0]


def people_in(assessment: Assessment, roles: tuple[str, ...]) -> QuerySet[User]:
    """Active members of the department or its hospital in one of these roles, each once."""
    department = assessment.department
    is_member = Q(memberships__department=department) | Q(
        memberships__hospital=department.hospital_id
    )
    return User.objects.filter(is_member, is_active=True, memberships__role__in=roles).distinct()


def _other_side(assessment: Assessment, by: User) -> tuple[str, ...]:
    """The roles notified of a comment: record keepers for a reviewer's, reviewers for theirs.

    Both, if the author is on neither side (an administrator) or on both.
    """
    is_reviewer = people_in(assessment, REVIEWERS).filter(pk=by.pk).exists()
    is_keeper = people_in(assessment, _RECORD_KEEPERS).filter(pk=by.pk).exists()
    if is_reviewer == is_keeper:
        return (*REVIEWERS, *_RECORD_KEEPERS)
    return _RECORD_KEEPERS if is_reviewer else REVIEWERS
