"""Which account a name means."""

from __future__ import annotations

from django.db.models import Q

from assessments.models import User


def account_named(name: str) -> User | None:
    """The account with this username, or else this e-mail; capital letters do not count.

    One query, whatever is found. Of accounts that share an e-mail an active one, the oldest;
    the others are found by their usernames.
    """
    if not name:
        return None
    found = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name))
    return max(found, key=lambda person: _closeness(person, name), default=None)


def _closeness(person: User, name: str) -> tuple[bool, bool, bool, int]:
    same = person.username.lower() == name.lower()
    return person.username == name, same, person.is_active, -person.pk
