"""How this site uses allauth: no sign-up, wrong passwords counted by account, own texts."""

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


# The template of allauth's e-mail about a change -> our name of the change (`ACCOUNT_CHANGES`).
# Setting up a second factor creates recovery codes as well; a password reset is a password change.
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
        """Always False: administrators invite people."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt by the account's e-mail, whether that or the username was typed."""
        name = credentials.get("username")
        if name and not credentials.get("email"):
            user = User.objects.filter(username__iexact=name).exclude(email="").first()
            if user:
                credentials["email"] = user.email
        super().pre_authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Continue in the account's language and begin to note when the session is used."""
        begin(request)
        response: HttpResponse = super().post_login(request, user, **hooks)
        return keep_language(request, response, user.language)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` is an address of this site, from its first slash.

        Without one it would be taken for the name of a view, as in next=NaN.
        """
        try:
            return bool(url and url.startswith("/") and super().is_safe_url(url))
        except ValueError:  # no address at all, such as //[
            return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The page of one's own account."""
        return reverse("my_account")

    def set_password(self, user: User, password: str) -> None:
        """Save the password field alone, which makes no history entry (`User.save`)."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link in the language of the account, not of the request."""
        mail.send("new_password", to=user, link=context["password_reset_url"])

    def send_notification_mail(
        self, template_prefix: str, user: User, *_context: Any, **_hooks: Any
    ) -> None:
        """Tell the owner what was changed, with our own texts."""
        if template_prefix in _CHANGES:
            mail.tell_of_account_change(_CHANGES[template_prefix], to=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our own messages about wrong codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or too old. Type the one that is shown now."),
    }
