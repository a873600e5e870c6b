"""A department whose records give every part of every page something to show."""

from __future__ import annotations

from assessments.models import Department, Hospital, User
from tests import factories as make

YEARS = (2022, 2023, 2024)
YEAR = YEARS[-1]


def recorded_department(
    *, hospital: Hospital | None = None, name: str = "Spine surgery", by: User | None = None
) -> Department:
    """Two surgeons, three years of volumes, training, network, answers and outcomes."""
    department = make.department(hospital=hospital or make.hospital(), name=name)
    lead = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    second = make.surgeon(department=department, code="S2", name="Dr Birke")
    make.certificate(surgeon=lead)
    make.training(surgeon=lead, institution="Universitätsklinikum Beispielstadt")
    for year in YEARS:
        for surgeon in (lead, second):
            make.volume(surgeon=surgeon, year=year, technique_family="tubular", operations=90)
        make.volume(surgeon=lead, year=year, pathology="DEF", group="adult", operations=12)
        make.volume(department=department, year=year, pathology="TUM", operations=4)
        make.outcome(
            department=department,
            year=year,
            pillar="MIS",
            outcome="any_complication",
            cases=100,
            events=4,
            recorded_by=by,
        )
        make.fact(department=department, year=year, recorded_by=by)
    make.partnership(department=department)
    make.clinic(department=department)
    make.complete(department=department, year=YEAR)
    return department


def estimated_department(*, hospital: Hospital | None = None) -> Department:
    """Only estimates of one year, from a confirmed code list."""
    department = make.department(hospital=hospital or make.hospital(), name="Estimated")
    batch = make.import_batch(department=department, year=YEAR)
    for category, low, likely, high in (
        ("spine", 80, 100, 120),
        ("mis", 20, 30, 40),
        ("def", 0, 3, 6),
        ("tum", 9, 15, None),
    ):
        make.estimate(batch=batch, category=category, low=low, likely=likely, high=high)
    return department
