"""Demonstration data: invented departments, and one real one that stays anonymous.

The files are described in fixtures/demo/README.md. Ids of departments are derived from their keys,
so that a demonstration has the same addresses when it is set up again.
"""

from __future__ import annotations

import csv
import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from assessments.import_records.listings import CodeCount, Listing, ParsedFile
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services.kinds import CODE_LIST
from assessments.management.demo_assessments import take_steps
from assessments.models import (
    Certificate,
    CompleteSection,
    Department,
    FacilityFact,
    Hospital,
    Membership,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    User,
)
from assessments.models.record import Record

PASSWORD: Final = "spine-demo-2026"  # noqa: S105 - public on purpose, printed at set-up
FOLDER: Final = settings.BASE_DIR / "fixtures" / "demo"
ANONYMOUS, ANONYMOUS_YEAR = "anonymous", 2019
_OTHER_RECORDS: Final[tuple[tuple[type[Record], str], ...]] = (
    (Partnership, "partnerships"),
    (OutpatientClinic, "clinics"),
    (OutcomeRecord, "outcomes"),
    (FacilityFact, "facts"),
    (CompleteSection, "complete"),
)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:spinecenter:demonstration")

Row = dict[str, str]
M = TypeVar("M", bound=models.Model)


def department_id(key: str) -> uuid.UUID:
    """The id that the department of this key in departments.csv has in every demonstration."""
    return uuid.uuid5(_NAMESPACE, key)


@transaction.atomic
def load(folder: Path = FOLDER) -> bool:
    """Load the demonstration unless it is in the database; returns whether it was loaded.

    A demonstration that is there stays as it is, with the changes that visitors made.
    """
    rows = _rows(folder, "departments")
    ids = {row["department"]: department_id(row["department"]) for row in rows}
    if Department.objects.filter(pk__in=ids.values()).exists():
        return False
    _load_departments(rows)
    surgeons = _load_surgeons(folder)
    _load_records(folder, surgeons)
    people = _load_users(folder)
    _import_anonymous_report(folder, people["director"])
    take_steps(_rows(folder, "assessments"), people, ids)
    return True


def users(folder: Path = FOLDER) -> list[str]:
    """The usernames of the demonstration."""
    return [row["username"] for row in _rows(folder, "users")]


def _rows(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _value(field: models.Field[Any, Any], text: str) -> Any:
    if text or isinstance(field, models.CharField | models.TextField):
        return field.to_python(text)
    return None if field.null else field.get_default()


def _unsaved(model: type[M], row: Row, **given: Any) -> M:
    """An unsaved record with the fields `given`, and all others from the row's columns."""
    texts = {name: text for name, text in row.items() if name not in given}
    fields = {field.name: field for field in model._meta.fields}
    values = {name: _value(fields[name], text) for name, text in texts.items()}
    return model(**values | given)


def _load_departments(rows: list[Row]) -> None:
    hospitals: dict[str, Hospital] = {}
    departments = []
    for row in rows:
        place = {"country": row.pop("country"), "city": row.pop("city")}
        name = row["hospital"]
        if name not in hospitals:
            hospitals[name] = Hospital.objects.create(name=name, **place)
        key = row.pop("department")
        departments.append(
            _unsaved(Department, row, id=department_id(key), hospital=hospitals[name])
        )
    bulk_create_with_history(departments, Department)


def _load_surgeons(folder: Path) -> dict[tuple[str, str], Surgeon]:
    """Surgeons with certificates and training, by department key and code."""
    surgeons = {
        (row["department"], row["code"]): _unsaved(Surgeon, row, **_department(row))
        for row in _rows(folder, "surgeons")
    }
    bulk_create_with_history(list(surgeons.values()), Surgeon)
    certificates = [
        _unsaved(Certificate, row, surgeon=surgeons[row.pop("department"), row["surgeon"]])
        for row in _rows(folder, "certificates")
    ]
    bulk_create_with_history(certificates, Certificate)
    trainings = [
        _unsaved(
            TrainingRecord,
            row,
            surgeon=surgeons[row["department"], row["surgeon"]],
            **_department(row),
        )
        for row in _rows(folder, "trainings")
    ]
    bulk_create_with_history(trainings, TrainingRecord)
    return surgeons


def _load_records(folder: Path, surgeons: dict[tuple[str, str], Surgeon]) -> None:
    volumes = [
        _unsaved(
            ProcedureVolume,
            row,
            surgeon=surgeons.get((row["department"], row["surgeon"])),
            **_department(row),
        )
        for row in _volumes(_rows(folder, "volumes"))
    ]
    bulk_create_with_history(volumes, ProcedureVolume)
    for model, name in _OTHER_RECORDS:
        rows = _every_year(_rows(folder, name))
        bulk_create_with_history([_unsaved(model, row, **_department(row)) for row in rows], model)


def _department(row: Row) -> dict[str, uuid.UUID]:
    return {"department_id": department_id(row.pop("department"))}


def _volumes(rows: list[Row]) -> Iterator[Row]:
    """One row for each year, from rows with a column for each year; empty cells are skipped."""
    for row in rows:
        years = [name for name in row if name.isdigit()]
        kind = {name: text for name, text in row.items() if name not in years}
        for year in years:
            if row[year]:
                yield {**kind, "year": year, "operations": row[year]}


def _every_year(rows: list[Row]) -> Iterator[Row]:
    """One row for each year from `first_year` to `last_year`; rows without them as they are."""
    for row in rows:
        if "first_year" not in row:
            yield row
            continue
        first, last = int(row.pop("first_year")), int(row.pop("last_year"))
        for year in range(first, last + 1):
            yield {**row, "year": str(year)}


def _load_users(folder: Path) -> dict[str, User]:
    people = {}
    for row in _rows(folder, "users"):
        is_administrator = row.pop("is_administrator") == "1"
        people[row["username"]] = User.objects.create_user(
            **row, password=PASSWORD, is_staff=is_administrator, is_superuser=is_administrator
        )
    hospitals = {hospital.name: hospital for hospital in Hospital.objects.all()}
    memberships = [
        Membership(
            user=people[row["username"]],
            role=row["role"],
            hospital=hospitals.get(row["hospital"]),
            department_id=department_id(row["department"]) if row["department"] else None,
        )
        for row in _rows(folder, "memberships")
    ]
    bulk_create_with_history(memberships, Membership)
    return people


def _import_anonymous_report(folder: Path, director: User) -> None:
    """Import the real department's code list, as a director does it."""
    name = f"{ANONYMOUS}_{ANONYMOUS_YEAR}_procedures.csv"
    content = (folder / name).read_bytes()
    listing = Listing(
        key="1",
        name="",
        procedures=_counts(folder, "procedures"),
        diagnoses=_counts(folder, "diagnoses"),
    )
    parsed = ParsedFile(
        kind=CODE_LIST.key,
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        system="OPS",
        listings=(listing,),
        year=ANONYMOUS_YEAR,
    )
    department = Department.objects.get(pk=department_id(ANONYMOUS))
    batch = imports.propose(user=director, department=department, parsed=parsed)
    imports.confirm(user=director, batch=batch)


def _counts(folder: Path, what: str) -> tuple[CodeCount, ...]:
    return tuple(
        CodeCount(row["code"], None if row["suppressed"] == "1" else int(row["count"]))
        for row in _rows(folder, f"{ANONYMOUS}_{ANONYMOUS_YEAR}_{what}")
    )
