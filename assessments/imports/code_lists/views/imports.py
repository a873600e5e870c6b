"""The page of a quality report or a list of codes: what was counted, what was not, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.kind import KindPage
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.code_lists.forms.revision import RevisionForm
from assessments.imports.code_lists.presenters.data import code_list_data, code_list_line
from assessments.imports.code_lists.presenters.preview import preview_of, with_titles
from assessments.imports.code_lists.presenters.tables import preview_tables
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services.kinds import CODE_LIST, QUALITY_REPORT
from assessments.imports.codes.presenters.override_words import own_prefixes, used_notes
from assessments.models import ImportBatch
from assessments.models.choices import ImportStatus
from assessments.pages.request import MemberRequest
from assessments.permissions import RECORD


def code_list_page(
    request: MemberRequest, batch: ImportBatch, form: RevisionForm | None = None
) -> HttpResponse:
    """What a list brings, before and after confirmation."""
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
        "shrinking": imports.shrinking_years([batch]) if is_preview else (),
        "can_record": request.user.may(RECORD, batch.department),
        "is_preview": is_preview,
        "is_confirmed": batch.status == ImportStatus.CONFIRMED,
    }
    return render(request, "imports/preview.html", context)


def code_list_revise(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    """Read a preview by another department of the report, code system or completeness."""
    form = RevisionForm(request.POST, batch=batch)
    if not form.is_valid():
        return code_list_page(request, batch, form)
    answers = form.cleaned_data
    try:
        imports.revise(
            user=request.user,
            batch=batch,
            system=answers["system"],
            complete=answers["complete"],
            listing=answers.get("listing", ""),
        )
    except (ImportRefused, UnreadableFile) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The list was read again."))
    return redirect("import_preview", batch.pk)


QUALITY_REPORT_PAGE = KindPage(
    key=QUALITY_REPORT.key,
    show=code_list_page,
    revise=code_list_revise,
    data=code_list_data,
    line=code_list_line,
)
CODE_LIST_PAGE = KindPage(
    key=CODE_LIST.key,
    show=code_list_page,
    revise=code_list_revise,
    data=code_list_data,
    line=code_list_line,
)
