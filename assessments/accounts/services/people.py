"""Accounts and roles. Everything but one's own details is for administrators.

Each function is one transaction and raises `PersonRefused` (nothing changed; its text can be
shown) or, if `user` may not do this, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from smtplib import SMTPException
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

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

Place = Department | Hospital
# Gives the address of the page on which a person sets a password.
Link = Callable[[User], str]

SECOND_FACTOR_RESET = "second factor reset"


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
    # One invitation after the other: of two with the same address the second has to see the first.
    _locked(user, user)
    email = email.lower()
    taken = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
    if taken:
        raise AddressInUse(person=taken)
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
    _send_invitation(user, person, link)


@transaction.atomic
def change_own_details(*, user: User, first_name: str, last_name: str, language: str) -> None:
    """Change the own name and language."""
    user.first_name, user.last_name, user.language = first_name, last_name, language
    _save(user, user, "first_name", "last_name", "language")


@transaction.atomic
def add_role(*, user: User, person: User, role: str, place: Place) -> Membership:
    """Give a role in a department, or in all departments of a hospital."""
    return _add_role(user, _locked(user, person), role, place)


@transaction.atomic
def remove_role(*, user: User, membership: Membership) -> None:
    """Take a role away; it can be added again."""
    _locked(user, membership.user)
    name_author(membership, user)
    membership.delete()


@transaction.atomic
def deactivate(*, user: User, person: User) -> None:
    """Close an account; its sessions end at once, everything recorded stays."""
    person = _locked(user, person)
    _require_somebody_else(user, person)
    person.is_active = False
    _save(person, user, "is_active")


@transaction.atomic
def reactivate(*, user: User, person: User) -> None:
    """Open a closed account again, with the password and roles it had."""
    person = _locked(user, person)
    person.is_active = True
    _save(person, user, "is_active")


@transaction.atomic
def make_administrator(*, user: User, person: User) -> None:
    """Let a person administer the site and see everything."""
    person = _locked(user, person)
    person.is_superuser = person.is_staff = True
    _save(person, user, "is_superuser", "is_staff")


@transaction.atomic
def end_administrator(*, user: User, person: User) -> None:
    """Take the administrator's rights away; the roles stay."""
    person = _locked(user, person)
    _require_somebody_else(user, person)
    person.is_superuser = person.is_staff = False
    _save(person, user, "is_superuser", "is_staff")


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
