"""A section of the profile as a page: its records, each with a way to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.record_kinds import KINDS, RecordKind, Text
from assessments.models import (
    Certificate,
    Department,
    OutpatientClinic,
    Partnership,
    Surgeon,
    TrainingRecord,
)
from assessments.reports.answers import outcome_lines
from assessments.reports.declared import declared_sections
from assessments.services import completeness
from assessments.views.profile_sections import (
    Section,
    certificates_section,
    clinics_section,
    network_section,
    outcomes_section,
    surgeons_section,
    training_section,
)
from assessments.views.request import MemberRequest, asked_department, department_to_change

Rows = Callable[[Department], list[Any]]


def _surgeons(department: Department) -> list[Any]:
    return list(Surgeon.objects.filter(department=department).prefetch_related("certificates"))


def _certificates(department: Department) -> list[Any]:
    held = Certificate.objects.filter(surgeon__department=department)
    return list(held.select_related("surgeon"))


def _trainings(department: Department) -> list[Any]:
    return list(TrainingRecord.objects.filter(department=department).select_related("surgeon"))


def _partnerships(department: Department) -> list[Any]:
    return list(Partnership.objects.filter(department=department))


def _clinics(department: Department) -> list[Any]:
    return list(OutpatientClinic.objects.filter(department=department))


def _outcomes(department: Department) -> list[Any]:
    return list(outcome_lines(department))


@dataclass(frozen=True)
class _List:
    """One kind of records of a section: how to read them, and how to lay them out."""

    kind: str
    rows: Rows
    layout: Callable[[Any], Section]
    # What can be declared complete for a year, if anything.
    declares: str = ""


@dataclass(frozen=True)
class _Page:
    title: Text
    lede: Text
    lists: tuple[_List, ...]


_PAGES = {
    "surgeons": _Page(
        gettext_lazy("Surgeons"),
        gettext_lazy("Who operates here. A surgeon who leaves stays on the list with all cases."),
        (
            _List("surgeons", _surgeons, surgeons_section, "surgeons"),
            _List("certificates", _certificates, certificates_section),
        ),
    ),
    "training": _Page(
        gettext_lazy("Training"),
        gettext_lazy("Fellowships, courses and mentored cases show who can build up a pillar."),
        (_List("trainings", _trainings, training_section, "training"),),
    ),
    "network": _Page(
        gettext_lazy("Network and clinics"),
        gettext_lazy("Partners and specialised clinics bring the patients of a pillar in."),
        (
            _List("partnerships", _partnerships, network_section, "network"),
            _List("clinics", _clinics, clinics_section, "clinics"),
        ),
    ),
    "outcomes": _Page(
        gettext_lazy("Outcomes"),
        gettext_lazy("Events among observed cases; a rate is judged once there are enough cases."),
        (_List("outcomes", _outcomes, outcomes_section),),
    ),
}


@dataclass(frozen=True)
class ShownList:
    """A list as the page shows it; `declared` is None where nothing can be declared."""

    kind: RecordKind
    section: Section
    declares: str
    declared: bool | None


@require_safe
def section(request: MemberRequest, department_id: UUID, name: str) -> HttpResponse:
    """The records of one section."""
    department = asked_department(request, department_id)
    page = _PAGES.get(name)
    if page is None:
        raise Http404("no such section")
    can_record = Department.objects.writable_by(request.user).filter(pk=department.pk).exists()
    year = _year(request)
    declared = declared_sections(department, year)
    context = {
        "page": "portfolio",
        "department": department,
        "title": page.title,
        "lede": page.lede,
        "name": name,
        "year": year,
        "can_record": can_record,
        "lists": [_shown(one, department, declared, can_record) for one in page.lists],
    }
    return render(request, "sections/section.html", context)


@require_POST
def section_complete(request: MemberRequest, department_id: UUID, name: str) -> HttpResponse:
    """Declare a list complete for a year, or take that back."""
    department = department_to_change(request, department_id)
    pages = [key for key, page in _PAGES.items() if name in {one.declares for one in page.lists}]
    if not name or not pages:
        raise Http404("nothing to declare")
    year = _year(request)
    is_complete = request.POST.get("complete") == "1"
    completeness.declare(
        user=request.user, department=department, year=year, section=name, is_complete=is_complete
    )
    text = (
        _("Declared complete for %(year)s.")
        if is_complete
        else _("No longer declared complete for %(year)s.")
    )
    messages.success(request, text % {"year": year})
    return redirect(f"{reverse('section', args=[department.pk, pages[0]])}?year={year}")


def _year(request: MemberRequest) -> int:
    """The year asked for; last year where none is named, since that is the one reported."""
    asked = request.POST.get("year") or request.GET.get("year") or ""
    latest = timezone.localdate().year
    if asked.isdecimal() and latest - 60 <= int(asked) <= latest:
        return int(asked)
    return latest - 1


def _shown(
    one: _List, department: Department, declared: frozenset[str], can_record: bool
) -> ShownList:
    kind, records = KINDS[one.kind], one.rows(department)
    laid_out = one.layout(records)
    if can_record:
        rows = tuple(
            (_link(department, kind, record.pk, name), *cells)
            for record, (name, *cells) in zip(records, laid_out.table.rows, strict=True)
        )
        laid_out = replace(laid_out, table=replace(laid_out.table, rows=rows))
    return ShownList(
        kind, laid_out, one.declares, one.declares in declared if one.declares else None
    )


def _link(department: Department, kind: RecordKind, pk: int, name: object) -> object:
    address = reverse("record_edit", args=[department.pk, kind.slug, pk])
    return format_html('<a href="{}">{}</a>', address, name)
