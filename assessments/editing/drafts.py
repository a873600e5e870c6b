"""Drafts: what people have typed into forms and not saved yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from assessments.models import Draft, User

# The largest form is the grid of volumes: some thousand cells.
MOST_CHARACTERS: Final = 400_000
_FORGOTTEN_AFTER: Final = timedelta(days=60)
_NEVER_KEPT: Final = frozenset({"csrfmiddlewaretoken", "draft_path", "draft_owner"})
_OWNER: Final = "owner of a form"

Fields = Mapping[str, Sequence[str]]


def owner_mark(user: User) -> str:
    """A signed mark in a form that says who opened it."""
    return Signer(salt=_OWNER).sign(str(user.pk))


def is_owner(mark: str, user: User) -> bool:
    """Whether the mark is a valid one of this user."""
    try:
        return Signer(salt=_OWNER).unsign(mark) == str(user.pk)
    except BadSignature:
        return False


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
    """Store the fields of the form at this address; None where they are too large."""
    kept = kept_fields(fields)
    if kept is None:
        return None
    Draft.objects.filter(user=user, saved_at__lt=timezone.now() - _FORGOTTEN_AFTER).delete()
    draft, _created = Draft.objects.update_or_create(
        user=user, path=path, defaults={"fields": kept}
    )
    return draft


def stored(user: User, path: str) -> Draft | None:
    """The person's draft of the form at this address, if there is one."""
    return Draft.objects.filter(user=user, path=path).first()


def discard(*, user: User, path: str) -> None:
    """Delete the draft, because it was saved or is not wanted."""
    Draft.objects.filter(user=user, path=path).delete()
