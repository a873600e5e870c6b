"""Refuses a request by the size that it announces, before any of its body is read.

The check of the CSRF token reads the whole form, and files go to disk meanwhile, so this comes
first. docs/decisions/0048
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

MEGABYTE: Final = 1024 * 1024
# A log-in has some hundred bytes; a form that is sent after log-out, which is kept, up to this.
OF_STRANGERS: Final = MEGABYTE


def refuse_large_bodies(get_response: GetResponse) -> GetResponse:
    """Middleware: 413 for what is larger than its sender may send to this address."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., Any], *_arguments: object
    ) -> HttpResponse | None:
        size = _announced(request)
        if size <= OF_STRANGERS or size <= _most(request, view):
            return None
        context = {"is_stranger": not request.user.is_authenticated}
        response = render(request, "413.html", context, status=413)
        # What was not read would be taken for the next request.
        response["Connection"] = "close"
        return response

    respond.process_view = process_view  # type: ignore[attr-defined]
    return respond


def _announced(request: HttpRequest) -> int:
    """Bytes of the body; Django reads no more than this. 0 where it is no number, as there."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _most(request: HttpRequest, view: Callable[..., Any]) -> int:
    """How many bytes the sender may send to the view.

    Files themselves may be larger than any limit by some bytes, so that their form can say so.
    """
    user = request.user
    if not isinstance(user, User):
        return OF_STRANGERS
    may_send_files = getattr(view, "may_send_files", None)
    if may_send_files is None or not may_send_files(user):
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return settings.MOST_UPLOADED_BYTES
