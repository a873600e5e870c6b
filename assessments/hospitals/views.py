"""Pages on which administrators create, change and delete hospitals and departments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.editing.draft_pages import draft_for, forget_draft, keeps_draft
from assessments.hospitals.forms import HospitalForm
from assessments.hospitals.presenters import departments_table, hospitals_table, people
from assessments.hospitals.reading import (
    departments_of,
    hospitals,
    in_use,
    is_directed,
    roles_of,
)
from assessments.hospitals.services import changes
from assessments.hospitals.services.refusals import HospitalChanged, HospitalRefused, InUse
from assessments.models import Department, Draft, Hospital
from assessments.pages.request import MemberRequest, for_administrators
from assessments.profile.records.forms.department import AdministeredDepartmentForm

PAGE_SIZE = 50


@require_safe
@for_administrators
def hospitals_list(request: MemberRequest) -> HttpResponse:
    """All hospitals."""
    page = Paginator(hospitals(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": "administration",
        "rows": page,
        "table": hospitals_table(list(page), total=page.paginator.count),
    }
    return render(request, "hospitals/list.html", context)


@require_safe
@for_administrators
def hospital_page(request: MemberRequest, hospital_id: int) -> HttpResponse:
    """A hospital with its departments, who directs them, and what to do next."""
    hospital = _asked(hospital_id)
    roles = roles_of(hospital)
    departments = list(departments_of(hospital))
    directed = is_directed(roles)
    undirected = [one for one in departments if not (directed or is_directed(one.roles))]  # type: ignore[attr-defined]
    context = {
        "page": "administration",
        "hospital": hospital,
        "roles": [(held.get_role_display(), people([held])) for held in roles],
        "departments": departments,
        "undirected": undirected,
        "table": departments_table(departments, roles),
    }
    return render(request, "hospitals/hospital.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def hospital_new(request: MemberRequest) -> HttpResponse:
    """Create a hospital; its page shows what comes next."""
    draft = draft_for(request)
    form = HospitalForm(_data(request), draft=draft)
    if form.is_valid():
        saved = _saved(form, lambda: changes.create_hospital(user=request.user, values=form.values))
        if saved:
            return _done(request, saved, _("%(record)s was added.") % {"record": saved})
    heading, back = _("Create a hospital"), reverse("hospitals")
    return _form_page(request, form, draft, heading=heading, back=back)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def hospital_edit(request: MemberRequest, hospital_id: int) -> HttpResponse:
    """Change a hospital."""
    hospital, draft = _asked(hospital_id), draft_for(request)
    form = HospitalForm(_data(request), hospital=hospital, draft=draft)
    if form.is_valid():
        saved = _saved(
            form,
            lambda: changes.change_hospital(
                user=request.user,
                hospital=hospital,
                values=form.values,
                version=form.cleaned_data["version"] or 0,
            ),
        )
        if saved:
            return _done(request, saved, _("%(record)s was saved.") % {"record": saved})
    return _form_page(request, form, draft, heading=_("Change the hospital"), hospital=hospital)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def hospital_remove(request: MemberRequest, hospital_id: int) -> HttpResponse:
    """Ask whether a hospital shall be deleted, and delete it; what holds it back is named."""
    hospital = _asked(hospital_id)
    return _remove_page(
        request,
        hospital,
        lambda: changes.delete_hospital(user=request.user, hospital=hospital),
        hospital=hospital,
        then=reverse("hospitals"),
    )


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def department_new(request: MemberRequest, hospital_id: int) -> HttpResponse:
    """Create a department of a hospital, whose page then leads to the invitation of a director."""
    hospital, draft = _asked(hospital_id), draft_for(request)
    department = Department(hospital=hospital)
    form = AdministeredDepartmentForm(
        _data(request),
        department=department,
        today=timezone.localdate(),
        instance=department,
        draft=draft,
    )
    if form.is_valid():
        saved = _saved(
            form, lambda: changes.create_department(user=request.user, department=form.instance)
        )
        if saved:
            text = _("%(record)s was added.") % {"record": saved.name}
            return _done(request, hospital, text)
    heading = _("Create a department")
    return _form_page(request, form, draft, heading=heading, hospital=hospital)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def department_remove(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Ask whether a department shall be deleted, and delete it; what holds it back is named."""
    found = Department.objects.select_related("hospital")
    department = get_object_or_404(found, pk=department_id)
    return _remove_page(
        request,
        department,
        lambda: changes.delete_department(user=request.user, department=department),
        hospital=department.hospital,
        then=reverse("hospital", args=[department.hospital_id]),
    )


def _asked(hospital_id: int) -> Hospital:
    return get_object_or_404(Hospital, pk=hospital_id)


def _data(request: MemberRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _saved(form: forms.BaseForm, save: Callable[[], Any]) -> Any:
    """What was saved; None where it was refused, and the form says why."""
    try:
        return save()
    except HospitalChanged as changed:
        assert isinstance(form, HospitalForm)
        form.ask_about(changed)
    except HospitalRefused as error:
        form.add_error("name", str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def _done(request: MemberRequest, hospital: Hospital, text: str) -> HttpResponse:
    forget_draft(request)
    messages.success(request, text)
    return redirect("hospital", hospital.pk)


def _form_page(
    request: MemberRequest,
    form: forms.BaseForm,
    draft: Draft | None,
    *,
    heading: str,
    hospital: Hospital | None = None,
    back: str = "",
) -> HttpResponse:
    context = {
        "page": "administration",
        "form": form,
        "draft": draft,
        "draft_path": request.get_full_path(),
        "heading": heading,
        "hospital": hospital,
        "back": reverse("hospital", args=[hospital.pk]) if hospital else back,
    }
    return render(request, "hospitals/form.html", context)


def _remove_page(
    request: MemberRequest,
    place: Hospital | Department,
    remove: Callable[[], None],
    *,
    hospital: Hospital,
    then: str,
) -> HttpResponse:
    if request.method == "POST":
        name = str(place)
        try:
            remove()
        except InUse as error:
            messages.warning(request, str(error))
            return redirect("hospital", hospital.pk)
        messages.success(request, _("%(record)s was deleted.") % {"record": name})
        return redirect(then)
    context = {
        "page": "administration",
        "place": place,
        "hospital": hospital,
        "in_use": in_use(place),
        "back": reverse("hospital", args=[hospital.pk]),
    }
    return render(request, "hospitals/delete.html", context)
