"""The summary for the planning meeting: two to three pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.gap_report.charts import Chart
from assessments.gap_report.print.blocks import Block, chart, heading, paragraph
from assessments.gap_report.print.opening import benchmark_note, opening
from assessments.gap_report.report.contents import GapReport


def summary_blocks(report: GapReport, charts: tuple[Chart, ...]) -> list[Block]:
    """First page, notes on estimates, gap bars of every domain, and the benchmark."""
    blocks = opening(report, charts)
    blocks.append(heading(_("Every measure against its thresholds"), 1, new_page=True))
    if report.estimates:
        notes = " ".join(note.text for note in report.estimates)
        blocks.append(paragraph(notes, size=8, quiet=True))
    for item in charts:
        if item.kind == "gaps":
            blocks += [heading(item.title, 2), chart(item, title=False)]
    return [*blocks, benchmark_note(report)]
