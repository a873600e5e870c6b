"""Addresses of histories."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.history.views import (
    department_deleted,
    department_history,
    department_history_csv,
    history_all,
    record_history,
)

_HISTORY = "departments/<uuid:department_id>/history/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_HISTORY, department_history, name="department_history"),
    path(f"{_HISTORY}history.csv", department_history_csv, name="department_history_csv"),
    path(f"{_HISTORY}deleted/", department_deleted, name="department_deleted"),
    path(f"{_HISTORY}<slug:kind>/<int:pk>/", record_history, name="record_history"),
    path("administration/history/", history_all, name="history_all"),
]
