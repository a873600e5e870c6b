"""Addresses of the profile of a department."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.profile.answers.views import structure
from assessments.profile.department.views.department import department
from assessments.profile.department.views.sections import section, section_complete
from assessments.profile.records.views import (
    department_edit,
    record_delete,
    record_edit,
    record_new,
    record_restore,
)
from assessments.profile.surgeons.views import surgeon, surgeon_leaving
from assessments.profile.volumes.views import volumes
from assessments.profile.years.views import year_compare, year_new, year_undo

_RECORDS = "departments/<uuid:department_id>/records/<slug:kind>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("departments/<uuid:department_id>/", department, name="department"),
    path("departments/<uuid:department_id>/edit/", department_edit, name="department_edit"),
    path("departments/<uuid:department_id>/sections/<slug:name>/", section, name="section"),
    path(
        "departments/<uuid:department_id>/sections/<slug:name>/complete/",
        section_complete,
        name="section_complete",
    ),
    path("departments/<uuid:department_id>/years/new/", year_new, name="year_new"),
    path("departments/<uuid:department_id>/years/compare/", year_compare, name="year_compare"),
    path("departments/<uuid:department_id>/years/<int:year>/undo/", year_undo, name="year_undo"),
    path(f"{_RECORDS}new/", record_new, name="record_new"),
    path(f"{_RECORDS}<int:pk>/", record_edit, name="record_edit"),
    path(f"{_RECORDS}<int:pk>/delete/", record_delete, name="record_delete"),
    path(f"{_RECORDS}<int:past_id>/restore/", record_restore, name="record_restore"),
    path(
        "departments/<uuid:department_id>/years/<int:year>/structure/", structure, name="structure"
    ),
    path("departments/<uuid:department_id>/volumes/", volumes, name="volumes"),
    path("departments/<uuid:department_id>/surgeons/<int:pk>/", surgeon, name="surgeon"),
    path(
        "departments/<uuid:department_id>/surgeons/<int:pk>/leaving/",
        surgeon_leaving,
        name="surgeon_leaving",
    ),
]
