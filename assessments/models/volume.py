"""How many operations of which kind: exact counts, and estimates from aggregated lists."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import (
    FIRST_YEAR,
    LAST_YEAR,
    Complexity,
    EstimateCategory,
    Pathology,
    PathologyGroup,
    Technique,
    TechniqueFamily,
)
from assessments.models.constraints import in_range, not_above, one_of
from assessments.models.hospital import Department
from assessments.models.import_batch import ImportBatch
from assessments.models.record import Record
from assessments.models.surgeon import Surgeon

# Rows of one surgeon (or of one whole department) that agree in all of these are the same kind of
# volume.
KIND_OF_VOLUME = [
    "year",
    "half",
    "pathology",
    "group",
    "technique",
    "technique_family",
    "complexity",
]
HALVES = [(0, _("Whole year")), (1, _("First half")), (2, _("Second half"))]


class ProcedureVolume(Record):
    """Operations of one kind in one year, by one surgeon or (no surgeon) the whole department.

    Two axes, pathology and technique: one operation may count for the minimally invasive pillar
    and for deformity or tumour.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("part of the year"), choices=HALVES, default=0)
    surgeon = models.ForeignKey(
        Surgeon,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="volumes",
        verbose_name=_("surgeon"),
    )
    pathology = models.CharField(_("pathology"), max_length=10, choices=Pathology.choices)
    group = models.CharField(
        _("group"), max_length=30, choices=PathologyGroup.choices, blank=True, default=""
    )
    technique = models.CharField(_("technique"), max_length=15, choices=Technique.choices)
    technique_family = models.CharField(
        _("technique family"),
        max_length=30,
        choices=TechniqueFamily.choices,
        blank=True,
        default="",
    )
    complexity = models.CharField(
        _("complexity"), max_length=30, choices=Complexity.choices, blank=True, default=""
    )
    operations = models.PositiveIntegerField(
        _("operations"), validators=[MaxValueValidator(20_000)]
    )
    suppressed = models.BooleanField(
        _("suppressed"), default=False, help_text=_("The publisher hid a count below 4.")
    )
    origin = models.CharField(
        _("origin"), max_length=200, blank=True, help_text=_("File and row, or who counted.")
    )

    class Meta:
        verbose_name = _("procedure volume")
        verbose_name_plural = _("procedure volumes")
        ordering = ["department", "-year", "surgeon", "pathology", "technique"]
        indexes = [models.Index(fields=["department", "year"], name="volume_department_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["surgeon", *KIND_OF_VOLUME],
                condition=Q(surgeon__isnull=False),
                name="volume_once_a_surgeon",
            ),
            models.UniqueConstraint(
                fields=["department", *KIND_OF_VOLUME],
                condition=Q(surgeon__isnull=True),
                name="volume_once_a_department",
            ),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="volume"),
            one_of("half", HALVES, table="volume"),
            one_of("pathology", Pathology.choices, table="volume"),
            one_of("technique", Technique.choices, table="volume"),
            one_of("group", [("", ""), *PathologyGroup.choices], table="volume"),
            one_of("technique_family", [("", ""), *TechniqueFamily.choices], table="volume"),
            one_of("complexity", [("", ""), *Complexity.choices], table="volume"),
            models.CheckConstraint(
                condition=Q(technique_family="") | Q(technique=Technique.MIS),
                name="volume_family_only_minimally_invasive",
            ),
            models.CheckConstraint(
                condition=Q(suppressed=False) | Q(operations__lte=3),
                name="volume_suppressed_is_small",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.pathology}/{self.technique}: {self.operations}"


class VolumeEstimate(models.Model):
    """An interval for one category of operations, estimated from an aggregated code list.

    Only used for a department-year without exact procedure volumes.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="estimates", verbose_name=_("import")
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="estimates", verbose_name=_("department")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=30, choices=EstimateCategory.choices)
    low = models.PositiveIntegerField(_("at least"))
    likely = models.PositiveIntegerField(_("most likely"))
    high = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, help_text=_("Empty: no upper bound is known.")
    )
    basis = models.CharField(_("basis"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("volume estimate")
        verbose_name_plural = _("volume estimates")
        ordering = ["department", "-year", "category"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "category"], name="estimate_once"),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="estimate"),
            one_of("category", EstimateCategory.choices, table="estimate"),
            not_above("low", "likely", table="estimate"),
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(likely__lte=models.F("high")),
                name="estimate_likely_not_above_high",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.category}: {self.low}–{self.high}"
