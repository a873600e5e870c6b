"""A benchmark as arrays, computed once, so that scoring is arithmetic on whole matrices.

Internally every matrix has one line per input, measure or domain and one column per
department-year, so a parameter of the benchmark is a column vector that fits all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.library.definition import LEVELS, Benchmark, Measure
from benchmarks.library.memo import memoised

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]  # whole numbers far below 2**24, so float32 sums are exact
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

LOW, HIGH = ":low", ":high"
_WHOLE_NUMBER_KINDS = {"yes_no", "choice"}


@dataclass(frozen=True, slots=True)
class InputLayout:
    """The inputs' columns and allowed values: p inputs, of which q may be estimates."""

    ids: tuple[str, ...]
    columns: pd.Index[str]  # p values, then q lower and q upper ends
    estimable: Places  # q lines of the inputs that may carry an interval
    minimum: Floats  # (p, 1)
    maximum: Floats  # (p, 1)
    whole: Places  # lines of yes/no and choice inputs
    percent: Places  # lines whose maximum is a natural bound
    parts: Places  # lines of inputs that are a part of another input ...
    wholes: Places  # ... and, in the same order, the lines of those other inputs


@dataclass(frozen=True, slots=True)
class StepsLayout:
    """The s measures of formula `steps`, with t steps in all, on u inputs."""

    lines: Places  # (s,)
    used: Places  # (u,) lines of the inputs any of them uses
    uses: Floats  # (s, u) 1 where the measure uses the input
    up_to: Floats  # (t, u) 1 where the step, or one before it, needs the input
    steps: Floats  # (s, t) 1 where the step is the measure's


@dataclass(frozen=True, slots=True)
class FormulaLayout:
    """For each formula the lines of its measures, and of the inputs that they use."""

    first: Places  # (m,) line of the first input of every measure
    share: Places
    numerator: Places
    denominator: Places
    rate: Places
    events: Places
    cases: Places
    minimum_cases: Floats  # (rates, 1)
    count: Places
    counted: Places  # lines of the inputs any count uses
    count_uses: Floats  # (counts, counted) 1 where the measure counts the input
    steps: StepsLayout
    own_ends: Places  # lines of the measures that may have an interval even of exact inputs


@dataclass(frozen=True, slots=True)
class RuleLayout:
    """Thresholds, weights and gates: m measures, k domains, three levels."""

    lower: Places  # lines of the measures of which less is better
    bars: Floats  # (3, m) threshold; NaN where nothing is asked
    asked: Bools  # (3, m)
    top: NDArray[np.int8]  # (m, 1) highest level with a known threshold, or 0
    weight: NDArray[np.int32]  # (m, 1)
    domain: Places  # (m,)
    mandatory: tuple[Places, ...]  # for each level, the lines of what is mandatory there
    conditional: Places  # lines of the measures that can be not applicable
    gate_in: Weights  # (3, 2k, m) 1 where mandatory; weight where asked, but not mandatory
    weight_in: Weights  # (k, m)
    top_points_in: Weights  # (k, m) weight x top
    pass_percent: int
    pillars: Places
    rungs: NDArray[np.int8]  # (rungs, k) level a rung, or one below it, requires of a domain


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything `score` needs of a benchmark."""

    measure_ids: tuple[str, ...]
    domain_ids: tuple[str, ...]
    inputs: InputLayout
    formulas: FormulaLayout
    rules: RuleLayout


@memoised
def layout_of(benchmark: Benchmark) -> Layout:
    """The layout of a benchmark, computed once for each benchmark object."""
    return Layout(
        measure_ids=tuple(m.id for m in benchmark.measures),
        domain_ids=tuple(d.id for d in benchmark.domains),
        inputs=_inputs(benchmark),
        formulas=_formulas(benchmark),
        rules=_rules(benchmark),
    )


def _places(lines: list[int]) -> Places:
    return np.array(lines, dtype=np.intp)


def _column(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)[:, np.newaxis]


def _inputs(benchmark: Benchmark) -> InputLayout:
    inputs = benchmark.inputs
    ids = [i.id for i in inputs]
    place = {name: line for line, name in enumerate(ids)}
    estimable = [line for line, i in enumerate(inputs) if i.kind not in _WHOLE_NUMBER_KINDS]
    pairs = sorted({(m.inputs[0], m.inputs[1]) for m in benchmark.measures if _is_ratio(m)})
    return InputLayout(
        ids=tuple(ids),
        columns=pd.Index(ids + [ids[e] + end for end in (LOW, HIGH) for e in estimable]),
        estimable=_places(estimable),
        minimum=_column([i.min for i in inputs]),
        maximum=_column([i.max for i in inputs]),
        whole=_places([line for line, i in enumerate(inputs) if i.kind in _WHOLE_NUMBER_KINDS]),
        percent=_places([line for line, i in enumerate(inputs) if i.kind == "percent"]),
        parts=_places([place[part] for part, _ in pairs]),
        wholes=_places([place[whole] for _, whole in pairs]),
    )


def _is_ratio(measure: Measure) -> bool:
    return measure.formula in {"share", "rate"}


def _formulas(benchmark: Benchmark) -> FormulaLayout:
    place = {i.id: line for line, i in enumerate(benchmark.inputs)}
    numbered = list(enumerate(benchmark.measures))

    def lines(formula: str) -> Places:
        return _places([line for line, m in numbered if m.formula == formula])

    def used(formula: str, nth: int) -> Places:
        return _places([place[m.inputs[nth]] for _, m in numbered if m.formula == formula])

    counted, count_uses = _uses([m for _, m in numbered if m.formula == "count_of"], place)
    return FormulaLayout(
        first=_places([place[m.inputs[0]] for _, m in numbered]),
        share=lines("share"),
        numerator=used("share", 0),
        denominator=used("share", 1),
        rate=lines("rate"),
        events=used("rate", 0),
        cases=used("rate", 1),
        minimum_cases=_column([m.minimum_cases for _, m in numbered if m.formula == "rate"]),
        count=lines("count_of"),
        counted=counted,
        count_uses=count_uses,
        own_ends=_places(
            [line for line, m in numbered if m.formula in {"rate", "count_of", "steps"}]
        ),
        steps=_steps(lines("steps"), [m for _, m in numbered if m.formula == "steps"], place),
    )


def _uses(measures: list[Measure], place: dict[str, int]) -> tuple[Places, Floats]:
    """The lines of the inputs these measures use, and which measure uses which of them."""
    used = sorted({place[name] for m in measures for name in m.inputs})
    return _places(used), _membership([{place[name] for name in m.inputs} for m in measures], used)


def _membership(rows: list[set[int]], columns: list[int]) -> Floats:
    """A matrix with 1 where the row's set contains the column's number, else 0."""
    return np.array([[float(at in row) for at in columns] for row in rows]).reshape(
        len(rows), len(columns)
    )


def _steps(lines: Places, measures: list[Measure], place: dict[str, int]) -> StepsLayout:
    used, uses = _uses(measures, place)
    needed = [
        {place[name] for step in measure.steps[: last + 1] for name in step}
        for measure in measures
        for last in range(len(measure.steps))
    ]
    owner = [{at} for at, measure in enumerate(measures) for _ in measure.steps]
    return StepsLayout(
        lines=lines,
        used=used,
        uses=uses,
        up_to=_membership(needed, used.tolist()),
        steps=_membership(owner, list(range(len(measures)))).T,
    )


def _threshold_value(measure: Measure, level: int) -> float:
    threshold = measure.threshold(level)
    if threshold is None or threshold.value is None:
        return np.nan
    return threshold.value


def _rules(benchmark: Benchmark) -> RuleLayout:
    measures = benchmark.measures
    place = {d.id: line for line, d in enumerate(benchmark.domains)}
    domain = _places([place[m.domain] for m in measures])
    bars = np.array([[_threshold_value(m, level) for m in measures] for level in LEVELS])
    asked = ~np.isnan(bars)
    level_number = np.array(LEVELS)[:, np.newaxis]
    starts = np.array([m.mandatory_from or len(LEVELS) + 1 for m in measures])
    mandatory = asked & (starts <= level_number)
    weight = np.array([m.weight for m in measures])
    top = (asked * level_number).max(axis=0)
    member = np.arange(len(place))[:, np.newaxis] == domain
    gates = np.stack([mandatory, weight * (asked & ~mandatory)], axis=1)
    rungs = np.array(
        [[rung.requires.get(d.id, 0) for d in benchmark.domains] for rung in benchmark.rungs]
    )
    pillars = [place[d.id] for d in benchmark.domains if d.kind == "pillar"]
    return RuleLayout(
        lower=_places([line for line, m in enumerate(measures) if m.better == "lower"]),
        bars=bars,
        asked=asked,
        top=top.astype(np.int8)[:, np.newaxis],
        weight=weight.astype(np.int32)[:, np.newaxis],
        domain=domain,
        mandatory=tuple(np.flatnonzero(level) for level in mandatory),
        conditional=_places([n for n, m in enumerate(measures) if m.formula == "share"]),
        gate_in=(member * gates[:, :, np.newaxis])
        .reshape(len(LEVELS), -1, len(measures))
        .astype(np.float32),
        weight_in=(member * weight).astype(np.float32),
        top_points_in=(member * weight * top).astype(np.float32),
        pass_percent=benchmark.policy.optional_pass_percent,
        pillars=_places(pillars or list(place.values())),
        rungs=np.maximum.accumulate(rungs.astype(np.int8), axis=0),
    )
