"""The report as a PDF for the planning meeting: `pdf(report, kind="summary" | "full")`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.gap_report.charts import report_charts
from assessments.gap_report.print.full import full_blocks
from assessments.gap_report.print.opening import benchmark_line, orientation
from assessments.gap_report.print.summary import summary_blocks
from assessments.gap_report.print.typesetting import typeset
from assessments.gap_report.report.contents import GapReport

__all__ = ["pdf"]

Kind = Literal["summary", "full"]
HEADER_PART = 70


def pdf(
    report: GapReport,
    kind: Kind = "summary",
    show_names: bool = False,
    *,
    made_at: datetime | None = None,
) -> bytes:
    """The report as a tagged PDF in its own language; surgeons by code unless `show_names`.

    Equal reports give equal bytes. `made_at` (with a time zone) is the date written into the file,
    by default the day the benchmark was reviewed.
    """
    reviewed = report.benchmark.reviewed_on
    stamp = made_at or datetime(reviewed.year, reviewed.month, reviewed.day, tzinfo=UTC)
    with override(report.language):
        charts = report_charts(report, show_names=show_names)
        build = full_blocks if kind == "full" else summary_blocks
        return typeset(_meta(report, kind), build(report, charts), made_at=stamp)


def _meta(report: GapReport, kind: Kind) -> dict[str, Any]:
    subject, benchmark = report.subject, report.benchmark
    name = _("Gap report, full") if kind == "full" else _("Gap report, summary")
    parts = [_short(subject.hospital), _short(subject.department), str(report.year)]
    return {
        "title": f"{name}: {' – '.join(parts)}",
        "author": benchmark.issuer,
        "description": report.headline,
        "keywords": [benchmark.id, benchmark.version, str(report.year)],
        "language": report.language,
        "header": " – ".join([*parts, f"{benchmark.id} {benchmark.version}"]),
        "page": _("Page {page} of {pages}"),
        "tag": f"{orientation()} · {benchmark_line(report)}",
    }


def _short(text: str) -> str:
    return text if len(text) <= HEADER_PART else f"{text[: HEADER_PART - 1]}…"
