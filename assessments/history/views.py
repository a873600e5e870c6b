"""History pages: who changed what and when, and which deleted records can be restored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.history.forms import EveryHistoryForm, HistoryForm
from assessments.history.presenters import history_csv
from assessments.history.reading import changes as history
from assessments.history.reading.deleted import deleted, deleted_lines
from assessments.history.reading.kinds import DEPARTMENT_KINDS, KINDS
from assessments.history.reading.lines import HistoryFilters, Source, lines
from assessments.models import Department
from assessments.pages.names import names_for
from assessments.pages.request import MemberRequest, department_or_404, for_administrators
from assessments.permissions import RECORD

PAGE_SIZE = 50


@require_safe
def department_history(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """The changes to a department's records, filtered by page, field, person, kind and time."""
    department = department_or_404(request, department_id)
    sources = history.sources_of(department.pk)
    form = _department_form(request, sources)
    context = {
        "department": department,
        "form": form,
        "by_name": names_for(request, department).shown,
    }
    return _page(request, "history/department.html", sources, form.wanted(), context)


@require_safe
def department_history_csv(request: MemberRequest, department_id: UUID) -> StreamingHttpResponse:
    """The filtered changes as a CSV file, one line for each field; surgeons by their codes."""
    department = department_or_404(request, department_id)
    sources = history.sources_of(department.pk)
    return history_csv(department, sources, _department_form(request, sources).wanted())


@require_safe
def record_history(request: MemberRequest, department_id: UUID, kind: str, pk: int) -> HttpResponse:
    """All changes to one record, even if it was deleted."""
    department = department_or_404(request, department_id)
    if kind not in DEPARTMENT_KINDS or DEPARTMENT_KINDS[kind].owner == "id":
        raise Http404("no such kind of record")
    sources = history.sources_of_record(department.pk, DEPARTMENT_KINDS[kind], pk)
    if not sources[0][1].exists():
        raise Http404("no such record in this department")
    context = {"department": department, "by_name": names_for(request, department).shown}
    return _page(request, "history/record.html", sources, HistoryFilters(each=True), context)


@require_safe
@for_administrators
def history_all(request: MemberRequest) -> HttpResponse:
    """The changes to departments, hospitals, accounts and memberships, for administrators."""
    everything = history.sources_of_everything()
    form = EveryHistoryForm(request.GET, kinds=KINDS.values(), people=history.people_in(everything))
    wanted = form.wanted()
    chosen: Department | None = form.cleaned_data.get("department")
    sources = history.sources_of_everything(chosen.pk) if chosen else everything
    context = {"page": "administration", "form": form, "by_name": True, "of_all": True}
    return _page(request, "history/all.html", sources, wanted, context)


@require_safe
def department_deleted(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Records deleted in the last 30 days, with buttons to restore them."""
    department, now = department_or_404(request, department_id), timezone.now()
    page = Paginator(deleted_lines(department.pk, now=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": "portfolio",
        "department": department,
        "rows": page,
        "deleted": deleted(page, now=now, by_name=names_for(request, department).shown),
        "can_record": request.user.may(RECORD, department),
    }
    return render(request, "history/deleted.html", context)


def _department_form(request: MemberRequest, sources: list[Source]) -> HistoryForm:
    return HistoryForm(
        request.GET, kinds=DEPARTMENT_KINDS.values(), people=history.people_in(sources)
    )


def _page(
    request: MemberRequest,
    template: str,
    sources: list[Source],
    wanted: HistoryFilters,
    context: dict[str, Any],
) -> HttpResponse:
    page = Paginator(lines(sources, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    changes = history.changes(
        page, by_name=context["by_name"], with_departments="of_all" in context
    )
    context = {
        "page": "portfolio",
        "rows": page,
        "changes": changes,
        "is_filtered": wanted not in (HistoryFilters(), HistoryFilters(each=True)),
    } | context
    return render(request, template, context)
