"""What waits for the person who reads the page: reviews and unread notices."""

from __future__ import annotations

from typing import Any

from django import template

from assessments.models import Notice, User
from assessments.permissions import REVIEW

register = template.Library()


@register.inclusion_tag("parts/inbox.html", takes_context=True)
def inbox(context: dict[str, Any]) -> dict[str, Any]:
    """The entries of the site's navigation that depend on the person; one query."""
    user: User = context["user"]
    return {
        "page": context.get("page", ""),
        "may_review": user.is_superuser or bool(user.held_with(REVIEW)),
        "unread": Notice.objects.visible_to(user).unread().count(),
    }
