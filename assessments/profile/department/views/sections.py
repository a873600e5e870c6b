"""The page of one section of the profile: its records, with links to change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.gap_report.surgeon_standing.cases import all_cases_so_far
from assessments.models import Certificate, OutpatientClinic, Partnership, Surgeon, TrainingRecord
from assessments.pages.names import names_for
from assessments.pages.record_lists import Reader, RecordList
from assessments.pages.request import (
    MemberRequest,
    benchmark_or_404,
    department_or_404,
    department_to_change,
    whole_number,
)
from assessments.permissions import RECORD
from assessments.profile.answers.reading.recorded_answers import outcome_lines
from assessments.profile.completeness import services as completeness
from assessments.profile.completeness.reading.declared import declared_sections
from assessments.profile.department.presenters.sections import (
    clinics_section,
    network_section,
    outcomes_section,
)
from assessments.profile.records.forms.kinds import KINDS, RecordKind, Text
from assessments.profile.surgeons.presenters import (
    certificates_section,
    has_left,
    surgeons_section,
    training_section,
)

Layout = Callable[[MemberRequest, Reader], RecordList]


def _surgeons(request: MemberRequest, reader: Reader) -> RecordList:
    own = Surgeon.objects.filter(department=reader.department)
    surgeons = list(own.prefetch_related("certificates"))
    cases = None
    if any(has_left(surgeon, reader.this_year) for surgeon in surgeons):
        cases = all_cases_so_far(reader.department, benchmark_or_404(request))
    return surgeons_section(surgeons, reader, cases)


def _certificates(_request: MemberRequest, reader: Reader) -> RecordList:
    held = Certificate.objects.filter(surgeon__department=reader.department)
    return certificates_section(held.select_related("surgeon"), reader)


def _trainings(_request: MemberRequest, reader: Reader) -> RecordList:
    trainings = TrainingRecord.objects.filter(department=reader.department)
    return training_section(trainings.select_related("surgeon"), reader)


def _partnerships(_request: MemberRequest, reader: Reader) -> RecordList:
    return network_section(Partnership.objects.filter(department=reader.department), reader)


def _clinics(_request: MemberRequest, reader: Reader) -> RecordList:
    return clinics_section(OutpatientClinic.objects.filter(department=reader.department), reader)


def _outcomes(_request: MemberRequest, reader: Reader) -> RecordList:
    return outcomes_section(outcome_lines(reader.department), reader)


@dataclass(frozen=True)
class _List:
    """One kind of records of a section, and how they are read and laid out."""

    kind: str
    layout: Layout
    # The list (`models.choices.Section`) that can be declared complete for a year; "" for none.
    declares: str = ""


@dataclass(frozen=True)
class _Page:
    title: Text
    lede: Text
    lists: tuple[_List, ...]
    shows_surgeons: bool = False


_PAGES = {
    "surgeons": _Page(
        gettext_lazy("Surgeons"),
        gettext_lazy("Who operates here. A surgeon who leaves stays on the list with all cases."),
        (
            _List("surgeons", _surgeons, "surgeons"),
            _List("certificates", _certificates),
        ),
        shows_surgeons=True,
    ),
    "training": _Page(
        gettext_lazy("Training"),
        gettext_lazy("Fellowships, courses and mentored cases show who can build up a pillar."),
        (_List("trainings", _trainings, "training"),),
        shows_surgeons=True,
    ),
    "network": _Page(
        gettext_lazy("Network and clinics"),
        gettext_lazy("Partners and specialised clinics bring the patients of a pillar in."),
        (
            _List("partnerships", _partnerships, "network"),
            _List("clinics", _clinics, "clinics"),
        ),
    ),
    "outcomes": _Page(
        gettext_lazy("Outcomes"),
        gettext_lazy("Events among observed cases; a rate is judged once there are enough cases."),
        (_List("outcomes", _outcomes),),
    ),
}


@dataclass(frozen=True)
class ShownList:
    """A list as the page shows it; `declared` is None where nothing can be declared."""

    kind: RecordKind
    section: RecordList
    declares: str
    declared: bool | None


@require_safe
def section(request: MemberRequest, department_id: UUID, name: str) -> HttpResponse:
    """The records of one section."""
    department = department_or_404(request, department_id)
    page = _PAGES.get(name)
    if page is None:
        raise Http404("no such section")
    can_record = request.user.may(RECORD, department)
    names = names_for(request, department) if page.shows_surgeons else None
    reader = Reader(
        department, timezone.localdate().year, bool(names and names.shown), can_edit=can_record
    )
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
        "names": names,
        "lists": [
            ShownList(
                KINDS[entry.kind],
                entry.layout(request, reader),
                entry.declares,
                entry.declares in declared if entry.declares else None,
            )
            for entry in page.lists
        ],
    }
    return render(request, "sections/section.html", context)


@require_POST
def section_complete(request: MemberRequest, department_id: UUID, name: str) -> HttpResponse:
    """Declare a list complete for a year, or withdraw the declaration."""
    department = department_to_change(request, department_id)
    pages = [
        key for key, page in _PAGES.items() if name in {entry.declares for entry in page.lists}
    ]
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
    """The year named in the request, else last year, which is the one usually reported."""
    asked = whole_number(request.POST.get("year") or request.GET.get("year") or "")
    latest = timezone.localdate().year
    return asked if asked is not None and latest - 60 <= asked <= latest else latest - 1
