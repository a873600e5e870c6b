"""Assessments of the demonstration, taken through their steps by the services, without e-mails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from assessments.models import Assessment, Department, User
from assessments.models.choices import Event
from assessments.sign_off.services import remarks
from assessments.sign_off.services import steps as assessments
from benchmarks import library

# In addition to the values of `Event`: the missing inputs of a measure are declared unavailable.
UNAVAILABLE = "unavailable"


def take_steps(
    rows: Iterable[Mapping[str, str]], people: Mapping[str, User], ids: Mapping[str, UUID]
) -> None:
    """Take the step of each row, in order; `ids` are those of the departments by key."""
    current: dict[tuple[str, str, str], Assessment] = {}
    for row in rows:
        key = row["department"], row["year"], row["benchmark"]
        user = people[row["username"]]
        if row["event"] == Event.STARTED:
            department = Department.objects.get(pk=ids[row["department"]])
            current[key] = _start(user, department, row)
        else:
            current[key] = _step(user, current[key], row)


def _start(user: User, department: Department, row: Mapping[str, str]) -> Assessment:
    benchmark_id, _at, version = row["benchmark"].partition("@")
    return assessments.start(
        user=user,
        department=department,
        year=int(row["year"]),
        benchmark=library.load(benchmark_id, version),
        site=None,
    )


def _step(user: User, assessment: Assessment, row: Mapping[str, str]) -> Assessment:
    arguments: dict[str, Any] = {"user": user, "assessment": assessment, "site": None}
    event, text = row["event"], row["text"]
    if event == Event.COMMENTED:
        kind, _colon, name = row["about"].partition(":")
        arguments |= {"section" if kind == "section" else "measure_id": name}
        return remarks.comment(**arguments, text=text).assessment
    if event == UNAVAILABLE:
        remarks.declare_unavailable(
            user=user, assessment=assessment, measure_id=row["about"], reason=text
        )
        return assessment
    if event == Event.CORRECTION:
        return assessments.request_correction(**arguments, reason=text)
    if event == Event.REOPENED:
        return assessments.reopen(**arguments, reason=text)
    steps = {
        Event.SUBMITTED.value: assessments.submit,
        Event.ACCEPTED.value: assessments.accept,
        Event.SIGNED_OFF.value: assessments.sign_off,
    }
    return steps[event](**arguments)
