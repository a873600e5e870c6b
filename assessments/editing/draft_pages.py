"""Drafts of forms: stored while somebody types, and when a form is sent after log-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from allauth.core import ratelimit
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from assessments.editing import drafts
from assessments.models import Draft, User
from assessments.pages.request import MemberRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])

_SESSION_KEY = "kept_form"
# How long a form that was sent after log-out waits in the session of the browser.
_WAITS_FOR = timedelta(days=1)


def keeps_draft(view: View) -> View:
    """Mark a view with a form: what is typed there is stored as a draft of its address."""
    view.keeps_draft = True  # type: ignore[attr-defined]
    return view


def draft_for(request: MemberRequest) -> Draft | None:
    """The person's draft of the form at this address; none once the form has been sent."""
    if request.method == "POST":
        return None
    return drafts.stored(request.user, request.get_full_path())


def forget_draft(request: MemberRequest) -> None:
    """Delete the draft of the form at this address, after it was saved."""
    drafts.discard(user=request.user, path=request.get_full_path())


@require_POST
def draft_keep(request: MemberRequest) -> HttpResponse:
    """Store the fields of a form; responds with a line that says so."""
    path = request.POST.get("draft_path", "")
    if not _is_form(path):
        return HttpResponseBadRequest()
    draft = drafts.keep(user=request.user, path=path, fields=dict(request.POST.lists()))
    return render(request, "forms/_draft_state.html", {"draft": draft})


@require_POST
def draft_discard(request: MemberRequest) -> HttpResponse:
    """Delete a draft and show its form with the saved values."""
    path = request.POST.get("draft_path", "")
    if not _is_form(path):
        return HttpResponseBadRequest()
    drafts.discard(user=request.user, path=path)
    return redirect(path)


def _is_form(path: str) -> bool:
    """Whether a form page of this site stands at the address."""
    if len(path) > 300 or not path.startswith("/") or path.startswith("//"):
        return False
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return hasattr(match.func, "keeps_draft")


class LoginRequired(LoginRequiredMiddleware):
    """Redirects to the log-in; a form that was sent after log-out becomes a draft there."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Store a form that was sent in the visitor's session until somebody logs in.

        A request that only stores a draft is answered with a line that says it was not stored.
        """
        if view_func is draft_keep and "HX-Request" in request.headers:
            return render(request, "forms/_draft_state.html")
        if "HX-Request" in request.headers:
            # Reloads the whole page, which leads to the log-in, instead of filling a part of it.
            return HttpResponse(headers={"HX-Refresh": "true"})
        if request.method == "POST" and _is_form(request.get_full_path()):
            _keep_form(request)
        return super().handle_no_permission(request, view_func)


@receiver(user_logged_in, dispatch_uid="kept form becomes a draft")
def kept_form_becomes_draft(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """After a log-in, make the form that was sent from this browser after log-out a draft.

    The form is discarded if somebody else than its owner logs in.
    """
    kept = request.session.pop(_SESSION_KEY, None) if hasattr(request, "session") else None
    if kept and drafts.is_owner(kept["owner"], user):
        drafts.keep(user=user, path=kept["path"], fields=kept["fields"])


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handle a form with an outdated CSRF token: show it again with what was typed, as a draft.

    Only for forms sent by a page of this site, according to the header Origin; others get 403.
    """
    own_page = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own_page and _is_form(request.get_full_path()):
        _keep_form(request)
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _keep_form(request: HttpRequest) -> None:
    """Store a form that cannot be saved now: as a draft, or in the session until the log-in.

    Nothing is stored without the mark of somebody who could open the form, nor of a visitor whose
    address, or whose mark, was used too often.
    """
    mark = request.POST.get("draft_owner", "")
    owner, fields = drafts.owner_of(mark), drafts.kept_fields(dict(request.POST.lists()))
    path = request.get_full_path()
    if owner is None or fields is None or not _is_form(path):
        return
    if isinstance(request.user, User):
        if drafts.is_owner(mark, request.user):
            drafts.keep(user=request.user, path=path, fields=fields)
    elif ratelimit.consume(request, action="keep_form", key=owner):
        request.session[_SESSION_KEY] = {"path": path, "fields": fields, "owner": mark}
        request.session.set_expiry(_WAITS_FOR)
