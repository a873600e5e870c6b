"""Where a department's volumes come from: an import, or a person who typed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from assessments.models import Department, ImportBatch, ProcedureVolume, User
from assessments.models.choices import (
    COUNTING,
    ESTIMATING,
    KINDS_WITH_CODES,
    ImportStatus,
    RecordSource,
)

# The columns by which sources are distinguished.
_SOURCE = (
    "year",
    "source",
    "batch",
    "batch__kind",
    "batch__file_name",
    "surgeon",
    "surgeon__code",
    "recorded_by__first_name",
    "recorded_by__last_name",
    "recorded_by__username",
)


@dataclass(frozen=True)
class Origin:
    """Operations of one year from one source.

    `batch_id`, `file`: the import, if the records are unchanged since then; otherwise None and "".
    `person` recorded them ("": not known), the last of them at `moment`.
    """

    year: int
    operations: int
    batch_id: UUID | None
    file: str
    person: str
    moment: datetime


@dataclass(frozen=True)
class VolumeOrigins:
    """All sources of a department's operations, the latest year first.

    `case_lists`: for each year whose operations all come from one case list, its import.
    `estimates`: for each year without counted operations, the confirmed import and its file name.
    `surgeons`: the ids of the surgeons with operations, by code.
    """

    lines: tuple[Origin, ...]
    case_lists: Mapping[int, UUID]
    estimates: Mapping[int, tuple[UUID, str]]
    surgeons: Mapping[str, int]


def volume_origins(
    department: Department, estimates: Mapping[int, tuple[UUID, str]] | None = None
) -> VolumeOrigins:
    """The sources of all volumes of the department; two queries, or one if `estimates` is given.

    `estimates`: the confirmed import of a code list and its file name, by year.
    """
    records = ProcedureVolume.objects.filter(department=department).order_by()
    sums = records.values(*_SOURCE).annotate(operations=Sum("operations"), moment=Max("updated_at"))
    rows: list[dict[str, Any]] = [dict(row) for row in sums]
    lines = _lines(rows)
    counted = {line.year for line in lines}
    in_force = _in_force(department) if estimates is None else estimates
    return VolumeOrigins(
        lines=lines,
        case_lists=_case_lists(lines, rows),
        estimates={year: source for year, source in in_force.items() if year not in counted},
        surgeons={row["surgeon__code"]: row["surgeon"] for row in rows if row["surgeon"]},
    )


def _in_force(department: Department) -> dict[int, tuple[UUID, str]]:
    in_force = ImportBatch.objects.filter(
        department=department, status=ImportStatus.CONFIRMED, kind__in=ESTIMATING
    )
    return {year: (pk, file) for year, pk, file in in_force.values_list("year", "pk", "file_name")}


def _lines(rows: list[dict[str, Any]]) -> tuple[Origin, ...]:
    """One line for each year, import and person, with the operations of all surgeons."""
    together: dict[tuple[Any, ...], Origin] = {}
    # Formatted once for each person, not for each row.
    people = {names: _person(*names) for names in {_names(row) for row in rows}}
    for row in rows:
        by_import = row["source"] == RecordSource.IMPORTED and row["batch__kind"] in COUNTING
        batch, file = (row["batch"], row["batch__file_name"]) if by_import else (None, "")
        person = people[_names(row)]
        key = (row["year"], batch, person)
        before = together.get(key)
        together[key] = Origin(
            year=row["year"],
            operations=row["operations"] + (before.operations if before else 0),
            batch_id=batch,
            file=file,
            person=person,
            moment=max(row["moment"], before.moment) if before else row["moment"],
        )
    return tuple(
        sorted(
            together.values(),
            key=lambda line: (-line.year, -line.operations, line.file, line.person),
        )
    )


def _names(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """First name, last name and user name; empty if no person is recorded."""
    first, last, username = (
        row[f"recorded_by__{name}"] or "" for name in ("first_name", "last_name", "username")
    )
    return first, last, username


def _person(first_name: str, last_name: str, username: str) -> str:
    return str(User(first_name=first_name, last_name=last_name, username=username))


def _case_lists(lines: tuple[Origin, ...], rows: list[dict[str, Any]]) -> dict[int, UUID]:
    lists = {row["batch"] for row in rows if row["batch__kind"] in KINDS_WITH_CODES}
    of_year: dict[int, set[UUID | None]] = {}
    for line in lines:
        of_year.setdefault(line.year, set()).add(line.batch_id)
    return {
        year: pk
        for year, batches in of_year.items()
        if len(batches) == 1 and (pk := next(iter(batches))) in lists and pk is not None
    }
