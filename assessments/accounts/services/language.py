"""The language of an account, kept in the browser beyond the log-in."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Response = TypeVar("Response", bound=HttpResponse)


def keep_language(
    request: HttpRequest, response: Response, language: str, *, replace: bool = False
) -> Response:
    """Set the cookie that shows the pages in this language; "" sets none.

    A language that was chosen in this browser before is kept, unless `replace`.
    """
    if language and (replace or settings.LANGUAGE_COOKIE_NAME not in request.COOKIES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
