"""The sessions of one's own account: on which device, when last used, and an end to them."""

from __future__ import annotations

from typing import Any, Final

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.forms.accounts import EndSessionsForm
from assessments.views.tables import Column, Table

# What a browser says of itself; the first that fits, since most also name their ancestors.
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
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sessions = sorted(context["sessions"], key=lambda one: one.last_seen_at, reverse=True)
        return context | {"table": sessions_table(sessions)}


def sessions_table(sessions: list[UserSession]) -> Table:
    """A row a session, with a button to end it unless it is the one that asks."""
    return Table(
        _("Your sessions"),
        (
            Column(_("Device")),
            Column(_("Address")),
            Column(_("Logged in")),
            Column(_("Last used")),
            Column(_("End")),
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
    """Browser and system in words, such as "Firefox, Windows", or "unknown device"."""
    found = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or _("unknown device")


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
