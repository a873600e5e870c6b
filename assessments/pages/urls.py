"""Addresses that every page uses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.pages.names import names_switch

urlpatterns: list[URLPattern | URLResolver] = [
    path("names/", names_switch, name="names"),
]
