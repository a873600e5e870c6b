"""Addresses of imports, and of what imports are read by."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.imports.case_lists.views.column_assignments import (
    columns_edit,
    columns_list,
    columns_remove,
    columns_restore,
)
from assessments.imports.case_lists.views.imports import import_explain, import_reread
from assessments.imports.case_lists.views.remembered_words import (
    file_name_remove,
    file_name_restore,
    file_names,
)
from assessments.imports.case_lists.views.template import case_template
from assessments.imports.code_lists.views.report_sets import (
    reports,
    reports_confirm,
    reports_discard,
    reports_revise,
)
from assessments.imports.code_overrides.views import (
    code_override_edit,
    code_override_new,
    code_override_remove,
    code_override_restore,
    code_overrides_list,
)
from assessments.imports.codes.views import (
    official_list,
    official_list_all,
    official_list_csv,
    official_list_remove,
    official_list_xlsx,
)
from assessments.imports.profile_workbook.views import profile_xlsx
from assessments.imports.runs.views import import_run, import_run_cancel, import_run_columns
from assessments.imports.upload.views.imports import (
    import_confirm,
    import_discard,
    import_list,
    import_new,
    import_preview,
    import_revise,
    import_undo,
)

_TOGETHER = "departments/<uuid:department_id>/imports/together/<uuid:together>/"
_FILE_NAMES = "departments/<uuid:department_id>/file-names/"
_CODES = "departments/<uuid:department_id>/codes/"
_OFFICIAL = "administration/official-codes/"

urlpatterns: list[URLPattern | URLResolver] = [
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
    path(_FILE_NAMES, file_names, name="file_names"),
    path(f"{_FILE_NAMES}<slug:sort>/<int:pk>/remove/", file_name_remove, name="file_name_remove"),
    path(f"{_FILE_NAMES}restore/", file_name_restore, name="file_name_restore"),
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
    path(_OFFICIAL, official_list_all, name="official_list_all"),
    path(f"{_OFFICIAL}<int:year>/", official_list, name="official_list"),
    path(f"{_OFFICIAL}<int:year>/comparison.xlsx", official_list_xlsx, name="official_list_xlsx"),
    path(f"{_OFFICIAL}<int:year>/comparison.csv", official_list_csv, name="official_list_csv"),
    path(f"{_OFFICIAL}<int:year>/remove/", official_list_remove, name="official_list_remove"),
]
