"""Codes as an authenticator app computes them (RFC 6238), without the code that checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from assessments.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """What the app shows now."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def wrong_code() -> str:
    """Six digits that the app shows neither now nor just before or after."""
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def protected(person: User) -> list[str]:
    """Give the person a second factor with `SECRET`; its recovery codes."""
    TOTP.activate(person, SECRET)
    codes: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    return codes
