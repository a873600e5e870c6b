"""Quality reports of several years from one upload: all years on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assessments import wording
from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.imports.batches.presenters.attempts import accepted_years
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.code_lists.forms.report_sets import ReportsForm
from assessments.imports.code_lists.presenters.preview import TO_CHECK
from assessments.imports.code_lists.reading.report_set import same_departments
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services import report_sets
from assessments.models import Department, ImportBatch
from assessments.models.choices import ImportStatus
from assessments.pages.request import MemberRequest, department_or_404, department_to_change
from assessments.pages.tables import DASH, Table, TableColumn
from assessments.permissions import RECORD

_PILLARS = ("mis", "def", "tum")

Estimates = Mapping[UUID, CodeListEstimates]  # by primary key of the import


@require_safe
def reports(request: MemberRequest, department_id: UUID, together: UUID) -> HttpResponse:
    """A row a year; confirm or discard all of them, or go on to one."""
    department = department_or_404(request, department_id)
    return _page(request, department, together)


@require_POST
def reports_revise(request: MemberRequest, department_id: UUID, together: UUID) -> HttpResponse:
    """Take this department of each report that lists it."""
    department = department_to_change(request, department_id)
    waiting = _waiting(_asked(department, together))
    form = _form(waiting, _read(waiting), request)
    if form is None:
        return redirect("reports", department.pk, together)
    if not form.is_valid():
        return _page(request, department, together, form)
    return _change(
        request,
        department,
        together,
        lambda: report_sets.choose(
            user=request.user, department=department, together=together, keys=form.keys
        ),
        lambda count: ngettext(
            "The department was taken in %(count)d year.",
            "The department was taken in %(count)d years.",
            count,
        ),
    )


@require_POST
def reports_confirm(request: MemberRequest, department_id: UUID, together: UUID) -> HttpResponse:
    """Confirm all years that are in preview."""
    department = department_to_change(request, department_id)
    return _change(
        request,
        department,
        together,
        lambda: report_sets.confirm(
            user=request.user,
            department=department,
            together=together,
            smaller=accepted_years(request),
        ),
        lambda count: ngettext(
            "%(count)d year is confirmed and counts from now on.",
            "%(count)d years are confirmed and count from now on.",
            count,
        ),
    )


@require_POST
def reports_discard(request: MemberRequest, department_id: UUID, together: UUID) -> HttpResponse:
    """Discard all years that are in preview."""
    department = department_to_change(request, department_id)
    return _change(
        request,
        department,
        together,
        lambda: report_sets.discard(user=request.user, department=department, together=together),
        lambda count: ngettext(
            "The preview of %(count)d year was discarded; nothing was imported.",
            "The previews of %(count)d years were discarded; nothing was imported.",
            count,
        ),
    )


def address_of_upload(batch: ImportBatch) -> str:
    """The address after an upload: the page of all its years, or that of its only import."""
    if batch.together:
        return reverse("reports", args=[batch.department_id, batch.together])
    return reverse("import_preview", args=[batch.pk])


def _asked(department: Department, together: UUID) -> list[ImportBatch]:
    """The imports of the upload by year, or 404; one query."""
    found = ImportBatch.objects.filter(department=department, together=together)
    batches = list(found.order_by("year", "uploaded_at").defer("rows"))
    if not batches:
        raise Http404("no such upload")
    return batches


def _waiting(batches: Sequence[ImportBatch]) -> list[ImportBatch]:
    return [batch for batch in batches if batch.status == ImportStatus.PREVIEW]


def _read(batches: Sequence[ImportBatch]) -> Estimates:
    return {batch.pk: CodeListEstimates.read(batch) for batch in batches}


def _form(
    waiting: Sequence[ImportBatch], found: Estimates, request: MemberRequest | None = None
) -> ReportsForm | None:
    """The form that asks for the department; None unless a report in preview lists several."""
    choices = {batch.pk: found[batch.pk].choices for batch in waiting}
    if all(len(listed) < 2 for listed in choices.values()):
        return None
    departments = same_departments(choices)
    data = None if request is None else request.POST
    chosen = {batch.pk: found[batch.pk].listing for batch in waiting}
    return ReportsForm(data, batches=waiting, chosen=chosen, departments=departments)


def _page(
    request: MemberRequest, department: Department, together: UUID, form: ReportsForm | None = None
) -> HttpResponse:
    batches = _asked(department, together)
    waiting, found = _waiting(batches), _read(batches)
    may_record = request.user.may(RECORD, department)
    context: dict[str, Any] = {
        "page": "imports",
        "department": department,
        "together": together,
        "batches": batches,
        "years": wording.years(tuple(sorted({batch.year for batch in batches}))),
        "table": _table(batches, found),
        "remarks": [
            (batch.year, remark) for batch in batches for remark in found[batch.pk].remarks
        ],
        "waiting": waiting,
        "open_years": [batch.year for batch in waiting if not found[batch.pk].listing],
        "form": (form or _form(waiting, found)) if may_record and waiting else None,
        "shrinking": imports.shrinking_years(waiting) if may_record and waiting else (),
        "can_record": may_record,
    }
    return render(request, "imports/reports.html", context)


def _change(
    request: MemberRequest,
    department: Department,
    together: UUID,
    change: Callable[[], list[ImportBatch]],
    done: Callable[[int], str],
) -> HttpResponse:
    """Make the change, show the result or the refusal as a message, and return to the page."""
    _asked(department, together)
    try:
        count = len(change())
    except ImportRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done(count) % {"count": count})
    return redirect("reports", department.pk, together)


def _table(batches: Sequence[ImportBatch], found: Estimates) -> Table:
    columns = (
        TableColumn(_("Year")),
        TableColumn(_("Department in the report")),
        TableColumn(_("Spine operations, estimated"), is_number=True),
        TableColumn(_("Minimally invasive"), is_number=True),
        TableColumn(_("Deformity"), is_number=True),
        TableColumn(_("Tumour"), is_number=True),
        TableColumn(_("Answers"), is_number=True),
        TableColumn(_("Codes to check"), is_number=True),
        TableColumn(_("State")),
    )
    return Table(
        _("The reports by year"),
        columns,
        tuple(_row(batch, found[batch.pk]) for batch in batches),
        is_caption_shown=False,
    )


def _row(batch: ImportBatch, found: CodeListEstimates) -> tuple[object, ...]:
    categories = found.categories
    spans = [
        wording.span(categories[name].low, categories[name].high) if name in categories else DASH
        for name in ("spine", *_PILLARS)
    ]
    to_check = sum(code.reason in TO_CHECK for code in found.codes)
    return (
        format_html(
            '<a href="{}">{}</a><br><small class="quiet">{}</small>',
            reverse("import_preview", args=[batch.pk]),
            batch.year,
            batch.file_name,
        ),
        _department(found),
        *spans,
        wording.number(len(found.answers)),
        wording.number(to_check) if categories else DASH,
        batch.get_status_display(),
    )


def _department(found: CodeListEstimates) -> str:
    """The name of the department that is read, or that one must be chosen."""
    for choice in found.choices:
        if choice.key == found.listing:
            return choice.name or DASH
    return _("not chosen yet")
