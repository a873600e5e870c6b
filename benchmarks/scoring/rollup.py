"""From the levels of measures to domains, indices and rungs.

Only whole numbers (weights and points) are added up, so the sums are exact in any order. `overall`
is the only function that combines fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.library.definition import LEVELS
from benchmarks.scoring.layout import Bools, Floats, RuleLayout, Weights

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
_NEXT = np.array([*LEVELS, 0], dtype=np.int8)  # the next level, by the number of levels passed
_MULTIPLICATIONS = 200_000  # at most so many in one matrix product


@dataclass(frozen=True, slots=True)
class Gate:
    """The levels that the domains reach, (domains, rows).

    `next_level` is the lowest level that does not pass, 0 when none is left. `rest_met` and
    `rest_asked` are the weights of the non-mandatory measures at each level, (3, domains, rows).
    """

    level: Int8s
    next_level: Int8s
    rest_met: Int32s
    rest_asked: Int32s


def gates(met: Bools, possible: Bools, applicable: Bools, rules: RuleLayout) -> tuple[Gate, Gate]:
    """The certain and the possible levels of every domain.

    A level is reached when it and each level asked below pass. It passes when every mandatory
    measure meets it and so does enough of the weight of the rest. Levels at which nothing is asked
    are passed over, but are never reached themselves. `met` and `possible` are
    (3, measures, rows), `applicable` (measures, rows).
    """
    asked = _by_gate(_applicable_sums(rules.gate_in, applicable, rules))
    return _gate(met, asked, rules), _gate(possible, asked, rules)


def _gate(reached: Bools, asked: Int32s, rules: RuleLayout) -> Gate:
    """`asked` is (3, 2, domains, rows): number of mandatory measures, weight of the rest."""
    fulfilled = _by_gate(_sums(rules.gate_in, reached))
    enough = 100 * fulfilled[:, 1] >= rules.pass_percent * asked[:, 1]
    passes = enough & (fulfilled[:, 0] == asked[:, 0])
    has_measures = (asked[:, 0] | asked[:, 1]) > 0
    passed_so_far = np.ones(passes.shape[1:], dtype=np.bool_)
    level, passed = np.zeros(passed_so_far.shape, np.int8), np.zeros(passed_so_far.shape, np.int8)
    for at, number in enumerate(LEVELS):
        passed_so_far &= passes[at]  # where nothing is asked, nothing fails
        passed += passed_so_far
        np.maximum(level, np.int8(number) * (passed_so_far & has_measures[at]), out=level)
    return Gate(level, _NEXT.take(passed), fulfilled[:, 1], asked[:, 1])


def _by_gate(sums: Int32s) -> Int32s:
    """(3, 2, domains, rows): at each level, number of mandatory measures and weight of the rest."""
    levels, lines, rows = sums.shape
    return sums.reshape(levels, 2, lines // 2, rows)


def _sums(weights: Weights, lines: NDArray[Any]) -> Int32s:
    """Weighted sums over measures: (..., sums, measures) x (..., measures, rows).

    Few rows at a time, so that the linear algebra library starts no threads: they would cost more
    time than they save.
    """
    sums, measures = weights.shape[-2:]
    step = max(_MULTIPLICATIONS // (sums * measures), 1)
    parts = [
        weights @ lines[..., start : start + step].astype(np.float32)
        for start in range(0, max(lines.shape[-1], 1), step)
    ]
    return np.concatenate(parts, axis=-1).astype(np.int32)


def _applicable_sums(weights: Weights, applicable: Bools, rules: RuleLayout) -> Int32s:
    """Weighted sums over the applicable measures: those of all, less those not applicable."""
    conditional = rules.conditional
    not_applicable = np.einsum(
        "...sm,mr->...sr", weights[..., conditional].astype(np.int32), ~applicable[conditional]
    )
    total: Int32s = weights.sum(axis=-1, keepdims=True).astype(np.int32) - not_applicable
    return total


def blocking(met: Bools, applicable: Bools, next_level: Int8s, rules: RuleLayout) -> Bools:
    """(measures, rows): mandatory at the next level of its domain, and not met there."""
    blocks = np.zeros(applicable.shape, dtype=np.bool_)
    for at, number in enumerate(LEVELS):
        lines = rules.mandatory[at]
        wanted = next_level[rules.domain[lines]] == number
        blocks[lines] |= wanted & ~met[at, lines] & applicable[lines]
    return blocks


@dataclass(frozen=True, slots=True)
class Indices:
    """Points and indices of the domains, (domains, rows); indices and coverage in per cent.

    `overall_coverage` is (rows,): weight scored / weight applicable, over all domains.
    """

    points: Int32s
    points_max: Int32s
    index: Floats
    index_worst: Floats
    index_best: Floats
    coverage: Floats
    overall_coverage: Floats


def indices(
    level: Int8s, possible: Int8s, scored: Bools, applicable: Bools, rules: RuleLayout
) -> Indices:
    """Points in per cent of the possible points.

    `index` is about the scored measures only; `index_worst` and `index_best` are about all
    applicable ones, with the unknown counted as failed and as passed.
    """
    points, points_best, weight = _sums(rules.weight_in, np.stack([level, possible, scored]))
    weight_all = _applicable_sums(rules.weight_in, applicable, rules)
    points_max = _sums(rules.top_points_in, scored)
    points_all = _applicable_sums(rules.top_points_in, applicable, rules)
    return Indices(
        points=points,
        points_max=points_max,
        index=_per_cent(points, points_max),
        index_worst=_per_cent(points, points_all),
        index_best=_per_cent(points_best, points_all),
        coverage=_per_cent(weight, weight_all),
        overall_coverage=_per_cent(weight.sum(axis=0), weight_all.sum(axis=0)),
    )


def _per_cent(part: Int32s, whole: Int32s) -> Floats:
    """100 x part / whole, NaN where the whole is 0."""
    with np.errstate(invalid="ignore"):
        return 100.0 * part / whole


def overall(index: Floats, rules: RuleLayout) -> Floats:
    """(rows,) geometric mean of the pillars, each at least 1; NaN where a pillar has no index.

    The geometric mean makes imbalance costly: a strong pillar does not fully make up for a weak
    one. Rounded to nine decimals, because the last bits of a root differ between
    machines.
    """
    pillars = np.maximum(index[rules.pillars], 1.0)
    product = np.multiply.reduce(pillars, axis=0)
    mean: Floats = np.round(product ** (1.0 / len(rules.pillars)), 9)
    return mean


def rung(domain_level: Int8s, rules: RuleLayout) -> Int8s:
    """(rows,) the highest rung that is fulfilled together with all below it; 0 for none."""
    fulfilled = (domain_level >= rules.rungs[:, :, np.newaxis]).all(axis=1)
    reached: Int8s = fulfilled.sum(axis=0, dtype=np.int8)
    return reached
