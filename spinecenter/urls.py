"""Addresses of the site."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from spinecenter.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("assessments.accounts.urls")),
    path("", include("assessments.urls")),
]
if settings.ADMIN_SITE:
    from assessments.admin import site

    urlpatterns.append(path("admin/", site.urls))
