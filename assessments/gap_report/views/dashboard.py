"""Gap dashboard: one department, one year, one benchmark version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.gap_report.charts import Chart, figure, report_charts
from assessments.gap_report.presenters.number_links import (
    linked_casemix,
    linked_charts,
    linked_measure,
    year_origins,
)
from assessments.gap_report.report import reading as read
from assessments.gap_report.report.contents import DomainRow, GapReport, MeasureRow, ThresholdRow
from assessments.gap_report.report.recorded_years import recorded_years
from assessments.gap_report.report.unknown_codes import UnknownCode
from assessments.gap_report.report.volume_origins import VolumeOrigins, volume_origins
from assessments.models import Assessment, Department
from assessments.models.choices import FIRST_YEAR, LAST_YEAR
from assessments.pages.names import names_for
from assessments.pages.request import (
    MemberRequest,
    benchmark_choices,
    benchmark_or_404,
    department_or_404,
)
from assessments.pages.tables import Table, TableColumn
from assessments.permissions import RECORD
from benchmarks.library.definition import LEVELS, Benchmark

# Number of missing answers shown without unfolding; blocking ones are always shown.
FIRST_ANSWERS = 6
# Maximum number of unknown codes shown, the most frequent first.
MOST_CODES = 50


@dataclass(frozen=True)
class DrawnChart:
    """A chart with its Plotly figure as JSON, drawn by the page's script."""

    chart: Chart
    json: str


@dataclass(frozen=True)
class DrawnMeasure:
    """A measure with its rendered parts.

    `value` may be a link; `verdicts` says how each threshold is met, `evidence` the sources.
    """

    row: MeasureRow
    value: SafeString | str
    name: SafeString
    verdicts: SafeString
    evidence: SafeString


@dataclass(frozen=True)
class LinkSources:
    """The data for links from numbers of operations to their sources."""

    origins: VolumeOrigins
    benchmark: Benchmark


@dataclass(frozen=True)
class DomainSection:
    """One domain with its measures."""

    domain: DomainRow
    measures: tuple[DrawnMeasure, ...]


def asked_report(
    request: MemberRequest, department: Department, year: int, benchmark: Benchmark
) -> GapReport:
    """The report, compared with departments of the same care tier that the user may see.

    Raises Http404 for an impossible year, NothingRecorded for a year without records.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("no such year")
    peers = (
        Department.objects.visible_to(request.user)
        .filter(care_tier=department.care_tier)
        .exclude(pk=department.pk)
        .order_by("pk")
        .only("pk")[: read.MOST_PEERS]
    )
    return read.department_report(department, year, benchmark, compared_with=peers)


@require_safe
def gap_dashboard(request: MemberRequest, department_id: UUID, year: int) -> HttpResponse:
    """The department's levels and gaps, with the evidence for every number."""
    department = department_or_404(request, department_id)
    benchmark = benchmark_or_404(request)
    revisions = Assessment.objects.of(department, year, (benchmark.id, benchmark.version))
    context: dict[str, Any] = {
        "page": "portfolio",
        "department": department,
        "year": year,
        "years": recorded_years(department),
        "assessment": revisions.defer("report").first(),
        "benchmark": benchmark,
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
        "can_record": request.user.may(RECORD, department),
    }
    try:
        report = asked_report(request, department, year, benchmark)
    except read.NothingRecorded:
        return render(request, "dashboard/nothing_recorded.html", context)
    names = names_for(request, department)
    origins = volume_origins(department)
    context |= {"names": names} | report_context(
        report, by_name=names.shown, linked=LinkSources(origins, benchmark)
    )
    return render(request, "dashboard/dashboard.html", context)


def report_context(
    report: GapReport, *, by_name: bool = False, linked: LinkSources | None = None
) -> dict[str, Any]:
    """The template context of a report, with its charts by kind.

    With `linked`, numbers of operations are links to their current sources. A signed-off report has
    no links, because its numbers stay the same while the records change.
    """
    charts = report_charts(report, show_names=by_name)
    if linked is not None:
        charts = linked_charts(charts, report, linked.origins)
    missing = {gap.measure_id for gap in report.missing_answers}
    # Missing answers are shown in their own list only.
    holding = [gap for gap in report.blocking if gap.measure_id not in missing]
    waiting = any(gap.holds_rung for gap in report.blocking)
    first = max(sum(gap.blocks for gap in report.missing_answers), FIRST_ANSWERS)
    return {
        "report": report,
        "casemix": linked_casemix(report, linked.origins) if linked else report.casemix,
        "origins": year_origins(linked.origins, [report.year]) if linked else [],
        "next_rung": next(iter(report.rungs[report.rung :]), "") if waiting else "",
        "holding_rung": [gap for gap in holding if gap.holds_rung],
        "holding_level": [gap for gap in holding if not gap.holds_rung],
        "highest": max(LEVELS),
        "missing_first": report.missing_answers[:first],
        "missing_rest": report.missing_answers[first:],
        "codes_to_check": _codes_table(report.unplaced_codes[:MOST_CODES]),
        "codes_more": len(report.unplaced_codes[MOST_CODES:]),
        "charts": drawn_by_kind(charts),
        "sections": [
            DomainSection(
                domain,
                tuple(_drawn_measure(row, report, linked) for row in report.measures_of(domain.id)),
            )
            for domain in report.domains
        ],
    }


def drawn_by_kind(charts: Iterable[Chart]) -> dict[str, list[DrawnChart]]:
    """Charts with their figures by kind, for templates that show some of the kinds."""
    by_kind: dict[str, list[DrawnChart]] = {}
    for chart in charts:
        by_kind.setdefault(chart.kind, []).append(DrawnChart(chart, _compact(figure(chart))))
    return by_kind


def _codes_table(codes: Iterable[UnknownCode]) -> Table:
    columns = (
        TableColumn(_("Code")),
        TableColumn(_("Count"), is_number=True),
        TableColumn(_("Why")),
    )
    rows = tuple(
        (format_html('<span class="code">{}</span>', code.code), code.count_text, code.text)
        for code in codes
    )
    return Table(_("Codes that could not be placed"), columns, rows)


def _drawn_measure(row: MeasureRow, report: GapReport, linked: LinkSources | None) -> DrawnMeasure:
    return DrawnMeasure(
        row,
        linked_measure(row, report, linked.benchmark, linked.origins) if linked else row.value_text,
        *_drawn_standing(
            get_language() or "",
            row.label,
            row.sentence,
            row.mandatory_text,
            row.blocking,
            row.thresholds,
        ),
    )


# Cached because a page shows about 140 thresholds, and few results are possible for each measure.
@lru_cache(maxsize=4096)
def _drawn_standing(
    _language: str,
    label: str,
    sentence: str,
    mandatory_text: str,
    blocking: bool,
    thresholds: tuple[ThresholdRow, ...],
) -> tuple[SafeString, SafeString, SafeString]:
    """Name, verdicts and evidence of a measure's row as HTML: no numbers of the department.

    `_language` is part of the key of the cache.
    """
    measure = {
        "label": label,
        "sentence": sentence,
        "mandatory_text": mandatory_text,
        "blocking": blocking,
        "thresholds": thresholds,
    }
    name, verdicts, evidence = (
        render_to_string(f"dashboard/_measure_{part}.html", {"measure": measure})
        for part in ("name", "verdicts", "evidence")
    )
    return name, verdicts, evidence


def _compact(value: dict[str, Any]) -> str:
    """JSON without spaces, escaped so that it cannot end the script element around it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
