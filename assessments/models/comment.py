"""Comments on an assessment: on one measure, on one section of the profile, or on the whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.choices import ProfileSection
from assessments.models.constraints import both_or_neither, one_of

LONGEST_COMMENT = 4_000


class Comment(models.Model):
    """A comment on a measure, on a section, or (neither is named) on the whole assessment."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="comments", verbose_name=_("assessment")
    )
    measure_id = models.CharField(_("measure"), max_length=80, blank=True)
    section = models.CharField(
        _("section"), max_length=20, choices=ProfileSection.choices, blank=True
    )
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["assessment", "pk"]
        constraints = [
            one_of("section", [("", ""), *ProfileSection.choices], table="comment"),
            models.CheckConstraint(
                condition=Q(measure_id="") | Q(section=""), name="comment_on_one_thing"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            both_or_neither("resolved_by", "resolved_at", table="comment"),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"
