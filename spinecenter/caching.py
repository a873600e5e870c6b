"""What may stay behind in a browser after log-out: nothing from behind the log-in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponse]


def keep_nothing(get_response: GetResponse) -> GetResponse:
    """Middleware: answers to a logged-in person are not stored, by the browser or on the way."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return respond
