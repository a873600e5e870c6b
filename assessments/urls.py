"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.views.benchmarks import benchmark, benchmark_list
from assessments.views.dashboard import gap_dashboard
from assessments.views.department import department
from assessments.views.downloads import gap_full_pdf, gap_json, gap_summary_pdf
from assessments.views.portfolio import portfolio_page

_GAP = "departments/<uuid:department_id>/gap/<int:year>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portfolio_page, name="portfolio"),
    path("departments/<uuid:department_id>/", department, name="department"),
    path(_GAP, gap_dashboard, name="gap_dashboard"),
    path(f"{_GAP}summary.pdf", gap_summary_pdf, name="gap_summary_pdf"),
    path(f"{_GAP}full.pdf", gap_full_pdf, name="gap_full_pdf"),
    path(f"{_GAP}report.json", gap_json, name="gap_json"),
    path("benchmarks/", benchmark_list, name="benchmark_list"),
    path("benchmarks/<slug:benchmark_id>/<str:version>/", benchmark, name="benchmark"),
]
