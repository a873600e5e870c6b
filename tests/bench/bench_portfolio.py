"""From records in a database to scores: one department, a portfolio, a country.

Works in a database of its own in memory (SQLite) or beside the one DATABASE_URL names, which is
dropped at the end.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import django

from tests.bench.result import Result, interleaved

ALL, MANY, SAMPLE = 1_000, 200, 10
YEARS = range(2021, 2026)
SURGEONS = 8
ROUNDS = 5
FAMILIES = ("transforaminal_endoscopic", "ube", "tubular", "percutaneous_fixation")
KINDS = (
    *(("DEG", "lumbar_disc_stenosis", "MIS", family) for family in FAMILIES),
    ("DEF", "adult", "open", ""),
    ("TUM", "", "open", ""),
)


def run() -> list[Result]:
    """Medians of interleaved runs; the ratio is to the portfolio of 200 departments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    os.environ.setdefault("DJANGO_SECRET_KEY", "for-measuring-only")
    django.setup()
    with _database():
        return _measured(_departments(ALL))


def _measured(departments: list[uuid.UUID]) -> list[Result]:
    from assessments.frames import inputs_frame
    from benchmarks.library import load
    from benchmarks.scoring import score

    benchmark = load("german-three-pillar")
    last = [(department, YEARS[-1]) for department in departments]
    every = [(department, year) for department in departments for year in YEARS]

    def scored(keys: list[tuple[uuid.UUID, int]]) -> None:
        score(inputs_frame(keys, benchmark), benchmark)

    def one_by_one(keys: list[tuple[uuid.UUID, int]]) -> None:
        for key in keys:
            scored([key])

    tasks = {
        "one": lambda: scored(last[:1]),
        "many": lambda: scored(last[:MANY]),
        "many_years": lambda: scored(every[: MANY * len(YEARS)]),
        "loop": lambda: one_by_one(last[:SAMPLE]),
    }
    taken = interleaved(tasks, ROUNDS) | interleaved({"all": lambda: scored(last)}, 2)
    queries = _queries(lambda: scored(last[:1])), _queries(lambda: scored(last[:MANY]))
    rows = [
        ("records to scores, 1 department", taken["one"], f"{queries[0]} queries"),
        (f"records to scores, {MANY} departments", taken["many"], f"{queries[1]} queries"),
        (f"the same, {len(YEARS)} years each", taken["many_years"], f"{queries[1]} queries"),
        (f"records to scores, {ALL:,} departments", taken["all"], f"{queries[1]} queries"),
        (
            f"{MANY} departments one by one",
            taken["loop"] * MANY / SAMPLE,
            f"{queries[0] * MANY} queries; timed on {SAMPLE} and scaled up",
        ),
    ]
    return [Result(name, seconds, seconds / taken["many"], note) for name, seconds, note in rows]


def _queries(task: object) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert callable(task)
    with CaptureQueriesContext(connection) as captured:
        task()
    return len(captured)


@contextmanager
def _database() -> Iterator[None]:
    from django.db import connection

    original = str(connection.settings_dict["NAME"])
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _departments(count: int) -> list[uuid.UUID]:
    """Departments of eight surgeons with five years of volumes, answers, training and outcomes."""
    from assessments import models
    from benchmarks.library import load

    answers = [i.id for i in load("german-three-pillar").inputs if i.source == "reported"]
    hospital = models.Hospital.objects.create(name="Klinikum Teststadt", country="DE")
    departments = models.Department.objects.bulk_create(
        models.Department(hospital=hospital, name=f"D{number}", care_tier="specialised")
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
        for department in departments
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
            for department in departments
            for year in YEARS
            for name in answers
        ),
        batch_size=2_000,
    )
    models.OutcomeRecord.objects.bulk_create(
        models.OutcomeRecord(
            department=department, year=year, pillar="DEF", outcome=outcome, cases=40, events=1
        )
        for department in departments
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
    return [department.pk for department in departments]
