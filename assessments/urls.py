"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.views.benchmarks import benchmark, benchmark_list
from assessments.views.dashboard import gap_dashboard
from assessments.views.department import department
from assessments.views.downloads import gap_full_pdf, gap_json, gap_summary_pdf
from assessments.views.imports import (
    import_confirm,
    import_discard,
    import_list,
    import_new,
    import_preview,
    import_revise,
    import_undo,
)
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
    path("import/", import_new, name="import_new"),
    path("departments/<uuid:department_id>/import/", import_new, name="import_new"),
    path("departments/<uuid:department_id>/imports/", import_list, name="import_list"),
    path("imports/<uuid:batch_id>/", import_preview, name="import_preview"),
    path("imports/<uuid:batch_id>/revise/", import_revise, name="import_revise"),
    path("imports/<uuid:batch_id>/confirm/", import_confirm, name="import_confirm"),
    path("imports/<uuid:batch_id>/undo/", import_undo, name="import_undo"),
    path("imports/<uuid:batch_id>/discard/", import_discard, name="import_discard"),
]
