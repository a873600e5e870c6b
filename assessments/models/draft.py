"""Drafts: what somebody has typed into a form and not saved yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The fields of one form, kept for the person who is filling it in until it is saved.

    `path` is the address of the form, `fields` maps field names to values as a browser sends them.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="drafts",
        verbose_name=_("user"),
    )
    path = models.CharField(_("form"), max_length=300)
    fields = models.JSONField(_("fields"), default=dict)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="draft_once_a_form")]

    def __str__(self) -> str:
        return self.path
