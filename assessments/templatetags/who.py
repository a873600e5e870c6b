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
    """The user's roles in words, such as "Director, Consultant"."""
    if user.is_superuser:
        return gettext("Administrator")
    held = {one.role for one in user.roles_held}
    labels = [str(label) for value, label in Role.choices if value in held]
    return ", ".join(labels) or gettext("No department assigned yet")


@register.simple_tag
def own_department(user: User) -> Department | None:
    """The one department in which a member records; None with several or none; one query."""
    if user.is_superuser:
        return None
    found = Department.objects.allowing(RECORD, user).order_by()[:2]
    return found[0] if len(found) == 1 else None


@register.simple_tag
def draft_owner(user: User) -> str:
    """Whose form it is, signed: what is sent after log-out waits for this person alone."""
    return drafts.owner_mark(user)
