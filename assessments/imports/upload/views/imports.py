"""Import pages: choose a file, look at the preview, confirm, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.attempts import accepted_years
from assessments.imports.batches.presenters.problems_file import problems_file
from assessments.imports.batches.presenters.problems_table import problems_table
from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.kind import NotAtOnce
from assessments.imports.batches.services.refusals import AlreadyReading, ImportRefused
from assessments.imports.case_lists.reading.heads import can_be_assigned, choices_of, heads
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.imports.code_lists.views.report_sets import address_of_upload
from assessments.imports.kinds import services as uploads
from assessments.imports.kinds.presenters import explained, page_of
from assessments.imports.runs.services import runs
from assessments.imports.upload.forms.files import ImportForm
from assessments.imports.upload.presenters import imports_table
from assessments.models import Department, ImportBatch, ImportRun, User
from assessments.pages.request import MemberRequest, department_or_404, import_or_404, takes_files
from assessments.permissions import RECORD


@takes_files(lambda user: Department.objects.writable_by(user).exists())
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest, department_id: UUID | None = None) -> HttpResponse:
    """Choose department, file and year; a file that can be read leads to its preview."""
    department = department_or_404(request, department_id) if department_id else None
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
        "kinds": explained(department),
        "problems": problems_table(form.problems),
        "problems_file": problems_file(form.refusal) if form.refusal else "",
    }
    return render(request, "imports/new.html", context)


def _propose(request: MemberRequest, form: ImportForm) -> HttpResponse | None:
    """Redirect to the preview or the run; None where the form shows what is wrong."""
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
    """The address of the preview, or of the run of long files or of files that need columns."""
    by_hand, department = form.cleaned_data["by_hand"], form.cleaned_data["department"]

    def of_run(heads: Sequence[CaseTable] = (), **more: bool) -> str:
        run = runs.submit(
            user=user,
            department=department,
            files=form.pieces(),
            options=form.options | more,
            heads=heads,
        )
        return reverse("import_run", args=[run.pk])

    if form.is_large:
        return of_run(by_hand=by_hand)
    upload = form.upload()
    if by_hand and uploads.recognised(department, upload).asks_columns:
        found = heads(upload.files)
        choices_of(found)  # refuses what has none
        return of_run(found)
    try:
        batches = uploads.propose(user=user, department=department, upload=upload)
    except NotAtOnce:
        return of_run(is_long=True)
    except UnreadableFile as error:
        if not can_be_assigned(upload.files, error):
            raise
        return of_run(heads(upload.files))
    return address_of_upload(batches[0])


@require_safe
def import_preview(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """What was counted, what was not and why; before and after confirmation."""
    batch = import_or_404(request, batch_id)
    return page_of(batch).show(request, batch)


@require_POST
def import_revise(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Read a preview differently: another department of the report, system, completeness."""
    batch = import_or_404(request, batch_id)
    return page_of(batch).revise(request, batch)


@require_POST
def import_confirm(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Confirm a preview."""
    batch = import_or_404(request, batch_id)
    return _change(
        request,
        batch,
        lambda: uploads.kind_of(batch).confirm(
            user=request.user, batch=batch, smaller=accepted_years(request)
        ),
        lambda _confirmed: _("The import is confirmed and counts from now on."),
    )


@require_POST
def import_undo(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Take a confirmed import back."""
    batch = import_or_404(request, batch_id)
    return _change(
        request,
        batch,
        lambda: uploads.kind_of(batch).undo(user=request.user, batch=batch),
        page_of(batch).undone,
    )


@require_POST
def import_discard(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Discard a preview."""
    batch = import_or_404(request, batch_id)
    return _change(
        request,
        batch,
        lambda: import_steps.discard(user=request.user, batch=batch),
        lambda _discarded: _("The preview was discarded; nothing was imported."),
    )


@require_safe
def import_list(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """All imports of a department, the latest first."""
    department = department_or_404(request, department_id)
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


def _change(
    request: HttpRequest,
    batch: ImportBatch,
    change: Callable[[], ImportBatch],
    done: Callable[[ImportBatch], str],
) -> HttpResponse:
    """Make the change, show the result or the refusal as a message, and return to the import."""
    try:
        changed = change()
    except (ImportRefused, UnreadableFile) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done(changed))
    return redirect("import_preview", batch.pk)
