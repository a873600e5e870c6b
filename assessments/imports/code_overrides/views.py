"""Codes that a hospital classifies otherwise: see, add, change, remove, bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.import_records.overrides import written_prefix
from assessments.imports.batches.presenters.attempts import attempt
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.code_overrides.forms import OverrideForm
from assessments.imports.code_overrides.services import changes as code_overrides
from assessments.imports.codes.presenters.override_words import comparison, in_words
from assessments.models import CodeOverride, Department, ImportBatch
from assessments.models.code_override import CodeSystem
from assessments.pages.request import MemberRequest, department_or_404, department_to_change
from assessments.permissions import RECORD
from benchmarks.casemix.code_overrides import longer_codes, meaning_of
from benchmarks.casemix.code_tables import normalise

_MOST_LINES = 100
_SHOWN_BELOW = 12


@require_safe
def code_overrides_list(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """All overrides of the department's hospital, removed ones, and who changed what."""
    department = department_or_404(request, department_id)
    found = CodeOverride.objects.filter(hospital=department.hospital_id)
    lines = CodeOverride.history.filter(hospital=department.hospital_id)
    context = {
        "page": "imports",
        "is_below_list": True,
        "department": department,
        "overrides": [_shown(one) for one in found.select_related("changed_by")],
        "removed": [_removed(one) for one in code_overrides.removed(department.hospital)],
        "restore": "code_override_restore",
        "lines": [_shown(one) for one in lines.select_related("history_user")[:_MOST_LINES]],
        "can_record": request.user.may(RECORD, department),
    }
    return render(request, "imports/code_overrides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def code_override_new(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Add an override; where the code has one already, its page is shown instead."""
    department = department_to_change(request, department_id)
    if request.method == "POST":
        form = OverrideForm(request.POST)
        if form.is_valid() and "look" not in request.POST:
            saved = _saved(
                form,
                lambda: code_overrides.add(
                    user=request.user,
                    hospital=department.hospital,
                    system=form.cleaned_data["system"],
                    code=form.cleaned_data["code"],
                    values=form.values,
                ),
            )
            if saved:
                return _done(request, department, form)
        return _form_page(request, department, form)
    system, code = request.GET.get("system", ""), request.GET.get("code", "")
    known = CodeOverride.objects.filter(hospital=department.hospital_id, system=system)
    if system in CodeSystem.values and code:
        same = known.filter(prefix=written_prefix(system, code)).first()
        if same:
            return redirect(f"{_edit(department, same)}?{request.GET.urlencode()}")
    form = OverrideForm(initial={"system": system or CodeSystem.OPS, "code": code})
    return _form_page(request, department, form, system, code)


@require_http_methods(["GET", "HEAD", "POST"])
def code_override_edit(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """Change the override of a code."""
    department = department_to_change(request, department_id)
    override = _asked(department, pk)
    form = OverrideForm(request.POST if request.method == "POST" else None, override=override)
    if form.is_valid() and "look" not in request.POST:
        saved = _saved(
            form,
            lambda: code_overrides.change(
                user=request.user,
                override=override,
                values=form.values,
                version=form.cleaned_data["version"] or 0,
            ),
        )
        if saved:
            return _done(request, department, form)
    return _form_page(request, department, form, override.system, override.prefix, override)


@require_POST
def code_override_remove(request: MemberRequest, department_id: UUID, pk: int) -> HttpResponse:
    """Remove an override, so that our table decides again."""
    department = department_to_change(request, department_id)
    override = _asked(department, pk)
    return _change(
        request,
        department,
        lambda: code_overrides.remove(user=request.user, override=override),
        _("The classification was removed: our table decides again. Below it can be brought back."),
    )


@require_POST
def code_override_restore(
    request: MemberRequest, department_id: UUID, past_id: int
) -> HttpResponse:
    """Restore a removed override."""
    department = department_to_change(request, department_id)
    gone = CodeOverride.history.filter(hospital=department.hospital_id, history_type="-")
    past = get_object_or_404(gone, pk=past_id)
    return _change(
        request,
        department,
        lambda: code_overrides.restore(user=request.user, past=past),
        _("The classification is in use again."),
    )


def _shown(one: Any) -> dict[str, Any]:
    """An override, or an entry of its history, as texts."""
    row, _reason = meaning_of(one.system, normalise(one.prefix))
    return {"override": one, "words": in_words(one), "label": row.get("label", "")}


def _removed(past: Any) -> dict[str, Any]:
    """The history entry of a removal, as texts."""
    text = format_html(
        '<strong class="code">{}</strong> ({}): {}. {}',
        past.prefix,
        past.system,
        in_words(past),
        past.reason,
    )
    return {"past": past, "text": text, "name": past.prefix}


def _asked(department: Department, pk: int) -> CodeOverride:
    """The override of the department's hospital; 404 for that of another."""
    return get_object_or_404(CodeOverride, pk=pk, hospital=department.hospital_id)


def _edit(department: Department, override: CodeOverride) -> str:
    return reverse("code_override_edit", args=[department.pk, override.pk])


def _saved(form: OverrideForm, save: Callable[[], object]) -> bool:
    """Whether it was saved; where it was refused, the form says why."""
    try:
        save()
    except (ImportRefused, ValidationError) as error:
        form.add_error("code", str(error) if isinstance(error, ImportRefused) else error.messages)
        return False
    return True


def _form_page(
    request: MemberRequest,
    department: Department,
    form: OverrideForm,
    system: str = "",
    code: str = "",
    override: CodeOverride | None = None,
) -> HttpResponse:
    """The form with what our table says of the code and, once asked, what it will say."""
    values = form.values if form.is_bound and form.is_valid() else None
    if form.is_bound:
        system, code = form.cleaned_data.get("system", ""), form.cleaned_data.get("code", "")
    prefix = written_prefix(system, code) if system in CodeSystem.values and code else ""
    below = longer_codes(system, normalise(prefix)) if prefix else []
    context = {
        "page": "imports",
        "is_below_list": True,
        "department": department,
        "form": form,
        "override": override,
        "table": comparison(system, prefix, values) if prefix else None,
        "below": below[:_SHOWN_BELOW],
        "more_below": max(0, len(below) - _SHOWN_BELOW),
        "back": _back(request, department),
    }
    return render(request, "imports/code_override_form.html", context)


def _back(request: MemberRequest, department: Department) -> str:
    """The address of the import the user came from, if it is of the department; else the list."""
    try:
        batch_id = UUID(request.GET.get("batch", ""))
    except ValueError:
        return reverse("code_overrides", args=[department.pk])
    visible = ImportBatch.objects.visible_to(request.user).filter(department=department)
    if visible.filter(pk=batch_id).exists():
        return reverse("import_preview", args=[batch_id])
    return reverse("code_overrides", args=[department.pk])


def _done(request: MemberRequest, department: Department, form: OverrideForm) -> HttpResponse:
    text = _("%(code)s is classified by your hospital now. Lists of codes in preview count by it.")
    messages.success(request, text % {"code": form.prefix_written})
    return redirect(_back(request, department))


def _change(
    request: HttpRequest, department: Department, change: Callable[[], object], done: str
) -> HttpResponse:
    """Make the change, show the result or the refusal as a message, and return to the list."""
    attempt(request, change, done)
    return redirect("code_overrides", department.pk)
