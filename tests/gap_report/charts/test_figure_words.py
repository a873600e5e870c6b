"""Words in the page's figures: whole, on as many lines as they need, also on a phone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from assessments.gap_report.charts import figure, report_charts
from assessments.gap_report.charts.chart import Chart, LevelLine
from assessments.gap_report.charts.figure_parts import ACROSS
from assessments.gap_report.charts.gap_bars.values import GapBarValues
from assessments.gap_report.charts.outcomes.values import OutcomeValues
from assessments.gap_report.charts.surgeons import HeatmapValues
from assessments.gap_report.charts.trend import TrendValues
from tests import reports_sample

LONG = "Minimalinvasiver Anteil an Operationen bei lumbalem Bandscheibenvorfall und Stenose"
VALUE = "Stereotaktische Bestrahlung am Standort oder mit schriftlicher Vereinbarung"
VALUE_LINES = [
    "<b>Stereotaktische Bestrahlung am Standort oder mit</b>",
    "<b>schriftlicher Vereinbarung</b>",
]


def chart(name: str) -> Chart:
    report = reports_sample.sample()
    return next(item for item in report_charts(report, show_names=True) if item.id == name)


def bars(*, label: str = "Operations", value: str = "5 a year", level: str = "level 0") -> Chart:
    """Two measures, the first with these words."""
    drawn = chart("gaps-DEF")
    assert isinstance(drawn.values, GapBarValues)
    first, second = drawn.values.bars[:2]
    named = replace(first, label=label, value_text=value, level_text=level, blocking=False)
    return replace(drawn, values=replace(drawn.values, bars=(named, second)))


def words(drawn: dict[str, Any]) -> list[str]:
    """The words above the bars, as the figure has them."""
    (trace,) = [trace for trace in drawn["data"] if trace.get("mode") == "text"]
    found: list[str] = trace["text"]
    return found


def test_long_name_of_a_measure_stands_whole_on_two_lines() -> None:
    text = words(figure(bars(label=LONG)))[0]
    lines = text.split("<br>")
    assert " ".join(lines[:2]) == LONG
    assert lines[2] == "<b>5 a year</b> · level 0"
    assert max(map(len, lines[:2])) <= ACROSS


@pytest.mark.parametrize(
    ("value", "level", "lines"),
    [
        ("5 a year", "level 0", ["<b>5 a year</b> · level 0"]),
        (VALUE, "level 0", [*VALUE_LINES[:1], f"{VALUE_LINES[1]} · level 0"]),
        (VALUE[:50], "level 0", [f"<b>{VALUE[:50]}</b>", "level 0"]),
        ("5 a year", "", ["<b>5 a year</b>"]),
    ],
    ids=["short", "long", "level beneath", "no level"],
)
def test_value_stands_whole_and_its_level_beside_it_or_beneath(
    value: str, level: str, lines: list[str]
) -> None:
    assert words(figure(bars(value=value, level=level)))[0].split("<br>")[1:] == lines


def test_chinese_words_count_double() -> None:
    lines = words(figure(bars(label="微创手术" * 10)))[0].split("<br>")
    assert [len(line) for line in lines[:2]] == [ACROSS // 2, 40 - ACROSS // 2]


def test_row_is_as_high_as_its_words_and_all_its_parts_move_with_it() -> None:
    short, tall = figure(bars()), figure(bars(label=LONG))
    assert tall["layout"]["height"] - short["layout"]["height"] == pytest.approx(15.6, abs=1)
    for one, other in zip(short["data"], tall["data"], strict=True):
        moved = [b - a for a, b in zip(one["y"], other["y"], strict=True)]
        assert moved == pytest.approx([15.6] * len(moved))


def test_long_name_of_an_outcome_stands_whole() -> None:
    drawn = chart("outcomes")
    assert isinstance(drawn.values, OutcomeValues)
    rows = (replace(drawn.values.rows[0], label=LONG), *drawn.values.rows[1:])
    text = words(figure(replace(drawn, values=replace(drawn.values, rows=rows))))[0]
    assert text.replace("<br>", " ").startswith(LONG)


def test_heatmap_leaves_as_much_room_as_its_longest_name_needs() -> None:
    drawn = chart("surgeons")
    assert isinstance(drawn.values, HeatmapValues)
    name = "PD Dr. Karl Richtwert-Musterm"
    names = (name[:28], *drawn.values.names[1:])
    layout = figure(replace(drawn, values=replace(drawn.values, names=names)))["layout"]
    assert layout["yaxis"]["automargin"]
    assert layout["xaxis"]["automargin"]
    assert layout["yaxis"]["ticktext"][0] == name[:28]


@pytest.mark.parametrize(("value", "place"), [(20.0, "end"), (100.0, "start")])
def test_threshold_is_named_where_the_curve_is_farther_away(value: float, place: str) -> None:
    drawn = chart("trend-DEF")
    assert isinstance(drawn.values, TrendValues)
    first, *_others, last = drawn.values.points
    points = (replace(first, value=18.0), replace(last, value=96.0))
    lines = (LevelLine(1, value, "level 1"),)
    values = replace(drawn.values, points=points, lines=lines)
    (line,) = figure(replace(drawn, values=values))["layout"]["shapes"]
    assert line["label"]["textposition"] == place


@pytest.mark.parametrize(("language", "text"), [("en", "1,000"), ("de", "1.000")])
def test_axis_of_the_trend_writes_numbers_as_its_reader_does(language: str, text: str) -> None:
    drawn = chart("trend-MIS")
    assert isinstance(drawn.values, TrendValues)
    with translation.override(language):
        layout = figure(replace(drawn, values=replace(drawn.values, ticks=(0.0, 2.5, 1000.0))))
    assert layout["layout"]["yaxis"]["ticktext"][0] == "0"
    assert layout["layout"]["yaxis"]["ticktext"][2] == text
