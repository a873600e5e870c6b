"""The page of one's own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.accounts.forms.people import OwnDetailsForm
from assessments.accounts.services import people
from assessments.accounts.services.language import keep_language
from assessments.models import User
from assessments.pages.request import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: MemberRequest) -> HttpResponse:
    """Change name and language; links to password, second factor and sessions."""
    form = OwnDetailsForm(request.POST or None, initial=_details(request.user))
    if request.method == "POST" and form.is_valid():
        people.change_own_details(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("my_account")
        return keep_language(request, response, form.cleaned_data["language"], replace=True)
    context = {
        "page": "account",
        "form": form,
        "has_second_factor": is_mfa_enabled(request.user),
        "roles": request.user.memberships.select_related("hospital", "department__hospital"),
    }
    return render(request, "account/my_account.html", context)


def _details(user: User) -> dict[str, str]:
    return {name: getattr(user, name) for name in OwnDetailsForm.base_fields}
