"""What the classification made of a listing, as plain data that is stored with an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assessments.imports.counts import HIGHEST
from assessments.imports.parsed import Listing
from assessments.imports.problems import refuse
from benchmarks import library
from benchmarks.casemix import Overrides, Policy, estimate_operations
from benchmarks.definition import Benchmark
from benchmarks.estimate_bounds import Bound, Range

Findings = dict[str, Any]


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
) -> Findings:
    """Estimate the operations of a listing. Raises `UnreadableFile` where they are absurdly many.

    `overrides`: what the hospital classifies otherwise.

    `codes`: one dict a code as in `Estimate.codes`; `families`: family, low, high; `categories`:
    category -> low, likely, high (None: not known), basis; `bounds`: see `stored_bounds`.
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
    return {
        "codes": _records(estimate.codes.to_dict("records")),
        "families": _records(estimate.families.to_dict("records")),
        "categories": {name: asdict(found) for name, found in estimate.categories.items()},
        "bounds": [
            {
                "category": bound.category,
                "codes": list(bound.codes),
                "limit": bound.limit,
                "allowed": list(bound.allowed),
                "used": bound.used,
            }
            for bound in estimate.bounds
        ],
    }


def stored_bounds(findings: Mapping[str, Any]) -> list[Bound]:
    """The bounds of an import's `findings`, as the estimate gave them."""
    return [
        Bound(
            stored["category"],
            Range(*stored["codes"]),
            stored["limit"],
            Range(*stored["allowed"]),
            stored["used"],
        )
        for stored in findings.get("bounds", [])
    ]


def _records(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Rows with plain Python numbers and truth values instead of numpy's."""
    return [
        {
            str(name): value.item() if hasattr(value, "item") else value
            for name, value in row.items()
        }
        for row in rows
    ]
