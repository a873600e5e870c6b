"""The first page of every printed report: department, headline, levels, blocking gaps."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.charts import Chart
from assessments.gap_report.print.blocks import (
    Block,
    Cell,
    chart,
    columns,
    heading,
    lines_cell,
    listing,
    paragraph,
    table,
)
from assessments.gap_report.report.contents import DomainRow, GapReport, GapRow

SHOWN_GAPS = 9


def orientation() -> str:
    """The label that every report carries: it is no certification."""
    return _("Orientation, not a certification")


def benchmark_line(report: GapReport) -> str:
    """Title and version of the benchmark."""
    facts = report.benchmark
    return _("%(title)s, version %(version)s") % {"title": facts.title, "version": facts.version}


def opening(report: GapReport, charts: tuple[Chart, ...]) -> list[Block]:
    """The blocks of the first page."""
    picture = [
        heading(_("Levels reached, and what is unknown"), 2),
        *(chart(item, width=250, title=False) for item in charts if item.kind == "levels"),
        *_next_steps(report),
    ]
    return [
        _cover(report),
        _ladder(report),
        _cards(report),
        *([paragraph(report.peers.statement, size=7.5, quiet=True)] if report.peers else []),
        columns([picture, _blocking(report)], [250, 229]),
    ]


def _cover(report: GapReport) -> Block:
    subject = report.subject
    return {
        "kind": "cover",
        "benchmark": benchmark_line(report),
        "tag": orientation(),
        "hospital": subject.hospital,
        "department": f"{subject.department} · {report.year}",
        "note": subject.note,
        "headline": report.headline,
    }


def _ladder(report: GapReport) -> Block:
    reached = _("Overall level reached: %(rung)s") % {"rung": report.rung_label}
    if report.rung_possible > report.rung:
        reached = _("%(reached)s; still possible: %(rung)s") % {
            "reached": reached,
            "rung": report.rung_possible_label,
        }
    return {
        "kind": "ladder",
        "caption": f"{wording.sentence([reached])} {report.rung_summary}".strip(),
        "rungs": [
            {
                "label": label,
                "reached": place <= report.rung,
                "possible": place <= report.rung_possible,
                "state": _rung_state(place, report),
            }
            for place, label in enumerate(report.rungs, start=1)
        ],
    }


def _rung_state(place: int, report: GapReport) -> str:
    if place <= report.rung:
        return _("reached")
    return _("still possible") if place <= report.rung_possible else _("not reached")


def _cards(report: GapReport) -> Block:
    return {
        "kind": "cards",
        "cards": [
            {
                "label": domain.label,
                "level": domain.level,
                "possible": domain.level_possible,
                "lines": [
                    domain.level_text,
                    _("Index %(index)s") % {"index": domain.index_text},
                    *_median(report, domain),
                    _("Coverage %(coverage)s") % {"coverage": domain.coverage_text},
                ],
            }
            for domain in report.domains
        ],
    }


def _median(report: GapReport, domain: DomainRow) -> list[str]:
    if report.peers is None or domain.id not in report.peers.medians:
        return []
    median = wording.index(report.peers.medians[domain.id])
    return [_("Median of peers %(index)s") % {"index": median}]


def _blocking(report: GapReport) -> list[Block]:
    blocks = [heading(_("What holds the levels back"), 2)]
    gaps = report.blocking
    if not gaps:
        return [*blocks, paragraph(_("No mandatory measure holds a level back."))]
    blocks.append(
        table(
            "",
            (_("Measure and value"), _("What is missing")),
            [_gap(gap) for gap in gaps[:SHOWN_GAPS]],
            (1, 1.15),
            size=7.3,
        )
    )
    more = len(gaps) - SHOWN_GAPS
    if more > 0:
        text = ngettext(
            "%(count)s more stands in the full report.",
            "%(count)s more stand in the full report.",
            more,
        ) % {"count": more}
        blocks.append(paragraph(text, size=7.5, quiet=True))
    return blocks


def _gap(gap: GapRow) -> tuple[Cell, str]:
    return lines_cell(gap.label, gap.value_text), gap.statement


def _next_steps(report: GapReport) -> list[Block]:
    if not report.next_steps:
        return []
    return [heading(_("What to do next"), 2), listing(report.next_steps, numbered=True, size=8)]


def benchmark_note(report: GapReport) -> Block:
    """One paragraph with benchmark, version, digest, overall index and coverage."""
    facts = report.benchmark
    text = _(
        "%(title)s (%(id)s %(version)s), %(issuer)s. Overall index %(index)s, coverage "
        "%(coverage)s. %(checked)s. Digest of the definition: %(digest)s. %(disclaimer)s"
    ) % {
        "title": facts.title,
        "id": facts.id,
        "version": facts.version,
        "issuer": facts.issuer,
        "index": report.overall_text,
        "coverage": report.coverage_text,
        "checked": facts.checked_by.rstrip("."),
        "digest": facts.digest,
        "disclaimer": facts.disclaimer,
    }
    return paragraph(text, size=7.5, quiet=True)


def benchmark_facts(report: GapReport) -> list[Block]:
    """Summary of the benchmark, a table of its facts, and its disclaimer."""
    facts = report.benchmark
    rows = (
        (_("Benchmark"), f"{facts.title} ({facts.id} {facts.version})"),
        (_("Issuer"), facts.issuer),
        (_("Written by"), facts.authored_by),
        (_("Checked by"), facts.checked_by),
        (_("Reviewed on"), facts.reviewed_on.isoformat()),
        (_("Next review"), facts.next_review.isoformat()),
        (_("Digest of the definition (SHA-256)"), facts.digest),
        (_("Overall index"), report.overall_text),
        (_("Coverage"), report.coverage_text),
    )
    return [
        paragraph(facts.summary),
        table("", (_("Fact"), _("Value")), rows, (1, 3)),
        paragraph(facts.disclaimer, quiet=True),
    ]
