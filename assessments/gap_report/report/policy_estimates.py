"""Estimates by the conventions of another benchmark than the one they were stored by.

An import is estimated by the default benchmark's conventions. A benchmark that counts microsurgery
as minimally invasive, or spondylolisthesis as deformity, gets its own estimate from the same rows.
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

FoundOf = dict[tuple[Hashable, int], OperationEstimates]


def findings_by(batches: Iterable[ImportBatch], policy: CasemixPolicy) -> FoundOf:
    """What `find_operations` makes of the imports' stored rows, by department id and year.

    An import without the rows of its department is left out: what was stored then holds.
    """
    found: FoundOf = {}
    for batch in batches:
        estimates = CodeListEstimates.read(batch)
        listing = CodeListRows.read(batch).chosen(estimates.listing)
        if listing:
            own = overrides_by_system(estimates.overrides)
            found[batch.department_id, batch.year] = find_operations(
                listing,
                system=batch.code_system,
                complete=batch.is_complete,
                policy=policy,
                overrides=own.get(batch.code_system, ()),
            )
    return found


def with_estimates(tables: RecordTables, found: FoundOf) -> RecordTables:
    """The tables with the estimates of these department-years replaced; the others stay."""
    places = {name: position for position, name in enumerate(tables.departments)}
    years = {(places[department], year): one for (department, year), one in found.items()}
    old = tables.estimates
    stored = zip(old["department"].tolist(), old["year"].tolist(), strict=True)
    stays = np.array([key not in years for key in stored], dtype=np.bool_)
    fresh = _columns(years)
    estimates = {
        name: np.concatenate([column[stays], fresh[name].astype(column.dtype)])
        for name, column in old.items()
    }
    return RecordTables(**(vars(tables) | {"estimates": estimates}))


def _columns(years: Mapping[tuple[int, int], OperationEstimates]) -> dict[str, Column]:
    rows = [
        (place, year, category, interval)
        for (place, year), found in years.items()
        for category, interval in found.categories.items()
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
