"""Addresses of the pages: those of each feature stand in its folder."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assessments.portfolio.urls")),
    path("", include("assessments.profile.urls")),
    path("", include("assessments.pages.urls")),
    path("", include("assessments.editing.urls")),
    path("", include("assessments.gap_report.urls")),
    path("", include("assessments.sign_off.urls")),
    path("", include("assessments.imports.urls")),
    path("", include("assessments.history.urls")),
    path("", include("assessments.hospitals.urls")),
]
