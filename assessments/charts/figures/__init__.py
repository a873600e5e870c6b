"""Charts as Plotly figures for the page: plain dicts, small, without a template.

They are written as dicts and checked against Plotly's schema in the tests: validating every
figure while a reader waits would cost more than all the rest of the page.
"""

from __future__ import annotations

from typing import Any

from assessments.charts.chart import (
    Chart,
    GapBarValues,
    HeatmapValues,
    OutcomeValues,
    RadarValues,
    TrendValues,
)
from assessments.charts.figures.gap_bars import gap_bars_figure
from assessments.charts.figures.outcomes import outcomes_figure
from assessments.charts.figures.radar import radar_figure
from assessments.charts.figures.surgeons import surgeons_figure
from assessments.charts.figures.trend import trend_figure


def figure(chart: Chart) -> dict[str, Any]:
    """The chart as `{"data": [...], "layout": {...}}`, ready for JSON and for Plotly.js."""
    values = chart.values
    match values:
        case RadarValues():
            return radar_figure(values)
        case GapBarValues():
            return gap_bars_figure(values)
        case HeatmapValues():
            return surgeons_figure(values)
        case TrendValues():
            return trend_figure(values)
        case OutcomeValues():
            return outcomes_figure(values)
