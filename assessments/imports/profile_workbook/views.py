"""The profile workbook: download, and the page of its import with what it would change."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.gap_report.views.downloads import XLSX
from assessments.imports.batches.presenters.attempts import attempt
from assessments.imports.batches.presenters.kind import Download, KindPage
from assessments.imports.profile_workbook.presenters.changes import (
    SEEN,
    TAKE,
    not_undone_note,
    page_of,
)
from assessments.imports.profile_workbook.presenters.data import profile_data, profile_line
from assessments.imports.profile_workbook.presenters.workbook import profile_workbook
from assessments.imports.profile_workbook.reading.contents import ProfileWorkbookDetails
from assessments.imports.profile_workbook.services import importing as profile_imports
from assessments.imports.profile_workbook.services.content import guide, profile_content
from assessments.imports.profile_workbook.services.kind import PROFILE_WORKBOOK
from assessments.models import Department, ImportBatch
from assessments.models.choices import ImportStatus
from assessments.pages.names import names_for
from assessments.pages.request import MemberRequest, benchmark_or_404, department_to_change
from assessments.pages.spreadsheets.workbook import Cover
from assessments.permissions import RECORD


@require_safe
def profile_xlsx(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """The profile of a department as a workbook to fill in; for those who may record there."""
    department = department_to_change(request, department_id)
    names = names_for(request, department)
    now = timezone.localtime()
    sheets, about = profile_content(department, benchmark_or_404(request), now, by_name=names.shown)
    title = _("Profile of %(department)s") % {"department": department}
    cover = Cover(
        title=title,
        subject=title,
        author="",
        description=_("To be filled in and uploaded again on the import page."),
        keywords="",
        language=get_language() or "en",
        made_at=now,
        page_head=(title,),
        page_foot=(),
    )
    content = profile_workbook(sheets, about=about.signed(), guide=guide(department), cover=cover)
    response = HttpResponse(content, content_type=XLSX)
    name = slugify(str(department), allow_unicode=True)[:80]
    file_name = f"{_('profile')}-{name}-{now:%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    return response


def profile_page(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    """What a workbook changes, before and after confirmation."""
    names = names_for(request, batch.department)
    is_preview = batch.status == ImportStatus.PREVIEW
    context = {
        "page": "imports",
        "batch": batch,
        "department": batch.department,
        "names": names,
        "preview": page_of(batch, by_name=names.shown),
        "can_record": request.user.may(RECORD, batch.department),
        "is_preview": is_preview,
        "is_confirmed": batch.status == ImportStatus.CONFIRMED,
        "is_without_years": not ProfileWorkbookDetails.read(batch).years,
    }
    return render(request, "imports/profile.html", context)


def profile_decide(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    """Take one's own or the other person's side in fields that both changed."""
    taken = {
        name.removeprefix(TAKE): (side, request.POST.get(f"{SEEN}{name.removeprefix(TAKE)}", ""))
        for name, side in request.POST.dict().items()
        if name.startswith(TAKE)
    }
    attempt(
        request,
        lambda: profile_imports.decide(user=request.user, batch=batch, taken=taken),
        _("Your choice was noted."),
    )
    return redirect("import_preview", batch.pk)


def _undone(batch: ImportBatch) -> str:
    kept = ProfileWorkbookDetails.read(batch).kept
    if kept:
        return f"{_('The import was undone.')} {not_undone_note(kept)}"
    return _("The import was undone; everything is as it was before.")


def _address(department: Department | None) -> str:
    return reverse("profile_xlsx", args=[department.pk]) if department else ""


PROFILE_WORKBOOK_PAGE = KindPage(
    key=PROFILE_WORKBOOK.key,
    show=profile_page,
    revise=profile_decide,
    data=profile_data,
    line=profile_line,
    undone=_undone,
    download=Download(
        _address,
        gettext_lazy("Download the profile workbook"),
        gettext_lazy("Download it from the page of the department."),
    ),
)
