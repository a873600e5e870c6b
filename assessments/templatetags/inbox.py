"""What waits for the person who reads the page: reviews and unread notices."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Membership, Notice, User
from assessments.permissions import REVIEW, roles_that_may

register = template.Library()


@register.inclusion_tag("parts/inbox.html", takes_context=True)
def inbox(context: dict[str, Any]) -> dict[str, Any]:
    """The entries of the site's navigation that depend on the person; one query."""
    user: User = context["user"]
    reviews = Membership.objects.filter(user=OuterRef("pk"), role__in=roles_that_may(REVIEW))
    unread = Notice.objects.visible_to(user).unread().order_by().values("recipient")
    counted = Subquery(unread.values(count=Count("pk")), output_field=IntegerField())
    row = User.objects.filter(pk=user.pk).values_list(Exists(reviews), Coalesce(counted, 0)).first()
    may_review, count = row or (False, 0)
    return {
        "page": context.get("page", ""),
        "may_review": may_review or user.is_superuser,
        "unread": count,
    }
