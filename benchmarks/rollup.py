"""From the levels of measures to domains, indices and rungs.

Sums run over whole numbers only (weights and points), so they are exact in any order; the one
place where fractions are combined and the one where they are rounded are functions of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.definition import LEVELS
from benchmarks.layout import Bools, Floats, RuleLayout, Weights

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Gate:
    """How far the domains are, (domains, rows).

    `next_level` is the lowest level that does not pass, 0 when none is left. `rest_met` and
    `rest_asked` are the weights of the non-mandatory measures at each level, (3, domains, rows).
    """

    level: Int8s
    next_level: Int8s
    rest_met: Int32s
    rest_asked: Int32s


def gate(met: Bools, applicable: Bools, rules: RuleLayout) -> Gate:
    """The level of every domain: each level asked up to it passes.

    A level passes when every mandatory measure meets it and so does enough of the weight of the
    rest. Levels at which nothing is asked are passed over, but are never reached themselves.
    `met` is (3, measures, rows), `applicable` (measures, rows).
    """
    shape = (len(rules.weight_in), met.shape[2])
    level, next_level = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
    rest_met = np.zeros((len(LEVELS), *shape), np.int32)
    rest_asked = np.zeros((len(LEVELS), *shape), np.int32)
    there = applicable.astype(np.float32)
    climbing = np.ones(shape, dtype=np.bool_)
    for at, number in enumerate(LEVELS):
        reached = met[at].astype(np.float32)
        required = rules.mandatory_in[at] @ there
        rest_met[at] = rules.rest_in[at] @ reached
        rest_asked[at] = rules.rest_in[at] @ there
        asked = (required > 0) | (rest_asked[at] > 0)
        passes = rules.mandatory_in[at] @ reached == required
        passes &= 100 * rest_met[at] >= rules.pass_percent * rest_asked[at]
        next_level[climbing & asked & ~passes] = number
        climbing &= passes | ~asked
        level[climbing & asked] = number
    return Gate(level, next_level, rest_met, rest_asked)


def blocking(met: Bools, applicable: Bools, next_level: Int8s, rules: RuleLayout) -> Bools:
    """(measures, rows): mandatory at the next level of its domain, and not met there."""
    wanted = next_level[rules.domain]
    blocks = np.zeros(applicable.shape, dtype=np.bool_)
    for at, number in enumerate(LEVELS):
        blocks |= (wanted == number) & rules.mandatory[at][:, np.newaxis] & ~met[at]
    return blocks & applicable


@dataclass(frozen=True, slots=True)
class Indices:
    """Points and indices of the domains, (domains, rows); indices and coverage in per cent."""

    points: Int32s
    points_max: Int32s
    index: Floats
    index_worst: Floats
    index_best: Floats
    coverage: Floats


def indices(
    level: Int8s, possible: Int8s, scored: Bools, applicable: Bools, rules: RuleLayout
) -> Indices:
    """Points won of points possible: of what was scored, and with all unknown failed or passed."""
    known, there = scored.astype(np.float32), applicable.astype(np.float32)
    points = rules.weight_in @ level.astype(np.float32)
    hoped = rules.weight_in @ possible.astype(np.float32)
    points_max = rules.top_points_in @ known
    points_all = rules.top_points_in @ there
    return Indices(
        points=points.astype(np.int32),
        points_max=points_max.astype(np.int32),
        index=_per_cent(points, points_max),
        index_worst=_per_cent(points, points_all),
        index_best=_per_cent(hoped, points_all),
        coverage=_per_cent(rules.weight_in @ known, rules.weight_in @ there),
    )


def overall_coverage(scored: Bools, applicable: Bools, rules: RuleLayout) -> Floats:
    """(rows,) weight scored of weight applicable, over all domains, per cent."""
    weight = rules.weight[:, 0].astype(np.float32)
    return _per_cent(weight @ scored.astype(np.float32), weight @ applicable.astype(np.float32))


def _per_cent(part: Weights, whole: Weights) -> Floats:
    """100 x part / whole, NaN where the whole is nothing."""
    with np.errstate(invalid="ignore"):
        return 100 * part.astype(np.float64) / whole.astype(np.float64)


def overall(index: Floats, rules: RuleLayout) -> Floats:
    """(rows,) geometric mean of the pillars, each at least 1; NaN where a pillar has no index.

    Imbalance costs: a weak pillar weighs more than a strong one can make good. Nine decimals are
    kept, because the last bits of a root differ between machines.
    """
    pillars = np.maximum(index[rules.pillars], 1.0)
    product = np.multiply.reduce(pillars, axis=0)
    mean: Floats = np.round(product ** (1.0 / len(rules.pillars)), 9)
    return mean


def rung(domain_level: Int8s, rules: RuleLayout) -> Int8s:
    """(rows,) how many rungs are fulfilled from the first on; 0 is none."""
    fulfilled = (domain_level[np.newaxis] >= rules.rungs[:, :, np.newaxis]).all(axis=1)
    climbed: Int8s = np.logical_and.accumulate(fulfilled, axis=0).sum(axis=0, dtype=np.int8)
    return climbed


def rounded(index: float) -> float:
    """An index as it is shown: one decimal, half away from zero; NaN stays NaN.

    Source: the usual commercial rounding (DIN 1333), which readers check by hand.
    """
    tenths = np.round(index * 10, 6)  # 12.35 x 10 may come out a last bit below the half
    return float(np.floor(tenths + 0.5) / 10)
