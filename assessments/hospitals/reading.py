"""What hospitals and departments hold."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Prefetch, QuerySet
from django.utils.text import capfirst

from assessments.models import Department, Hospital, Membership
from assessments.models.choices import Role


def hospitals() -> QuerySet[Hospital]:
    """All hospitals by name, with `department_count`."""
    return Hospital.objects.annotate(department_count=Count("departments")).order_by("name")


def departments_of(hospital: Hospital) -> QuerySet[Department]:
    """The departments of a hospital by name, with the people who hold a role in each; 2 queries."""
    roles = Membership.objects.select_related("user").order_by("role", "user__last_name")
    return hospital.departments.prefetch_related(
        Prefetch("membership_set", queryset=roles, to_attr="roles")
    ).order_by("name")


def roles_of(hospital: Hospital) -> list[Membership]:
    """The roles that hold in all departments of the hospital."""
    roles = Membership.objects.filter(hospital=hospital).select_related("user")
    return list(roles.order_by("role", "user__last_name"))


def is_directed(roles: list[Membership]) -> bool:
    """Whether one of the roles is a director's."""
    return any(held.role == Role.DIRECTOR for held in roles)


def in_use(place: Hospital | Department) -> list[str]:
    """What is recorded there or belongs to it, as "surgeons (3)"; empty where nothing is."""
    found = []
    for relation in place._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model = relation.related_model
        if hasattr(model, "instance_type"):
            continue  # past states, which stay
        number = model._default_manager.filter(**{relation.field.name: place}).count()
        if number:
            name = capfirst(str(model._meta.verbose_name_plural))
            found.append(f"{name} ({number})")
    return found
