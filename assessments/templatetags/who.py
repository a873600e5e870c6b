"""Tags about the person who reads the page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from assessments.models import User
from assessments.models.choices import Role

register = template.Library()


@register.simple_tag
def roles_of(user: User) -> str:
    """The user's roles in words, such as "Director, Consultant"; one query for a member."""
    if user.is_superuser:
        return gettext("Administrator")
    held = set(user.memberships.values_list("role", flat=True))
    labels = [str(label) for value, label in Role.choices if value in held]
    return ", ".join(labels) or gettext("No department assigned yet")
