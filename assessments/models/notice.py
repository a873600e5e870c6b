"""Notices: what happened to an assessment, for the people it concerns."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.choices import Event
from assessments.models.constraints import one_of
from assessments.models.hospital import Department
from assessments.models.user import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices start at `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """The user's own, of departments the user may (still) see."""
        departments = Department.objects.visible_to(user)
        return self.filter(recipient=user.pk, assessment__department__in=departments)

    def unread(self) -> NoticeQuerySet:
        """Those not marked as read."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing that happened, for one person."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="notices", verbose_name=_("assessment")
    )
    event = models.CharField(_("what happened"), max_length=12, choices=Event.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [one_of("event", Event.choices, table="notice")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_event_display()}"
