"""GapReport → chart values, once; from them the page's Plotly figures and the print's SVG.

`report_charts(report)` gives every chart a report has data for; `figure(chart)` its Plotly figure
as a plain dict; `svg(chart)` its drawing for print. All texts are in the report's language.
"""

from __future__ import annotations

from django.utils.translation import override

from assessments.charts.chart import Chart, ChartTable
from assessments.charts.drawing import svg
from assessments.charts.figures import figure
from assessments.charts.gap_bars import gap_bar_charts
from assessments.charts.outcomes import outcome_chart
from assessments.charts.radar import radar_chart
from assessments.charts.surgeons import surgeon_chart
from assessments.charts.trend import trend_charts
from assessments.reports.gap_report import GapReport

__all__ = ["Chart", "ChartTable", "figure", "report_charts", "svg"]


def report_charts(report: GapReport, *, show_names: bool = False) -> tuple[Chart, ...]:
    """The charts in reading order: radar, gap bars by domain, surgeons, trends, outcomes.

    A chart without data is left out. Surgeons are shown by code unless `show_names`.
    """
    with override(report.language):
        single = (
            radar_chart(report),
            *gap_bar_charts(report),
            surgeon_chart(report, show_names=show_names),
            *trend_charts(report),
            outcome_chart(report),
        )
    return tuple(chart for chart in single if chart is not None)
