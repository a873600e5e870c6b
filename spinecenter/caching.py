"""No caching of pages behind the log-in, so that nothing stays in the browser after log-out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponse]


def prevent_caching(get_response: GetResponse) -> GetResponse:
    """Middleware: neither browser nor proxy may store responses to a logged-in person."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return respond
