"""Assessments that departments submit for a year, and the steps each has gone through."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.choices import FIRST_YEAR, LAST_YEAR, AssessmentStatus, Event
from assessments.models.constraints import both_or_neither, in_range, one_of
from assessments.models.hospital import Department
from assessments.models.transitions import TRANSITIONS
from assessments.models.user import User

LONGEST_REASON = 2_000
# In the order of the steps: in the n-th status (draft: 0) the first n are set, the others are null.
_MOMENTS = ("submitted_at", "reviewed_at", "signed_off_at")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reads of assessments start at `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> AssessmentQuerySet:
        """Assessments of the departments the user may see."""
        return self.filter(department__in=Department.objects.visible_to(user))

    def of(self, department: Department, year: int, key: tuple[str, str]) -> AssessmentQuerySet:
        """All revisions for a year and a benchmark (id, version), the latest first."""
        mine = self.filter(department=department, year=year)
        return mine.filter(benchmark_id=key[0], benchmark_version=key[1]).order_by("-revision")

    def listed(self) -> AssessmentQuerySet:
        """Joined with people and department; the frozen reports, which are large, are deferred."""
        people = ("created_by", "submitted_by", "reviewed_by", "signed_off_by")
        return self.select_related("department__hospital", *people).defer("report")


class Assessment(models.Model):
    """One department, one year, one benchmark version: draft, submitted, reviewed, signed off.

    Signed off, it keeps `report` (language → JSON text of the gap report, as exported) and the
    digest of the benchmark for good; reopening it starts the next revision as a new assessment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("department"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    benchmark_id = models.CharField(_("benchmark"), max_length=80)
    benchmark_version = models.CharField(_("version"), max_length=20)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=AssessmentStatus.choices,
        default=AssessmentStatus.DRAFT,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed off by"),
    )
    signed_off_at = models.DateTimeField(_("signed off"), null=True, blank=True)
    report = models.JSONField(_("frozen report"), null=True, blank=True, editable=False)
    benchmark_digest = models.CharField(
        _("digest of the benchmark"), max_length=64, blank=True, default=""
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["department", "-year", "benchmark_id", "-revision"]
        constraints = [
            one_of("status", AssessmentStatus.choices, table="assessment"),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="assessment"),
            both_or_neither("submitted_by", "submitted_at", table="assessment"),
            both_or_neither("reviewed_by", "reviewed_at", table="assessment"),
            both_or_neither("signed_off_by", "signed_off_at", table="assessment"),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(
                            status=status,
                            **{
                                f"{moment}__isnull": place >= passed
                                for place, moment in enumerate(_MOMENTS)
                            },
                        )
                        for passed, status in enumerate(AssessmentStatus.values)
                    ),
                    _connector=Q.OR,
                ),
                name="assessment_steps_match_status",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(benchmark_digest=""),
                    status=AssessmentStatus.SIGNED_OFF,
                    report__isnull=False,
                )
                | Q(
                    ~Q(status=AssessmentStatus.SIGNED_OFF), benchmark_digest="", report__isnull=True
                ),
                name="assessment_frozen_when_signed_off",
            ),
            models.UniqueConstraint(
                fields=["department", "year", "benchmark_id", "benchmark_version", "revision"],
                name="assessment_revision_once",
            ),
            models.UniqueConstraint(
                fields=["department", "year", "benchmark_id", "benchmark_version"],
                condition=~Q(status=AssessmentStatus.SIGNED_OFF),
                name="assessment_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.benchmark_id} {self.benchmark_version}, {self.revision}"

    @property
    def benchmark_key(self) -> tuple[str, str]:
        """Id and version of the benchmark."""
        return self.benchmark_id, self.benchmark_version

    @property
    def is_signed_off(self) -> bool:
        """Whether the report is frozen and nothing can be changed any more."""
        return self.status == AssessmentStatus.SIGNED_OFF


class AssessmentStep(models.Model):
    """Who took which step when, from which status to which, and why."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="steps", verbose_name=_("assessment")
    )
    event = models.CharField(_("step"), max_length=12, choices=Event.choices)
    before = models.CharField(
        _("from"), max_length=12, choices=AssessmentStatus.choices, blank=True
    )
    after = models.CharField(_("to"), max_length=12, choices=AssessmentStatus.choices)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["assessment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(event=event, before__in=step.before, after=step.after)
                        for event, step in TRANSITIONS.items()
                    ),
                    _connector=Q.OR,
                ),
                name="assessment_step_is_a_transition",
            ),
            models.CheckConstraint(
                condition=~Q(event=Event.CORRECTION, reason=""),
                name="assessment_step_correction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.by}"
