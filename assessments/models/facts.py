"""Yearly facts: outcomes, structure and process answers, and sections declared complete."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import (
    FIRST_YEAR,
    LAST_YEAR,
    Outcome,
    OutcomeSource,
    Pillar,
    Section,
)
from assessments.models.constraints import in_range, not_above, one_of
from assessments.models.record import Record


class OutcomeRecord(Record):
    """Events among observed cases, for one outcome of one pillar in one year."""

    year = models.PositiveSmallIntegerField(_("year"))
    pillar = models.CharField(_("pillar"), max_length=3, choices=Pillar.choices)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome.choices)
    cases = models.PositiveIntegerField(
        _("observed cases"), validators=[MinValueValidator(1), MaxValueValidator(50_000)]
    )
    events = models.PositiveIntegerField(_("events"))
    follow_up_days = models.PositiveSmallIntegerField(
        _("follow-up, days"), default=30, validators=[MaxValueValidator(3650)]
    )
    counted_by = models.CharField(
        _("counted by"),
        max_length=12,
        choices=OutcomeSource.choices,
        default=OutcomeSource.OWN_COUNT,
    )

    class Meta:
        verbose_name = _("outcome record")
        verbose_name_plural = _("outcome records")
        ordering = ["department", "-year", "pillar", "outcome"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year", "pillar", "outcome"], name="outcome_once"
            ),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="outcome"),
            one_of("pillar", Pillar.choices, table="outcome"),
            one_of("outcome", Outcome.choices, table="outcome"),
            one_of("counted_by", OutcomeSource.choices, table="outcome"),
            not_above("events", "cases", table="outcome"),
            models.CheckConstraint(
                condition=models.Q(cases__gte=1), name="outcome_has_observed_cases"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.get_pillar_display()}, {self.year})"


class FacilityFact(Record):
    """The answer to one reported input of a benchmark, for one year.

    `input_id` names the input, so a new benchmark brings its own questions without a migration;
    yes and no are 1 and 0, a choice is the option's number.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    input_id = models.CharField(_("input"), max_length=80)
    value = models.FloatField(_("value"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("facility fact")
        verbose_name_plural = _("facility facts")
        ordering = ["department", "-year", "input_id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "year", "input_id"], name="fact_once"),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="fact"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="fact_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.input_id}: {self.value:g}"


class UnavailableInput(Record):
    """The department says that it cannot report an input for a year, and why.

    The input stays "not reported" in every score; a reviewer sees the reason and need not ask.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    input_id = models.CharField(_("input"), max_length=80)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("unavailable input")
        verbose_name_plural = _("unavailable inputs")
        ordering = ["department", "-year", "input_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year", "input_id"], name="unavailable_once"
            ),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="unavailable"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="unavailable_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.input_id}: {self.reason}"


class CompleteSection(Record):
    """The department declares a section complete for a year: what is not listed does not exist.

    Without this, an empty list of partnerships means "not reported", never "none".
    """

    year = models.PositiveSmallIntegerField(_("year"))
    section = models.CharField(_("section"), max_length=20, choices=Section.choices)

    class Meta:
        verbose_name = _("complete section")
        verbose_name_plural = _("complete sections")
        ordering = ["department", "-year", "section"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year", "section"], name="complete_section_once"
            ),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="complete_section"),
            one_of("section", Section.choices, table="complete_section"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.section}"
