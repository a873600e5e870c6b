"""Row locks: a change of a department's records locks the department until the transaction ends."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied

from assessments.models import Department, Hospital, User
from assessments.permissions import RECORD, Action


def locked_department(user: User, department_id: UUID, action: Action = RECORD) -> Department:
    """The department as it is now, locked; PermissionDenied where the user may not do this."""
    allowed = Department.objects.allowing_now(action, user).select_for_update(of=("self",))
    department = allowed.filter(pk=department_id).first()
    if department is None:
        raise PermissionDenied
    return department


def locked_hospital(user: User, hospital_id: int) -> Hospital:
    """The hospital, locked; PermissionDenied where the user may record in none of its departments.

    For changes of what holds for all departments of a hospital.
    """
    if not Department.objects.allowing_now(RECORD, user).filter(hospital=hospital_id).exists():
        raise PermissionDenied
    return Hospital.objects.select_for_update().get(pk=hospital_id)


def require_administrator(user: User) -> None:
    """PermissionDenied for whoever is no active administrator now."""
    if not User.objects.filter(pk=user.pk, is_active=True, is_superuser=True).exists():
        raise PermissionDenied
