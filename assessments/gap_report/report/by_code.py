"""The report without the names of surgeons."""

from __future__ import annotations

from dataclasses import replace

from assessments.gap_report.report.contents import GapReport


def by_code(report: GapReport) -> GapReport:
    """The report with surgeons named by their codes only."""
    rows = tuple(replace(row, name="") for row in report.surgeons.rows)
    return replace(report, surgeons=replace(report.surgeons, rows=rows))
