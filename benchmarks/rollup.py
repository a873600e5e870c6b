"""From the levels of measures to domains, indices and rungs.

Sums run over whole numbers only (weights and points), so they are exact in any order; the one
place where fractions are combined and the one where they are rounded are functions of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.definition import LEVELS
from benchmarks.layout import Bools, Floats, RuleLayout, Weights

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
_BLOCK = 200_000  # multiplications


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


def gates(met: Bools, possible: Bools, applicable: Bools, rules: RuleLayout) -> tuple[Gate, Gate]:
    """The certain and the possible levels of every domain.

    A level is reached when it and each level asked below pass. It passes when every mandatory
    measure meets it and so does enough of the weight of the rest. Levels at which nothing is asked
    are passed over, but are never reached themselves. `met` and `possible` are
    (3, measures, rows), `applicable` (measures, rows).
    """
    asked = _sums(rules.gate_in, applicable)
    return _gate(met, asked, rules), _gate(possible, asked, rules)


def _gate(reached: Bools, asked: Int32s, rules: RuleLayout) -> Gate:
    """`asked` is (3, 2, domains, rows): number of mandatory measures, weight of the rest."""
    level, next_level = np.zeros(asked.shape[2:], np.int8), np.zeros(asked.shape[2:], np.int8)
    climbing = np.ones(asked.shape[2:], dtype=np.bool_)
    rest_met = np.empty_like(asked[:, 1])
    for at, number in enumerate(LEVELS):
        mandatory_met, rest_met[at] = _sums(rules.gate_in[at], reached[at])
        mandatory_asked, rest_asked = asked[at]
        passes = mandatory_met == mandatory_asked
        passes &= 100 * rest_met[at] >= rules.pass_percent * rest_asked
        next_level[climbing & ~passes] = number
        climbing &= passes  # where nothing is asked, nothing fails
        level[climbing & ((mandatory_asked > 0) | (rest_asked > 0))] = number
    return Gate(level, next_level, rest_met, asked[:, 1])


def _sums(weights: Weights, lines: NDArray[Any]) -> Int32s:
    """Weighted sums of the measures of each domain: (..., k, m) x (m, rows) -> (..., k, rows).

    A block of rows at a time: it stays in the processor's cache, and is too small for the linear
    algebra library to start threads for, which costs more than it gains.
    """
    flat = weights.reshape(-1, weights.shape[-1])
    total = np.empty((len(flat), lines.shape[1]), dtype=np.int32)
    block = max(_BLOCK // flat.size, 1)
    for start in range(0, lines.shape[1], block):
        part = lines[:, start : start + block].astype(np.float32)
        total[:, start : start + block] = flat @ part
    return total.reshape(*weights.shape[:-1], lines.shape[1])


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
    points, hoped = _sums(rules.weight_in, level), _sums(rules.weight_in, possible)
    points_max, points_all = (_sums(rules.top_points_in, known) for known in (scored, applicable))
    return Indices(
        points=points,
        points_max=points_max,
        index=_per_cent(points, points_max),
        index_worst=_per_cent(points, points_all),
        index_best=_per_cent(hoped, points_all),
        coverage=_per_cent(_sums(rules.weight_in, scored), _sums(rules.weight_in, applicable)),
    )


def overall_coverage(scored: Bools, applicable: Bools, rules: RuleLayout) -> Floats:
    """(rows,) weight scored of weight applicable, over all domains, per cent."""
    known, there = (_sums(rules.weight_in, lines).sum(axis=0) for lines in (scored, applicable))
    return _per_cent(known, there)


def _per_cent(part: Int32s, whole: Int32s) -> Floats:
    """100 x part / whole, NaN where the whole is nothing."""
    with np.errstate(invalid="ignore"):
        return 100.0 * part / whole


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
