"""An imported file: what it was, who confirmed it, and what was found in it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import ESTIMATING, FIRST_YEAR, LAST_YEAR, ImportKind, ImportStatus
from assessments.models.constraints import both_or_neither, in_range, one_of
from assessments.models.hospital import Department
from assessments.models.user import User


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Reads of imports start at `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> ImportBatchQuerySet:
        """Imports of the departments the user may see."""
        return self.filter(department__in=Department.objects.visible_to(user))

    def that_replaced(self, department: Any, moment: Any) -> ImportBatchQuerySet:
        """The case list in force that replaced records of the department at this moment.

        Until it is undone, a replaced record that is restored by hand would count twice.
        """
        in_force = self.filter(kind=ImportKind.CASE_LIST, status=ImportStatus.CONFIRMED)
        return in_force.filter(department=department, confirmed_at=moment)

    def case_lists_since(self, department: Any, moment: Any) -> ImportBatchQuerySet:
        """The case lists in force of the department that were confirmed after this moment."""
        in_force = self.filter(kind=ImportKind.CASE_LIST, status=ImportStatus.CONFIRMED)
        return in_force.filter(department=department, confirmed_at__gt=moment)

    def in_short(self) -> ImportBatchQuerySet:
        """Imports without `rows` and `findings`, annotated with `years`, `files` and `operations`.

        The database extracts the three from the JSON of `findings`; None where a kind of import
        does not store them.
        """
        short = {name: F(f"findings__{name}") for name in ("years", "files", "operations")}
        annotated: ImportBatchQuerySet = self.defer("rows", "findings").annotate(**short)
        return annotated

    def names_with_years(self) -> list[tuple[str, list[int]]]:
        """(file name, years) of each import."""
        return list(self.values_list("file_name", "findings__years"))


class ImportBatch(models.Model):
    """One import for one department, from preview to confirmation and undo.

    `rows` holds the counted codes of the file (no patient rows), `findings` the result of their
    classification. Only the subclasses of `assessments.import_records.contents.StoredColumn` know
    the keys of both.

    A quality report or code list is replaced by a later import of the same year; undoing the later
    one puts it in force again. A case list (several files, several years; `year` is the last)
    records exact volumes. It stays in force beside the estimates, and its `findings` hold the
    records that it replaced. For a profile workbook, `rows` holds the changes, and `findings`, once
    confirmed, the previous state of the changed records.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="imports", verbose_name=_("department")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ImportKind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=ImportStatus.choices, default=ImportStatus.PREVIEW
    )
    year = models.PositiveSmallIntegerField(_("year"))
    file_name = models.CharField(_("file name"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes."))
    code_system = models.CharField(_("code system"), max_length=20)
    is_complete = models.BooleanField(
        _("complete list"), help_text=_("A code that is not listed was not performed.")
    )
    together = models.UUIDField(
        _("together"),
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_("The same for imports of one upload: quality reports of several years."),
    )
    rows = models.JSONField(_("rows"), default=dict)
    findings = models.JSONField(_("findings"), default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at"]
        constraints = [
            one_of("kind", ImportKind.choices, table="import"),
            one_of("status", ImportStatus.choices, table="import"),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="import"),
            both_or_neither("confirmed_by", "confirmed_at", table="import"),
            both_or_neither("undone_by", "undone_at", table="import"),
            models.UniqueConstraint(
                fields=["department", "year"],
                condition=Q(status=ImportStatus.CONFIRMED, kind__in=ESTIMATING),
                name="import_one_estimate_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.year})"
