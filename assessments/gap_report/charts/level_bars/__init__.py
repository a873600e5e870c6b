"""Level bars: the level each domain reaches, what is unknown about it, and the year before."""

from __future__ import annotations

from assessments.gap_report.charts.chart import ChartKind
from assessments.gap_report.charts.level_bars.drawing import draw_level_bars
from assessments.gap_report.charts.level_bars.figure import level_bars_figure
from assessments.gap_report.charts.level_bars.values import level_bar_charts

LEVEL_BARS = ChartKind("levels", level_bar_charts, level_bars_figure, draw_level_bars)
