"""Hides counts of 1 to 3 operations, cases or events in a report for download.

The finished report is changed, so that levels, points and verdicts stay those of the page, and a
signed-off report can be treated in the same way. Numbers from which a hidden count could be
calculated are hidden, too: other parts of its sum, shares and rates made of it, and the amount that
is missing for a level. Keys and numbers decide what is hidden, never texts; sentences with a hidden
number are written again from the numbers that are shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import wording
from assessments.gap_report.report.casemix_kinds import KIND_OF_PILLAR, CasemixRow, Kind
from assessments.gap_report.report.casemix_rows import casemix_statement
from assessments.gap_report.report.contents import (
    EstimateNote,
    GapReport,
    GapRow,
    MeasureRow,
    OutcomeRow,
    TrendPoint,
    TrendSeries,
)
from assessments.gap_report.report.domains import next_steps
from assessments.gap_report.report.small_counts_measures import (
    SPAN,
    HiddenNumbers,
    too_few_cases,
    without_small_measures,
)
from assessments.gap_report.report.small_counts_tables import (
    without_small_casemix,
    without_small_cases,
)
from assessments.gap_report.report.unknown_codes import UnknownCode
from assessments.pages.cell_suppression import FEWEST_SHOWN, is_small_count


def with_small_counts_hidden(report: GapReport) -> GapReport:
    """The report without small counts, in its own language; unchanged if it has none."""
    with override(report.language):
        changed = _hidden(report)
        if changed == report:
            return report
        return replace(changed, remarks=(*report.remarks, note()))


def note() -> str:
    """The remark in a file in which counts are hidden."""
    return _(
        "Counts below 4, and some others from which they would follow, are not shown in files. "
        "Levels and points rest on the exact numbers."
    )


def _hidden(report: GapReport) -> GapReport:
    casemix, kinds = without_small_casemix(report.casemix)
    surgeons = without_small_cases(report.surgeons, kinds)
    outcomes = _outcomes(report)
    pillars = [
        pillar
        for at, pillar in enumerate(surgeons.pillars)
        if any(row.cases[at] is None for row in surgeons.rows)
    ]
    rates = {row.measure_id: row for row in outcomes if row.events is None}
    measures = without_small_measures(report, HiddenNumbers(rates, kinds, pillars))
    gaps, missing = (
        _gaps(rows, report.measures, measures) for rows in (report.gaps, report.missing_answers)
    )
    return replace(
        report,
        measures=measures,
        gaps=gaps,
        missing_answers=missing,
        surgeons=surgeons,
        trend=_trend(report, kinds),
        outcomes=outcomes,
        estimates=_estimates(report, casemix),
        next_steps=report.next_steps
        if (gaps, missing) == (report.gaps, report.missing_answers)
        else next_steps(report.domains, gaps, missing),
        casemix=casemix,
        casemix_statement=report.casemix_statement
        if casemix == report.casemix
        else casemix_statement(report.year, casemix),
        unplaced_codes=tuple(map(_code, report.unplaced_codes)),
    )


def _outcomes(report: GapReport) -> tuple[OutcomeRow, ...]:
    waiting = {row.id for row in report.measures if row.status == "insufficient_data"}
    return tuple(_outcome(row, row.measure_id in waiting) for row in report.outcomes)


def _outcome(row: OutcomeRow, is_waiting: bool) -> OutcomeRow:
    """The rate without small counts; `is_waiting`: too few cases to judge it."""
    if not is_small_count(row.events) and not is_small_count(row.cases):
        return row
    few = wording.fewer_than(FEWEST_SHOWN)
    has_few_cases = is_small_count(row.cases)
    facts = {
        "events": few if is_small_count(row.events) else wording.count(row.events),
        "cases": few if has_few_cases else wording.count(row.cases),
    }
    return replace(
        row,
        events=None,
        cases=None if has_few_cases else row.cases,
        rate=None,
        low=None,
        high=None,
        text=_("%(events)s events among %(cases)s observed cases") % facts,
        verdict_text=too_few_cases() if has_few_cases and is_waiting else row.verdict_text,
    )


def _gaps(
    gaps: tuple[GapRow, ...], before: tuple[MeasureRow, ...], after: tuple[MeasureRow, ...]
) -> tuple[GapRow, ...]:
    """The gaps with the values of the measures as they are shown now."""
    changed = {
        new.id: new
        for old, new in zip(before, after, strict=True)
        if new.value_text != old.value_text
    }
    return tuple(
        _gap(gap, changed[gap.measure_id]) if gap.measure_id in changed else gap for gap in gaps
    )


def _gap(gap: GapRow, measure: MeasureRow) -> GapRow:
    """The gap without the missing amount, from which the count could be calculated."""
    facts = {"level": gap.next_level, "target": gap.threshold_text}
    statement = _("Level %(level)s asks for: %(target)s.") % facts
    return replace(gap, value_text=measure.value_text, missing=None, statement=statement)


def _trend(report: GapReport, hidden: Collection[Kind]) -> tuple[TrendSeries, ...]:
    """The trends; without the report's year if the case mix hides the operations of the pillar."""
    return tuple(
        _series(series, report.year if KIND_OF_PILLAR.get(series.domain) in hidden else None)
        for series in report.trend
    )


def _series(series: TrendSeries, left_out: int | None) -> TrendSeries:
    points = tuple(_point(point) for point in series.points if point.year != left_out)
    if points == series.points:
        return series
    by_year = wording.listed([f"{point.text} ({point.year})" for point in points])
    facts = {"domain": series.label, "operations": by_year}
    statement = _("%(domain)s, operations by year: %(operations)s.") % facts
    return replace(series, points=points, statement=statement if points else "")


def _point(point: TrendPoint) -> TrendPoint:
    if not is_small_count(point.value) or point.low != point.high:
        return point
    return replace(point, **SPAN, text=wording.fewer_than(FEWEST_SHOWN))


def _estimates(report: GapReport, casemix: tuple[CasemixRow, ...]) -> tuple[EstimateNote, ...]:
    """The notes without those on hidden categories; a hidden row without key may be any of them."""
    hidden = {row.key for row in casemix if row.value is None}
    return tuple(
        note for note in report.estimates if not note.category or not hidden & {note.category, ""}
    )


def _code(code: UnknownCode) -> UnknownCode:
    if not is_small_count(code.count_high):
        return code
    text = wording.fewer_than(FEWEST_SHOWN)
    return replace(code, count_low=1, count_high=3, count_text=text)
