"""Names that files use for a department and its surgeons, remembered for later imports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.hospital import Department
from assessments.models.surgeon import Surgeon


class DepartmentKey(models.Model):
    """A key (FAB, department code or name) under which files list this department's patients."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="keys", verbose_name=_("department")
    )
    key = models.CharField(_("key in files"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("department key")
        verbose_name_plural = _("department keys")
        ordering = ["department", "key"]
        constraints = [
            models.UniqueConstraint(fields=["department", "key"], name="department_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class SurgeonAlias(models.Model):
    """A name of a surgeon in files; no `surgeon`: somebody not in the department's list."""

    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        related_name="surgeon_aliases",
        verbose_name=_("department"),
    )
    text = models.CharField(_("name in files"), max_length=100)
    surgeon = models.ForeignKey(
        Surgeon,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("surgeon"),
    )

    class Meta:
        verbose_name = _("name of a surgeon in files")
        verbose_name_plural = _("names of surgeons in files")
        ordering = ["department", "text"]
        constraints = [
            models.UniqueConstraint(fields=["department", "text"], name="surgeon_alias_once")
        ]

    def __str__(self) -> str:
        # Never the text: it may be a name.
        return str(self.pk)
