"""A department with its people and an assessment at any stage, made through the services."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import Assessment, Department, Hospital, User
from assessments.sign_off.services import steps as assessments
from benchmarks import library
from benchmarks.library.definition import Benchmark
from tests import factories as make
from tests.pages.records import YEAR, recorded_department

SITE = "https://spine.example.org"
STAGES = ("draft", "submitted", "reviewed", "signed_off")


@dataclass(frozen=True)
class People:
    """The people involved in the assessments of one department."""

    department: Department
    director: User
    editor: User
    consultant: User
    root: User


def benchmark() -> Benchmark:
    """The default benchmark, in English."""
    return library.load(library.DEFAULT_ID)


def people(hospital: Hospital | None = None) -> People:
    """A recorded department, and one person of each role, with an e-mail address each."""
    department = recorded_department(hospital=hospital, name="Spine unit Süd")
    members = {
        role: make.user(
            role=role,
            of=department,
            email=f"{role}@example.org",
            first_name=role.capitalize(),
            last_name="Muster",
        )
        for role in ("director", "editor", "consultant")
    }
    return People(department, **members, root=make.administrator())


def draft(who: People, year: int = YEAR) -> Assessment:
    """A draft started by the director."""
    return assessments.start(
        user=who.director, department=who.department, year=year, benchmark=benchmark(), site=SITE
    )


def at_stage(who: People, stage: str, year: int = YEAR) -> Assessment:
    """An assessment that went through every step up to the stage."""
    found = draft(who, year)
    passed = STAGES.index(stage)
    if passed >= 1:
        found = assessments.submit(user=who.director, assessment=found, site=SITE)
    if passed >= 2:
        found = assessments.accept(user=who.consultant, assessment=found, site=SITE)
    if passed >= 3:
        found = assessments.sign_off(user=who.consultant, assessment=found, site=SITE)
    return found
