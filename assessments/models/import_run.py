"""Files that are being read in the background, or that wait for their columns to be assigned."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import RunState
from assessments.models.constraints import one_of
from assessments.models.hospital import Department
from assessments.models.import_batch import ImportBatch
from assessments.models.user import User

# States in which files wait in the private folder.
OPEN = (RunState.WAITING, RunState.RUNNING, RunState.NEEDS_COLUMNS)
# States in which an ended run needs no attention.
_SETTLED = (RunState.DONE, RunState.CANCELLED)
# How long files wait for their columns, and problems are kept to be looked at.
RUN_KEPT_FOR = timedelta(hours=1)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Reads of runs start at `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> ImportRunQuerySet:
        """Runs of the departments the user may see."""
        return self.filter(department__in=Department.objects.visible_to(user))

    def listed(self, now: datetime) -> ImportRunQuerySet:
        """Open runs, and those that were refused, given up or failed within the last hour."""
        recent = Q(finished_at__gt=now - RUN_KEPT_FOR) & ~Q(state__in=_SETTLED)
        return self.filter(Q(state__in=OPEN) | recent)

    def open(self) -> ImportRunQuerySet:
        """Runs that have not ended."""
        return self.filter(state__in=OPEN)


class ImportRun(models.Model):
    """The reading of some files, from upload to preview or refusal.

    The row holds no contents: the files and the problems found in them are in the private folder
    `folder` (`assessments.imports.runs.services.files`). `options` is what the uploader stated
    about the files: names, weight, system, year, completeness, columns assigned by hand. `refusal`
    is an `ImportRefused` as plain data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="runs", verbose_name=_("department")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    file_name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    folder = models.CharField(_("folder"), max_length=32, editable=False)
    options = models.JSONField(_("options"), default=dict)
    state = models.CharField(
        _("state"), max_length=16, choices=RunState.choices, default=RunState.WAITING
    )
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_expected = models.PositiveIntegerField(_("rows expected"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problems = models.PositiveIntegerField(_("problems"), default=0)
    refusal = models.JSONField(_("refusal"), default=dict, blank=True)
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("import"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    # When the reader last reported progress, or the state last changed.
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-created_at"]
        constraints = [
            one_of("state", RunState.choices, table="run"),
            models.UniqueConstraint(
                fields=["department", "digest"],
                condition=Q(state__in=OPEN),
                name="run_once_for_the_same_files",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether the run has not ended."""
        return self.state in OPEN
