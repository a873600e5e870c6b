"""Wilson intervals against published and independently computed limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from benchmarks.scoring.intervals import Z_95, wilson


# Newcombe, Stat Med 1998;17:857-872, table I, method 3.
@pytest.mark.parametrize(
    ("events", "cases", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_limits_are_reproduced(
    events: float, cases: float, low: float, high: float
) -> None:
    limits = wilson(np.array([events]), np.array([cases]))
    assert [round(float(limit[0]), 4) for limit in limits] == [low, high]


def test_limits_agree_with_scipy_over_a_grid_of_counts() -> None:
    pairs = [(e, n) for n in (1, 2, 7, 50, 999) for e in (0, 1, n // 3, n - 1, n)]
    events, cases = np.array(pairs, dtype=float).T
    limits = wilson(events, cases)
    wanted = [binomtest(e, n).proportion_ci(0.95, method="wilson") for e, n in pairs]
    np.testing.assert_allclose(limits[0], [w.low for w in wanted], atol=1e-12)
    np.testing.assert_allclose(limits[1], [w.high for w in wanted], atol=1e-12)


def test_limits_are_whole_where_nothing_or_everything_happened() -> None:
    cases = np.arange(1.0, 2000.0)
    low, high = wilson(np.zeros_like(cases), cases)
    assert (low == 0).all()
    assert ((high > 0) & (high < 1)).all()
    low, high = wilson(cases, cases)
    assert (high == 1).all()
    assert ((low > 0) & (low < 1)).all()


def test_no_cases_and_no_answer_yield_no_limits() -> None:
    low, high = wilson(np.array([0.0, np.nan, 1.0]), np.array([0.0, 10.0, np.nan]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_endless_cases_without_events_leave_no_room_for_chance() -> None:
    low, high = wilson(np.array([3.0]), np.array([np.inf]))
    assert (low[0], high[0]) == (0.0, 0.0)


def test_a_wider_confidence_widens_the_interval() -> None:
    events, cases = np.array([5.0]), np.array([60.0])
    narrow, wide = wilson(events, cases, Z_95), wilson(events, cases, 3.0)
    assert wide[0] < narrow[0]
    assert wide[1] > narrow[1]
