"""Small sets of records, and benchmarks that only derive inputs from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from benchmarks.library.definition import Benchmark, Input, Policy
from benchmarks.library.recipes import Recipe
from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import TABLE_NAMES, RecordTables, build
from tests.benchmarks.build import small_benchmark

POLICY = Policy(
    microsurgical_is_mis=False,
    spondylolisthesis="DEG",
    augmentation_cap_percent=10,
    optional_pass_percent=50,
)
_RECIPE: TypeAdapter[Recipe] = TypeAdapter(Recipe)


def benchmark_of(policy: Policy = POLICY, **recipes: Mapping[str, Any]) -> Benchmark:
    """A benchmark whose inputs are these recipes, as a definition file would state them."""
    inputs = [
        Input(
            id=name, label=name, help=name, unit="-", kind="number", source="record",
            section="volumes", record=_RECIPE.validate_python(recipe), max=1e6,
        )
        for name, recipe in recipes.items()
    ]  # fmt: skip
    rest = small_benchmark({"measures": [{"id": "any", "thresholds": [1, 2, 3]}]})
    return rest.model_copy(update={"policy": policy, "inputs": [*rest.inputs, *inputs]})


def tables_of(**rows: Iterable[Mapping[str, Any]]) -> RecordTables:
    """Tables from rows; a value that is left out is missing."""
    tables: dict[str, dict[str, list[Any]]] = {}
    for name, given in rows.items():
        listed = list(given)
        columns = dict.fromkeys(column for row in listed for column in row)
        tables[name] = {column: [row.get(column) for row in listed] for column in columns}
    return build(tables)


def surgeon(key: str, **values: Any) -> dict[str, Any]:
    """A surgeon of department A, in post since 2010."""
    return {"key": key, "department": "A", "start_year": 2010} | values


def volume(operations: int, **values: Any) -> dict[str, Any]:
    """Open degenerative operations of department A in 2024, of no particular surgeon."""
    defaults = {"department": "A", "year": 2024, "pathology": "DEG", "technique": "open"}
    return defaults | {"operations": operations} | values


def derive(
    recipe: Mapping[str, Any],
    *,
    at: tuple[str, int] = ("A", 2024),
    policy: Policy = POLICY,
    **rows: Iterable[Mapping[str, Any]],
) -> pd.Series[float]:
    """The row of one department-year; the recipe's column is called "it"."""
    assert set(rows) <= set(TABLE_NAMES)
    frame = inputs_frame(tables_of(**rows), benchmark_of(policy, it=recipe), [at])
    return frame.iloc[0]
