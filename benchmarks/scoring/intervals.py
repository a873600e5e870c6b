"""Confidence intervals for observed proportions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z_95 = 1.959963984540054  # standard normal quantile of 97.5 %: a two-sided 95 % interval


def wilson(events: Floats, cases: Floats, z: float = Z_95) -> tuple[Floats, Floats]:
    """Wilson score interval of `events` out of `cases`, as proportions, element by element.

    Takes arrays of one shape (or broadcastable) with 0 <= events <= cases and returns (low, high)
    within 0..1. Where there are no cases, or a value is NaN, both limits are NaN. The limits are
    exactly 0 without events and exactly 1 when every case is an event.
    Source: Wilson, J Am Stat Assoc 1927;22:209-212; Newcombe, Stat Med 1998;17:857-872, method 3.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = events / cases
        room = z * z / cases
        centre = share + room / 2
        half = np.sqrt(room * (share * (1 - share) + room / 4))
        low = np.maximum((centre - half) / (1 + room), 0.0)
        high = np.minimum((centre + half) / (1 + room), 1.0)
    # The subtraction leaves a last-bit remainder where the limit is a whole number.
    return np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)
