"""Secrets of second factors are stored encrypted (Fernet: AES-128 in CBC mode with HMAC-SHA256).

The first of the keys encrypts, all of them decrypt. A key derived from Django's secret key always
comes last, so that a site without keys of its own works, and keeps working when it gets one.
docs/decisions/0054
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import checks
from django.db import transaction

_MARK: Final = "fernet:"
# Where allauth keeps them in `Authenticator.data`; the last is a list.
_SECRETS: Final = ("secret", "seed", "migrated_codes")


class UnreadableSecret(Exception):
    """Encrypted with a key that the site no longer has, damaged, or not encrypted."""


def encrypt(text: str) -> str:
    """The text as it is stored."""
    return _MARK + _keys().encrypt(text.encode()).decode("ascii")


def decrypt(stored: Any) -> str:
    """The text again. Raises `UnreadableSecret`."""
    if not isinstance(stored, str) or not stored.startswith(_MARK):
        raise UnreadableSecret
    try:
        return _keys().decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken as error:
        raise UnreadableSecret from error


def encrypt_anew(stored: Any) -> str:
    """The stored text under the first key; what was stored in the clear is encrypted."""
    if isinstance(stored, str) and not stored.startswith(_MARK):
        return encrypt(stored)
    return encrypt(decrypt(stored))


def change_all(
    change: Callable[[Any], str], authenticators: type[Authenticator] = Authenticator
) -> tuple[int, list[str]]:
    """Change every stored secret, one transaction each.

    Returns the number of changed records, and the usernames of those that could not be read.
    """
    changed, unreadable = 0, []
    for key in authenticators.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Using a recovery code changes the record as well.
            locked = authenticators.objects.select_for_update(of=("self",)).filter(pk=key)
            found = locked.select_related("user").first()
            if found is None:
                continue
            try:
                data = _changed(found.data, change)
            except UnreadableSecret:
                unreadable.append(found.user.username)
                continue
            found.data = data
            found.save(update_fields=["data"])
            changed += 1
    return changed, unreadable


def _changed(data: dict[str, Any], change: Callable[[Any], str]) -> dict[str, Any]:
    return data | {
        name: [change(each) for each in data[name]]
        if isinstance(data[name], list)
        else change(data[name])
        for name in _SECRETS
        if name in data
    }


def _keys() -> MultiFernet:
    keys: list[str | bytes] = [*settings.SECOND_FACTOR_KEYS]
    keys += map(_derived, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return MultiFernet([Fernet(key) for key in keys])


def _derived(secret: str | bytes) -> bytes:
    """A key that tells nothing of the secret key, nor of what else is derived from it."""
    material = secret if isinstance(secret, bytes) else secret.encode()
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"spinecenter second factor")
    return base64.urlsafe_b64encode(kdf.derive(material))


@checks.register(checks.Tags.security, deploy=True)
def keys_are_set(**_options: Any) -> list[checks.CheckMessage]:
    """Warn where second factors hang on the secret key."""
    if settings.SECOND_FACTOR_KEYS:
        return []
    return [
        checks.Warning(
            "DJANGO_SECOND_FACTOR_KEYS is not set: the secrets of second factors are encrypted "
            "with a key derived from DJANGO_SECRET_KEY, and are lost when that is changed.",
            hint="docs/deployment.md, Second factors, says how to set it.",
            id="assessments.W001",
        )
    ]
