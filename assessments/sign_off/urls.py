"""Addresses of assessments, notices and reviews."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.sign_off.views.assessments import (
    assessment,
    assessment_list,
    assessment_new,
    assessment_resolve,
    assessment_unavailable,
)
from assessments.sign_off.views.notices import notice_list, notice_read, notice_read_all
from assessments.sign_off.views.reports import (
    assessment_csv,
    assessment_full_pdf,
    assessment_json,
    assessment_report,
    assessment_summary_pdf,
    assessment_xlsx,
)
from assessments.sign_off.views.review import review_queue
from assessments.sign_off.views.steps import (
    assessment_accept,
    assessment_correction,
    assessment_reopen,
    assessment_sign_off,
    assessment_submit,
    assessment_take_back,
)

_ASSESSMENTS = "departments/<uuid:department_id>/assessments/"
_ASSESSMENT = f"{_ASSESSMENTS}<uuid:assessment_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_ASSESSMENTS, assessment_list, name="assessment_list"),
    path(f"{_ASSESSMENTS}new/", assessment_new, name="assessment_new"),
    path(_ASSESSMENT, assessment, name="assessment"),
    path(f"{_ASSESSMENT}submit/", assessment_submit, name="assessment_submit"),
    path(f"{_ASSESSMENT}take-back/", assessment_take_back, name="assessment_take_back"),
    path(f"{_ASSESSMENT}correction/", assessment_correction, name="assessment_correction"),
    path(f"{_ASSESSMENT}accept/", assessment_accept, name="assessment_accept"),
    path(f"{_ASSESSMENT}sign-off/", assessment_sign_off, name="assessment_sign_off"),
    path(f"{_ASSESSMENT}reopen/", assessment_reopen, name="assessment_reopen"),
    path(
        f"{_ASSESSMENT}comments/<int:comment_id>/resolve/",
        assessment_resolve,
        name="assessment_resolve",
    ),
    path(
        f"{_ASSESSMENT}unavailable/<slug:measure_id>/",
        assessment_unavailable,
        name="assessment_unavailable",
    ),
    path(f"{_ASSESSMENT}report/", assessment_report, name="assessment_report"),
    path(f"{_ASSESSMENT}report/summary.pdf", assessment_summary_pdf, name="assessment_summary_pdf"),
    path(f"{_ASSESSMENT}report/full.pdf", assessment_full_pdf, name="assessment_full_pdf"),
    path(f"{_ASSESSMENT}report/report.xlsx", assessment_xlsx, name="assessment_xlsx"),
    path(f"{_ASSESSMENT}report/report.csv", assessment_csv, name="assessment_csv"),
    path(f"{_ASSESSMENT}report/report.json", assessment_json, name="assessment_json"),
    path("notices/", notice_list, name="notice_list"),
    path("notices/read/", notice_read_all, name="notice_read_all"),
    path("notices/<int:notice_id>/read/", notice_read, name="notice_read"),
    path("review/", review_queue, name="review_queue"),
]
