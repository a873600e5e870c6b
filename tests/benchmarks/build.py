"""Small benchmarks and frames for tests, from the few facts that matter to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.library import load
from benchmarks.library.definition import (
    Benchmark,
    Domain,
    Input,
    Measure,
    Option,
    Policy,
    Reference,
    Rung,
    Threshold,
    VersionChange,
)

KINDS: dict[str, dict[str, Any]] = {
    "count": {"max": 100_000},
    "number": {"max": 100_000},
    "percent": {"max": 100},
    "yes_no": {"max": 1},
}


def small_benchmark(facts: Mapping[str, Any]) -> Benchmark:
    """A benchmark from `measures` and, if given, `inputs`, `domains`, `rungs`, ...

    `thresholds` is a list of three numbers, where "unknown" stands for a threshold without a value
    and "none" for no threshold. Inputs are counts, or yes/no where the formula counts answers,
    unless `inputs` names their kind.
    """
    measures = [_measure(m) for m in facts["measures"]]
    used = list(dict.fromkeys(name for m in measures for name in m.inputs))
    answers = {name for m in measures if m.formula in {"count_of", "steps"} for name in m.inputs}
    kinds = {name: "yes_no" if name in answers else "count" for name in used}
    kinds |= facts.get("inputs", {})
    domains = facts.get("domains") or dict.fromkeys([m.domain for m in measures], "pillar")
    rungs = facts.get("rungs") or {"first": dict.fromkeys(domains, 1)}
    return Benchmark(
        id="small", version="1.0", title="Small", issuer="Nobody", status="draft",
        valid_from=date(2026, 1, 1), summary="For tests", disclaimer="Orientation",
        authored_by="Nobody", checked_by="Nobody",
        reviewed_on=date(2026, 1, 1), next_review=date(2027, 1, 1),
        policy=Policy(
            microsurgical_is_mis=False, spondylolisthesis="DEG", augmentation_cap_percent=10,
            optional_pass_percent=facts.get("optional_pass_percent", 50),
        ),
        references=[Reference(id="nobody", title="None", publisher="Nobody", date="2026")],
        changes=[VersionChange(version="1.0", date=date(2026, 1, 1), text="First")],
        domains=[Domain(id=d, label=d, summary=d, kind=kind) for d, kind in domains.items()],
        rungs=[Rung(id=r, label=r, summary=r, requires=needs) for r, needs in rungs.items()],
        inputs=[_input(name, kinds[name]) for name in used],
        measures=measures,
    )  # fmt: skip


def _input(name: str, kind: str) -> Input:
    common: dict[str, Any] = {
        "id": name, "label": name, "help": name, "unit": "-", "source": "reported",
        "section": "structure",
    }  # fmt: skip
    if kind.startswith("choice"):
        highest = int(kind.removeprefix("choice"))
        options = [Option(value=v, label=str(v)) for v in range(highest + 1)]
        return Input(**common, kind="choice", max=highest, options=options)
    return Input(**common, kind=kind, **KINDS[kind])  # type: ignore[arg-type] # kinds of the table


def _measure(facts: Mapping[str, Any]) -> Measure:
    given = dict(facts)
    thresholds = [
        Threshold(
            level=level,  # type: ignore[arg-type] # 1, 2, 3 in turn
            value=None if value == "unknown" else float(value),
            grade="C", source="nobody", place="nowhere",
        )
        for level, value in enumerate(given.pop("thresholds"), start=1)
        if value != "none"
    ]  # fmt: skip
    defaults: dict[str, Any] = {
        "domain": "DEF", "formula": "value", "inputs": [given["id"] + "_input"], "better": "higher",
        "weight": 1, "levers": ["process"], "unit": "-",
    }  # fmt: skip
    steps = given.get("steps")
    if steps:
        given["inputs"] = sorted({name for step in steps for name in step})
    return Measure(
        **defaults | given, label=given["id"], sentence=given["id"], thresholds=thresholds
    )


def frame_of(*rows: Mapping[str, float]) -> pd.DataFrame:
    """A frame with one row for each mapping of columns to values; what is left out is NaN."""
    return pd.DataFrame([dict(row) for row in rows], dtype="float64")


def german_departments(rows: int) -> pd.DataFrame:
    """Random answers to the German benchmark, one in ten missing; the same on every call."""
    random = np.random.default_rng(7)
    benchmark = load("german-three-pillar")
    columns = {
        i.id: random.integers(0, int(min(i.max, 200)) + 1, rows).astype(float)
        for i in benchmark.inputs
    }
    for measure in benchmark.measures:
        if measure.formula in {"share", "rate"}:
            part, whole = measure.inputs
            columns[part] = np.floor(columns[whole] * random.random(rows) ** 4)
    frame = pd.DataFrame(columns)
    return frame.mask(random.random(frame.shape) < 0.1).copy()
