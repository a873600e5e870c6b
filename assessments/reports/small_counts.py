"""A report to take away in which counts of 1 to 3 operations, cases or events are not shown.

From the finished report, so that levels, points and verdicts stay those of the page, and so that a
signed-off report can be given away in the same manner. A hidden count of operations becomes the
interval 1 to 3. Where exactly one of several numbers with a known sum would be hidden, the next
larger one is hidden too, so that nothing follows from the sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models.choices import Pathology
from assessments.reports.gap_report import (
    CasemixRow,
    GapReport,
    GapRow,
    MeasureRow,
    OutcomeRow,
    SurgeonTable,
    TrendPoint,
    TrendSeries,
)
from benchmarks.definition import Benchmark, Measure
from benchmarks.library import load
from benchmarks.recipes import BusiestSurgeon, MedianPerSurgeon, Operations

FEWEST_SHOWN = 4
_COUNTS = (Operations, BusiestSurgeon, MedianPerSurgeon)
_NUMBER = re.compile(r"\d+(?:[.,’\u00a0\u202f]\d+)*")
Count = TypeVar("Count", int, float)
_SPAN: dict[str, Any] = {"value": 2.0, "low": 1.0, "high": 3.0}


def is_small_count(count: float | None) -> bool:
    """Whether a count is one that is hidden."""
    return count is not None and 0 < count < FEWEST_SHOWN


def with_small_counts_hidden(report: GapReport) -> GapReport:
    """The report without them, in the active language; the same again where nothing is small."""
    benchmark = load(report.benchmark.id, report.benchmark.version)
    outcomes = tuple(map(_outcome, report.outcomes))
    hidden_rates = {row.measure_id: row.text for row in outcomes if row.events is None}
    measures = tuple(_measure(row, benchmark, hidden_rates) for row in report.measures)
    hidden = {
        new.id: new
        for new, old in zip(measures, report.measures, strict=True)
        if new.value_text != old.value_text
    }
    gaps = tuple(_gap(gap, hidden) for gap in report.gaps)
    changed = {old.statement: new.statement for old, new in zip(report.gaps, gaps, strict=True)}
    casemix = _casemix(report.casemix)
    found = replace(
        report,
        measures=measures,
        gaps=gaps,
        missing_answers=tuple(_gap(gap, hidden) for gap in report.missing_answers),
        surgeons=_surgeons(report.surgeons),
        trend=tuple(map(_series, report.trend)),
        outcomes=outcomes,
        next_steps=tuple(_reworded(step, changed) for step in report.next_steps),
        casemix=casemix,
        # It only says again what the rows say.
        casemix_statement=report.casemix_statement if casemix == report.casemix else "",
        unplaced_codes=tuple(
            replace(code, count_low=1, count_high=3, count_text=wording.fewer_than(FEWEST_SHOWN))
            if is_small_count(code.count_high)
            else code
            for code in report.unplaced_codes
        ),
    )
    if found == report:
        return report
    return replace(found, remarks=(*report.remarks, note()))


def note() -> str:
    """What a file says of it."""
    return _(
        "Counts below 4, and some others from which they would follow, are not shown in files. "
        "Levels and points rest on the exact numbers."
    )


def _measure(row: MeasureRow, benchmark: Benchmark, rates: dict[str, str]) -> MeasureRow:
    if row.id in rates:
        text = rates[row.id]
        nothing: dict[str, Any] = dict.fromkeys(("value", "low", "high", "cases"))
        return replace(row, **nothing, value_text=text, origin_text=text)
    measure = benchmark.measure_by_id[row.id]
    if _counts_operations(measure, benchmark):
        if row.value is None or not is_small_count(row.value) or row.low != row.high:
            return row
        text = wording.with_unit(wording.fewer_than(FEWEST_SHOWN), row.unit)
        return replace(row, **_SPAN, estimated=True, value_text=text)
    parts = [_plain(found) for found in _NUMBER.findall(row.origin_text)]
    if measure.formula == "share" and any(map(is_small_count, parts)):
        text = _("not shown: a count below 4")
        return replace(row, value=None, low=None, high=None, value_text=text, origin_text=text)
    return row


def _counts_operations(measure: Measure, benchmark: Benchmark) -> bool:
    recipe = benchmark.input_by_id[measure.inputs[0]].record
    return measure.formula == "value" and isinstance(recipe, _COUNTS)


def _plain(written: str) -> int:
    """A whole number without the signs between its thousands."""
    return int(re.sub(r"\D", "", written))


def _outcome(row: OutcomeRow) -> OutcomeRow:
    if not is_small_count(row.events) and not is_small_count(row.cases):
        return row
    few = wording.fewer_than(FEWEST_SHOWN)
    facts = {
        "events": few if is_small_count(row.events) else wording.count(row.events),
        "cases": few if is_small_count(row.cases) else wording.count(row.cases),
    }
    return replace(
        row,
        events=None,
        cases=None if is_small_count(row.cases) else row.cases,
        rate=None,
        low=None,
        high=None,
        text=_("%(events)s events among %(cases)s observed cases") % facts,
    )


def _gap(gap: GapRow, hidden: dict[str, MeasureRow]) -> GapRow:
    """The gap without the amount that is missing, from which the count follows."""
    if gap.measure_id not in hidden:
        return gap
    facts = {"level": gap.next_level, "target": gap.threshold_text}
    statement = _("Level %(level)s asks for: %(target)s.") % facts
    text = hidden[gap.measure_id].value_text
    return replace(gap, value_text=text, missing=None, statement=statement)


def _reworded(text: str, changed: dict[str, str]) -> str:
    for old, new in changed.items():
        text = text.replace(old, new)
    return text


def _series(series: TrendSeries) -> TrendSeries:
    points = tuple(map(_point, series.points))
    if points == series.points:
        return series
    by_year = wording.listed([f"{point.text} ({point.year})" for point in points])
    facts = {"domain": series.label, "operations": by_year}
    statement = _("%(domain)s, operations by year: %(operations)s.") % facts
    return replace(series, points=points, statement=statement)


def _point(point: TrendPoint) -> TrendPoint:
    if not is_small_count(point.value) or point.low != point.high:
        return point
    return replace(point, **_SPAN, text=wording.fewer_than(FEWEST_SHOWN))


def _casemix(rows: tuple[CasemixRow, ...]) -> tuple[CasemixRow, ...]:
    """Kinds by pathology and by technique: each of the two adds up to the same sum."""
    pathologies = {str(one.label) for one in Pathology}
    found: list[CasemixRow] = []
    for is_pathology in (True, False):
        kinds = [row for row in rows if (row.label in pathologies) == is_pathology]
        shown = _without_small([None if row.low != row.high else row.value for row in kinds])
        found += [
            row if row.value == count or row.low != row.high else _not_shown(row)
            for row, count in zip(kinds, shown, strict=True)
        ]
    return tuple(found)


def _not_shown(row: CasemixRow) -> CasemixRow:
    text = wording.fewer_than(FEWEST_SHOWN) if is_small_count(row.value) else wording.not_shown()
    return replace(row, value=None, low=None, high=None, text=text)


def _surgeons(table: SurgeonTable) -> SurgeonTable:
    places = range(len(table.pillars))
    cases = [_without_small([row.cases[at] for row in table.rows]) for at in places]
    so_far = [_without_small([row.cumulative[at] for row in table.rows]) for at in places]
    rows = tuple(
        replace(
            row,
            cases=tuple(column[at] for column in cases),
            cumulative=tuple(column[at] for column in so_far),
        )
        for at, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)


def _without_small(counts: Sequence[Count | None]) -> list[Count | None]:
    """Counts with a known sum, without those that are small and without what tells them."""
    hidden = {at for at, count in enumerate(counts) if is_small_count(count)}
    if len(hidden) == 1:
        others = [(count, at) for at, count in enumerate(counts) if count and at not in hidden]
        hidden |= {at for _count, at in sorted(others)[:1]}
    return [None if at in hidden else count for at, count in enumerate(counts)]
