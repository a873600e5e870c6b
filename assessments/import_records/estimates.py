"""Estimates of the operations of a listing, in the form that is stored with an import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from assessments.import_records.code_list_contents import (
    EstimatedCode,
    EstimatedFamily,
    ListedDepartment,
    OperationEstimates,
)
from assessments.import_records.code_systems import spine_codes
from assessments.import_records.counts import HIGHEST
from assessments.import_records.department_keys import department_words, listed_departments
from assessments.import_records.listings import Listing
from assessments.import_records.overrides import OverrideNote, overrides_by_system
from assessments.import_records.problems import refuse
from benchmarks import library
from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.estimates import estimate_operations
from benchmarks.casemix.rules import CasemixPolicy
from benchmarks.library.definition import Benchmark

NOTHING_ESTIMATED = OperationEstimates(codes=[], families=[], categories={}, bounds=[])


def policy_of(benchmark: Benchmark) -> CasemixPolicy:
    """The conventions of a benchmark that change what is counted."""
    return CasemixPolicy(
        spondylolisthesis=benchmark.policy.spondylolisthesis,
        microsurgical_is_mis=benchmark.policy.microsurgical_is_mis,
    )


def default_policy() -> CasemixPolicy:
    """The conventions of the default benchmark: those of every stored import."""
    return policy_of(library.load(library.DEFAULT_ID))


def find_operations(
    listing: Listing,
    *,
    system: str,
    complete: bool,
    policy: CasemixPolicy | None = None,
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


def estimates_of_choice(
    listings: tuple[Listing, ...],
    chosen: str,
    system: str,
    complete: bool,
    notes: Sequence[OverrideNote],
) -> dict[str, Any]:
    """The fields of `CodeListEstimates` that depend on how the file is read.

    `chosen`: the key of a listing. Nothing is estimated while one of several must be chosen. Raises
    `UnreadableFile` where none has this key.
    """
    own = overrides_by_system(notes).get(system, ())
    counts = spine_codes(listings, system, own)
    choices = [
        ListedDepartment(
            key=one.key,
            name=one.name,
            specialty_keys=list(one.specialty_keys),
            spine_codes=counts[one.key],
        )
        for one in listings
    ]
    if len(listings) == 1:
        chosen = listings[0].key
    elif chosen and chosen not in {one.key for one in listings}:
        words = [
            department_words(one.key, one.name, one.specialty_keys, one.spine_codes)
            for one in choices
        ]
        raise refuse("unknown_listing", departments=listed_departments(words))
    found = NOTHING_ESTIMATED
    for one in listings:
        if one.key == chosen:
            found = find_operations(one, system=system, complete=complete, overrides=own)
    return {"listing": chosen, "choices": choices, "overrides": list(notes), **dict(found)}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Its rows with plain Python numbers and truth values instead of numpy's."""
    return [
        {
            str(name): value.item() if hasattr(value, "item") else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
