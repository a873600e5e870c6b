"""Surgeons, their certificates and their training."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.choices import (
    LAST_YEAR,
    CertificateKind,
    Pillar,
    Position,
    Specialty,
    TrainingKind,
    TrainingStatus,
)
from assessments.models.constraints import in_range, not_above, one_of
from assessments.models.record import Record
from assessments.models.versioned import Versioned


class Surgeon(Record):
    """A surgeon of the department; `code` is the pseudonym that exports show by default."""

    code = models.CharField(
        pgettext_lazy("surgeon", "code"), max_length=20, help_text=_("Pseudonym, such as S1.")
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Optional; exports show the code.")
    )
    specialty = models.CharField(_("specialty"), max_length=20, choices=Specialty.choices)
    position = models.CharField(_("position"), max_length=20, choices=Position.choices)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    start_year = models.PositiveSmallIntegerField(_("in the department since"))
    leave_year = models.PositiveSmallIntegerField(
        _("leaves in"), null=True, blank=True, help_text=_("Last year in the department.")
    )
    prior_mis_cases = models.PositiveIntegerField(
        _("earlier minimally invasive cases"),
        default=0,
        validators=[MaxValueValidator(20_000)],
        help_text=_("Before the first recorded year."),
    )
    prior_def_cases = models.PositiveIntegerField(
        _("earlier deformity cases"), default=0, validators=[MaxValueValidator(20_000)]
    )
    prior_tum_cases = models.PositiveIntegerField(
        _("earlier tumour cases"), default=0, validators=[MaxValueValidator(20_000)]
    )

    class Meta:
        verbose_name = _("surgeon")
        verbose_name_plural = _("surgeons")
        ordering = ["department", "code"]
        constraints = [
            models.UniqueConstraint(fields=["department", "code"], name="surgeon_code_once"),
            one_of("specialty", Specialty.choices, table="surgeon"),
            one_of("position", Position.choices, table="surgeon"),
            in_range("birth_year", 1900, LAST_YEAR, table="surgeon"),
            in_range("start_year", 1950, LAST_YEAR, table="surgeon"),
            not_above("start_year", "leave_year", table="surgeon"),
        ]

    def __str__(self) -> str:
        # Never the name: what prints a surgeon without asking who reads shows the pseudonym.
        return self.code

    def shown(self, *, by_name: bool) -> str:
        """Name and code for those who may see names, else the code alone."""
        return f"{self.name} ({self.code})" if by_name and self.name else self.code


class Coded(Protocol):
    """Anything with a surgeon's code: a surgeon, or what a report says of one."""

    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def code_order(code: str) -> tuple[list[str | int], str]:
    """The sort key of a code, its digits compared as numbers: S1, S2, S10."""
    parts = re.split(r"(\d+)", code.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], code


def in_code_order(coded: Iterable[C]) -> list[C]:
    """The items sorted by `code_order` of their codes."""
    return sorted(coded, key=lambda item: code_order(item.code))


class Certificate(Versioned):
    """A personal certificate and the time it holds for."""

    surgeon = models.ForeignKey(
        Surgeon, on_delete=models.CASCADE, related_name="certificates", verbose_name=_("surgeon")
    )
    kind = models.CharField(_("certificate"), max_length=20, choices=CertificateKind.choices)
    issued_on = models.DateField(_("issued"))
    expires_on = models.DateField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["surgeon", "issued_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["surgeon", "kind", "issued_on"], name="certificate_once"
            ),
            one_of("kind", CertificateKind.choices, table="certificate"),
            not_above("issued_on", "expires_on", table="certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.issued_on.year})"

    @property
    def department_id(self) -> UUID:
        """The department of the surgeon who holds it."""
        return self.surgeon.department_id


class TrainingRecord(Record):
    """A training of one surgeon for one pillar."""

    surgeon = models.ForeignKey(
        Surgeon, on_delete=models.CASCADE, related_name="trainings", verbose_name=_("surgeon")
    )
    pillar = models.CharField(_("pillar"), max_length=3, choices=Pillar.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=TrainingKind.choices)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    supervised_cases = models.PositiveIntegerField(
        _("supervised cases"), default=0, validators=[MaxValueValidator(5000)]
    )
    status = models.CharField(_("status"), max_length=10, choices=TrainingStatus.choices)

    class Meta:
        verbose_name = _("training record")
        verbose_name_plural = _("training records")
        ordering = ["surgeon", "starts_on"]
        constraints = [
            one_of("pillar", Pillar.choices, table="training"),
            one_of("kind", TrainingKind.choices, table="training"),
            one_of("status", TrainingStatus.choices, table="training"),
            not_above("starts_on", "ends_on", table="training"),
            models.CheckConstraint(
                condition=~Q(status=TrainingStatus.COMPLETED) | Q(ends_on__isnull=False),
                name="training_completed_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_pillar_display()})"
