"""Gap bars: each measure of a domain on its own scale, in its own unit, with its thresholds."""

from __future__ import annotations

from assessments.gap_report.charts.chart import ChartKind
from assessments.gap_report.charts.gap_bars.drawing import draw_gap_bars
from assessments.gap_report.charts.gap_bars.figure import gap_bars_figure
from assessments.gap_report.charts.gap_bars.values import gap_bar_charts

GAP_BARS = ChartKind("gaps", gap_bar_charts, gap_bars_figure, draw_gap_bars)
