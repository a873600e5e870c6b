"""Notes when a session was last used, for the list of one's own sessions.

Written at most every few minutes: writing on every request would cost several queries each.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from assessments.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

INTERVAL: Final = 300  # seconds
_SEEN_AT: Final = "seen_at"
# Of one person; a log-in more ends the one that was not used for the longest time.
MOST_SESSIONS: Final = 20


def begin(request: HttpRequest) -> None:
    """Start to note the use of this request's session, which allauth has listed at the log-in."""
    request.session[_SEEN_AT] = time.time()


def end_surplus(user: User) -> None:
    """End the sessions of the person beyond `MOST_SESSIONS`."""
    listed = UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    get_adapter().end_sessions(list(listed[MOST_SESSIONS:]))


def note_activity(get_response: GetResponse) -> GetResponse:
    """Middleware: note time, address and browser of the session, at most once per `INTERVAL`."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            seen_at = request.session.get(_SEEN_AT)
            if seen_at is not None and time.time() - seen_at >= INTERVAL:
                UserSession.objects.create_from_request(request)
                begin(request)
        return get_response(request)

    return respond
