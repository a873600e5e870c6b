"""The page for a request that cannot be understood, or that is addressed to another site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Status 400 and a page that needs neither the form that was sent, nor a session or user.

    Django's own handler reads the form again: where that failed, it would fail once more.
    """
    with override(get_language_from_request(request)):
        return HttpResponseBadRequest(render_to_string("400.html"))
