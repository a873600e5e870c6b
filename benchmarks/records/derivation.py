"""From records to inputs: every recipe of a benchmark, over all department-years at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.library.definition import Benchmark, Policy
from benchmarks.library.recipes import Operations
from benchmarks.records import derived_network, derived_operations, derived_surgeons
from benchmarks.records.department_years import DepartmentYears, Floats, locate
from benchmarks.records.derived_operations import EstimatedValues
from benchmarks.records.derived_surgeons import Surgeons
from benchmarks.records.record_tables import RecordTables
from benchmarks.records.volumes import Volumes


@dataclass(frozen=True)
class PreparedRecords:
    """The records, prepared for the recipes: plain tables, volumes, surgeons."""

    tables: RecordTables
    at: DepartmentYears
    volumes: Volumes
    surgeons: Surgeons


def inputs_frame(
    tables: RecordTables, benchmark: Benchmark, department_years: Iterable[tuple[Hashable, int]]
) -> pd.DataFrame:
    """The benchmark's inputs, one row for each department-year in the order asked for.

    Index (department, year); a float column for each input, named by its id, NaN where nothing
    was reported. An input that is an estimate, or contains counts hidden by the publisher, brings
    the columns "<id>:low" and "<id>:high", NaN where it is exact; no upper bound is inf. Raises
    `ValueError` where a department-year is asked for twice.
    """
    at = locate(department_years, tables.departments)
    records = prepare_records(tables, at, benchmark.policy)
    names = [item.id for item in benchmark.inputs]
    ends: dict[str, Floats] = {}
    column = {item.id: n for n, item in enumerate(benchmark.inputs)}
    values = derived_network.reported(tables, at, column)
    for item in benchmark.inputs:
        recipe = item.record
        if isinstance(recipe, Operations):
            estimated = derived_operations.operations(records.volumes, recipe)
            values[:, column[item.id]] = estimated.value
            ends |= _ends(item.id, estimated)
        elif recipe is not None:
            values[:, column[item.id]] = _RECIPES[recipe.kind](records, recipe)
    matrix = np.column_stack([values, *ends.values()])
    return pd.DataFrame(matrix, index=at.index, columns=[*names, *ends])


def prepare_records(tables: RecordTables, at: DepartmentYears, policy: Policy) -> PreparedRecords:
    """The records of the requested department-years under a benchmark's policy."""
    training = derived_network.declared_complete(tables, at, "training")
    surgeons = derived_network.declared_complete(tables, at, "surgeons")
    return PreparedRecords(
        tables=tables,
        at=at,
        volumes=Volumes(tables, at, policy),
        surgeons=Surgeons(tables, at, training_declared=training, surgeons_declared=surgeons),
    )


def _ends(name: str, estimated: EstimatedValues) -> dict[str, Floats]:
    if np.isnan(estimated.low).all():
        return {}
    return {f"{name}:low": estimated.low, f"{name}:high": estimated.high}


def _of_volumes(
    derive: Callable[[Volumes, Any], Floats],
) -> Callable[[PreparedRecords, Any], Floats]:
    return lambda records, recipe: derive(records.volumes, recipe)


def _of_surgeons(
    derive: Callable[[Surgeons, Any], Floats],
) -> Callable[[PreparedRecords, Any], Floats]:
    return lambda records, recipe: derive(records.surgeons, recipe)


def _of_tables(
    derive: Callable[[RecordTables, DepartmentYears, Any], Floats],
) -> Callable[[PreparedRecords, Any], Floats]:
    return lambda records, recipe: derive(records.tables, records.at, recipe)


def _past_curve(records: PreparedRecords, recipe: Any) -> Floats:
    return derived_surgeons.surgeons_past_curve(records.surgeons, records.volumes, recipe)


_RECIPES: Final[dict[str, Callable[[PreparedRecords, Any], Floats]]] = {
    "busiest_surgeon": _of_volumes(derived_operations.busiest_surgeon),
    "surgeons_with_operations": _of_volumes(derived_operations.surgeons_with_operations),
    "median_per_surgeon": _of_volumes(derived_operations.median_per_surgeon),
    "families_with_operations": _of_volumes(derived_operations.families_with_operations),
    "spectrum_with_operations": _of_volumes(derived_operations.spectrum_with_operations),
    "largest_surgeon_share": _of_volumes(derived_operations.largest_surgeon_share),
    "surgeons_past_curve": _past_curve,
    "trained_surgeons": _of_surgeons(derived_surgeons.trained_surgeons),
    "certified_surgeons": _of_surgeons(derived_surgeons.certified_surgeons),
    "developing_surgeons": _of_surgeons(derived_surgeons.developing_surgeons),
    "partnerships": _of_tables(derived_network.partnerships),
    "clinic_sessions": _of_tables(derived_network.clinic_sessions),
    "outcome": _of_tables(derived_network.outcome),
}
