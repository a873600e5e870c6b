"""What a request names: its user, department, benchmark or import."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.models import Department, ImportBatch, User
from assessments.pages.benchmarks import benchmark_in_language
from assessments.permissions import RECORD, Action
from benchmarks import library
from benchmarks.library.definition import Benchmark

View = Callable[..., HttpResponse]


def takes_files(may_send: Callable[[User], bool]) -> Callable[[View], View]:
    """Mark a view that takes files, of those who `may_send` them; other requests stay small.

    The outermost decorator of its view, because the mark is read before the view is called.
    """

    def mark(view: View) -> View:
        view.may_send_files = may_send  # type: ignore[attr-defined]
        return view

    return mark


class MemberRequest(HttpRequest):
    """A request behind the log-in: its user is an account, never anonymous."""

    user: User


def site_of(request: HttpRequest) -> str:
    """Scheme and host of the request, for links in e-mails."""
    return f"{request.scheme}://{request.get_host()}"


def department_or_404(request: MemberRequest, department_id: UUID) -> Department:
    """The department, if the user may see it; otherwise 404, as if it did not exist."""
    visible = Department.objects.visible_to(request.user).select_related("hospital")
    return get_object_or_404(visible, pk=department_id)


def benchmark_or_404(request: HttpRequest) -> Benchmark:
    """The benchmark of `?benchmark=id@version` with texts in the reader's language.

    The default benchmark when none is named; 404 for an unknown one.
    """
    name = request.GET.get("benchmark", "")
    benchmark_id, _at, version = name.partition("@")
    try:
        return benchmark_in_language(benchmark_id, version or None)
    except library.UnknownBenchmark as error:
        raise Http404(str(error)) from error


def whole_number(text: str) -> int | None:
    """The number that a parameter writes, in at most nine digits; None for any other text."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def benchmark_choices() -> list[tuple[str, str]]:
    """Every benchmark version on file as (id@version, title and version)."""
    benchmarks = [benchmark_in_language(key.id, key.version) for key in library.versions()]
    return [(f"{b.id}@{b.version}", f"{b.title} {b.version}") for b in benchmarks]


def department_to_change(
    request: MemberRequest, department_id: UUID, action: Action = RECORD
) -> Department:
    """The department, if the user may do this there; 404 where it is invisible, else 403."""
    department = department_or_404(request, department_id)
    if not request.user.may(action, department):
        raise PermissionDenied
    return department


def import_or_404(request: MemberRequest, batch_id: UUID) -> ImportBatch:
    """The import, if the user may see its department; otherwise 404."""
    visible = ImportBatch.objects.visible_to(request.user).select_related(
        "department__hospital", "uploaded_by", "confirmed_by", "undone_by"
    )
    return get_object_or_404(visible, pk=batch_id)


def for_administrators(view: View) -> View:
    """Decorate a view: 403 for users who are no administrators."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied(_("This page is for administrators of the site."))
        return view(request, *args, **kwargs)

    return guarded
