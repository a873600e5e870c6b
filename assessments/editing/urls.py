"""Addresses of drafts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.editing.draft_pages import draft_discard, draft_keep

urlpatterns: list[URLPattern | URLResolver] = [
    path("drafts/", draft_keep, name="draft_keep"),
    path("drafts/discard/", draft_discard, name="draft_discard"),
]
