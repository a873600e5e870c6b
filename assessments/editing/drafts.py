"""Drafts: what people have typed into forms and not saved yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from assessments.models import Draft, User

# The largest form is the grid of volumes: some thousand cells of some fifty characters.
MOST_CHARACTERS: Final = 250_000
# Of one person; the oldest give way.
MOST_DRAFTS: Final = 100
FORGOTTEN_AFTER: Final = timedelta(days=60)
# How long a page with a form may have been open when the form is sent after log-out.
_MARK_HOLDS: Final = timedelta(days=30)
_NEVER_KEPT: Final = frozenset({"csrfmiddlewaretoken", "draft_path", "draft_owner"})
_OWNER: Final = "owner of a form"

Fields = Mapping[str, Sequence[str]]


def owner_mark(user: User) -> str:
    """A signed mark in a form that says who opened it, and when."""
    return TimestampSigner(salt=_OWNER).sign(str(user.pk))


def owner_of(mark: str) -> str | None:
    """The id of the user who opened the form; None where the mark is forged or too old."""
    try:
        return TimestampSigner(salt=_OWNER).unsign(mark, max_age=_MARK_HOLDS)
    except BadSignature:
        return None


def is_owner(mark: str, user: User) -> bool:
    """Whether the mark is a valid one of this user."""
    return owner_of(mark) == str(user.pk)


def kept_fields(fields: Fields) -> dict[str, list[str]] | None:
    """The fields to keep; None where they are larger than any form of this site."""
    kept = {
        _storable(name): [_storable(value) for value in values]
        for name, values in fields.items()
        if name not in _NEVER_KEPT
    }
    size = sum(len(name) + sum(map(len, values)) for name, values in kept.items())
    return kept if size <= MOST_CHARACTERS else None


def _storable(text: str) -> str:
    """Without NUL, which PostgreSQL does not store: a draft keeps the rest of what was typed."""
    return text.replace("\x00", "")


@transaction.atomic
def keep(*, user: User, path: str, fields: Fields) -> Draft | None:
    """Store the fields of the form at this address; None where they are too large.

    A person has at most `MOST_DRAFTS`: the oldest are deleted.
    """
    kept = kept_fields(fields)
    if kept is None:
        return None
    draft, _created = Draft.objects.update_or_create(
        user=user, path=path, defaults={"fields": kept}
    )
    newest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk").values("pk")
    surplus = list(newest[MOST_DRAFTS:].values_list("pk", flat=True))
    if surplus:
        Draft.objects.filter(pk__in=surplus).delete()
    return draft


def stored(user: User, path: str) -> Draft | None:
    """The person's draft of the form at this address, if there is one."""
    return Draft.objects.filter(user=user, path=path).first()


def discard(*, user: User, path: str) -> None:
    """Delete the draft, because it was saved or is not wanted."""
    Draft.objects.filter(user=user, path=path).delete()


def forget_old(now: datetime) -> int:
    """Delete the drafts that nobody has touched for `FORGOTTEN_AFTER`; how many they were."""
    deleted, _by_model = Draft.objects.filter(saved_at__lt=now - FORGOTTEN_AFTER).delete()
    return deleted
