"""Radar: index of each pillar against the target and the peers."""

from __future__ import annotations

from assessments.gap_report.charts.chart import ChartKind
from assessments.gap_report.charts.radar.drawing import draw_radar
from assessments.gap_report.charts.radar.figure import radar_figure
from assessments.gap_report.charts.radar.values import radar_charts

RADAR = ChartKind("radar", radar_charts, radar_figure, draw_radar)
