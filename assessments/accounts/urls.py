"""Addresses of log-in, own account and people; of allauth only what this site uses.

Names that begin with account_, mfa_ or usersessions_ are allauth's, which redirects by them.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.views import LogoutView
from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_http_methods

from assessments.accounts.views import administration
from assessments.accounts.views.account import my_account
from assessments.accounts.views.sessions import Sessions

# Refuses PUT with 405: allauth's form views would take it for a POST. Its views without a form
# refuse a POST themselves.
_page = require_http_methods(["GET", "HEAD", "POST"])


_PERSON = "administration/people/<int:person_id>/"


def _address(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return path(route, _page(view), name=name)


urlpatterns = [
    _address("login/", account.login, "account_login"),
    _address("login/", account.login, "login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    _address("account/inactive/", account.account_inactive, "account_inactive"),
    _address("account/reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _address("account/password/", account.password_change, "account_change_password"),
    _address("account/password/new/", account.password_reset, "account_reset_password"),
    _address(
        "account/password/new/sent/", account.password_reset_done, "account_reset_password_done"
    ),
    re_path(
        # The id and the key of a link in an e-mail.
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        _page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _address("account/second-factor/", mfa.index, "mfa_index"),
    _address("account/second-factor/code/", mfa.authenticate, "mfa_authenticate"),
    _address("account/second-factor/code-again/", mfa.reauthenticate, "mfa_reauthenticate"),
    _address("account/second-factor/set-up/", totp.activate_totp, "mfa_activate_totp"),
    _address("account/second-factor/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _address(
        "account/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"
    ),
    _address(
        "account/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    _address(
        "account/recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    path("account/", my_account, name="my_account"),
    _address("account/sessions/", Sessions.as_view(), "usersessions_list"),
    path("administration/", administration.administration, name="administration"),
    path("administration/people/", administration.people_list, name="people"),
    path("administration/people/invite/", administration.person_invite, name="person_invite"),
    path(_PERSON, administration.person_page, name="person"),
    path(f"{_PERSON}edit/", administration.person_edit, name="person_edit"),
    path(f"{_PERSON}roles/", administration.role_add, name="role_add"),
    path(
        f"{_PERSON}roles/<int:membership_id>/remove/",
        administration.role_remove,
        name="role_remove",
    ),
    path(f"{_PERSON}<slug:action>/", administration.person_change, name="person_change"),
]
