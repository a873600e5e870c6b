"""Columns assigned by hand, remembered for a hospital: see, change, remove, bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.imports.batches.presenters.attempts import attempt
from assessments.imports.case_lists.forms.columns import AssignmentForm, heading
from assessments.imports.case_lists.reading.column_names import HEADINGS
from assessments.imports.case_lists.reading.contents import AssignedColumns
from assessments.imports.case_lists.services import column_assignments
from assessments.models import ColumnAssignment, Department
from assessments.pages.request import MemberRequest, department_or_404, department_to_change
from assessments.permissions import RECORD


@require_safe
def columns_list(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """All assignments of the department's hospital, and those that were removed."""
    department = department_or_404(request, department_id)
    found = ColumnAssignment.objects.filter(hospital=department.hospital_id)
    context = {
        "page": "imports",
        "is_below_list": True,
        "department": department,
        "assignments": [_shown(one) for one in found.select_related("changed_by")],
        "removed": [_removed(one) for one in column_assignments.removed(department.hospital)],
        "restore": "columns_restore",
        "can_record": request.user.may(RECORD, department),
    }
    return render(request, "imports/columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def columns_edit(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """Change the columns of an assignment, for later files."""
    department = department_to_change(request, department_id)
    assignment = _asked(department, pk)
    data = request.POST if request.method == "POST" else None
    form = AssignmentForm(data, columns=assignment.columns)
    if form.is_valid():
        return _change(
            request,
            department,
            lambda: column_assignments.change(
                user=request.user, assignment=assignment, columns=form.columns
            ),
            _("The columns are changed for the next files."),
        )
    context = {"page": "imports", "is_below_list": True, "department": department, "form": form}
    return render(request, "imports/columns_edit.html", context)


@require_POST
def columns_remove(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """Forget an assignment."""
    department = department_to_change(request, department_id)
    assignment = _asked(department, pk)
    return _change(
        request,
        department,
        lambda: column_assignments.remove(user=request.user, assignment=assignment),
        _("The assignment was removed. Below it can be brought back."),
    )


@require_POST
def columns_restore(request: MemberRequest, department_id: UUID, past_id: int) -> HttpResponse:
    """Bring a removed assignment back."""
    department = department_to_change(request, department_id)
    gone = ColumnAssignment.history.filter(hospital=department.hospital_id, history_type="-")
    past = get_object_or_404(gone, pk=past_id)
    return _change(
        request,
        department,
        lambda: column_assignments.bring_back(user=request.user, past=past),
        _("The assignment is in use again."),
    )


def _shown(one: Any) -> dict[str, Any]:
    """An assignment, or an entry of its history, with its columns as texts."""
    return {"assignment": one, "columns": named_columns(one.columns)}


def _removed(past: Any) -> dict[str, Any]:
    """The history entry of a removal, as texts."""
    named = named_columns(past.columns)
    text = format_html_join("; ", "{}: <strong>{}</strong>", named)
    return {"past": past, "text": text, "name": ", ".join(name for _what, name in named)}


def named_columns(columns: dict[str, str]) -> list[tuple[str, str]]:
    """The label of each field, and the name of its column."""
    return [(heading(what), columns[what]) for what in HEADINGS if columns.get(what)]


def assigned_by(noted: AssignedColumns | None) -> dict[str, Any] | None:
    """Who assigned the columns of an import, when and which; None: nobody."""
    if noted is None:
        return None
    return {
        "person": noted.person,
        "time": noted.time,
        "columns": named_columns(noted.names),
    }


def _asked(department: Department, pk: int) -> ColumnAssignment:
    """The assignment of the department's hospital; 404 for that of another."""
    return get_object_or_404(ColumnAssignment, pk=pk, hospital=department.hospital_id)


def _change(
    request: HttpRequest, department: Department, change: Callable[[], object], done: str
) -> HttpResponse:
    """Make the change, show the result or the refusal as a message, and return to the list."""
    attempt(request, change, done)
    return redirect("columns_list", department.pk)
