"""Sentences about implausible recorded values."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.gap_report.report.gaps import gap_rows
from benchmarks.scoring.tolerant_scoring import score_tolerantly
from tests.benchmarks.build import frame_of, small_benchmark
from tests.gap_report.report.contexts import context_of, rows_of
from tests.gap_report.report.examples import RATE, SERVICES, SURGEONS


def told(measure: dict[str, Any], answers: dict[str, float]) -> tuple[str, str, str]:
    """Value and reason of the measure's row, and the statement of its gap."""
    benchmark = small_benchmark({"measures": [measure]})
    judged = score_tolerantly(frame_of(answers), benchmark)
    context = context_of(benchmark, judged.inputs, implausible=judged.implausible)
    rows = rows_of(context)
    (gap,) = gap_rows(context, rows)
    return rows[0].value_text, rows[0].reason_text, gap.statement


@pytest.mark.parametrize(
    ("value", "shown"), [(1e300, "1e+300"), (100_001, "100,001"), (-2.5, "-2.5"), (1e13, "1e+13")]
)
def test_value_outside_the_range_names_value_and_range(value: float, shown: str) -> None:
    expected = (
        f"people: {shown} is recorded, but only 0 to 100,000 is possible. "
        "It is taken as not reported."
    )
    assert told(SURGEONS, {"people": value}) == ("not reported", expected, expected)


def test_part_above_its_whole_names_both() -> None:
    part, whole = RATE["inputs"]
    expected = f"{part}: 9 is recorded, more than {whole}. It is taken as not reported."
    assert told(RATE, {part: 9, whole: 5})[1] == expected


def test_one_wrong_answer_of_several_is_told_beside_those_that_count() -> None:
    first, second, *_others = SERVICES["inputs"]
    value, reason, _statement = told(SERVICES, {first: 1, second: 4})
    assert "1 of" in value
    assert reason.startswith(f"{second}: 4 is recorded, but only 0 to 1 is possible.")


def test_nothing_is_told_where_nothing_is_implausible() -> None:
    assert told(SURGEONS, {"people": 0})[1] == ""
