"""Administration of people: the list, invitations, roles, closed accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.accounts.forms.people import (
    InvitationForm,
    PersonForm,
    RoleForm,
    RoleFormSet,
    all_places,
)
from assessments.accounts.presenters import (
    INVITED,
    people_table,
    search_people,
    status,
    status_code,
)
from assessments.accounts.services import people
from assessments.accounts.services.refusals import PersonRefused
from assessments.models import Membership, User
from assessments.models.choices import Role
from assessments.pages.request import MemberRequest, for_administrators

PAGE_SIZE = 50
View = Callable[..., HttpResponse]
# By the last part of the address: the service to call, and the message shown afterwards.
ACTIONS: Final[dict[str, tuple[Callable[..., None], str]]] = {
    "invite-again": (people.invite_again, gettext_noop("The invitation was sent again.")),
    "deactivate": (people.deactivate, gettext_noop("The account is deactivated.")),
    "reactivate": (people.reactivate, gettext_noop("The account is active again.")),
    "make-administrator": (
        people.make_administrator,
        gettext_noop("This person is an administrator now."),
    ),
    "end-administrator": (
        people.end_administrator,
        gettext_noop("This person is no longer an administrator."),
    ),
    "reset-second-factor": (
        people.reset_second_factor,
        gettext_noop("The second factor was reset. The password alone opens the account now."),
    ),
}


@require_safe
@for_administrators
def administration(request: MemberRequest) -> HttpResponse:
    """What can be administered."""
    context = {"page": "administration", "has_admin_site": settings.ADMIN_SITE}
    return render(request, "administration/administration.html", context)


@require_safe
@for_administrators
def people_list(request: MemberRequest) -> HttpResponse:
    """Everybody with an account, by name; searchable."""
    words = request.GET.get("q", "")
    page = Paginator(search_people(words), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": "administration",
        "rows": page,
        "words": words,
        "table": people_table(list(page), total=page.paginator.count),
    }
    return render(request, "administration/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def person_invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody, with roles; a refusal (the address has an account) stands in the form.

    `?department=<id>` proposes the role of its director.
    """
    data = request.POST or None
    form, places = InvitationForm(data), all_places()
    roles = RoleFormSet(data, prefix="roles", form_kwargs={"places": places})
    proposed = f"department:{request.GET.get('department', '')}"
    # Not once it is sent: what is as proposed would count as left empty.
    if data is None and proposed in places:
        roles.forms[0].initial = {"role": Role.DIRECTOR, "place": proposed}
    if data and form.is_valid() and roles.is_valid():
        wanted = [(row["role"], row["place"]) for row in roles.cleaned_data if row]
        try:
            person = people.invite(
                user=request.user, roles=wanted, link=_link(request), **form.cleaned_data
            )
        except PersonRefused as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request, _("The invitation to %(email)s was sent.") % {"email": person.email}
            )
            return redirect("person", person.pk)
    context = {"page": "administration", "form": form, "roles": roles}
    return render(request, "administration/invite.html", context)


@require_safe
@for_administrators
def person_page(request: MemberRequest, person_id: int) -> HttpResponse:
    """One person: account, roles, and what can be done."""
    return _person(request, _person_or_404(person_id))


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def person_edit(request: MemberRequest, person_id: int) -> HttpResponse:
    """Change name and e-mail of a person; a refusal stands in the form."""
    person = _person_or_404(person_id)
    now = {name: getattr(person, name) for name in ("first_name", "last_name", "email")}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            people.change_details(user=request.user, person=person, **form.cleaned_data)
        except PersonRefused as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Name and e-mail were saved."))
            return redirect("person", person.pk)
    context = {"page": "administration", "person": person, "form": form}
    return render(request, "administration/person_edit.html", context)


@require_POST
@for_administrators
def role_add(request: MemberRequest, person_id: int) -> HttpResponse:
    """Give a role."""
    person = _person_or_404(person_id)
    form = RoleForm(request.POST, places=all_places())
    if not form.is_valid():
        return _person(request, person, form)
    values = form.cleaned_data
    return _change(
        request,
        person,
        lambda: people.add_role(user=request.user, person=person, **values),
        _("The role was added."),
    )


@require_POST
@for_administrators
def role_remove(request: MemberRequest, person_id: int, membership_id: int) -> HttpResponse:
    """Take a role away."""
    held = Membership.objects.select_related("user").filter(user=person_id)
    membership = get_object_or_404(held, pk=membership_id)
    return _change(
        request,
        membership.user,
        lambda: people.remove_role(user=request.user, membership=membership),
        _("The role was removed. It can be added again below."),
    )


@require_POST
@for_administrators
def person_change(request: MemberRequest, person_id: int, action: str) -> HttpResponse:
    """Do what the address names with the account of a person."""
    person = _person_or_404(person_id)
    if action not in ACTIONS:
        raise Http404
    change, done = ACTIONS[action]
    more = {"link": _link(request)} if action == "invite-again" else {}
    return _change(
        request, person, lambda: change(user=request.user, person=person, **more), _(done)
    )


def _person_or_404(person_id: int) -> User:
    return get_object_or_404(User, pk=person_id)


def _link(request: MemberRequest) -> people.Link:
    """A function from a person to the one-time address on which that person sets a password."""

    def address(person: User) -> str:
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        return str(get_adapter(request).get_reset_password_from_key_url(key))

    return address


def _person(request: MemberRequest, person: User, form: RoleForm | None = None) -> HttpResponse:
    context = {
        "page": "administration",
        "person": person,
        "status": status(person),
        "is_invited": status_code(person) == INVITED,
        "is_self": person.pk == request.user.pk,
        "has_second_factor": Authenticator.objects.filter(user=person).exists(),
        "roles": person.memberships.select_related("hospital", "department__hospital"),
        "form": form or RoleForm(places=all_places()),
    }
    return render(request, "administration/person.html", context)


def _change(
    request: MemberRequest, person: User, change: Callable[[], object], done: str
) -> HttpResponse:
    """Make the change, with a message that says so or why it was refused; show the person again."""
    try:
        change()
    except PersonRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("person", person.pk)
