"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.views.assessment_reports import (
    assessment_csv,
    assessment_full_pdf,
    assessment_json,
    assessment_report,
    assessment_summary_pdf,
    assessment_xlsx,
)
from assessments.views.assessment_steps import (
    assessment_accept,
    assessment_correction,
    assessment_reopen,
    assessment_sign_off,
    assessment_submit,
    assessment_take_back,
)
from assessments.views.assessments import (
    assessment,
    assessment_list,
    assessment_new,
    assessment_resolve,
    assessment_unavailable,
)
from assessments.views.benchmarks import benchmark, benchmark_list
from assessments.views.case_imports import import_explain, import_reread
from assessments.views.case_template_file import case_template
from assessments.views.code_overrides import (
    code_override_edit,
    code_override_new,
    code_override_remove,
    code_override_restore,
    code_overrides_list,
)
from assessments.views.column_assignments import (
    columns_edit,
    columns_list,
    columns_remove,
    columns_restore,
)
from assessments.views.dashboard import gap_dashboard
from assessments.views.department import department
from assessments.views.downloads import gap_csv, gap_full_pdf, gap_json, gap_summary_pdf, gap_xlsx
from assessments.views.drafts import draft_discard, draft_keep
from assessments.views.history import (
    department_deleted,
    department_history,
    department_history_csv,
    history_all,
    record_history,
)
from assessments.views.import_runs import import_run, import_run_cancel, import_run_columns
from assessments.views.imports import (
    import_confirm,
    import_discard,
    import_list,
    import_new,
    import_preview,
    import_revise,
    import_undo,
)
from assessments.views.names import names_switch
from assessments.views.notices import notice_list, notice_read, notice_read_all
from assessments.views.official_lists import (
    official_list,
    official_list_all,
    official_list_csv,
    official_list_remove,
    official_list_xlsx,
)
from assessments.views.portfolio import portfolio_page
from assessments.views.profile_workbooks import profile_xlsx
from assessments.views.record_pages import (
    department_edit,
    record_delete,
    record_edit,
    record_new,
    record_restore,
)
from assessments.views.report_sets import reports, reports_confirm, reports_discard, reports_revise
from assessments.views.review import review_queue
from assessments.views.sections import section, section_complete
from assessments.views.structure import structure
from assessments.views.surgeon import surgeon, surgeon_leaving
from assessments.views.volumes import volumes
from assessments.views.years import year_compare, year_new, year_undo

_ASSESSMENTS = "departments/<uuid:department_id>/assessments/"
_ASSESSMENT = f"{_ASSESSMENTS}<uuid:assessment_id>/"
_GAP = "departments/<uuid:department_id>/gap/<int:year>/"

_TOGETHER = "departments/<uuid:department_id>/imports/together/<uuid:together>/"

_CODES = "departments/<uuid:department_id>/codes/"

_RECORDS = "departments/<uuid:department_id>/records/<slug:kind>/"

_HISTORY = "departments/<uuid:department_id>/history/"

_OFFICIAL = "administration/official-codes/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portfolio_page, name="portfolio"),
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
    path("names/", names_switch, name="names"),
    path("drafts/", draft_keep, name="draft_keep"),
    path("drafts/discard/", draft_discard, name="draft_discard"),
    path(_GAP, gap_dashboard, name="gap_dashboard"),
    path(f"{_GAP}summary.pdf", gap_summary_pdf, name="gap_summary_pdf"),
    path(f"{_GAP}full.pdf", gap_full_pdf, name="gap_full_pdf"),
    path(f"{_GAP}report.xlsx", gap_xlsx, name="gap_xlsx"),
    path(f"{_GAP}report.csv", gap_csv, name="gap_csv"),
    path(f"{_GAP}report.json", gap_json, name="gap_json"),
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
    path("benchmarks/", benchmark_list, name="benchmark_list"),
    path("benchmarks/<slug:benchmark_id>/<str:version>/", benchmark, name="benchmark"),
    path("import/", import_new, name="import_new"),
    path("import/template.xlsx", case_template, name="case_template"),
    path("departments/<uuid:department_id>/import/", import_new, name="import_new"),
    path("departments/<uuid:department_id>/profile.xlsx", profile_xlsx, name="profile_xlsx"),
    path("departments/<uuid:department_id>/imports/", import_list, name="import_list"),
    path(_TOGETHER, reports, name="reports"),
    path(f"{_TOGETHER}revise/", reports_revise, name="reports_revise"),
    path(f"{_TOGETHER}confirm/", reports_confirm, name="reports_confirm"),
    path(f"{_TOGETHER}discard/", reports_discard, name="reports_discard"),
    path("departments/<uuid:department_id>/columns/", columns_list, name="columns_list"),
    path("departments/<uuid:department_id>/columns/<int:pk>/", columns_edit, name="columns_edit"),
    path(
        "departments/<uuid:department_id>/columns/<int:pk>/remove/",
        columns_remove,
        name="columns_remove",
    ),
    path(
        "departments/<uuid:department_id>/columns/<int:past_id>/restore/",
        columns_restore,
        name="columns_restore",
    ),
    path(_CODES, code_overrides_list, name="code_overrides"),
    path(f"{_CODES}new/", code_override_new, name="code_override_new"),
    path(f"{_CODES}<int:pk>/", code_override_edit, name="code_override_edit"),
    path(f"{_CODES}<int:pk>/remove/", code_override_remove, name="code_override_remove"),
    path(f"{_CODES}<int:past_id>/restore/", code_override_restore, name="code_override_restore"),
    path("imports/runs/<uuid:run_id>/", import_run, name="import_run"),
    path("imports/runs/<uuid:run_id>/cancel/", import_run_cancel, name="import_run_cancel"),
    path("imports/runs/<uuid:run_id>/columns/", import_run_columns, name="import_run_columns"),
    path("imports/<uuid:batch_id>/", import_preview, name="import_preview"),
    path("imports/<uuid:batch_id>/revise/", import_revise, name="import_revise"),
    path("imports/<uuid:batch_id>/reread/", import_reread, name="import_reread"),
    path("imports/<uuid:batch_id>/confirm/", import_confirm, name="import_confirm"),
    path("imports/<uuid:batch_id>/undo/", import_undo, name="import_undo"),
    path("imports/<uuid:batch_id>/explain/", import_explain, name="import_explain"),
    path("imports/<uuid:batch_id>/discard/", import_discard, name="import_discard"),
    path(_HISTORY, department_history, name="department_history"),
    path(f"{_HISTORY}history.csv", department_history_csv, name="department_history_csv"),
    path(f"{_HISTORY}deleted/", department_deleted, name="department_deleted"),
    path(f"{_HISTORY}<slug:kind>/<int:pk>/", record_history, name="record_history"),
    path("administration/history/", history_all, name="history_all"),
    path(_OFFICIAL, official_list_all, name="official_list_all"),
    path(f"{_OFFICIAL}<int:year>/", official_list, name="official_list"),
    path(f"{_OFFICIAL}<int:year>/comparison.xlsx", official_list_xlsx, name="official_list_xlsx"),
    path(f"{_OFFICIAL}<int:year>/comparison.csv", official_list_csv, name="official_list_csv"),
    path(f"{_OFFICIAL}<int:year>/remove/", official_list_remove, name="official_list_remove"),
]
