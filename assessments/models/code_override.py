"""How a hospital classifies codes that our table classifies otherwise, or not at all."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assessments.models.choices import Pathology, Technique
from assessments.models.constraints import one_of
from assessments.models.hospital import Hospital


class CodeSystem(models.TextChoices):
    OPS = "OPS", _("OPS (Germany)")
    ICD9CM3 = "ICD9CM3", _("ICD-9-CM, volume 3")
    ICD9CM3_CN = "ICD9CM3_CN", _("ICD-9-CM-3, Chinese six-digit list")
    ICD10PCS = "ICD10PCS", _("ICD-10-PCS")
    OPCS4 = "OPCS4", _("OPCS-4 (United Kingdom)")
    CPT = "CPT", _("CPT (numbers only)")


class Counts(models.TextChoices):
    YES = "yes", _("Yes, as an operation")
    NO = "no", _("No, it is left out")


class CodeFamily(models.TextChoices):
    DISC = "disc", pgettext_lazy("family of operations", "Disc")
    DECOMPRESSION = "decompression", _("Decompression")
    FUSION = "fusion_instrumentation", _("Fusion and instrumentation")
    AUGMENTATION = "augmentation", _("Augmentation")
    LESION = "intraspinal_lesion", _("Intraspinal lesion")
    RESECTION = "vertebral_resection", _("Vertebral resection and replacement")
    CORRECTION = "deformity_correction", _("Deformity correction")
    OTHER = "other", pgettext_lazy("family of operations", "Other")


class CodeOverrideQuerySet(models.QuerySet["CodeOverride"]):
    """Reads of code overrides."""

    def notes(self, hospital_id: int) -> list[dict[str, Any]]:
        """All overrides of the hospital as plain data, to be stored with an import; one query."""
        overrides = self.filter(hospital=hospital_id).select_related("changed_by")
        return [override.as_note() for override in overrides]


class CodeOverride(models.Model):
    """How a hospital classifies the codes that begin with `prefix`, for all its departments.

    `prefix` is written as its system writes codes. Where a field is "", our table applies; at least
    one field is not "". The rules are those of `benchmarks.casemix.code_overrides`.
    """

    hospital = models.ForeignKey(
        Hospital,
        on_delete=models.CASCADE,
        related_name="code_overrides",
        verbose_name=_("hospital"),
    )
    system = models.CharField(_("code system"), max_length=20, choices=CodeSystem.choices)
    prefix = models.CharField(_("code"), max_length=20)
    counts = models.CharField(_("counts"), max_length=3, choices=Counts.choices, blank=True)
    pathology = models.CharField(
        _("pathology"), max_length=10, choices=Pathology.choices, blank=True
    )
    family = models.CharField(_("family"), max_length=30, choices=CodeFamily.choices, blank=True)
    technique = models.CharField(
        _("technique"), max_length=20, choices=Technique.choices, blank=True
    )
    reason = models.TextField(_("reason"), max_length=500)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed"))

    objects = CodeOverrideQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("classification of a code")
        verbose_name_plural = _("classifications of codes")
        ordering = ["system", "prefix"]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "system", "prefix"], name="code_override_once"
            ),
            one_of("system", CodeSystem.choices, table="code_override"),
            one_of("counts", [("", ""), *Counts.choices], table="code_override"),
            one_of("pathology", [("", ""), *Pathology.choices], table="code_override"),
            one_of("family", [("", ""), *CodeFamily.choices], table="code_override"),
            one_of("technique", [("", ""), *Technique.choices], table="code_override"),
            models.CheckConstraint(condition=~Q(reason=""), name="code_override_has_reason"),
            models.CheckConstraint(
                condition=~Q(counts="", pathology="", family="", technique=""),
                name="code_override_differs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.prefix}"

    def as_note(self) -> dict[str, Any]:
        """Plain data to store with an import (see `assessments.import_records.overrides`)."""
        names = ("system", "prefix", "counts", "pathology", "family", "technique", "reason")
        return {
            **{name: getattr(self, name) for name in names},
            "person": str(self.changed_by),
            "time": self.changed_at.isoformat(),
        }
