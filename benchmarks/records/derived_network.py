"""Recipes over partnerships, outpatient clinics and outcomes, and the answers reported directly."""

from __future__ import annotations

import numpy as np

from benchmarks.library.recipes import ClinicSessions, OutcomeCount, Partnerships
from benchmarks.records.department_years import (
    Bools,
    DepartmentYears,
    Floats,
    in_force,
    where_known,
)
from benchmarks.records.record_tables import (
    DECLARED_SECTIONS,
    OUTCOMES,
    PARTNER_KINDS,
    PILLARS,
    Declared,
    RecordTables,
    is_one_of,
)


def declared_complete(tables: RecordTables, at: DepartmentYears, section: Declared) -> Bools:
    """Rows for which the department declared a section complete."""
    table = tables.complete
    rows = at.rows(table["department"], table["year"])
    return at.counted(rows, table["section"] == DECLARED_SECTIONS.index(section)) > 0


def partnerships(tables: RecordTables, at: DepartmentYears, recipe: Partnerships) -> Floats:
    """Partnerships in force in the year, of the listed kinds.

    With `pillar`: only those that refer patients of it. With `written`: only those with a written
    agreement in the year.
    """
    table = tables.partnerships
    holds = in_force(table["since_year"], table["until_year"], at.years)
    counts = is_one_of(table["kind"], recipe.partner, PARTNER_KINDS)
    if recipe.pillar is not None:
        counts &= table[f"{recipe.pillar.lower()}_referrals"] > 0
    holds &= counts[:, np.newaxis]
    if recipe.written:
        holds &= table["written_since_year"][:, np.newaxis] <= at.years
    known = at.any_of(table["department"]) | declared_complete(tables, at, "network")
    return where_known(known, at.counted(at.cells(table["department"]), holds))


def clinic_sessions(tables: RecordTables, at: DepartmentYears, recipe: ClinicSessions) -> Floats:
    """Sessions a month of the pillar's outpatient clinics open in the year."""
    table = tables.clinics
    holds = in_force(table["since_year"], table["until_year"], at.years)
    holds &= (table["pillar"] == PILLARS.index(recipe.pillar))[:, np.newaxis]
    sessions = np.where(holds, table["sessions_per_month"][:, np.newaxis], 0.0)
    total = at.totals(at.cells(table["department"]), sessions.ravel())
    known = at.any_of(table["department"]) | declared_complete(tables, at, "clinics")
    return where_known(known, total)


def outcome(tables: RecordTables, at: DepartmentYears, recipe: OutcomeCount) -> Floats:
    """Events or observed cases, summed over those of the pooled years that have records."""
    table = tables.outcomes
    matching = (table["pillar"] == PILLARS.index(recipe.pillar)) & (
        table["outcome"] == OUTCOMES.index(recipe.outcome)
    )
    department, year = table["department"][matching], table["year"][matching]
    amounts = table[recipe.count][matching]
    total, records = np.zeros(at.count), np.zeros(at.count)
    for later in range(recipe.years):
        rows = at.rows(department, year + later)
        total += at.totals(rows, amounts)
        records += at.totals(rows)
    return where_known(records > 0, total)


def reported(tables: RecordTables, at: DepartmentYears, inputs: dict[str, int]) -> Floats:
    """The reported answers, (rows, inputs); `inputs` gives the column of each input id."""
    table = tables.facts
    answers = np.full((at.count + 1, len(inputs) + 1), np.nan)
    column = np.array([inputs.get(name, -1) for name in table["input_id"]], dtype=np.intp)
    answers[at.rows(table["department"], table["year"]), column] = table["value"]
    return answers[:-1, :-1]
