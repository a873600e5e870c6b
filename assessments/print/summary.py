"""The summary for the planning meeting: two to three pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.charts import Chart
from assessments.print.blocks import Block, chart, heading, listing
from assessments.print.opening import benchmark_note, next_steps, opening
from assessments.reports.gap_report import GapReport


def summary_blocks(report: GapReport, charts: tuple[Chart, ...]) -> list[Block]:
    """First page, what to do next, gap bars of every domain, what the result rests on."""
    blocks = [*opening(report, charts), *next_steps(report, 2)]
    blocks.append(heading(_("Every measure against its thresholds"), 1, new_page=True))
    for item in charts:
        if item.kind == "gaps":
            blocks += [heading(item.title, 2), chart(item, title=False)]
    if report.estimates:
        blocks.append(heading(_("Estimates and the bounds used"), 2))
        blocks.append(listing(note.text for note in report.estimates))
    return [*blocks, heading(_("Benchmark"), 2), benchmark_note(report)]
