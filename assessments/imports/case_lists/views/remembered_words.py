"""Names and keys remembered from files: see, remove, bring back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.imports.batches.presenters.attempts import attempt
from assessments.imports.case_lists.services import remembered
from assessments.models import Department, Surgeon
from assessments.pages.names import names_for
from assessments.pages.request import MemberRequest, department_to_change

# Until the log-out; the next preview asks again anyway.
_KEY: Final = "forgotten_words"
_MOST: Final = 20


@require_safe
def file_names(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """All names and keys of the department, and those that were just removed."""
    department = department_to_change(request, department_id)
    by_name = names_for(request, department).shown

    def named(surgeon: Surgeon | None) -> str:
        return surgeon.shown(by_name=by_name) if surgeon else _("nobody of the list")

    aliases = department.surgeon_aliases.select_related("surgeon").order_by("text")
    known = {surgeon.pk: surgeon for surgeon in department.surgeons.all()}
    context = {
        "page": "imports",
        "is_below_list": True,
        "department": department,
        "names": [{"pk": one.pk, "text": one.text, "means": named(one.surgeon)} for one in aliases],
        "keys": [{"pk": one.pk, "text": one.key} for one in department.keys.order_by("key")],
        "removed": [
            {
                "number": number,
                "text": one.text,
                "means": "" if one.sort == "keys" else named(known.get(one.surgeon or 0)),
            }
            for number, one in enumerate(_forgotten(request, department))
        ],
    }
    return render(request, "imports/file_names.html", context)


@require_POST
def file_name_remove(
    request: MemberRequest, department_id: UUID, sort: str, pk: int
) -> HttpResponse:
    """Forget a name or a key."""
    department = department_to_change(request, department_id)
    if sort not in remembered.MODELS:
        raise Http404("no such sort of names")
    found: Any = remembered.MODELS[sort]._default_manager.filter(department=department)
    gone = remembered.forget(user=request.user, word=get_object_or_404(found, pk=pk))
    _keep(request, department, [gone, *_forgotten(request, department)])
    messages.success(request, _("%(name)s was removed.") % {"name": gone.text})
    return redirect("file_names", department.pk)


@require_POST
def file_name_restore(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Remember again what was just removed; `number` is its place in the list."""
    department = department_to_change(request, department_id)
    forgotten, number = _forgotten(request, department), request.POST.get("number", "")
    if number.isascii() and number.isdecimal() and int(number) < len(forgotten):
        gone = forgotten.pop(int(number))
        attempt(
            request,
            lambda: remembered.bring_back(user=request.user, department=department, forgotten=gone),
            _("%(name)s is remembered again.") % {"name": gone.text},
        )
        _keep(request, department, forgotten)
    return redirect("file_names", department.pk)


def _forgotten(request: MemberRequest, department: Department) -> list[remembered.Forgotten]:
    """What this person removed in this department since the log-in, the latest first."""
    kept = request.session.get(_KEY, {}).get(str(department.pk), [])
    return [remembered.Forgotten(**one) for one in kept]


def _keep(
    request: MemberRequest, department: Department, forgotten: list[remembered.Forgotten]
) -> None:
    everywhere = request.session.get(_KEY, {})
    everywhere[str(department.pk)] = [asdict(one) for one in forgotten[:_MOST]]
    request.session[_KEY] = everywhere
