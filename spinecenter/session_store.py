"""Sessions in the database, looked up only by keys that this site may have given out."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Anybody can send any cookie, and PostgreSQL fails at a text that holds NUL."""

    def __init__(self, session_key: str | None = None) -> None:
        """A cookie that cannot be a key (letters and digits) begins without a session."""
        key = session_key or ""
        super().__init__(key if key.isascii() and key.isalnum() else None)
