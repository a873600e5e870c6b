"""Accounts and roles. Everything but one's own details is for administrators.

Each function is one transaction and raises `PersonRefused` (nothing changed; its text can be
shown) or, if `user` may not do this, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone

from assessments.accounts.services import mail
from assessments.accounts.services.refusals import (
    AddressInUse,
    LastAdministrator,
    NotInvited,
    NotSent,
    OwnAccount,
    RoleHeld,
)
from assessments.editing.authorship import name_author
from assessments.models import Department, Hospital, Membership, User
from assessments.models.choices import Role

Place = Department | Hospital
# Gives the address of the page on which a person sets a password.
Link = Callable[[User], str]

# After this an invitation that was not used is withdrawn; its link is void long before.
INVITED_FOR = timedelta(days=30)
SECOND_FACTOR_RESET = "second factor reset"
_DETAILS = ("first_name", "last_name", "email", "username")


@transaction.atomic
def invite(
    *,
    user: User,
    first_name: str,
    last_name: str,
    email: str,
    language: str,
    roles: Sequence[tuple[str, Place]],
    link: Link,
) -> User:
    """Open an account without a password and send its link; the e-mail is also the username."""
    _require_administrator(user)
    email = email.lower()
    _refuse_taken(email, User.objects.all())
    person = User(
        username=email,
        email=email,
        first_name=first_name,
        last_name=last_name,
        language=language,
    )
    person.set_unusable_password()
    _save(person, user)
    for role, place in roles:
        _add_role(user, person, role, place)
    _send_invitation(user, person, link)
    return person


@transaction.atomic
def invite_again(*, user: User, person: User, link: Link) -> None:
    """Send the link once more, to somebody who has not chosen a password yet."""
    person = _locked(user, person)
    if person.has_usable_password() or not person.is_active:
        raise NotInvited(person=person)
    # From now on the invitation is a new one.
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now())
    _send_invitation(user, person, link)


def withdraw_old_invitations(now: datetime) -> int:
    """Delete the accounts whose invitation nobody has used for `INVITED_FOR`; how many they were.

    Such an account has never logged in, so nothing is recorded by it.
    """
    unused = User.objects.filter(
        last_login=None, is_superuser=False, date_joined__lt=now - INVITED_FOR
    ).filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    withdrawn = 0
    for person in unused:
        # Somebody else may have given it a task meanwhile; then it stays.
        with suppress(ProtectedError), transaction.atomic():
            person.delete()
            withdrawn += 1
    return withdrawn


@transaction.atomic
def change_own_details(*, user: User, first_name: str, last_name: str, language: str) -> None:
    """Change the own name and language."""
    user.first_name, user.last_name, user.language = first_name, last_name, language
    _save(user, user, "first_name", "last_name", "language")


@transaction.atomic
def change_details(
    *, user: User, person: User, first_name: str, last_name: str, email: str
) -> User:
    """Change name and e-mail of a person; both addresses are told.

    A username that is the old e-mail becomes the new one, as in an invitation.
    """
    person, email = _locked(user, person), email.lower()
    _refuse_taken(email, User.objects.exclude(pk=person.pk))
    before = copy(person)
    person.first_name, person.last_name, person.email = first_name, last_name, email
    if before.email and before.username == before.email:
        person.username = email
    if all(getattr(before, name) == getattr(person, name) for name in _DETAILS):
        return person
    _save(person, user, *_DETAILS)
    mail.tell_of_account_change("details_changed", to=person, by=user)
    if before.email.lower() != email:
        mail.tell_of_account_change("details_changed", to=before, by=user)
    return person


@transaction.atomic
def add_role(*, user: User, person: User, role: str, place: Place) -> Membership:
    """Give a role in a department, or in all departments of a hospital."""
    membership = _add_role(user, _locked(user, person), role, place)
    _tell_of_role("role_added", membership, user)
    return membership


@transaction.atomic
def remove_role(*, user: User, membership: Membership) -> None:
    """Take a role away; it can be added again."""
    _locked(user, membership.user)
    name_author(membership, user)
    membership.delete()
    _tell_of_role("role_removed", membership, user)


@transaction.atomic
def deactivate(*, user: User, person: User) -> None:
    """Close an account; its sessions end at once, everything recorded stays."""
    person = _locked(user, person)
    _require_somebody_else(user, person)
    _switch("closed", person, user, is_active=False)


@transaction.atomic
def reactivate(*, user: User, person: User) -> None:
    """Open a closed account again, with the password and roles it had."""
    person = _locked(user, person)
    _switch("reopened", person, user, is_active=True)


@transaction.atomic
def make_administrator(*, user: User, person: User) -> None:
    """Let a person administer the site and see everything."""
    person = _locked(user, person)
    _switch("administrator_made", person, user, is_superuser=True, is_staff=True)


@transaction.atomic
def end_administrator(*, user: User, person: User) -> None:
    """Take the administrator's rights away; the roles stay."""
    person = _locked(user, person)
    _require_somebody_else(user, person)
    _switch("administrator_ended", person, user, is_superuser=False, is_staff=False)


@transaction.atomic
def reset_second_factor(*, user: User, person: User) -> None:
    """Forget phone and recovery codes of a person who lost both; the password stays."""
    person = _locked(user, person)
    Authenticator.objects.filter(user=person).delete()
    name_author(person, user, reason=SECOND_FACTOR_RESET)
    person.save()
    mail.tell_of_account_change("second_factor_reset", to=person, by=user)


def _require_administrator(user: User) -> None:
    if not (user.is_active and user.is_superuser):
        raise PermissionDenied


def _locked(user: User, person: User) -> User:
    """The person as they are now, locked together with all administrators.

    `user` must be an administrator after the lock, too: two administrators who deactivate each
    other at the same moment must not both succeed.
    """
    _require_administrator(user)
    wanted = Q(pk__in=[user.pk, person.pk]) | Q(is_superuser=True)
    accounts = User.objects.select_for_update().filter(wanted).order_by("pk")
    locked = {account.pk: account for account in accounts}
    _require_administrator(locked[user.pk])
    return locked[person.pk]


def _refuse_taken(email: str, others: QuerySet[User]) -> None:
    taken = others.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
    if taken:
        raise AddressInUse(person=taken)


def _require_somebody_else(user: User, person: User) -> None:
    """Refuse a change of the own account or of the last active administrator."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise LastAdministrator(person=person)
    if person.pk == user.pk:
        raise OwnAccount


def _add_role(user: User, person: User, role: str, place: Place) -> Membership:
    where: dict[str, Any] = (
        {"department": place} if isinstance(place, Department) else {"hospital": place}
    )
    held = Membership.objects.filter(user=person, **where).first()
    if held:
        raise RoleHeld(person=person, role=held.get_role_display())
    membership = Membership(user=person, role=role, **where)
    name_author(membership, user)
    membership.save()
    return membership


def _switch(change: str, person: User, user: User, **values: bool) -> None:
    """Set fields of an account and tell its owner; nothing happens where they are so already."""
    if all(getattr(person, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(person, name, value)
    _save(person, user, *values)
    mail.tell_of_account_change(change, to=person, by=user)


def _tell_of_role(change: str, membership: Membership, user: User) -> None:
    mail.tell_of_account_change(
        change,
        to=membership.user,
        by=user,
        role=Role(membership.role).label,
        place=str(membership.department or membership.hospital),
    )


def _send_invitation(user: User, person: User, link: Link) -> None:
    """Called last in its transaction: if the e-mail cannot be sent, nothing is saved."""
    roles = person.memberships.select_related("hospital", "department__hospital")
    try:
        mail.send("invitation", to=person, inviter=user, link=link(person), roles=roles)
    except (SMTPException, OSError) as error:
        raise NotSent(email=person.email) from error


def _save(person: User, user: User, *fields: str) -> None:
    name_author(person, user)
    person.save(update_fields=fields or None)
