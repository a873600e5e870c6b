"""Tags about the person who reads the page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from assessments.editing import drafts
from assessments.models import Department, User
from assessments.models.choices import Role
from assessments.permissions import RECORD

register = template.Library()


@register.simple_tag
def roles_of(user: User) -> str:
    """The names of the user's roles, such as "Director, Consultant"."""
    if user.is_superuser:
        return gettext("Administrator")
    held = {role.role for role in user.roles_held}
    labels = [str(label) for value, label in Role.choices if value in held]
    return ", ".join(labels) or gettext("No department assigned yet")


@register.simple_tag
def own_department(user: User) -> Department | None:
    """The only department in which the user may record; None for several or none; one query."""
    if user.is_superuser:
        return None
    departments = Department.objects.allowing(RECORD, user).order_by()[:2]
    return departments[0] if len(departments) == 1 else None


@register.simple_tag
def draft_owner(user: User) -> str:
    """The signed mark of a form's owner: only the owner gets it back when sent after log-out."""
    return drafts.owner_mark(user)
