"""The fields that all records of a department share: department, source, author and times."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import RecordSource
from assessments.models.hospital import Department
from assessments.models.import_batch import ImportBatch
from assessments.models.versioned import Versioned


class Record(Versioned):
    """Abstract base of the records a department keeps."""

    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        verbose_name=_("department"),
    )
    source = models.CharField(
        _("source"), max_length=10, choices=RecordSource.choices, default=RecordSource.TYPED
    )
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("import"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
