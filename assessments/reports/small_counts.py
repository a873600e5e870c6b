"""A report to take away in which counts of 1 to 3 operations, cases or events are not shown.

From the finished report, so that levels, points and verdicts stay those of the page, and so that a
signed-off report can be given away in the same manner. What would tell a hidden count is hidden,
too: other parts of its sum, shares and rates made of it, and the amount that is missing to a level.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models.choices import Pathology, Technique
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
from assessments.reports.withholding import FEWEST_SHOWN, hidden_places, is_small_count
from benchmarks.library import UnknownBenchmark, load
from benchmarks.recipes import BusiestSurgeon, LargestSurgeonShare, MedianPerSurgeon, Operations

_COUNTS = (Operations, BusiestSurgeon, MedianPerSurgeon)
_NUMBER = re.compile(r"\d+(?:[.,’\u00a0\u202f]\d+)*")
_SPAN: dict[str, Any] = {"value": 2.0, "low": 1.0, "high": 3.0}


@dataclass(frozen=True)
class _Hidden:
    """What is hidden in the tables of a report, and therefore in its measures.

    `rates`: the text of each rate by measure; `pathologies` and `pillars`: whose parts are hidden
    although they are not small, by their codes.
    """

    rates: dict[str, str]
    pathologies: Collection[str]
    pillars: Collection[str]


def with_small_counts_hidden(report: GapReport) -> GapReport:
    """The report without them, in the active language; the same again where nothing is small."""
    outcomes = tuple(map(_outcome, report.outcomes))
    casemix, surgeons = _casemix(report.casemix), _surgeons(report.surgeons)
    told = _Hidden(
        rates={row.measure_id: row.text for row in outcomes if row.events is None},
        pathologies=_withheld(report.casemix, casemix),
        pillars=[
            pillar
            for at, pillar in enumerate(surgeons.pillars)
            if any(row.cases[at] is None for row in surgeons.rows)
        ],
    )
    recipes = _recipes(report)
    measures = tuple(
        _measure(row, *recipes.get(row.id, ("", None)), told) for row in report.measures
    )
    hidden = {
        new.id: new
        for new, old in zip(measures, report.measures, strict=True)
        if new.value_text != old.value_text
    }
    gaps = tuple(_gap(gap, hidden) for gap in report.gaps)
    changed = {old.statement: new.statement for old, new in zip(report.gaps, gaps, strict=True)}
    found = replace(
        report,
        measures=measures,
        gaps=gaps,
        missing_answers=tuple(_gap(gap, hidden) for gap in report.missing_answers),
        surgeons=surgeons,
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


def _recipes(report: GapReport) -> dict[str, tuple[str, object]]:
    """Formula of each measure and how its first input is counted; nothing of a lost benchmark."""
    try:
        benchmark = load(report.benchmark.id, report.benchmark.version)
    except UnknownBenchmark:
        return {}
    inputs = benchmark.input_by_id
    return {
        measure.id: (measure.formula, inputs[measure.inputs[0]].record)
        for measure in benchmark.measures
    }


def _measure(row: MeasureRow, formula: str, recipe: object, told: _Hidden) -> MeasureRow:
    """The measure by how it is counted."""
    if row.id in told.rates:
        return _without_value(row, told.rates[row.id])
    if _tells_a_part(recipe, told):
        return _without_value(row, wording.not_shown())
    parts = [_plain(found) for found in _NUMBER.findall(row.origin_text)]
    if formula == "share" and any(map(is_small_count, parts)):
        return _without_value(row, _("not shown: a count below 4"))
    is_count = formula == "value" and isinstance(recipe, _COUNTS)
    if is_count and is_small_count(row.value) and row.low == row.high:
        text = wording.with_unit(wording.fewer_than(FEWEST_SHOWN), row.unit)
        return replace(row, **_SPAN, estimated=True, value_text=text)
    return row


def _tells_a_part(recipe: object, told: _Hidden) -> bool:
    """Whether the measure tells a number that is hidden in a table because of its sum."""
    if isinstance(recipe, LargestSurgeonShare):
        return any(pillar in told.pillars for pillar in recipe.pillars)
    if isinstance(recipe, BusiestSurgeon | MedianPerSurgeon):
        return recipe.pillar in told.pillars or any(p in told.pillars for p in recipe.pathology)
    return isinstance(recipe, Operations) and any(
        recipe.pathology == [one] for one in told.pathologies
    )


def _without_value(row: MeasureRow, text: str) -> MeasureRow:
    nothing: dict[str, Any] = dict.fromkeys(("value", "low", "high", "cases"))
    return replace(row, **nothing, value_text=text, origin_text=text)


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
    """Kinds by pathology and by technique: each of the two adds up to the same sum.

    How much is deformity, tumour and minimally invasive stands among the measures, too.
    """
    pathologies = {str(one.label) for one in Pathology}
    told = {str(one.label) for one in (Pathology.DEF, Pathology.TUM, Technique.MIS)}
    found: list[CasemixRow] = []
    for is_pathology in (True, False):
        kinds = [row for row in rows if (row.label in pathologies) == is_pathology]
        hidden = hidden_places(
            [row.value if row.low == row.high else None for row in kinds],
            [at for at, row in enumerate(kinds) if row.label in told],
        )
        found += [_not_shown(row) if at in hidden else row for at, row in enumerate(kinds)]
    return tuple(found)


def _not_shown(row: CasemixRow) -> CasemixRow:
    return replace(row, value=None, low=None, high=None, text=wording.not_shown())


def _withheld(before: Sequence[CasemixRow], after: Sequence[CasemixRow]) -> list[str]:
    """The pathologies that are hidden although their number is not small."""
    hidden = {
        old.label
        for old in before
        if not is_small_count(old.value)
        and any(new.label == old.label and new.value is None for new in after)
    }
    return [one.value for one in Pathology if str(one.label) in hidden]


def _surgeons(table: SurgeonTable) -> SurgeonTable:
    """Of this year the sum of a pillar is known; of all years together it is not."""
    this_year = [
        hidden_places([row.cases[at] for row in table.rows]) for at in range(len(table.pillars))
    ]
    rows = tuple(
        replace(
            row,
            cases=tuple(
                None if place in this_year[at] else count for at, count in enumerate(row.cases)
            ),
            cumulative=tuple(None if is_small_count(n) else n for n in row.cumulative),
        )
        for place, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)
