"""The table of surgeons by pillar: operations this year and so far, and training."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.contents import SurgeonRow, SurgeonTable
from assessments.gap_report.report.context import Context, Person
from assessments.models.surgeon import in_code_order
from benchmarks.library.recipes import Pillar
from benchmarks.records.department_years import in_force, locate
from benchmarks.records.derived_surgeons import cases_so_far
from benchmarks.records.record_tables import PILLARS, TRAINING_STATUSES
from benchmarks.records.volumes import Volumes

_UNKNOWN = Person(code="", name="", specialty="", position="", certificates=())


def surgeon_table(context: Context) -> SurgeonTable:
    """The surgeons in post in the report's year, in the order of their codes."""
    pillars = [d for d in context.benchmark.domains if d.id in PILLARS]
    tables = context.tables
    at = locate([(context.department, context.year)], tables.departments)
    volumes = Volumes(tables, at, context.benchmark.policy)
    this_year = [volumes.by_surgeon(volumes.of_pillar(cast(Pillar, d.id)))[:, 0] for d in pillars]
    so_far = [cases_so_far(tables.surgeons, volumes, cast(Pillar, d.id))[:, -1] for d in pillars]
    trained = [_trained(context, d.id) for d in pillars]
    shape = (3, len(pillars), len(tables.people))  # a benchmark may have no such pillar
    cases = np.array([*this_year, *so_far, *trained]).reshape(shape).astype(int)
    places = np.flatnonzero(_in_post(context, at.department[0])).tolist()
    rows = tuple(in_code_order(_row(context, place, cases[:, :, place]) for place in places))
    return SurgeonTable(
        pillars=tuple(d.id for d in pillars),
        labels=tuple(d.label for d in pillars),
        rows=rows,
        statement=_statement(rows, [d.label for d in pillars]),
    )


def _in_post(context: Context, department: int) -> npt.NDArray[np.bool_]:
    surgeons, year = context.tables.surgeons, np.array([context.year])
    in_post = in_force(surgeons["start_year"], surgeons["leave_year"], year)[:, 0]
    return np.asarray(in_post & (surgeons["department"] == department), dtype=np.bool_)


def _row(context: Context, place: int, cases: npt.NDArray[np.int_]) -> SurgeonRow:
    """The row of the surgeon at this place of the tables.

    `cases`: this year, so far and trained (first axis), by pillar (second axis).
    """
    person = context.people.get(context.tables.people[place], _UNKNOWN)
    return SurgeonRow(
        code=person.code,
        name=person.name,
        specialty=person.specialty,
        position=person.position,
        cases=tuple(cases[0].tolist()),
        cumulative=tuple(cases[1].tolist()),
        trained=tuple(bool(done) for done in cases[2]),
        certificates=person.certificates,
    )


def _trained(context: Context, pillar: str) -> npt.NDArray[np.bool_]:
    """Whether each surgeon completed a training of the pillar by the end of the year."""
    trainings = context.tables.trainings
    done = (
        (trainings["status"] == TRAINING_STATUSES.index("completed"))
        & (trainings["end_year"] <= context.year)
        & (trainings["pillar"] == PILLARS.index(pillar))
        & (trainings["surgeon"] >= 0)
    )
    trained = np.zeros(len(context.tables.surgeons["key"]), dtype=np.bool_)
    trained[trainings["surgeon"][done]] = True
    return trained


def _statement(rows: tuple[SurgeonRow, ...], labels: list[str]) -> str:
    """A sentence: how many surgeons operate in each pillar."""
    if not labels:
        return _("The benchmark has no surgical pillar.")
    if not rows:
        return _("No surgeons are recorded for this year.")
    clauses = []
    for line, label in enumerate(labels):
        active = sum(bool(row.cases[line]) for row in rows)
        clauses.append(
            ngettext(
                "%(count)s surgeon operates in %(pillar)s",
                "%(count)s surgeons operate in %(pillar)s",
                active,
            )
            % {"count": active, "pillar": label}
        )
    return wording.sentence([wording.listed(clauses)])
