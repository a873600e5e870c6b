"""Hospitals, their departments, and who belongs to them in which role."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.choices import CareTier, Role
from assessments.models.constraints import one_of
from assessments.models.user import User
from assessments.models.versioned import Versioned
from assessments.permissions import RECORD, SEE, Action, roles_that_may


class Hospital(models.Model):
    """A hospital site."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(
        _("country"), max_length=2, help_text=_("ISO code, such as DE or CN.")
    )
    city = models.CharField(_("city"), max_length=100, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Reads of departments start at `visible_to`."""

    def visible_to(self, user: User | AnonymousUser) -> DepartmentQuerySet:
        """Departments the user may see: own and assigned ones, all for an administrator."""
        return self.allowing(SEE, user)

    def writable_by(self, user: User | AnonymousUser) -> DepartmentQuerySet:
        """Departments whose records the user may change (directors, editors, administrators)."""
        return self.allowing(RECORD, user)

    def allowing(self, action: Action, user: User | AnonymousUser) -> DepartmentQuerySet:
        """Departments in which the user may do this (`assessments.permissions`).

        Uses the roles cached on the user object (`User.roles_held`): one query for a whole page.
        """
        if isinstance(user, AnonymousUser):
            return self.none()
        if user.is_superuser:
            return self
        held = user.held_with(action)
        departments = [role.department_id for role in held if role.department_id]
        hospitals = [role.hospital_id for role in held if role.hospital_id]
        return self.filter(Q(pk__in=departments) | Q(hospital__in=hospitals))

    def allowing_now(self, action: Action, user: User) -> DepartmentQuerySet:
        """As `allowing`, but by the roles in the database when the query runs. Used for locks.

        A role may have been taken away since the request began.
        """
        if user.is_superuser:
            return self
        in_department = Q(department=OuterRef("pk")) | Q(hospital=OuterRef("hospital"))
        roles = roles_that_may(action)
        held = Membership.objects.filter(in_department, user=user, role__in=roles)
        return self.filter(Exists(held))


class Department(Versioned):
    """A spine department: the unit that is assessed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="departments", verbose_name=_("hospital")
    )
    name = models.CharField(_("name"), max_length=200)
    care_tier = models.CharField(_("care tier"), max_length=20, choices=CareTier.choices)
    beds = models.PositiveIntegerField(
        _("beds"), null=True, blank=True, validators=[MaxValueValidator(5000)]
    )
    catchment = models.PositiveIntegerField(
        _("catchment population"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000_000)],
    )
    languages = models.CharField(
        _("languages"), max_length=100, blank=True, help_text=_("Languages spoken with patients.")
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", help_text=_("ISO code, such as EUR or CNY.")
    )
    is_fictional = models.BooleanField(
        _("fictional"), default=False, help_text=_("Invented for demonstration.")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["hospital__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["hospital", "name"], name="department_once_a_hospital"),
            one_of("care_tier", CareTier.choices, table="department"),
        ]

    def __str__(self) -> str:
        return f"{self.hospital.name} – {self.name}"


class Membership(models.Model):
    """A user's role in one department, or in all departments of one hospital."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("hospital")
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("department")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "role"]
        constraints = [
            one_of("role", Role.choices, table="membership"),
            models.CheckConstraint(
                condition=Q(hospital__isnull=True, department__isnull=False)
                | Q(hospital__isnull=False, department__isnull=True),
                name="membership_of_hospital_or_department",
            ),
            models.UniqueConstraint(
                fields=["user", "hospital"],
                condition=Q(hospital__isnull=False),
                name="membership_once_a_hospital",
            ),
            models.UniqueConstraint(
                fields=["user", "department"],
                condition=Q(department__isnull=False),
                name="membership_once_a_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.hospital or self.department})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and clear the roles cached on the user object."""
        super().save(*args, **kwargs)
        self._clear_cached_roles()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and clear the roles cached on the user object."""
        deleted = super().delete(*args, **kwargs)
        self._clear_cached_roles()
        return deleted

    def _clear_cached_roles(self) -> None:
        if Membership.user.is_cached(self):
            self.user.forget_roles()
