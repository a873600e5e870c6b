"""Charts as SVG for print, drawn from the same values as the figures of the page."""

from __future__ import annotations

from assessments.charts.chart import (
    Chart,
    GapBarValues,
    HeatmapValues,
    OutcomeValues,
    RadarValues,
    TrendValues,
)
from assessments.charts.drawing.gap_bars import draw_gap_bars
from assessments.charts.drawing.outcomes import draw_outcomes
from assessments.charts.drawing.radar import draw_radar
from assessments.charts.drawing.surgeons import draw_surgeons
from assessments.charts.drawing.trend import draw_trend


def svg(chart: Chart) -> str:
    """The chart as one SVG document; lengths are points of the printed page."""
    values = chart.values
    match values:
        case RadarValues():
            return draw_radar(values)
        case GapBarValues():
            return draw_gap_bars(values)
        case HeatmapValues():
            return draw_surgeons(values)
        case TrendValues():
            return draw_trend(values)
        case OutcomeValues():
            return draw_outcomes(values)
