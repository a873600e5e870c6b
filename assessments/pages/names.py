"""Surgeons by name or by code: a switch in the session of those who may see names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from assessments.models import Department
from assessments.pages.request import MemberRequest
from assessments.permissions import SEE_NAMES

_KEY: Final = "surgeons_by_name"


@dataclass(frozen=True)
class Names:
    """Whether a page names the surgeons, and whether its reader may choose."""

    may_see: bool
    shown: bool


def names_for(request: MemberRequest, department: Department) -> Names:
    """Names are shown to those who may see them and have not switched to codes."""
    may_see = request.user.may(SEE_NAMES, department)
    return Names(may_see, may_see and bool(request.session.get(_KEY, True)))


@require_POST
def names_switch(request: MemberRequest) -> HttpResponse:
    """Switch between names and codes, then redirect to `next` (the previous page)."""
    request.session[_KEY] = request.POST.get("names") == "1"
    back = request.POST.get("next", "")
    is_own = back.startswith("/") and url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_own else "portfolio")
