"""Addresses of hospitals and departments, for administrators."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.hospitals.views import (
    department_new,
    department_remove,
    hospital_edit,
    hospital_new,
    hospital_page,
    hospital_remove,
    hospitals_list,
)

_HOSPITALS = "administration/hospitals/"
_HOSPITAL = f"{_HOSPITALS}<int:hospital_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_HOSPITALS, hospitals_list, name="hospitals"),
    path(f"{_HOSPITALS}new/", hospital_new, name="hospital_new"),
    path(_HOSPITAL, hospital_page, name="hospital"),
    path(f"{_HOSPITAL}edit/", hospital_edit, name="hospital_edit"),
    path(f"{_HOSPITAL}delete/", hospital_remove, name="hospital_remove"),
    path(f"{_HOSPITAL}departments/new/", department_new, name="department_new"),
    path(
        "administration/departments/<uuid:department_id>/delete/",
        department_remove,
        name="department_remove",
    ),
]
