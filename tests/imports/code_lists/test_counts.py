"""Counts as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.import_records.counts import BadCount, read_count


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("12", 12),
        ("0", 0),
        (" 12\t\n", 12),
        ("1.231", 1231),
        ("1,231", 1231),
        ("1 231", 1231),
        ("1\u00a0231", 1231),
        ("1\u202f231", 1231),
        ("1'231", 1231),
        ("12.345.678"[:6], 12345),
        ("12,0", 12),
        ("12.00", 12),
        ("１２３", 123),
        (12, 12),
        (1231.0, 1231),
    ],
)
def test_whole_numbers_in_every_notation(written: object, count: int) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize(
    "written",
    ["<4", "< 4", "＜4", "≤3", "1-3", "1–3", "*", "Datenschutz", "not specified", "k. A.", "k.A"],
)
def test_hidden_counts(written: str) -> None:
    assert read_count(written) is None


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (None, "no_count"),
        ("", "no_count"),
        ("  ", "no_count"),
        ("-3", "negative_count"),
        ("−3", "negative_count"),
        (-3.0, "negative_count"),
        ("2,5", "fraction_count"),
        ("2.5", "fraction_count"),
        (2.5, "fraction_count"),
        ("1.2345", "fraction_count"),
        ("many", "not_a_count"),
        ("٣", "not_a_count"),
        (True, "not_a_count"),
        (float("nan"), "not_a_count"),
        (datetime(2024, 1, 2), "not_a_count"),
        ("<10", "unknown_small_count"),
        ("1-7", "unknown_small_count"),
        ("99999999", "huge_count"),
        ("9" * 500, "huge_count"),
        (1e300, "huge_count"),
    ],
)
def test_what_is_no_count_says_why(written: object, kind: str) -> None:
    with pytest.raises(BadCount) as caught:
        read_count(written)
    assert caught.value.kind == kind


@given(st.integers(0, 999_999))
def test_thousands_signs_do_not_change_the_number(number: int) -> None:
    for sign in (",", ".", " ", "'"):
        assert read_count(f"{number:,}".replace(",", sign)) == number
