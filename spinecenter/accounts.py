"""How this site uses allauth: no sign-up, wrong passwords counted by account, our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.accounts.services import mail
from assessments.accounts.services.language import keep_language
from assessments.models import User
from spinecenter.sessions import begin

_WRONG = _("Name and password do not fit together. Capital and small letters count.")
_TOO_MANY = _(
    "Too many wrong attempts. Wait five minutes, then try again; until then the right answer is "
    "refused too. Nothing else is blocked."
)


# What allauth calls a change, and what we call it. Setting up a second factor makes recovery codes
# at once, and resetting a password is a change of it.
_CHANGES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "second_factor_added",
    "mfa/email/totp_deactivated": "second_factor_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_renewed",
}


class AccountAdapter(DefaultAccountAdapter):
    """The hooks that allauth calls."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators invite."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt under the account's e-mail, whichever of its names was typed."""
        name = credentials.get("username")
        if name and not credentials.get("email"):
            found = User.objects.filter(username__iexact=name).exclude(email="").first()
            if found:
                credentials["email"] = found.email
        super().pre_authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Continue in the account's language and note when the session was used."""
        begin(request)
        response: HttpResponse = super().post_login(request, user, **hooks)
        return keep_language(request, response, user.language)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page from which one came."""
        return reverse("my_account")

    def set_password(self, user: User, password: str) -> None:
        """Save the password alone: a new hash is no change for the history."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the language of the person, not of whoever asked."""
        mail.send("new_password", to=user, link=context["password_reset_url"])

    def send_notification_mail(
        self, template_prefix: str, user: User, *_context: Any, **_hooks: Any
    ) -> None:
        """Tell the owner what was done to the account, in our words."""
        if template_prefix in _CHANGES:
            mail.tell_of_account_change(_CHANGES[template_prefix], to=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words for what may go wrong with a code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or too old. Type the one that is shown now."),
    }
