"""The full report: every measure with its evidence, surgeons, volumes, outcomes, method."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.charts import Chart
from assessments.gap_report.charts.thresholds import bare_threshold
from assessments.gap_report.charts.trend import TrendValues, YearPoint
from assessments.gap_report.print.blocks import (
    Block,
    Cell,
    chart,
    chart_row,
    chart_table,
    contents,
    heading,
    level_cell,
    lines_cell,
    listing,
    paragraph,
    table,
)
from assessments.gap_report.print.method import method_blocks
from assessments.gap_report.print.opening import benchmark_facts, opening
from assessments.gap_report.report.contents import (
    DomainRow,
    GapReport,
    GapRow,
    MeasureRow,
    SourceRow,
)

TREND_WIDTH = 160
TRENDS_A_ROW = 3


def full_blocks(report: GapReport, charts: tuple[Chart, ...]) -> list[Block]:
    """Everything the report holds, in reading order."""
    return [
        *opening(report, charts),
        contents(_("Contents")),
        *_result(report, charts),
        *_gaps(report),
        *_domains(report, charts),
        *_surgeons(report, charts),
        *_volumes(report, charts),
        *_outcomes(charts),
        *method_blocks(report),
        heading(_("Benchmark")),
        *benchmark_facts(report),
        *_sources(report.sources),
    ]


def _result(report: GapReport, charts: tuple[Chart, ...]) -> Iterable[Block]:
    yield heading(_("Result by pillar"))
    yield listing(domain.sentence for domain in report.domains)
    for item in charts:
        if item.kind == "levels":
            yield chart_table(item.table, (2, *(1.4 for _column in item.table.header[1:])))


def _gaps(report: GapReport) -> Iterable[Block]:
    yield heading(_("Gaps, what blocks first"), new_page=True)
    if not report.gaps:
        yield paragraph(_("Every measure reaches its highest level."))
        return
    others = [gap for gap in report.gaps if not gap.blocks]
    for caption, gaps in (
        (_("Gaps that hold a level back"), report.blocking),
        (_("Other gaps, in order of points by effort"), others),
    ):
        if gaps:
            header = (_("Measure"), _("Today"), _("What is missing"), _("Usual levers"))
            yield table(caption, header, map(_gap, gaps), (1.9, 1.2, 2.2, 1.2))
    if report.missing_answers:
        yield heading(_("Still to report"), 2)
        yield _missing(report.missing_answers)


def _missing(gaps: tuple[GapRow, ...]) -> Block:
    by_domain: dict[str, list[str]] = {}
    for gap in gaps:
        by_domain.setdefault(gap.domain_label, []).append(gap.label)
    return table(
        "",
        (_("Pillar"), _("Answers, what helps most first")),
        [(domain, _("; ").join(labels)) for domain, labels in by_domain.items()],
        (1, 4),
    )


def _gap(gap: GapRow) -> tuple[Cell, ...]:
    levers = _(", ").join(gap.levers)
    return lines_cell(gap.label, gap.domain_label), gap.value_text, gap.statement, levers


def _domains(report: GapReport, charts: tuple[Chart, ...]) -> Iterable[Block]:
    by_domain = {item.domain: item for item in charts if item.kind == "gaps"}
    for domain in report.domains:
        yield heading(domain.label, new_page=domain is report.domains[0])
        yield paragraph(domain.summary, quiet=True)
        if domain.id in by_domain:
            yield chart(by_domain[domain.id])
        yield _measures(domain, report.measures_of(domain.id))


def _measures(domain: DomainRow, measures: tuple[MeasureRow, ...]) -> Block:
    levels = [_("Level %(level)s") % {"level": level} for level in (1, 2, 3)]
    return table(
        _("%(domain)s: every measure with thresholds, evidence grade and source")
        % {"domain": domain.label},
        (_("Measure"), _("Value"), _("Reached"), *levels),
        [
            (
                _measure_cell(measure),
                _value_cell(measure),
                level_cell(
                    None if measure.status == "not_applicable" else measure.level,
                    measure.level_possible,
                    measure.level_text or measure.status_text,
                ),
                *(_threshold_cell(measure, level) for level in (1, 2, 3)),
            )
            for measure in measures
        ],
        (2.0, 1.45, 0.95, 1.3, 1.3, 1.3),
        size=7.2,
    )


def _measure_cell(measure: MeasureRow) -> Cell:
    unit = wording.sentence([_("Unit: %(unit)s") % {"unit": measure.unit}])
    return lines_cell(measure.label, measure.sentence, unit, measure.mandatory_text, measure.note)


def _value_cell(measure: MeasureRow) -> Cell:
    return lines_cell(measure.value_text, measure.reason_text, measure.origin_text)


def _threshold_cell(measure: MeasureRow, level: int) -> Cell:
    row = next((t for t in measure.thresholds if t.level == level), None)
    if row is None:
        return "—"
    evidence = f"{row.grade} [{row.source_number}]"
    # Without a value every verdict has the same text, and the value column says why.
    verdict = row.verdict_text if measure.status == "scored" else ""
    return lines_cell(bare_threshold(row.value_text) or "—", evidence, verdict)


def _surgeons(report: GapReport, charts: tuple[Chart, ...]) -> Iterable[Block]:
    yield heading(_("Surgeons"), new_page=True)
    drawn = next((item for item in charts if item.kind == "surgeons"), None)
    if drawn is None:
        yield paragraph(_("No surgeon is recorded for this year."))
        return
    yield chart(drawn)
    pillars = len(report.surgeons.pillars)
    yield chart_table(drawn.table, (1.3, 1.2, 1.2, *(1.2 for _ in range(pillars)), 1.5))


def _volumes(report: GapReport, charts: tuple[Chart, ...]) -> Iterable[Block]:
    yield heading(_("Volumes over the years"))
    trends = [item for item in charts if item.kind == "trend"]
    if not trends:
        yield paragraph(_("No volumes are recorded."))
    for first in range(0, len(trends), TRENDS_A_ROW):
        yield chart_row(trends[first : first + TRENDS_A_ROW], TRENDS_A_ROW, width=TREND_WIDTH)
    if trends:
        yield _by_year(trends)
    if report.casemix:
        yield table(
            _("Operations of the year by kind"),
            (_("Kind"), _("Operations")),
            [(row.label, row.text) for row in report.casemix],
            (1, 1),
        )
    if report.estimates:
        yield heading(_("Estimates and the bounds used"), 2)
        yield listing(note.text for note in report.estimates)
    yield from _file(report)


def _file(report: GapReport) -> Iterable[Block]:
    """Unknown codes of the file of the estimates, and remarks about it."""
    if report.unplaced_codes:
        yield heading(_("Codes to check"), 2)
        yield table(
            _("Codes that could not be placed"),
            (_("Code"), _("Count"), _("Why")),
            [
                (lines_cell(code.code, code.place), code.count_text, code.text)
                for code in report.unplaced_codes
            ],
            (1, 1, 4),
        )
    if report.remarks:
        yield heading(_("Worth knowing about the file"), 2)
        yield listing(report.remarks)


def _by_year(trends: list[Chart]) -> Block:
    """The tables of the trends as one: years and thresholds in rows, pillars in columns."""
    columns = [{row[0]: row[1] for row in item.table.rows} for item in trends]
    years = sorted({point.year for item in trends for point in _points(item)})
    names = [str(year) for year in years]
    names += [name for column in columns for name in column if name not in names]
    return table(
        _("Operations a year and thresholds, by pillar"),
        (_("Year"), *(item.table.header[1] for item in trends)),
        [(name, *(column.get(name, "—") for column in columns)) for name in dict.fromkeys(names)],
        (1, *(1.5 for _item in trends)),
    )


def _points(item: Chart) -> tuple[YearPoint, ...]:
    return item.values.points if isinstance(item.values, TrendValues) else ()


def _outcomes(charts: tuple[Chart, ...]) -> Iterable[Block]:
    yield heading(_("Outcomes"))
    drawn = next((item for item in charts if item.kind == "outcomes"), None)
    if drawn is None:
        yield paragraph(_("No outcomes are recorded."))
        return
    yield chart(drawn)
    yield chart_table(drawn.table, (1.8, 0.9, 1.3, 1.2, 2))


def _sources(sources: tuple[SourceRow, ...]) -> Iterable[Block]:
    yield heading(_("Sources"))
    yield table(
        _("Sources cited by the thresholds"),
        (_("Number"), _("Title, publisher, date, address")),
        [
            (f"[{s.number}]", lines_cell(s.title, f"{s.publisher}, {s.date}", s.url))
            for s in sources
        ],
        (1, 11),
    )
