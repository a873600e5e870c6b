"""A database of invented departments to measure on.

It is one of its own in memory (SQLite) or beside the one DATABASE_URL names, dropped at the end.
Import what needs Django only inside: `django_ready` has to come first.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

YEARS = range(2021, 2026)
SURGEONS = 8
FAMILIES = ("transforaminal_endoscopic", "ube", "tubular", "percutaneous_fixation")
KINDS = (
    *(("DEG", "lumbar_disc_stenosis", "MIS", family) for family in FAMILIES),
    ("DEF", "adult", "open", ""),
    ("TUM", "", "open", ""),
)


def django_ready() -> None:
    """Set Django up with the project's settings, as a command does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    os.environ.setdefault("DJANGO_SECRET_KEY", "for-measuring-only")
    django.setup()


def queries_of(task: Callable[[], object]) -> int:
    """How many queries the task asks of the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        task()
    return len(captured)


@contextmanager
def database() -> Iterator[None]:
    """An empty database with the project's tables for the length of a `with` block."""
    from django.db import connection

    original = str(connection.settings_dict["NAME"])
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def departments(count: int, care_tier: str = "specialised") -> list[uuid.UUID]:
    """Departments of eight surgeons with five years of volumes, answers, training and outcomes."""
    from assessments import models
    from benchmarks.library import load

    answers = [i.id for i in load("german-three-pillar").inputs if i.source == "reported"]
    hospital = models.Hospital.objects.create(name="Klinikum Teststadt", country="DE")
    made = models.Department.objects.bulk_create(
        models.Department(hospital=hospital, name=f"D{number}", care_tier=care_tier)
        for number in range(count)
    )
    surgeons = models.Surgeon.objects.bulk_create(
        models.Surgeon(
            department=department,
            code=f"S{number}",
            specialty="orthopaedics",
            position="consultant",
            start_year=2015,
            birth_year=1980,
        )
        for department in made
        for number in range(SURGEONS)
    )
    models.ProcedureVolume.objects.bulk_create(
        (
            models.ProcedureVolume(
                department_id=surgeon.department_id,
                surgeon=surgeon,
                year=year,
                pathology=pathology,
                group=group,
                technique=technique,
                technique_family=family,
                operations=3 + (number * 7 + year) % 29,
            )
            for number, surgeon in enumerate(surgeons)
            for year in YEARS
            for pathology, group, technique, family in KINDS[number % 2 :: 2]
        ),
        batch_size=2_000,
    )
    models.FacilityFact.objects.bulk_create(
        (
            models.FacilityFact(department=department, year=year, input_id=name, value=1)
            for department in made
            for year in YEARS
            for name in answers
        ),
        batch_size=2_000,
    )
    models.OutcomeRecord.objects.bulk_create(
        models.OutcomeRecord(
            department=department, year=year, pillar="DEF", outcome=outcome, cases=40, events=1
        )
        for department in made
        for year in YEARS
        for outcome in ("surgical_site_infection", "new_neurological_deficit")
    )
    models.TrainingRecord.objects.bulk_create(
        models.TrainingRecord(
            department_id=surgeon.department_id,
            surgeon=surgeon,
            pillar="DEF",
            kind="fellowship",
            status="completed",
            starts_on="2018-01-01",
            ends_on="2018-12-31",
        )
        for surgeon in surgeons[::4]
    )
    return [department.pk for department in made]
