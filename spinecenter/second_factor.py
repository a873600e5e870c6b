"""Second factors that are required but not set up, or set up but no longer readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]

# Views that stay open: those the set-up needs, and those that must always work.
_OPEN: Final = frozenset(
    {"mfa_activate_totp", "account_reauthenticate", "logout", "set_language", "health"}
)


class UnreadableSecondFactor(ValidationError):
    """The stored secret cannot be decrypted."""

    def __init__(self) -> None:
        super().__init__(
            _("The second factor of this account cannot be read. Ask an administrator to reset it.")
        )


def require_second_factor(get_response: GetResponse) -> GetResponse:
    """Middleware: redirect members without a second factor to its set-up, if it is required."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is None or match.view_name in _OPEN or is_mfa_enabled(request.user):
            return None
        messages.warning(
            request,
            _("This site asks for a second factor. Set it up to go on; it takes two minutes."),
        )
        return redirect("mfa_activate_totp")

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Pages of recovery codes; the forms that ask for a code show the error themselves."""
        if not isinstance(error, UnreadableSecondFactor):
            return None
        messages.error(request, error.message)
        return redirect("my_account")

    respond.process_view = process_view  # type: ignore[attr-defined]
    respond.process_exception = process_exception  # type: ignore[attr-defined]
    return respond
