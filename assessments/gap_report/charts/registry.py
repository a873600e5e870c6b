"""All kinds of charts, in reading order.

Pages and print select the charts they show by the id of their kind.
"""

from __future__ import annotations

from typing import Any

from assessments.gap_report.charts.chart import ChartKind
from assessments.gap_report.charts.gap_bars import GAP_BARS
from assessments.gap_report.charts.level_bars import LEVEL_BARS
from assessments.gap_report.charts.outcomes import OUTCOMES
from assessments.gap_report.charts.surgeon_cases import LEARNING_CURVE, YEARLY_CASES
from assessments.gap_report.charts.surgeons import SURGEONS
from assessments.gap_report.charts.trend import TREND
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.surgeon_standing.standing import SurgeonStanding

OF_A_REPORT: tuple[ChartKind[GapReport, Any], ...] = (
    LEVEL_BARS,
    GAP_BARS,
    SURGEONS,
    TREND,
    OUTCOMES,
)
OF_A_SURGEON: tuple[ChartKind[SurgeonStanding, Any], ...] = (
    LEARNING_CURVE,
    YEARLY_CASES,
)


def kinds() -> dict[str, ChartKind[Any, Any]]:
    """All kinds by their ids."""
    every: tuple[ChartKind[Any, Any], ...] = (*OF_A_REPORT, *OF_A_SURGEON)
    return {kind.id: kind for kind in every}
