"""Import pages: choose a file, look at the preview, confirm, undo."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.imports import ImportForm, RevisionForm
from assessments.imports import UnreadableFile
from assessments.imports.case_heads import can_be_assigned, column_choices
from assessments.imports.profile_reader import is_profile
from assessments.models import Department, ImportBatch, ImportRun, User
from assessments.models.choices import ImportKind, ImportStatus, RunState
from assessments.permissions import RECORD
from assessments.services import case_imports, imports, profile_imports, runs, uploads
from assessments.services.import_errors import AlreadyReading, ImportRefused
from assessments.views.case_files import problems_file
from assessments.views.case_imports import case_choose, case_page
from assessments.views.import_preview import preview_of
from assessments.views.import_tables import imports_table, preview_tables, problems_table
from assessments.views.official_titles import with_titles
from assessments.views.override_words import own_prefixes, used_notes
from assessments.views.profile_changes import kept_note
from assessments.views.profile_workbooks import (
    profile_decide,
    profile_page,
    propose_profile,
)
from assessments.views.report_sets import address_of_upload
from assessments.views.request import MemberRequest, asked_department, asked_import


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest, department_id: UUID | None = None) -> HttpResponse:
    """Choose department, file and year; a file that can be read leads to its preview."""
    department = asked_department(request, department_id) if department_id else None
    departments = Department.objects.writable_by(request.user)
    if not (request.user.may(RECORD, department) if department else departments.exists()):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*posted, departments=departments, initial={"department": department})
    if form.is_valid():
        response = _propose(request, form)
        if response:
            return response
    context = {
        "page": "imports",
        "form": form,
        "department": department,
        "problems": problems_table(form.problems),
        "problems_file": problems_file(form.refusal) if form.refusal else "",
    }
    return render(request, "imports/new.html", context)


def _propose(request: MemberRequest, form: ImportForm) -> HttpResponse | None:
    """The way to the preview, or None when the form has to say what is wrong."""
    try:
        return redirect(_address(request.user, form))
    except UnreadableFile as error:
        form.add_problems(error)
        return None
    except AlreadyReading as error:
        messages.warning(request, str(error))
        return redirect("import_run", error.run.pk)
    except ImportRefused as error:
        messages.warning(request, str(error))
        return redirect(address_of_upload(error.batch)) if error.batch else None


def _address(user: User, form: ImportForm) -> str:
    """Where it goes on: the preview, or the run of long files, or of those that need columns."""
    by_hand, department = form.cleaned_data["by_hand"], form.cleaned_data["department"]

    def of_run(state: RunState) -> str:
        run = runs.submit(
            user=user,
            department=department,
            files=form.pieces(),
            options=form.options,
            state=state,
        )
        return reverse("import_run", args=[run.pk])

    if form.is_large and not by_hand:
        return of_run(RunState.WAITING)
    upload = form.upload()
    if is_profile(upload.files):
        return reverse("import_preview", args=[propose_profile(user, department, upload.files).pk])
    if by_hand:
        column_choices(upload.files)  # refuses what has none
        return of_run(RunState.NEEDS_COLUMNS)
    try:
        return address_of_upload(uploads.propose(user=user, department=department, upload=upload))
    except UnreadableFile as error:
        if not can_be_assigned(upload.files, error):
            raise
        return of_run(RunState.NEEDS_COLUMNS)


@require_safe
def import_preview(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """What was counted, what was not and why; before and after confirmation."""
    batch = asked_import(request, batch_id)
    if batch.kind == ImportKind.PROFILE_WORKBOOK:
        return profile_page(request, batch)
    return (
        case_page(request, batch) if batch.kind == ImportKind.CASE_LIST else _page(request, batch)
    )


@require_POST
def import_revise(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Read a preview differently: another department of the report, system, completeness."""
    batch = asked_import(request, batch_id)
    if batch.kind == ImportKind.CASE_LIST:
        return case_choose(request, batch)
    if batch.kind == ImportKind.PROFILE_WORKBOOK:
        return profile_decide(request, batch)
    form = RevisionForm(request.POST, batch=batch)
    if not form.is_valid():
        return _page(request, batch, form)
    answers = form.cleaned_data

    def revise() -> ImportBatch:
        return imports.revise(
            user=request.user,
            batch=batch,
            system=answers["system"],
            complete=answers["complete"],
            listing=answers.get("listing", ""),
        )

    return _change(request, batch, revise, _("The list was read again."))


@require_POST
def import_confirm(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Put a preview in force."""
    batch = asked_import(request, batch_id)
    done = _("The import is confirmed and counts from now on.")
    return _change(
        request, batch, lambda: _service(batch).confirm(user=request.user, batch=batch), done
    )


@require_POST
def import_undo(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Take a confirmed import back."""
    batch = asked_import(request, batch_id)
    done = _("The import was undone; everything is as it was before.")
    return _change(
        request, batch, lambda: _service(batch).undo(user=request.user, batch=batch), done
    )


@require_POST
def import_discard(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Put a preview away."""
    batch = asked_import(request, batch_id)
    done = _("The preview was discarded; nothing was imported.")
    return _change(request, batch, lambda: imports.discard(user=request.user, batch=batch), done)


@require_safe
def import_list(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """All imports of a department, the latest first."""
    department = asked_department(request, department_id)
    batches = (
        ImportBatch.objects.filter(department=department)
        .select_related("uploaded_by", "confirmed_by", "undone_by")
        .in_short()
    )
    context = {
        "page": "imports",
        "department": department,
        "batches": batches,
        "table": imports_table(batches),
        "runs": ImportRun.objects.filter(department=department).listed(timezone.now()),
        "can_record": request.user.may(RECORD, department),
    }
    return render(request, "imports/list.html", context)


def _page(
    request: MemberRequest, batch: ImportBatch, form: RevisionForm | None = None
) -> HttpResponse:
    is_preview = batch.status == ImportStatus.PREVIEW
    preview = with_titles(preview_of(batch), batch)
    estimates = preview.estimates
    context = {
        "page": "imports",
        "batch": batch,
        "department": batch.department,
        "preview": preview,
        "tables": preview_tables(preview),
        "used_overrides": used_notes(batch, estimates.overrides, own_prefixes(estimates.codes)),
        "form": form or (RevisionForm(batch=batch) if is_preview else None),
        "can_record": request.user.may(RECORD, batch.department),
        "is_preview": is_preview,
        "is_confirmed": batch.status == ImportStatus.CONFIRMED,
    }
    return render(request, "imports/preview.html", context)


def _service(batch: ImportBatch) -> ModuleType:
    """Who confirms and undoes an import of its kind."""
    services = {
        ImportKind.CASE_LIST: case_imports,
        ImportKind.PROFILE_WORKBOOK: profile_imports,
    }
    return services.get(ImportKind(batch.kind), imports)


def _change(
    request: HttpRequest, batch: ImportBatch, change: Callable[[], ImportBatch], done: str
) -> HttpResponse:
    """Make the change and say so; where it was refused, say why. Then the import's page again."""
    try:
        changed = change()
    except (ImportRefused, UnreadableFile) as error:
        messages.warning(request, str(error))
    else:
        is_workbook = changed.kind == ImportKind.PROFILE_WORKBOOK
        kept = profile_imports.kept_entries(changed) if is_workbook else 0
        messages.success(
            request, f"{_('The import was undone.')} {kept_note(kept)}" if kept else done
        )
    return redirect("import_preview", batch.pk)
