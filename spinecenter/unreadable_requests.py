"""Requests that no page of this site sends and that no view could read: answered with 400.

docs/decisions/0052
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

GetResponse = Callable[[HttpRequest], HttpResponse]

_NUL = "\x00"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what cannot be read, also where Django finds so (`handler400`).

    It needs neither the form that was sent, nor static files, session or user. Django's own reads
    the form again, and where that failed it would fail once more.
    """
    # Before the language of the request was found, Django's own is active.
    language = getattr(request, "LANGUAGE_CODE", "") or get_language_from_request(request)
    with override(language):
        return HttpResponseBadRequest(render_to_string("400.html"))


class InUtf8:
    """Mixin of a request: reads address and body as UTF-8, whatever encoding the request names.

    Django decodes by the name while it makes the request, before any middleware, and breaks there
    on encodings that are no text, such as base64.
    """

    @property
    def encoding(self) -> None:
        """None: that of the site. What the request names stays in `content_params`."""
        return None

    @encoding.setter
    def encoding(self, _named: str) -> None:
        pass


def refuse_unreadable(get_response: GetResponse) -> GetResponse:
    """Middleware: refuse what is not written in UTF-8, and NUL in an address.

    Other encodings are the only way to lone surrogates, which no database stores; PostgreSQL stores
    no NUL either. In what was typed into a form, the field says so, and a draft leaves it out.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if _is_readable(request):
            return get_response(request)
        return bad_request(request)

    return respond


def _is_readable(request: HttpRequest) -> bool:
    named = (request.content_params or {}).get("charset", "utf-8")
    try:
        parameters = request.GET
    except SuspiciousOperation:  # too many of them
        return False
    return named.lower() in {"utf-8", "utf8"} and not (_NUL in request.path or _has_nul(parameters))


def _has_nul(sent: QueryDict) -> bool:
    return any(_NUL in text for name, texts in sent.lists() for text in (name, *texts))
