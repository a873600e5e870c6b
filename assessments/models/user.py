"""Accounts. Who may see and do what is data in `assessments.permissions`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.permissions import ALLOWED, Action, roles_that_may

_NOT_IN_HISTORY = ["password", "last_login"]


class HeldRole(NamedTuple):
    """A role in one department, or in all departments of one hospital."""

    role: str
    department_id: UUID | None
    hospital_id: int | None


class DepartmentLike(Protocol):
    """What roles need of a department: its primary key and that of its hospital."""

    @property
    def pk(self) -> UUID: ...

    @property
    def hospital_id(self) -> int: ...


class User(AbstractUser):
    """A person who logs in; an administrator is a superuser and sees everything."""

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Language of pages and reports; empty: the browser's."),
    )

    history = HistoricalRecords(excluded_fields=_NOT_IN_HISTORY)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a log-in or a new password hash alone makes no history entry."""
        fields = kwargs.get("update_fields")
        if fields is None or not set(fields) <= set(_NOT_IN_HISTORY):
            super().save(*args, **kwargs)
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    @cached_property
    def roles_held(self) -> tuple[HeldRole, ...]:
        """Every role with its department or hospital; one query, then cached on this object.

        Django caches permissions in the same way. Each request loads its user anew, and code that
        takes a lock queries the database again (`DepartmentQuerySet.allowing_now`).
        """
        held = self.memberships.order_by("pk").values_list("role", "department_id", "hospital_id")
        return tuple(HeldRole(*row) for row in held)

    def forget_roles(self) -> None:
        """Clear the cached roles; the next use of `roles_held` queries the database."""
        self.__dict__.pop("roles_held", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the account again, and clear the cached roles."""
        super().refresh_from_db(*args, **kwargs)
        self.forget_roles()

    def held_with(self, action: Action) -> tuple[HeldRole, ...]:
        """The roles held that allow the action."""
        roles = roles_that_may(action)
        return tuple(held for held in self.roles_held if held.role in roles)

    def actions_in(self, department: DepartmentLike) -> frozenset[Action]:
        """All actions the user may take in the department; every action for an administrator."""
        if self.is_superuser:
            return frozenset().union(*ALLOWED.values())
        roles = [
            held.role
            for held in self.roles_held
            if held.department_id == department.pk or held.hospital_id == department.hospital_id
        ]
        return frozenset().union(*(ALLOWED[role] for role in roles))

    def may(self, action: Action, department: DepartmentLike) -> bool:
        """Whether the user may do this in the department."""
        return action in self.actions_in(department)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
