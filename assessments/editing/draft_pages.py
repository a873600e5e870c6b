"""Drafts of forms: kept while somebody types, and when a form is sent after log-out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

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

_KEPT = "kept_form"


def keeps_draft(view: View) -> View:
    """Mark a form page: what is typed there is kept as a draft of its address."""
    view.keeps_draft = True  # type: ignore[attr-defined]
    return view


def draft_for(request: MemberRequest) -> Draft | None:
    """The person's draft of the form at this address; none once the form has been sent."""
    if request.method == "POST":
        return None
    return drafts.stored(request.user, request.get_full_path())


def forget_draft(request: MemberRequest) -> None:
    """The form at this address was saved."""
    drafts.discard(user=request.user, path=request.get_full_path())


@require_POST
def draft_keep(request: MemberRequest) -> HttpResponse:
    """Keep what a form holds; answers with a line that says so."""
    path = request.POST.get("draft_path", "")
    if not _is_form(path):
        return HttpResponseBadRequest()
    draft = drafts.keep(user=request.user, path=path, fields=dict(request.POST.lists()))
    return render(request, "forms/_draft_state.html", {"draft": draft})


@require_POST
def draft_discard(request: MemberRequest) -> HttpResponse:
    """Throw a draft away and show its form as it is stored."""
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
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return hasattr(found.func, "keeps_draft")


class LoginRequired(LoginRequiredMiddleware):
    """Leads to the log-in; a form that was sent after log-out waits there as a draft."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Keep the form in the session of the visitor, until somebody logs in from there.

        Where only a draft should have been kept, the form stays open and says that it was not.
        """
        if view_func is draft_keep and "HX-Request" in request.headers:
            return render(request, "forms/_draft_state.html")
        if "HX-Request" in request.headers:
            # Loaded anew, a page that asks again by itself leads to the log-in as a whole.
            return HttpResponse(headers={"HX-Refresh": "true"})
        if request.method == "POST" and hasattr(view_func, "keeps_draft"):
            _set_aside(request)
        return super().handle_no_permission(request, view_func)


@receiver(user_logged_in, dispatch_uid="kept form becomes a draft")
def kept_form_becomes_draft(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Give somebody who logs in the own form that was sent from this browser after log-out.

    Of whoever else logs in there it is thrown away.
    """
    kept = request.session.pop(_KEPT, None) if hasattr(request, "session") else None
    if kept and drafts.is_owner(kept["owner"], user):
        drafts.keep(user=user, path=kept["path"], fields=kept["fields"])


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is old: what was typed comes back as a draft, to be looked at and sent.

    Only for forms that this site's own page has sent, by the word of the browser.
    """
    own_page = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own_page and _is_form(request.get_full_path()):
        _set_aside(request)
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _set_aside(request: HttpRequest) -> None:
    """Keep a form that cannot be taken now: as a draft, or in the session until the log-in."""
    path, fields = request.get_full_path(), drafts.kept_fields(dict(request.POST.lists()))
    if fields is None:
        return
    owner = request.POST.get("draft_owner", "")
    if not isinstance(request.user, User):
        request.session[_KEPT] = {"path": path, "fields": fields, "owner": owner}
    elif drafts.is_owner(owner, request.user):
        drafts.keep(user=request.user, path=path, fields=fields)
