"""How numbers, levels, statuses and verdicts read, in every language of the site."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import get_args

import pytest
from django.utils.translation import override

from assessments import wording
from benchmarks.library.definition import Grade, Lever
from benchmarks.scoring.formulas import REASONS, STATUSES

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


# -------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (0.125, 2, "0.13"),
        (0.135, 2, "0.14"),
        (45.25, 1, "45.3"),
        # 1.005 is stored a little below: readers round the digits they see.
        (1.005, 2, "1.01"),
        (2.4999, 0, "2"),
        (0.0, 1, "0.0"),
        (1e-7, 2, "0.00"),
        (-2.5, 0, "-3"),
        (12.34, 1, "12.3"),
        (12.25, 1, "12.3"),
        (66.66666, 1, "66.7"),
        (100.0, 1, "100.0"),
        (69.0496, 1, "69.0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, expected: str) -> None:
    assert wording.rounded(value, decimals) == Decimal(expected)
    assert str(wording.rounded(value, decimals)) == expected


def test_every_half_of_a_tenth_of_an_index_is_rounded_up() -> None:
    halves = range(5, 10000, 10)  # 0.05, 0.15 ... in hundredths
    # An index is a fraction: 12.35 is 247 of 2000 points.
    indices = [100.0 * half / 10000 for half in halves]
    assert [wording.rounded(index, 1) for index in indices] == [
        Decimal(half + 5) / 100 for half in halves
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "1,234,567.13"), ("de", "1.234.567,13"), ("zh-hans", "1234567.13")],
)
def test_thousands_and_decimals_follow_the_language(language: str, expected: str) -> None:
    with override(language):
        assert wording.number(1234567.125, 2) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1,234"), ("de", "1.234"), ("zh-hans", "1234")]
)
def test_whole_numbers_have_no_decimals(language: str, expected: str) -> None:
    with override(language):
        assert wording.number(1233.5) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (8.0, 2, "8"),
        (6.5, 2, "6.5"),
        (6.25, 2, "6.25"),
        (6.04, 1, "6"),
        (100.0, 1, "100"),
        (0.0, 2, "0"),
        (10.0, 0, "10"),
        (1500.0, 1, "1,500"),
        (9.96, 1, "10"),
    ],
)
def test_plain_numbers_have_no_trailing_zeros(value: float, decimals: int, expected: str) -> None:
    assert wording.plain(value, decimals) == expected


def test_plain_number_takes_the_decimal_comma_in_german() -> None:
    with override("de"):
        assert wording.plain(6.5, 2) == "6,5"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("%", f"5{NBSP}%"),
        ("% of patients", f"5{NBSP}% of patients"),
        ("operations a year", "5 operations a year"),
        ("", "5"),
    ],
)
def test_number_and_percent_sign_stay_on_one_line(unit: str, expected: str) -> None:
    assert wording.with_unit("5", unit) == expected


@pytest.mark.parametrize(("unit", "percent"), [("% of patients", True), ("per cent", False)])
def test_unit_is_a_percentage_by_its_sign(unit: str, percent: bool) -> None:
    assert wording.is_percent(unit) is percent


def test_percent_is_whole_and_rounded_half_up() -> None:
    assert wording.percent(82.5) == f"83{NBSP}%"


# ------------------------------------------------------------------------------------ intervals


@pytest.mark.parametrize(
    ("low", "high", "decimals", "expected"),
    [
        (1.84, 9.36, 1, "1.8–9.4"),
        (9, 21, 0, "9–21"),
        (0, 0, 0, "0"),
        (4.18, 4.22, 1, "4.2"),
        (1000, 2000, 0, "1,000–2,000"),
    ],
)
def test_span_joins_its_ends_unless_they_read_the_same(
    low: float, high: float, decimals: int, expected: str
) -> None:
    assert wording.span(low, high, decimals) == expected


@pytest.mark.parametrize("high", [None, math.inf])
def test_span_without_an_upper_bound_starts_somewhere(high: float | None) -> None:
    assert wording.span(9, high) == "from 9"


def _measured(value: float, low: float, high: float | None, **told: bool | int | str) -> str:
    unit, decimals = str(told.get("unit", "% of patients")), int(told.get("decimals", 1))
    return wording.measured(
        value, low, high, unit=unit, decimals=decimals, estimated=bool(told.get("estimated"))
    )


def test_exact_value_has_no_interval() -> None:
    assert _measured(31, 31, 31, unit="operations a year", decimals=0) == "31 operations a year"


def test_rate_shows_its_interval() -> None:
    assert _measured(4.2, 1.8, 9.4) == f"4.2{NBSP}% of patients (1.8–9.4)"


def test_estimate_shows_its_interval_and_says_so() -> None:
    text = _measured(15, 9, 21, unit="operations a year", decimals=0, estimated=True)
    assert text == "9–21 operations a year (estimate)"


def test_estimate_without_upper_bound_says_from_where() -> None:
    text = _measured(9, 9, None, unit="operations a year", decimals=0, estimated=True)
    assert text == "from 9 operations a year (estimate)"


# --------------------------------------------------------------------------- indices and levels


def test_index_has_one_decimal_and_a_dash_for_nothing() -> None:
    assert wording.index(45.25) == "45.3"
    assert wording.index(None) == "—"


def test_index_shows_worst_and_best_case() -> None:
    assert wording.index_with_range(45.2, 30.1, 78) == "45.2 (30.1–78.0)"


def test_index_that_cannot_change_stands_alone() -> None:
    assert wording.index_with_range(66.666, 66.69, 66.7) == "66.7"


def test_index_of_which_only_one_end_is_open_shows_both_ends() -> None:
    assert wording.index_with_range(66.7, 66.7, 70) == "66.7 (66.7–70.0)"


def test_unknown_index_still_shows_its_range() -> None:
    assert wording.index_with_range(None, 1, 100) == "— (1.0–100.0)"


@pytest.mark.parametrize(
    ("certain", "possible", "expected"),
    [(2, 2, "level 2"), (1, 3, "level 1, up to 3 possible"), (0, 0, "level 0")],
)
def test_level_names_what_is_still_possible(certain: int, possible: int, expected: str) -> None:
    assert wording.level(certain, possible) == expected


def test_level_from_which_a_measure_is_mandatory() -> None:
    assert wording.mandatory(2) == "mandatory from level 2"
    assert wording.mandatory(None) == ""


# ------------------------------------------------------------------------- words of the engine


@pytest.mark.parametrize(
    ("in_words", "codes"),
    [
        (wording.status, STATUSES),
        (wording.grade, get_args(Grade)),
        (wording.lever, get_args(Lever)),
        (lambda code: wording.verdict(code, 2), ("met", "missed", "cannot_tell", "not_asked")),
        (wording.reason, REASONS),
    ],
)
def test_every_word_of_the_engine_has_words_of_its_own(
    in_words: Callable[[str], str], codes: tuple[str, ...]
) -> None:
    assert len({in_words(code) for code in codes}) == len(codes)


@pytest.mark.parametrize("in_words", [wording.status, wording.reason, wording.grade, wording.lever])
def test_word_the_engine_does_not_know_is_an_error(in_words: Callable[[str], str]) -> None:
    with pytest.raises(KeyError):
        in_words("excellent")


def test_no_reason_says_nothing() -> None:
    assert wording.reason("") == ""


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 more observed case is needed before the rate can be judged."),
        (1200, "1,200 more observed cases are needed before the rate can be judged."),
    ],
)
def test_too_few_cases_says_how_many_more(count: int, expected: str) -> None:
    assert wording.reason("too_few_cases", cases_needed=count) == expected


def test_verdicts_do_without_colour() -> None:
    assert wording.verdict("met", 1) == "meets level 1"
    assert wording.verdict("missed", 2) == "misses level 2"
    assert wording.verdict("cannot_tell", 3) == "cannot tell yet for level 3"


# ---------------------------------------------------------------------------------- small words


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], expected: str) -> None:
    assert wording.listed(words) == expected


@pytest.mark.parametrize(("value", "expected"), [(1, "yes"), (0, "no")])
def test_answer_reads_yes_or_no(value: float, expected: str) -> None:
    assert wording.yes_no(value) == expected


def test_counts_and_steps_name_their_total() -> None:
    assert wording.of(3, 6) == "3 of 6"
    assert wording.step(2, 3) == "step 2 of 3"
