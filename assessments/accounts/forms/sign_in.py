"""Forms of log-in, passwords and the second factor: allauth's, in the words of this site."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.models import UserSession
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.accounts.services import mail
from assessments.pages.request import site_of

_LOGIN = _("Username or e-mail")
_PASSWORD = _("Password")
_NEW_PASSWORD = _("New password")
_NEW_PASSWORD_AGAIN = _("New password once more")
_CODE = pgettext_lazy("second factor", "Code")
_CODE_HELP = _("Six digits from the app on your phone, or one of your recovery codes.")


# Longer than any name, address or password; the database refuses to look for much longer ones.
_LONGEST = 1_000


class _SiteLabels(forms.Form):
    """Labels and help texts of this site; no placeholders, which vanish on typing.

    Every text has a bound: strangers send these forms.
    """

    labels: ClassVar[dict[str, str | Promise]] = {}
    helps: ClassVar[dict[str, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.validators.append(MaxLengthValidator(_LONGEST))
            if name in self.labels:
                field.label = str(self.labels[name])
            if name in self.helps:
                field.help_text = str(self.helps[name])


class LoginForm(_SiteLabels, account.LoginForm):
    """Username or e-mail, and password."""

    labels = {"login": _LOGIN, "password": _PASSWORD}
    helps = {"password": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}

    def add_prefix(self, field_name: str) -> str:
        """The login field keeps its former name, username, because bookmarks fill it in by name."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class PasswordAgainForm(_SiteLabels, account.ReauthenticateForm):
    """The password before something that needs it."""

    labels = {"password": _PASSWORD}
    helps = {"password": ""}


class ChangePasswordForm(_SiteLabels, account.ChangePasswordForm):
    """The old password and a new one."""

    labels = {
        "oldpassword": _("Your password now"),
        "password1": _NEW_PASSWORD,
        "password2": _NEW_PASSWORD_AGAIN,
    }
    helps = {"oldpassword": ""}


class ResetPasswordForm(_SiteLabels, account.ResetPasswordForm):
    """The address to which a link is sent."""

    labels = {"email": _("E-mail")}

    def save(self, request: HttpRequest, **_options: Any) -> str:
        """Have the link sent; where nobody has the address, the same is done in vain."""
        for person in self.users or [None]:
            mail.offer_new_password(person, site=site_of(request))
        return str(self.cleaned_data["email"])


class LinkForm(account.UserTokenForm):
    """The account and the key of a link; a closed account has none that work."""

    def clean(self) -> dict[str, Any]:
        """Refuse the link of a closed account with the words for any other that does not work."""
        cleaned: dict[str, Any] = super().clean()
        if not self.reset_user.is_active:
            raise get_account_adapter().validation_error("invalid_password_reset")
        return cleaned


class NewPasswordForm(_SiteLabels, account.ResetPasswordKeyForm):
    """A password for the account that a link belongs to."""

    labels = {"password1": _NEW_PASSWORD, "password2": _NEW_PASSWORD_AGAIN}


class CodeForm(_SiteLabels, mfa.AuthenticateForm):
    """The second factor at the log-in."""

    labels = {"code": _CODE}
    helps = {"code": _CODE_HELP}


class CodeAgainForm(_SiteLabels, mfa.ReauthenticateForm):
    """The second factor before something that needs it."""

    labels = {"code": _CODE}
    helps = {"code": _CODE_HELP}


class ActivateSecondFactorForm(_SiteLabels, totp.ActivateTOTPForm):
    """The first code of a new second factor."""

    labels = {"code": _CODE}
    helps = {"code": _("The six digits that the app shows now.")}


class EndSessionsForm(ManageUserSessionsForm):
    """Ends one of the user's sessions, or all of them, except the current one."""

    session = forms.ModelChoiceField(queryset=UserSession.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = UserSession.objects.filter(user=self.request.user).exclude(
            session_key=self.request.session.session_key
        )

    def save(self, request: HttpRequest) -> None:
        """End the chosen session, or all others where none is chosen."""
        chosen = self.cleaned_data["session"]
        if chosen is None:
            super().save(request)
        else:
            get_adapter().end_sessions([chosen])
