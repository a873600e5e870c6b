"""Volumes by year, outcomes with intervals, and notes that explain estimates."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.casemix_rows import estimated_spans
from assessments.gap_report.report.contents import (
    EstimateNote,
    MeasureRow,
    OutcomeRow,
    TrendPoint,
    TrendSeries,
)
from assessments.gap_report.report.context import Context, finite
from benchmarks.library.definition import Domain, Measure
from benchmarks.library.recipes import Operations


def trend_series(context: Context, measures: tuple[MeasureRow, ...]) -> tuple[TrendSeries, ...]:
    """For each pillar, the values by year of the measure that counts its operations."""
    rows = {row.id: row for row in measures}
    result: list[TrendSeries] = []
    for domain in context.benchmark.domains:
        measure = _volume_measure(context, domain)
        if measure is not None:
            series = _series(context, domain, measure, rows[measure.id])
            if series.points:
                result.append(series)
    return tuple(result)


def _volume_measure(context: Context, domain: Domain) -> Measure | None:
    """The first measure of a domain that is a plain yearly count of operations."""
    for measure in context.benchmark.measures:
        if measure.domain == domain.id and measure.formula == "value":
            recipe = context.benchmark.input_by_id[measure.inputs[0]].record
            if isinstance(recipe, Operations):
                return measure
    return None


def _series(context: Context, domain: Domain, measure: Measure, row: MeasureRow) -> TrendSeries:
    scores = context.scores
    column = scores.measure_ids.index(measure.id)
    points = tuple(
        TrendPoint(
            year=year,
            value=float(scores.value[place, column]),
            low=float(scores.low[place, column]),
            high=finite(scores.high[place, column]),
            text=wording.measured(
                float(scores.value[place, column]),
                float(scores.low[place, column]),
                finite(scores.high[place, column]),
                unit="",
                decimals=0,
                estimated=bool(scores.estimated[place, column]),
            ),
        )
        for place, year in enumerate(context.years)
        if year <= context.year and np.isfinite(scores.value[place, column])
    )
    return TrendSeries(
        domain=domain.id,
        label=domain.label,
        unit=measure.unit,
        points=points,
        thresholds=row.thresholds,
        statement=_change(domain, points),
    )


def _change(domain: Domain, points: tuple[TrendPoint, ...]) -> str:
    if not points:
        return ""
    first, last = points[0], points[-1]
    facts: dict[str, object] = {
        "domain": domain.label,
        "first": first.text,
        "last": last.text,
        "from": first.year,
        "to": last.year,
    }
    operations = int(first.value)
    if len(points) == 1:
        text = ngettext(
            "%(domain)s: %(last)s operation in %(to)s.",
            "%(domain)s: %(last)s operations in %(to)s.",
            operations,
        )
    elif last.value > first.value:
        text = ngettext(
            "%(domain)s grew from %(first)s operation in %(from)s to %(last)s in %(to)s.",
            "%(domain)s grew from %(first)s operations in %(from)s to %(last)s in %(to)s.",
            operations,
        )
    elif last.value < first.value:
        text = ngettext(
            "%(domain)s fell from %(first)s operation in %(from)s to %(last)s in %(to)s.",
            "%(domain)s fell from %(first)s operations in %(from)s to %(last)s in %(to)s.",
            operations,
        )
    else:
        text = ngettext(
            "%(domain)s stayed at %(last)s operation from %(from)s to %(to)s.",
            "%(domain)s stayed at %(last)s operations from %(from)s to %(to)s.",
            operations,
        )
    return text % facts


def outcome_rows(context: Context, measures: tuple[MeasureRow, ...]) -> tuple[OutcomeRow, ...]:
    """All rates with observed cases, including those with too few cases to judge."""
    rows = {row.id: row for row in measures}
    outcomes: list[OutcomeRow] = []
    for measure in context.benchmark.measures:
        if measure.formula != "rate":
            continue
        events, cases = (context.input_value(name) for name in measure.inputs)
        if events is None or not cases:
            continue
        row = rows[measure.id]
        outcomes.append(
            OutcomeRow(
                measure_id=measure.id,
                domain=measure.domain,
                label=measure.label,
                events=int(events),
                cases=int(cases),
                rate=row.value,
                low=row.low,
                high=row.high,
                text=row.value_text,
                ceilings=row.thresholds,
                verdict_text=_verdict(row),
            )
        )
    return tuple(outcomes)


def _verdict(row: MeasureRow) -> str:
    if row.status != "scored":
        return row.reason_text or row.status_text
    return wording.listed([t.verdict_text for t in row.thresholds])


def estimate_notes(context: Context) -> tuple[EstimateNote, ...]:
    """Why volumes are estimates, and the bounds used, with their numbers; empty if counted."""
    counted = context.of_year(context.tables.volumes).any()
    # Counted volumes can be intervals, too, if the source hid small numbers; they need no note.
    if counted or not context.scores.estimated[context.row].any():
        return ()
    why = EstimateNote(
        category="",
        text=_(
            "The volumes are estimates from an aggregated code list (%(file)s): codes are "
            "counted, not operations, so each is given as an interval and judged by it."
        )
        % {"file": context.file_name or _("a code list")},
    )
    results = estimated_spans(context)
    return (
        why,
        *(
            EstimateNote(note.category, f"{note.text} {_result(results[note.category])}")
            if note.category in results
            else note
            for note in context.bounds
        ),
    )


def _result(interval: str) -> str:
    return _("Result: %(interval)s.") % {"interval": interval}
