"""Addresses of the site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from spinecenter.health import health

# The one log-in, with its limits and the second factor, is also that of Django's administration.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "spinecenter.refused.bad_request"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("assessments.accounts.urls")),
    path("", include("assessments.urls")),
]
