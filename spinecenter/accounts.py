"""How this site uses allauth: no sign-up, wrong passwords counted by account, own texts."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from assessments.accounts.reading import account_named
from assessments.accounts.services import mail, second_factor_keys
from assessments.accounts.services.language import keep_language
from assessments.models import User
from spinecenter.second_factor import UnreadableSecondFactor
from spinecenter.sessions import begin, end_surplus

logger = logging.getLogger(__name__)

_WRONG = _(
    "Name and password do not fit together. Capital and small letters count. After five failed "
    "attempts on an account the right password is refused too, for five minutes."
)
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


class OneHashBackend(AuthenticationBackend):
    """Finds the account by either of its names and computes exactly one hash.

    allauth's own computes one for each way in which a name is found, which tells a stranger by the
    time it takes that there is an account. tests/accounts/test_accounts_told_apart.py counts.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Called by allauth, which computes a hash itself where no account is found.

        Django computes one where the account has no password yet.
        """
        name = credentials.get("username") or credentials.get("email") or ""
        checked: User | None = self._check_password(account_named(name), credentials["password"])
        return checked


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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Count a wrong attempt by the name that was typed (allauth), and by the account.

        Only what was typed is told to be blocked. An account that was attempted too often by its
        other name answers as to a wrong password, or one could learn which names belong together.
        """
        name = credentials.get("username") or credentials.get("email") or ""
        account = account_named(name)
        counted = {
            "action": "login_failed_account",
            "key": f"account {account.pk}" if account else f"name {name.lower()}",
        }
        if not ratelimit.consume(request, **counted, dry_run=True):
            # Refused as a wrong password is: hashed, and counted for the name.
            credentials["password"] = get_random_string(len(credentials["password"]))
        user: User | None = super().authenticate(request, **credentials)
        if user is None:
            ratelimit.consume(request, **counted)
        return user

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Continue in the account's language and begin to note when the session is used."""
        begin(request)
        response: HttpResponse = super().post_login(request, user, **hooks)
        # Not before: the new session is listed there.
        end_surplus(user)
        return keep_language(request, response, user.language)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `next` is an address of this site, from its first slash.

        Without one it would be taken for the name of a view, as in next=NaN.
        """
        try:
            return bool(url and url.startswith("/") and super().is_safe_url(url))
        except ValueError:  # no address at all, such as //[
            return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Always False: no page asks so, and the answer would repeat what was typed."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The page of one's own account."""
        return reverse("my_account")

    def set_password(self, user: User, password: str) -> None:
        """Save the password field alone, which makes no history entry (`User.save`)."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_notification_mail(
        self, template_prefix: str, user: User, *_context: Any, **_hooks: Any
    ) -> None:
        """Tell the owner what was changed, with our own texts."""
        if template_prefix in _CHANGES:
            mail.tell_of_account_change(_CHANGES[template_prefix], to=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our own messages about wrong codes, and secrets that are stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or too old. Type the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        """The key of an app, or the seed of recovery codes, as it is stored."""
        return second_factor_keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `UnreadableSecondFactor`, which a form shows; `spinecenter.second_factor` else."""
        try:
            return second_factor_keys.decrypt(encrypted_text)
        except second_factor_keys.UnreadableSecret as error:
            logger.error(
                "A second factor cannot be read: its key is missing, or it was damaged. "
                "manage.py rotate_second_factor_keys names the accounts"
            )
            raise UnreadableSecondFactor from error
