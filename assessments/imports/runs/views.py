"""Files that are being read: how far it is, cancel, and the columns that have to be assigned."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import wording
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.problems_file import problems_file
from assessments.imports.batches.presenters.problems_table import problems_table
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.case_lists.forms.columns import ColumnsForm
from assessments.imports.code_lists.views.report_sets import address_of_upload
from assessments.imports.files.limits import current_limits
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import runs
from assessments.imports.runs.services.reading import choices_for
from assessments.models import ImportRun
from assessments.models.choices import RunState
from assessments.models.import_run import RUN_KEPT_FOR
from assessments.pages.request import MemberRequest, department_to_change
from assessments.permissions import RECORD

_MANY = 10_000
_UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


@require_safe
def import_run(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """How far the reading is, what it needs, or how it ended; once read, redirect to the preview.

    A request by HTMX gets only the part that changes; once the run has ended, a header that reloads
    the page.
    """
    run = _asked(request, run_id)
    is_part = "HX-Request" in request.headers
    if run.state in _UNDER_WAY and is_part:
        return render(request, "imports/_run_state.html", _under_way(run))
    if is_part:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.state == RunState.DONE and run.batch:
        return redirect(address_of_upload(run.batch))
    return _page(request, run)


@require_POST
def import_run_cancel(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """Stop the reading and remove the files."""
    run = _asked(request, run_id)
    department = department_to_change(request, run.department_id)
    try:
        runs.cancel(user=request.user, run=run)
    except ImportRefused as error:
        messages.warning(request, str(error))
        return redirect("import_run", run.pk)
    messages.success(request, _("The reading was stopped and the files were removed."))
    return redirect("import_list", department.pk)


@require_POST
def import_run_columns(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """Read the files with the columns that were chosen."""
    run = _asked(request, run_id)
    department_to_change(request, run.department_id)
    form = _columns_form(run, request)
    if form is None:
        messages.warning(request, _("These files no longer wait for their columns."))
        return redirect("import_run", run.pk)
    if not form.is_valid():
        return _page(request, run, form)
    try:
        runs.assign(user=request.user, run=run, columns=form.columns)
    except ImportRefused as error:
        messages.warning(request, str(error))
    return redirect("import_run", run.pk)


def _page(request: MemberRequest, run: ImportRun, form: ColumnsForm | None = None) -> HttpResponse:
    refused = run_files.problems(run.folder) if run.problems else None
    shown = refused.shown(current_limits().case_problems_shown) if refused else None
    form = form or _columns_form(run)
    context = {
        **_under_way(run),
        "page": "imports",
        "is_below_list": True,
        "department": run.department,
        "can_record": request.user.may(RECORD, run.department),
        "form": form,
        "needs_columns": form is not None,
        "gave_up": run.attempts >= runs.MOST_ATTEMPTS,
        "refusal": ImportRefused.from_json(run.refusal) if run.refusal else None,
        "kept_until": run.finished_at + RUN_KEPT_FOR if run.finished_at else None,
        "problems": problems_table(shown.problems) if shown else None,
        "more": shown.more if shown else 0,
        "problems_file": problems_file(refused) if refused else "",
    }
    return render(request, "imports/run.html", context)


def _under_way(run: ImportRun) -> dict[str, object]:
    return {
        "run": run,
        "is_under_way": run.state in _UNDER_WAY,
        "is_running": run.state == RunState.RUNNING,
        "rows": wording.number(_rounded(run.rows_read)),
        "about": wording.number(_rounded(run.rows_expected)),
        "is_counting": 0 < run.rows_expected <= run.rows_read,
        "is_worker_there": run_files.is_worker_there(),
    }


def _rounded(rows: int) -> int:
    """Whole thousands, where the last digits say nothing."""
    return round(rows, -3) if rows >= _MANY else rows


def _columns_form(run: ImportRun, request: MemberRequest | None = None) -> ColumnsForm | None:
    """The choice of columns; None where the files do not wait for it (any longer)."""
    if run.state != RunState.NEEDS_COLUMNS:
        return None
    try:
        choices = choices_for(run)
    except (run_files.FilesGone, UnreadableFile):
        return None
    data = request.POST if request else None
    return ColumnsForm(data, choices=choices, chosen=run.options.get("columns"))


def _asked(request: MemberRequest, run_id: UUID) -> ImportRun:
    """The run, if the user may see its department; otherwise 404."""
    visible = ImportRun.objects.visible_to(request.user).select_related(
        "department__hospital", "uploaded_by", "batch"
    )
    return get_object_or_404(visible, pk=run_id)
