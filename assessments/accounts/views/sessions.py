"""The sessions of one's own account: on which device, when last used, and an end to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.accounts.forms.sign_in import EndSessionsForm
from assessments.models import User
from assessments.pages.tables import Table, TableColumn

# (text in the user agent, name). The first match counts: most browsers name older ones as well.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Sessions(ListUserSessionsView):
    """The list, and the end of one session or of all others."""

    form_class = EndSessionsForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Skips allauth's own list, which queries the database again for every session.
        context: dict[str, Any] = super(ListUserSessionsView, self).get_context_data(**kwargs)
        sessions = open_sessions(cast("User", self.request.user))
        return context | {
            "sessions": sessions,
            "session_count": len(sessions),
            "table": sessions_table(sessions),
        }


def open_sessions(user: User) -> list[UserSession]:
    """The sessions in which the person is still logged in, the last used first.

    At most three queries, however many there are. Sessions that have ended are deleted.
    """
    listed = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    keys = [session.session_key for session in listed]
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    hashes = list(_hashes(user))
    alive = {session.session_key for session in stored if _is_of_password(session, hashes)}
    ended = [session.pk for session in listed if session.session_key not in alive]
    if ended:
        UserSession.objects.filter(pk__in=ended).delete()
    return [session for session in listed if session.session_key in alive]


def _hashes(user: User) -> Iterator[str]:
    """The session hashes of the current password, by the current and older secret keys."""
    yield user.get_session_auth_hash()
    yield from user.get_session_auth_fallback_hash()


def _is_of_password(session: Session, hashes: list[str]) -> bool:
    """Whether the session was begun with the present password, or kept when it was changed."""
    held = str(session.get_decoded().get(HASH_SESSION_KEY, ""))
    return any(constant_time_compare(held, expected) for expected in hashes)


def sessions_table(sessions: list[UserSession]) -> Table:
    """One row for each session, with a button to end it; the current session has none."""
    return Table(
        _("Your sessions"),
        (
            TableColumn(_("Device")),
            TableColumn(_("Address")),
            TableColumn(_("Logged in")),
            TableColumn(_("Last used")),
            TableColumn(_("End")),
        ),
        tuple(
            (
                device(session.user_agent),
                session.ip,
                _time(session.created_at),
                _time(session.last_seen_at),
                _("this session") if session.is_current() else _end(session),
            )
            for session in sessions
        ),
    )


def device(user_agent: str) -> str:
    """Browser and system, such as "Firefox, Windows", or "unknown device"."""
    names = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name) or _("unknown device")


def _time(moment: Any) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


def _end(session: UserSession) -> str:
    return format_html(
        '<button class="btn btn-outline-primary btn-sm" name="session" value="{}">{}'
        '<span class="visually-hidden">: {}, {}</span></button>',
        session.pk,
        _("End"),
        device(session.user_agent),
        session.ip,
    )
