"""Ends of axes, and round numbers for their ticks."""

from __future__ import annotations

import math


def ticks(top: float, wanted: int = 4) -> tuple[float, ...]:
    """Round numbers from 0 to at most `top`, in about `wanted` steps."""
    if top <= 0:
        return (0.0,)
    raw = top / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    return tuple(round(step * count, 10) for count in range(math.floor(top / step * 1.001) + 1))


def bar_end(value: float, largest: float, *, lower_is_better: bool, percent: bool) -> float:
    """The end of a bar's scale: beyond its thresholds, but not so far that they crowd near 0.

    `value` is the largest number to be shown (value or upper bound), `largest` the largest
    threshold.
    """
    if percent and not lower_is_better:
        return 100.0
    if largest <= 0:
        return max(value, 1.0)
    stretch = 2.5 if lower_is_better else 1.5
    return min(max(value * 1.02, largest * 1.15), largest * stretch)
