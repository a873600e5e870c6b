"""Axes, thresholds beside them, and text that has to fit: the parts every chart is made of."""

from __future__ import annotations

import pytest

from assessments.gap_report.charts.measuring import fitted, text_width, wrapped
from assessments.gap_report.charts.palette import tint
from assessments.gap_report.charts.scales import bar_end, ticks
from assessments.gap_report.charts.thresholds import bare_threshold, tick_text


@pytest.mark.parametrize(
    ("threshold", "tick"),
    [
        ("≥ 50 operations a year", "50"),
        ("≥\u00a01.200 Operationen im Jahr", "1.200"),
        ("≤\u00a06,5\u00a0% der Operationen", "≤ 6,5"),
        ("≥ 1 of 4", "1"),
        ("on site", "on site"),
        ("", ""),
    ],
)
def test_tick_shows_the_number_of_a_threshold(threshold: str, tick: str) -> None:
    assert tick_text(threshold) == tick


@pytest.mark.parametrize(
    ("threshold", "bare"),
    [
        ("≥ 50 operations a year", "≥ 50"),
        ("≤\u00a06,5\u00a0% der Operationen", "≤ 6,5"),
        ("on site", "on site"),
        ("", ""),
    ],
)
def test_threshold_keeps_its_sign_where_the_unit_stands_beside_it(
    threshold: str, bare: str
) -> None:
    assert bare_threshold(threshold) == bare


@pytest.mark.parametrize(
    ("top", "expected"),
    [(412, (0, 200, 400)), (16.5, (0, 5, 10, 15)), (1, (0, 0.25, 0.5, 0.75, 1)), (0, (0,))],
)
def test_ticks_are_round_and_stay_below_the_top(top: float, expected: tuple[float, ...]) -> None:
    assert ticks(top) == expected


def test_scale_ends_past_its_thresholds_but_not_far_past_them() -> None:
    assert bar_end(11, 60, lower_is_better=False, percent=False) == pytest.approx(69)
    assert bar_end(5000, 60, lower_is_better=False, percent=False) == 90
    assert bar_end(40, 2, lower_is_better=True, percent=True) == 5
    assert bar_end(30, 80, lower_is_better=False, percent=True) == 100
    assert bar_end(0, 0, lower_is_better=False, percent=False) == 1


def test_long_text_is_wrapped_and_cut_with_an_ellipsis() -> None:
    lines = wrapped("Deformitätenoperationen der Operateurin mit den meisten Eingriffen", 90, 7, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 7) <= 90 for line in lines)


def test_chinese_text_may_break_between_any_two_characters() -> None:
    lines = wrapped("示例市第一人民医院脊柱外科中心", 60, 10, 3)
    assert "".join(lines) == "示例市第一人民医院脊柱外科中心"
    assert all(text_width(line, 10) <= 60 for line in lines)


def test_text_that_fits_is_left_alone() -> None:
    assert fitted("S01", 100, 7) == "S01"


def test_tint_runs_from_white_to_blue() -> None:
    assert (tint(0), tint(1), tint(7)) == ("#FFFFFF", "#0072B2", "#0072B2")
