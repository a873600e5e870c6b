"""Departments with records in the database, for tests of what is read from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessments.models import Department
from tests import factories

YEAR = factories.YEAR


def full_department(**values: Any) -> Department:
    """A department with a record of every kind, in two years."""
    department = factories.department(**values)
    lead = factories.surgeon(department=department, name="Dr Ahorn", position="head")
    factories.certificate(surgeon=lead)
    factories.certificate(surgeon=lead, kind="eurospine_diploma", issued_on=date(2021, 5, 1))
    factories.training(surgeon=lead)
    for year in (YEAR - 1, YEAR):
        factories.volume(surgeon=lead, year=year, technique_family="ube", operations=60)
        factories.volume(department=department, year=year, pathology="TUM", operations=11)
    factories.partnership(department=department)
    factories.clinic(department=department)
    factories.outcome(department=department)
    factories.fact(department=department)
    factories.complete(department=department)
    return department
