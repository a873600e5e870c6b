"""People as a table: who they are, what they may, whether and how they log in."""

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


def found_people(words: str) -> QuerySet[User]:
    """People of whom name, username or e-mail holds each of the words; with all that is shown."""
    found = User.objects.all()
    for word in words.split():
        holds = Q()
        for field in _SEARCHED:
            holds |= Q(**{f"{field}__icontains": word})
        found = found.filter(holds)
    return (
        found.annotate(has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
        .prefetch_related("memberships__hospital", "memberships__department__hospital")
        .order_by("last_name", "first_name", "username")
    )


def people_table(people: list[User], *, found: int) -> Table:
    """A row a person; `found` counts those on other pages too."""
    caption = ngettext("%(count)s person", "%(count)s people", found) % {"count": found}
    columns = (
        _("Name"),
        _("E-mail"),
        _("Roles"),
        _("Status"),
        _("Last log-in"),
        _("Second factor"),
    )
    return Table(
        caption, tuple(TableColumn(label) for label in columns), tuple(_row(one) for one in people)
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
        f"{one.get_role_display()}: {one.department or one.hospital}"
        for one in person.memberships.all()
    ]
    if person.is_superuser:
        roles.insert(0, _("Administrator"))
    return or_dash(format_html_join(_NEW_LINE, "{}", ((one,) for one in roles)))


def status(person: User) -> str:
    """The status in words."""
    return _(_STATUSES[status_code(person)])
