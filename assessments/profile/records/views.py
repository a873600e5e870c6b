"""Pages on which one record is added, changed, deleted or brought back."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.editing.draft_pages import draft_for, forget_draft, keeps_draft
from assessments.editing.record_forms import RecordForm
from assessments.editing.record_refusals import EditConflict, RecordRefused
from assessments.history.reading.kinds import DEPARTMENT_KINDS, SECTIONS
from assessments.models import Department, Surgeon
from assessments.models.versioned import Versioned
from assessments.pages.names import names_for
from assessments.pages.request import MemberRequest, department_to_change
from assessments.profile.records import services as records
from assessments.profile.records.forms.department import AdministeredDepartmentForm, DepartmentForm
from assessments.profile.records.forms.kinds import KINDS, RecordKind


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: MemberRequest, department_id: UUID, kind: str) -> HttpResponse:
    """Add a record; the address may name values to start from, such as `?surgeon=3`."""
    department, record_kind = department_to_change(request, department_id), asked_kind(kind)
    draft, by_name = draft_for(request), names_for(request, department).shown
    form = record_kind.form(
        request.POST if request.method == "POST" else None,
        department=department,
        today=timezone.localdate(),
        initial=request.GET.dict(),
        draft=draft,
        by_name=by_name,
    )
    origin = _origin(request, department, record_kind, by_name)
    if form.is_valid() and _saved(form, lambda: _create(request, form)):
        forget_draft(request)
        messages.success(request, _("%(record)s was added.") % {"record": form.instance})
        return redirect(origin.back)
    context = {"heading": record_kind.add, "draft": draft, **origin._asdict()}
    return _form_page(request, department, form, context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(request: MemberRequest, department_id: UUID, kind: str, pk: int) -> HttpResponse:
    """Change a record."""
    department, record_kind = department_to_change(request, department_id), asked_kind(kind)
    record = asked_record(department, record_kind, pk)
    by_name = names_for(request, department).shown
    if isinstance(record, Surgeon):
        origin = from_surgeon(record, by_name)
    else:
        origin = _origin(request, department, record_kind, by_name)
    context = {
        **origin._asdict(),
        "heading": _name_of(record, by_name),
        "current": _("Edit"),
        "kicker": record_kind.name,
        "delete": reverse("record_delete", args=[department.pk, record_kind.slug, record.pk]),
    }
    return edit_page(
        request, record_kind.form, record, context, department=department, by_name=by_name
    )


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def department_edit(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Change a department's data about itself; its name is for administrators."""
    department = department_to_change(request, department_id)
    form_class = AdministeredDepartmentForm if request.user.is_superuser else DepartmentForm
    context = {
        "heading": _("About the department"),
        "back": reverse("department", args=[department.pk]),
    }
    return edit_page(request, form_class, department, context, department=department)


@require_http_methods(["GET", "HEAD", "POST"])
def record_delete(request: MemberRequest, department_id: UUID, kind: str, pk: int) -> HttpResponse:
    """Ask whether a record shall be deleted, and delete it."""
    department, record_kind = department_to_change(request, department_id), asked_kind(kind)
    record = asked_record(department, record_kind, pk)
    origin = _of_list(department, record_kind)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            records.delete(
                user=request.user,
                record=record,
                version=int(version) if version.isdecimal() else 0,
                now=timezone.now(),
            )
        except RecordRefused as error:
            messages.warning(request, str(error))
            return redirect("record_edit", department.pk, record_kind.slug, pk)
        text = _("%(record)s was deleted. It can be brought back for 30 days.")
        messages.success(request, text % {"record": record})
        return redirect(origin.back)
    context = {
        "department": department,
        "record": record,
        "name": _name_of(record, names_for(request, department).shown),
        "sort": record_kind,
        **origin._asdict(),
    }
    return render(request, "forms/delete.html", context)


@require_POST
def record_restore(
    request: MemberRequest, department_id: UUID, kind: str, past_id: int
) -> HttpResponse:
    """Restore a deleted record of any kind; `past_id` is the history row of its deletion."""
    department = department_to_change(request, department_id)
    if kind not in DEPARTMENT_KINDS:
        raise Http404("no such kind of record")
    deleted = DEPARTMENT_KINDS[kind].of_department(department.pk).filter(history_type="-")
    past = get_object_or_404(deleted, pk=past_id)
    try:
        record = records.restore(user=request.user, past=past, now=timezone.now())
    except RecordRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("%(record)s was brought back.") % {"record": record})
    return redirect("department_deleted", department.pk)


def asked_kind(slug: str) -> RecordKind:
    """The kind of record that the address names, or 404."""
    if slug not in KINDS:
        raise Http404("no such kind of record")
    return KINDS[slug]


def asked_record(department: Department, kind: RecordKind, pk: int) -> Versioned:
    """The department's record that the address names, or 404."""
    own = kind.model._default_manager.filter(**{kind.department_lookup: department})
    record: Versioned = get_object_or_404(own, pk=pk)
    return record


def edit_page(
    request: MemberRequest,
    form_class: type[RecordForm],
    record: Versioned,
    context: dict[str, Any],
    *,
    department: Department,
    by_name: bool = False,
) -> HttpResponse:
    """The form of a record; saved, it leads to `context["back"]`."""
    draft = draft_for(request)
    form = form_class(
        request.POST if request.method == "POST" else None,
        department=department,
        today=timezone.localdate(),
        instance=record,
        draft=draft,
        by_name=by_name,
    )
    if form.is_valid() and _saved(form, lambda: _change(request, form)):
        forget_draft(request)
        return redirect(context["back"])
    return _form_page(request, department, form, context | {"draft": draft})


def _saved(form: RecordForm, save: Any) -> bool:
    """Whether the record was saved; if not, the form says why."""
    try:
        save()
    except EditConflict as conflict:
        form.ask_about(conflict)
        return False
    except RecordRefused as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _create(request: MemberRequest, form: RecordForm) -> None:
    records.create(user=request.user, record=form.instance)


def _change(request: MemberRequest, form: RecordForm) -> None:
    done = records.change(
        user=request.user,
        record=form.instance,
        values=form.changed_values(),
        base=form.cleaned_data["base"],
    )
    messages.success(request, _("%(record)s was saved.") % {"record": done.record})
    if done.taken:
        names = _(", ").join(str(form.fields[name].label) for name in done.taken)
        text = _("Somebody else changed these fields meanwhile; they stay as changed: %(names)s.")
        messages.info(request, text % {"names": names})


def _form_page(
    request: MemberRequest, department: Department, form: RecordForm, context: dict[str, Any]
) -> HttpResponse:
    page = {
        "department": department,
        "form": form,
        "draft_path": request.get_full_path(),
    }
    return render(request, "forms/record.html", page | context)


class BackLink(NamedTuple):
    """The page to which a form leads back: its name and address."""

    parent: str
    back: str


def from_surgeon(surgeon: Surgeon, by_name: bool) -> BackLink:
    """The page of a surgeon."""
    address = reverse("surgeon", args=[surgeon.department_id, surgeon.pk])
    return BackLink(surgeon.shown(by_name=by_name), address)


def _of_list(department: Department, kind: RecordKind) -> BackLink:
    address = reverse("section", args=[department.pk, kind.section])
    return BackLink(str(SECTIONS[kind.section]), address)


def _origin(
    request: MemberRequest, department: Department, kind: RecordKind, by_name: bool
) -> BackLink:
    """The page of the surgeon of `?surgeon=`, or the list of the kind."""
    asked = request.GET.get("surgeon", "")
    surgeon = department.surgeons.filter(pk=asked).first() if asked.isdecimal() else None
    return from_surgeon(surgeon, by_name) if surgeon else _of_list(department, kind)


def _name_of(record: Versioned, by_name: bool) -> str:
    return record.shown(by_name=by_name) if isinstance(record, Surgeon) else str(record)
