"""Pages of a case list's import: the preview with its choices, and the codes behind a number."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments import wording
from assessments.imports.batches.presenters.attempts import attempt
from assessments.imports.batches.presenters.kind import Download, KindPage
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.case_lists.forms.choices import CaseChoicesForm
from assessments.imports.case_lists.forms.rereading import RereadForm
from assessments.imports.case_lists.presenters.data import case_data, case_line
from assessments.imports.case_lists.presenters.explanation import explanation_of
from assessments.imports.case_lists.presenters.links import leading
from assessments.imports.case_lists.presenters.preview import case_preview_of
from assessments.imports.case_lists.presenters.tables import case_tables, review_sentence
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.case_lists.services import rereading
from assessments.imports.case_lists.services.kind import CASE_LIST
from assessments.imports.case_lists.services.refusals import has_other_overrides
from assessments.imports.case_lists.views.column_assignments import assigned_by
from assessments.imports.codes.presenters.override_words import used_notes
from assessments.models import Department, ImportBatch, Surgeon
from assessments.models.choices import ImportStatus
from assessments.models.surgeon import in_code_order
from assessments.pages.names import names_for
from assessments.pages.request import MemberRequest, import_or_404
from assessments.permissions import RECORD


def case_page(
    request: MemberRequest,
    batch: ImportBatch,
    form: CaseChoicesForm | None = None,
    reread: RereadForm | None = None,
) -> HttpResponse:
    """What a case list brings, before and after confirmation."""
    department = batch.department
    names = names_for(request, department)
    surgeons = _surgeons(batch)
    preview = case_preview_of(batch)
    is_preview = batch.status == ImportStatus.PREVIEW
    may_record = request.user.may(RECORD, department)
    if form is None and is_preview and may_record:
        form = CaseChoicesForm(
            stored=preview.stored,
            details=preview.details,
            surgeons=surgeons,
            by_name=names.shown,
        )
        reread = reread or _reread_form(request, batch, preview.stored)
    review, review_text = review_sentence(preview)
    context = {
        "page": "imports",
        "batch": batch,
        "department": department,
        "preview": preview,
        "assigned_by": assigned_by(preview.details.columns),
        "tables": case_tables(preview, batch, surgeons, by_name=names.shown, may_record=may_record),
        "used_overrides": used_notes(batch, preview.details.overrides, preview.stored.own),
        "is_read_before": is_preview and has_other_overrides(batch),
        "form": form,
        "names": names,
        "reread": reread,
        "shrinking": case_imports.shrinking_years(batch) if is_preview else (),
        "cases": wording.number(preview.completeness.cases),
        "operations": wording.number(preview.completeness.operations),
        "with_main": wording.number(preview.completeness.with_main),
        "review": leading(batch, review, review=1) if review else "",
        "review_text": review_text,
        "can_record": may_record,
        "is_preview": is_preview,
        "is_confirmed": batch.status == ImportStatus.CONFIRMED,
    }
    return render(request, "imports/cases.html", context)


def case_choose(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    """Take other departments, years or surgeons of the file."""
    names = names_for(request, batch.department)
    form = CaseChoicesForm(
        request.POST,
        stored=CaseListRows.read(batch),
        details=CaseListDetails.read(batch),
        surgeons=_surgeons(batch),
        by_name=names.shown,
    )
    if not form.is_valid():
        return case_page(request, batch, form)
    attempt(
        request,
        lambda: case_imports.choose(user=request.user, batch=batch, **form.chosen),
        _("The file was counted again by your choice."),
    )
    return redirect("import_preview", batch.pk)


@require_POST
def import_reread(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Move the preview of a case list to another department, or to another code system."""
    batch = import_or_404(request, batch_id)
    if batch.kind != CASE_LIST.key:
        raise Http404
    if not request.user.may(RECORD, batch.department):
        raise PermissionDenied
    form = _reread_form(request, batch, CaseListRows.read(batch), request.POST)
    if not form.is_valid():
        return case_page(request, batch, reread=form)
    try:
        batch = rereading.reread(
            user=request.user,
            batch=batch,
            department=form.department_chosen,
            system=form.system_chosen,
        )
    except ImportRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The file was counted again by your choice."))
    return redirect("import_preview", batch.pk)


def _reread_form(
    request: MemberRequest, batch: ImportBatch, stored: CaseListRows, data: QueryDict | None = None
) -> RereadForm:
    return RereadForm(
        data,
        batch=batch,
        departments=Department.objects.writable_by(request.user),
        systems={system: one.total for system, one in stored.other_systems.items()},
    )


@require_safe
def import_explain(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """The groups of codes behind one number of a case list."""
    batch = import_or_404(request, batch_id)
    if batch.kind != CASE_LIST.key:
        raise Http404
    names = names_for(request, batch.department)
    details = CaseListDetails.read(batch)
    taken = CaseListRows.read(batch).chosen(details.departments, details.years)
    explanation = explanation_of(
        batch,
        details,
        taken,
        request.GET.dict(),
        _surgeons(batch),
        by_name=names.shown,
        may_record=request.user.may(RECORD, batch.department),
    )
    context = {
        "page": "imports",
        "batch": batch,
        "department": batch.department,
        "explanation": explanation,
        "used_overrides": used_notes(batch, details.overrides, taken.own),
    }
    return render(request, "imports/explain.html", context)


def _surgeons(batch: ImportBatch) -> list[Surgeon]:
    return in_code_order(Surgeon.objects.filter(department=batch.department_id))


CASE_LIST_PAGE = KindPage(
    key=CASE_LIST.key,
    show=case_page,
    revise=case_choose,
    data=case_data,
    line=case_line,
    download=Download(
        lambda _department: reverse("case_template"), gettext_lazy("Download the template")
    ),
)
