"""People as a table: name, e-mail, roles, status, last log-in, second factor."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assessments.models import User
from assessments.pages.tables import Table, TableColumn, or_dash

INVITED, ACTIVE, DEACTIVATED = "invited", "active", "deactivated"
_STATUSES: Final = {
    INVITED: gettext_noop("invited"),
    ACTIVE: gettext_noop("active"),
    DEACTIVATED: gettext_noop("deactivated"),
}
_NEW_LINE: Final = SafeString("<br>")
_SEARCHED: Final = ("first_name", "last_name", "username", "email")


def status_code(person: User) -> str:
    """Invited until the first password is chosen; then active, or deactivated."""
    if not person.is_active:
        return DEACTIVATED
    return INVITED if person.password.startswith(UNUSABLE_PASSWORD_PREFIX) else ACTIVE


def search_people(words: str) -> QuerySet[User]:
    """People whose name, username or e-mail contains each word, with all that the table shows."""
    people = User.objects.all()
    for word in words.split():
        contains = Q()
        for field in _SEARCHED:
            contains |= Q(**{f"{field}__icontains": word})
        people = people.filter(contains)
    return (
        people.annotate(has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
        .prefetch_related("memberships__hospital", "memberships__department__hospital")
        .order_by("last_name", "first_name", "username")
    )


def people_table(people: list[User], *, total: int) -> Table:
    """One row for each person; `total` counts those on the other pages too."""
    caption = ngettext("%(count)s person", "%(count)s people", total) % {"count": total}
    columns = (
        _("Name"),
        _("E-mail"),
        _("Roles"),
        _("Status"),
        _("Last log-in"),
        _("Second factor"),
    )
    return Table(
        caption,
        tuple(TableColumn(label) for label in columns),
        tuple(_row(person) for person in people),
    )


def _row(person: User) -> tuple[object, ...]:
    seen = person.last_login
    return (
        format_html('<a href="{}">{}</a>', reverse("person", args=[person.pk]), person),
        or_dash(person.email),
        _roles(person),
        _(_STATUSES[status_code(person)]),
        or_dash(seen and date_format(localtime(seen), "DATE_FORMAT")),
        _("yes") if person.has_second_factor else _("no"),  # type: ignore[attr-defined]
    )


def _roles(person: User) -> object:
    roles = [
        f"{membership.get_role_display()}: {membership.department or membership.hospital}"
        for membership in person.memberships.all()
    ]
    if person.is_superuser:
        roles.insert(0, _("Administrator"))
    return or_dash(format_html_join(_NEW_LINE, "{}", ((role,) for role in roles)))


def status(person: User) -> str:
    """The status as pages show it."""
    return _(_STATUSES[status_code(person)])
