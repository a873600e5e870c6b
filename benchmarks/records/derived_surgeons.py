"""Recipes over the surgeons in post: learning curves, training, certificates, development.

A surgeon is in post from the start year to the leave year, both included. Everything is judged at
the end of the year.
"""

from __future__ import annotations

import numpy as np

from benchmarks.library.recipes import (
    CertifiedSurgeons,
    DevelopingSurgeons,
    Pillar,
    SurgeonsPastCurve,
    TrainedSurgeons,
)
from benchmarks.records.department_years import (
    Bools,
    DepartmentYears,
    Floats,
    Ints,
    in_force,
    where_known,
)
from benchmarks.records.record_tables import (
    PILLARS,
    TRAINING_KINDS,
    TRAINING_STATUSES,
    RecordTables,
    Table,
    codes,
    is_one_of,
)
from benchmarks.records.volumes import Volumes

_PLANNED, _RUNNING, _COMPLETED = codes(("planned", "running", "completed"), TRAINING_STATUSES)


class Surgeons:
    """The surgeons of the requested departments, with their training and certificates."""

    def __init__(
        self,
        tables: RecordTables,
        at: DepartmentYears,
        training_declared: Bools,
        surgeons_declared: Bools,
    ) -> None:
        self.at = at
        self.table = tables.surgeons
        self.trainings = _of_known(tables.trainings)
        self.certificates = _of_known(tables.certificates)
        department: Ints = tables.surgeons["department"]
        self._cells = at.cells(department)
        self.in_post = in_force(self.table["start_year"], self.table["leave_year"], at.years)
        self.training_known = training_declared | at.any_of(department[self.trainings["surgeon"]])
        self.certificates_known = surgeons_declared | at.any_of(
            department[self.certificates["surgeon"]]
        )

    def counted(self, which: Bools) -> Floats:
        """How many surgeons in post satisfy `which` (surgeons x years), in each row."""
        return self.at.counted(self._cells, which & self.in_post)

    def who(self, surgeon: Ints, holds: Bools) -> Bools:
        """Surgeons x years: whether any of the surgeon's records (records x years) holds."""
        result = np.zeros(self.in_post.shape, dtype=np.bool_)
        np.logical_or.at(result, surgeon, holds)
        return result

    def completed(self, which: Bools) -> Bools:
        """Surgeons x years: whether one of the chosen trainings was completed by then."""
        done = which & (self.trainings["status"] == _COMPLETED)
        by_then = self.trainings["end_year"][done, np.newaxis] <= self.at.years
        return self.who(self.trainings["surgeon"][done], by_then)

    def for_pillar(self, pillar: Pillar) -> Bools:
        """Which trainings are for a pillar."""
        return np.equal(self.trainings["pillar"], PILLARS.index(pillar))


def cases_so_far(table: Table, volumes: Volumes, pillar: Pillar) -> Floats:
    """Surgeons x years: cases before the first recorded year, and all recorded up to the year."""
    prior = np.nan_to_num(table[f"prior_{pillar.lower()}"])
    return prior[:, np.newaxis] + volumes.so_far_by_surgeon(volumes.of_pillar(pillar))


def past_curve(surgeons: Surgeons, volumes: Volumes, recipe: SurgeonsPastCurve) -> Bools:
    """Surgeons x years: enough cases so far, or fewer and a completed training."""
    cases = cases_so_far(surgeons.table, volumes, recipe.pillar)
    trained = surgeons.completed(surgeons.for_pillar(recipe.pillar))
    return (cases >= recipe.cases) | (trained & (cases >= recipe.cases_with_training))


def surgeons_past_curve(surgeons: Surgeons, volumes: Volumes, recipe: SurgeonsPastCurve) -> Floats:
    """Surgeons in post who are past the learning curve."""
    past = past_curve(surgeons, volumes, recipe)
    return where_known(volumes.surgeons_known, surgeons.counted(past))


def trained(surgeons: Surgeons, recipe: TrainedSurgeons) -> Bools:
    """Surgeons x years: a completed training that was long enough or brought enough cases."""
    trainings = surgeons.trainings
    listed = is_one_of(trainings["kind"], recipe.training, TRAINING_KINDS)
    counts = listed & (np.nan_to_num(trainings["months"]) >= recipe.months)
    if recipe.supervised_cases:
        counts |= trainings["supervised_cases"] >= recipe.supervised_cases
    return surgeons.completed(counts & surgeons.for_pillar(recipe.pillar))


def trained_surgeons(surgeons: Surgeons, recipe: TrainedSurgeons) -> Floats:
    """Surgeons in post who are trained."""
    return where_known(surgeons.training_known, surgeons.counted(trained(surgeons, recipe)))


def certified(surgeons: Surgeons, recipe: CertifiedSurgeons) -> Bools:
    """Surgeons x years: a listed certificate is held at the end of the year."""
    certificates = surgeons.certificates
    wanted = set(recipe.certificates)
    listed = np.array([kind in wanted for kind in certificates["kind"]], dtype=np.bool_)
    # A certificate that expires within a year is no longer held at its end.
    holds = in_force(
        certificates["issued_year"][listed],
        certificates["expires_year"][listed] - 1,
        surgeons.at.years,
    )
    return surgeons.who(certificates["surgeon"][listed], holds)


def certified_surgeons(surgeons: Surgeons, recipe: CertifiedSurgeons) -> Floats:
    """Surgeons in post who hold a listed certificate at the end of the year."""
    return where_known(surgeons.certificates_known, surgeons.counted(certified(surgeons, recipe)))


def developing(surgeons: Surgeons, recipe: DevelopingSurgeons) -> Bools:
    """Surgeons x years: younger than `under_age`, with a training under way or planned.

    Under way: begun by the end of the year and not completed before it. Planned: to begin in the
    year or the next one.
    """
    years, trainings = surgeons.at.years, surgeons.trainings
    status = trainings["status"][:, np.newaxis]
    starts = trainings["start_year"][:, np.newaxis]
    ends = trainings["end_year"][:, np.newaxis]
    under_way = (starts <= years) & np.where(status == _COMPLETED, ends > years, ~(ends < years))
    planned = (status == _PLANNED) & (starts <= years + 1) & ~(ends < years)
    in_training = surgeons.who(trainings["surgeon"], under_way | planned)
    return in_training & (years - surgeons.table["birth_year"][:, np.newaxis] < recipe.under_age)


def developing_surgeons(surgeons: Surgeons, recipe: DevelopingSurgeons) -> Floats:
    """Surgeons in post who are young and in training.

    NaN where no surgeon in post has a year of birth.
    """
    birth_year = surgeons.table["birth_year"][:, np.newaxis]
    born = np.broadcast_to(~np.isnan(birth_year), surgeons.in_post.shape)
    known = surgeons.training_known & (surgeons.counted(born) > 0)
    return where_known(known, surgeons.counted(developing(surgeons, recipe)))


def _of_known(table: Table) -> Table:
    """The rows whose surgeon is listed."""
    listed = table["surgeon"] >= 0
    return table if listed.all() else {name: column[listed] for name, column in table.items()}
