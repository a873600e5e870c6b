"""Estimates by the policy of another benchmark than the one they were stored with.

The stored estimates of an import follow the default benchmark's policy. A benchmark that counts
microsurgery as minimally invasive, or spondylolisthesis as deformity, gets its own estimates from
the same rows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np

from assessments.import_records.code_list_contents import (
    CodeListEstimates,
    CodeListRows,
    OperationEstimates,
)
from assessments.import_records.estimates import find_operations
from assessments.import_records.overrides import overrides_by_system
from assessments.models import ImportBatch
from benchmarks.casemix.rules import CasemixPolicy
from benchmarks.records.record_tables import CATEGORIES, Column, RecordTables, codes

EstimatesByYear = dict[tuple[Hashable, int], OperationEstimates]


def estimates_by_policy(batches: Iterable[ImportBatch], policy: CasemixPolicy) -> EstimatesByYear:
    """The estimates from the imports' stored rows by this policy, by department id and year.

    An import without stored rows of its department is left out; its stored estimates apply.
    """
    result: EstimatesByYear = {}
    for batch in batches:
        estimates = CodeListEstimates.read(batch)
        listing = CodeListRows.read(batch).chosen(estimates.listing)
        if listing:
            overrides = overrides_by_system(estimates.overrides)
            result[batch.department_id, batch.year] = find_operations(
                listing,
                system=batch.code_system,
                complete=batch.is_complete,
                policy=policy,
                overrides=overrides.get(batch.code_system, ()),
            )
    return result


def with_estimates(tables: RecordTables, estimates_of: EstimatesByYear) -> RecordTables:
    """The tables with the estimates of these department-years replaced, all others unchanged."""
    places = {name: position for position, name in enumerate(tables.departments)}
    years = {
        (places[department], year): estimates
        for (department, year), estimates in estimates_of.items()
    }
    old = tables.estimates
    stored = zip(old["department"].tolist(), old["year"].tolist(), strict=True)
    is_kept = np.array([key not in years for key in stored], dtype=np.bool_)
    fresh = _columns(years)
    estimates = {
        name: np.concatenate([column[is_kept], fresh[name].astype(column.dtype)])
        for name, column in old.items()
    }
    return RecordTables(**(vars(tables) | {"estimates": estimates}))


def _columns(years: Mapping[tuple[int, int], OperationEstimates]) -> dict[str, Column]:
    rows = [
        (place, year, category, interval)
        for (place, year), estimates in years.items()
        for category, interval in estimates.categories.items()
    ]
    numbers = {
        name: np.array([getattr(interval, name) for *_key, interval in rows], dtype=np.float64)
        for name in ("low", "likely", "high")
    }
    return {
        "department": np.array([place for place, *_rest in rows], dtype=np.intp),
        "year": np.array([year for _place, year, *_rest in rows], dtype=np.float64),
        "category": np.array(codes([row[2] for row in rows], CATEGORIES), dtype=np.int8),
        **numbers,
    }
