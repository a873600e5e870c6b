"""Partnerships and specialised outpatient clinics, through which patients come."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import FIRST_YEAR, LAST_YEAR, PartnerKind, Pillar
from assessments.models.constraints import in_range, not_above, one_of
from assessments.models.record import Record


class Partnership(Record):
    """A partner hospital that refers patients, with or without a written agreement."""

    partner = models.CharField(_("partner"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=PartnerKind.choices)
    since_year = models.PositiveSmallIntegerField(_("since"))
    until_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)
    written_since_year = models.PositiveSmallIntegerField(
        _("written agreement since"), null=True, blank=True
    )
    mis_referrals = models.PositiveIntegerField(
        _("referrals a year, minimally invasive"), default=0, validators=[MaxValueValidator(10_000)]
    )
    def_referrals = models.PositiveIntegerField(
        _("referrals a year, deformity"), default=0, validators=[MaxValueValidator(10_000)]
    )
    tum_referrals = models.PositiveIntegerField(
        _("referrals a year, tumour"), default=0, validators=[MaxValueValidator(10_000)]
    )

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["department", "partner"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "partner", "kind"], name="partnership_once"
            ),
            one_of("kind", PartnerKind.choices, table="partnership"),
            in_range("since_year", 1950, LAST_YEAR, table="partnership"),
            not_above("since_year", "until_year", table="partnership"),
            not_above("since_year", "written_since_year", table="partnership"),
        ]

    def __str__(self) -> str:
        return self.partner


class OutpatientClinic(Record):
    """A specialised outpatient clinic of one pillar."""

    pillar = models.CharField(_("pillar"), max_length=3, choices=Pillar.choices)
    name = models.CharField(_("name"), max_length=200)
    sessions_per_month = models.PositiveSmallIntegerField(
        _("sessions a month"), validators=[MaxValueValidator(100)]
    )
    new_patients_per_year = models.PositiveIntegerField(
        _("new patients a year"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    since_year = models.PositiveSmallIntegerField(_("since"))
    until_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("outpatient clinic")
        verbose_name_plural = _("outpatient clinics")
        ordering = ["department", "pillar", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "pillar", "name"], name="clinic_once"),
            one_of("pillar", Pillar.choices, table="clinic"),
            in_range("since_year", FIRST_YEAR - 40, LAST_YEAR, table="clinic"),
            not_above("since_year", "until_year", table="clinic"),
        ]

    def __str__(self) -> str:
        return self.name
