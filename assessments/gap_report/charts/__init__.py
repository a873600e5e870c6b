"""The charts of a report and of a surgeon, with Plotly figures for pages and SVG for print.

`report_charts(report)` gives every chart a report has data for, `standing_charts(standing)` those
of one surgeon; `figure(chart)` is the Plotly figure as a plain dict, `svg(chart)` the drawing for
print. Each kind of chart has its own module or folder; `registry` lists the kinds.
"""

from __future__ import annotations

from django.utils.translation import override

from assessments.gap_report.charts import registry
from assessments.gap_report.charts.chart import Chart, ChartTable
from assessments.gap_report.charts.figure_parts import Figure
from assessments.gap_report.report.by_code import by_code
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.surgeon_standing.standing import SurgeonStanding

__all__ = ["Chart", "ChartTable", "figure", "report_charts", "standing_charts", "svg"]


def report_charts(report: GapReport, *, show_names: bool = False) -> tuple[Chart, ...]:
    """The charts with data in reading order, in the report's language.

    Surgeons are shown by code unless `show_names`.
    """
    shown = report if show_names else by_code(report)
    with override(report.language):
        return tuple(chart for kind in registry.OF_A_REPORT for chart in kind.charts(shown))


def standing_charts(standing: SurgeonStanding) -> tuple[Chart, ...]:
    """The charts of one surgeon in reading order, in the active language."""
    return tuple(chart for kind in registry.OF_A_SURGEON for chart in kind.charts(standing))


def figure(chart: Chart) -> Figure:
    """The chart as `{"data": [...], "layout": {...}}`, ready for JSON and for Plotly.js.

    Figures are plain dicts, checked against Plotly's schema in the tests only: validating them on
    each request would take longer than the rest of the page.
    """
    return registry.kinds()[chart.kind].figure(chart.values)


def svg(chart: Chart) -> str:
    """The chart as one SVG document; lengths in points of the printed page."""
    return registry.kinds()[chart.kind].drawing(chart.values)
