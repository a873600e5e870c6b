"""Hospitals and departments as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.hospitals.reading import is_directed
from assessments.models import Department, Hospital, Membership
from assessments.models.choices import Role
from assessments.pages.record_lists import link_to
from assessments.pages.tables import Table, TableColumn, or_dash


def hospitals_table(hospitals: Sequence[Hospital], *, total: int) -> Table:
    """One row for each hospital; `total` counts those on the other pages too."""
    caption = ngettext("%(count)s hospital", "%(count)s hospitals", total) % {"count": total}
    return Table(
        caption,
        (
            TableColumn(_("Name")),
            TableColumn(_("City")),
            TableColumn(_("Country")),
            TableColumn(_("Departments"), is_number=True),
        ),
        tuple(
            (
                link_to(reverse("hospital", args=[hospital.pk]), hospital),
                or_dash(hospital.city),
                hospital.country,
                hospital.department_count,  # type: ignore[attr-defined]
            )
            for hospital in hospitals
        ),
    )


def departments_table(departments: Sequence[Department], roles: list[Membership]) -> Table:
    """One row for each department; `roles` hold in all of them."""
    caption = ngettext("%(count)s department", "%(count)s departments", len(departments))
    everywhere = is_directed(roles)
    return Table(
        caption % {"count": len(departments)},
        (
            TableColumn(_("Department")),
            TableColumn(_("Care tier")),
            TableColumn(_("Director")),
            TableColumn(_("Actions")),
        ),
        tuple(_department_row(one, everywhere) for one in departments),
    )


def _department_row(department: Department, everywhere: bool) -> tuple[object, ...]:
    name = department.name
    actions = (
        (reverse("department_edit", args=[department.pk]), _("Edit"), name),
        (reverse("department_remove", args=[department.pk]), _("Delete"), name),
    )
    marks = f" ({_('fictional')})" if department.is_fictional else ""
    return (
        link_to(reverse("department", args=[department.pk]), f"{name}{marks}"),
        department.get_care_tier_display(),
        _directors(department, everywhere),
        format_html_join(
            " ",
            '<a class="btn btn-sm btn-outline-primary" href="{}">{} '
            '<span class="visually-hidden">{}</span></a>',
            actions,
        ),
    )


def _directors(department: Department, everywhere: bool) -> object:
    """Its directors; without one, the way to invite one."""
    roles: list[Membership] = department.roles  # type: ignore[attr-defined]
    directors = [held for held in roles if held.role == Role.DIRECTOR]
    if directors:
        return people(directors)
    if everywhere:
        return _("that of the hospital")
    address = f"{reverse('person_invite')}?department={department.pk}"
    return link_to(address, _("Invite the director"))


def people(roles: Iterable[Membership]) -> SafeString:
    """Who holds the roles, each with a link to the person's page."""
    found = ((reverse("person", args=[held.user_id]), held.user) for held in roles)
    return format_html_join(", ", '<a href="{}">{}</a>', found)
