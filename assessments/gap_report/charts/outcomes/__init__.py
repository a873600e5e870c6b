"""Outcome rates with Wilson intervals against the ceilings they are judged by."""

from __future__ import annotations

from assessments.gap_report.charts.chart import ChartKind
from assessments.gap_report.charts.outcomes.drawing import draw_outcomes
from assessments.gap_report.charts.outcomes.figure import outcomes_figure
from assessments.gap_report.charts.outcomes.values import outcome_charts

OUTCOMES = ChartKind("outcomes", outcome_charts, outcomes_figure, draw_outcomes)
