"""What the classification made of a listing, as it is stored with an import."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assessments.imports.contents_of_code_lists import (
    EstimatedCode,
    EstimatedFamily,
    OperationEstimates,
)
from assessments.imports.counts import HIGHEST
from assessments.imports.parsed import Listing
from assessments.imports.problems import refuse
from benchmarks import library
from benchmarks.casemix import Overrides, Policy, estimate_operations
from benchmarks.definition import Benchmark

NOTHING_ESTIMATED = OperationEstimates(codes=[], families=[], categories={}, bounds=[])


def policy_of(benchmark: Benchmark) -> Policy:
    """The conventions of a benchmark that change what is counted."""
    return Policy(
        spondylolisthesis=benchmark.policy.spondylolisthesis,
        microsurgical_is_mis=benchmark.policy.microsurgical_is_mis,
    )


def default_policy() -> Policy:
    """The conventions of the default benchmark: those of every stored import."""
    return policy_of(library.load(library.DEFAULT_ID))


def find_operations(
    listing: Listing,
    *,
    system: str,
    complete: bool,
    policy: Policy | None = None,
    overrides: Overrides = (),
) -> OperationEstimates:
    """Estimate the operations of a listing. Raises `UnreadableFile` where they are absurdly many.

    `overrides`: what the hospital classifies otherwise.
    """
    estimate = estimate_operations(
        listing.procedure_frame(),
        listing.diagnosis_frame(),
        system=system,
        complete=complete,
        policy=policy or default_policy(),
        overrides=overrides,
    )
    most = max(found.high or found.likely for found in estimate.categories.values())
    if most > HIGHEST:
        raise refuse("huge_count", text=str(most))
    codes, families = _records(estimate.codes), _records(estimate.families)
    return OperationEstimates(
        codes=[EstimatedCode.from_json(row) for row in codes],
        families=[EstimatedFamily.from_json(row) for row in families],
        categories=dict(estimate.categories),
        bounds=list(estimate.bounds),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Its rows with plain Python numbers and truth values instead of numpy's."""
    return [
        {
            str(name): value.item() if hasattr(value, "item") else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
