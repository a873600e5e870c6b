"""The meaning of the columns in a hospital's files, as somebody assigned it by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.hospital import Hospital


class ColumnAssignment(models.Model):
    """One assignment; it holds for all departments of the hospital, whose files share one system.

    `columns` maps a key of `HEADINGS` (`imports.case_lists.reading.column_names`) to the name of
    the column in the files, "" where they have no such column.
    """

    hospital = models.ForeignKey(
        Hospital,
        on_delete=models.CASCADE,
        related_name="column_assignments",
        verbose_name=_("hospital"),
    )
    columns = models.JSONField(_("columns"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assignment of columns")
        verbose_name_plural = _("assignments of columns")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(name for name in self.columns.values() if name)
