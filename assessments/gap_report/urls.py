"""Addresses of the gap report and of the benchmark browser."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.gap_report.views.benchmarks import benchmark, benchmark_list
from assessments.gap_report.views.dashboard import gap_dashboard
from assessments.gap_report.views.downloads import (
    gap_csv,
    gap_full_pdf,
    gap_json,
    gap_summary_pdf,
    gap_xlsx,
)

_GAP = "departments/<uuid:department_id>/gap/<int:year>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_GAP, gap_dashboard, name="gap_dashboard"),
    path(f"{_GAP}summary.pdf", gap_summary_pdf, name="gap_summary_pdf"),
    path(f"{_GAP}full.pdf", gap_full_pdf, name="gap_full_pdf"),
    path(f"{_GAP}report.xlsx", gap_xlsx, name="gap_xlsx"),
    path(f"{_GAP}report.csv", gap_csv, name="gap_csv"),
    path(f"{_GAP}report.json", gap_json, name="gap_json"),
    path("benchmarks/", benchmark_list, name="benchmark_list"),
    path("benchmarks/<slug:benchmark_id>/<str:version>/", benchmark, name="benchmark"),
]
