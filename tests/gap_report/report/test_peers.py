"""Medians of other departments for comparison, without naming any of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assessments.gap_report.report.contents import Peers
from assessments.gap_report.report.peers import FEWEST_PEERS, peers_of
from benchmarks.scoring.engine import score
from tests.benchmarks.build import frame_of, small_benchmark

BENCHMARK = small_benchmark(
    {
        "measures": [
            {"id": "a", "domain": "MIS", "inputs": ["mis"], "thresholds": [1, 2, 3]},
            {"id": "b", "domain": "DEF", "inputs": ["def"], "thresholds": [1, 2, 3]},
        ]
    }
)


def peers(*rows: Mapping[str, float]) -> Peers | None:
    return peers_of(score(frame_of(*rows), BENCHMARK))


@pytest.mark.parametrize("count", range(1, FEWEST_PEERS))
def test_fewer_than_three_would_give_one_away(count: int) -> None:
    assert peers(*[{"mis": 3, "def": 3}] * count) is None


def test_three_have_a_median_of_each_domain() -> None:
    # Indices 0, 33.3 and 100; and 66.7 three times.
    found = peers({"mis": 0, "def": 2}, {"mis": 3, "def": 2}, {"mis": 1, "def": 2})
    assert found is not None
    assert found.medians == {"MIS": pytest.approx(100 / 3), "DEF": pytest.approx(200 / 3)}
    assert found.count == 3
    assert found.statement == ("Median of 3 other departments you may see, of the same care tier.")


def test_median_of_an_even_number_lies_in_the_middle() -> None:
    found = peers(*({"mis": level} for level in (0, 1, 2, 3)))
    assert found is not None
    assert found.medians["MIS"] == pytest.approx(50)


def test_domain_known_of_fewer_than_three_has_no_median() -> None:
    found = peers({"mis": 1, "def": 1}, {"mis": 2, "def": 1}, {"mis": 3}, {"mis": 3})
    assert found is not None
    assert set(found.medians) == {"MIS"}
    assert found.count == 4


def test_count_is_that_of_the_domain_known_of_most() -> None:
    found = peers({"mis": 1, "def": 1}, {"mis": 2, "def": 1}, {"mis": 3, "def": 1}, {"mis": 3})
    assert found is not None
    assert set(found.medians) == {"MIS", "DEF"}
    assert found.count == 4


def test_departments_without_any_index_are_no_peers() -> None:
    assert peers({}, {}, {}, {}) is None
