"""Measures whose value is a small count, is made of one, or tells a number hidden in a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.casemix_kinds import KIND_OF_PILLAR, PATHOLOGY, TECHNIQUE, Kind
from assessments.gap_report.report.contents import BenchmarkFacts, GapReport, MeasureRow, OutcomeRow
from assessments.gap_report.report.measures import COUNTS_OF_OPERATIONS
from assessments.pages.cell_suppression import FEWEST_SHOWN, is_small_count
from benchmarks.library import UnknownBenchmark, load
from benchmarks.library.recipes import (
    BusiestSurgeon,
    LargestSurgeonShare,
    MedianPerSurgeon,
    OperationFilter,
    Operations,
)

# What stands in place of a count that is hidden because it is small.
SPAN: Final[dict[str, Any]] = {"value": 2.0, "low": 1.0, "high": 3.0}


@dataclass(frozen=True)
class Untold:
    """What is hidden in the tables of a report, and therefore in its measures.

    `rates`: the outcomes that are hidden, by measure; `kinds`: of the case mix, and `pillars`: of
    the surgeons, whose numbers are hidden although they are not small.
    """

    rates: Mapping[str, OutcomeRow]
    kinds: Collection[Kind]
    pillars: Collection[str]


@dataclass(frozen=True)
class _Counting:
    """How a measure is worked out: its formula, and the recipe of its first input."""

    formula: str
    recipe: object


def without_small_measures(report: GapReport, untold: Untold) -> tuple[MeasureRow, ...]:
    """The measures as they may be shown, in order."""
    counting = _counting(report.benchmark)
    has_counts = report.format_version > 1
    return tuple(
        _measure(row, counting.get(row.id), untold, has_counts=has_counts)
        for row in report.measures
    )


def _counting(benchmark: BenchmarkFacts) -> dict[str, _Counting]:
    """How each measure is worked out; nothing of a benchmark that is no longer on file."""
    try:
        found = load(benchmark.id, benchmark.version)
    except UnknownBenchmark:
        return {}
    inputs = found.input_by_id
    return {
        measure.id: _Counting(measure.formula, inputs[measure.inputs[0]].record)
        for measure in found.measures
    }


def _measure(
    row: MeasureRow, counting: _Counting | None, untold: Untold, *, has_counts: bool
) -> MeasureRow:
    if row.id in untold.rates:
        return _rate(row, untold.rates[row.id])
    if row.value is None:
        return row
    if _tells_a_part(counting, untold):
        return _without_value(row, wording.not_shown())
    if not has_counts:
        # Of a share neither count is known, of a lost benchmark none at all.
        if counting is None or counting.formula == "share":
            return _without_value(row, wording.not_shown())
        row = replace(row, numerator=_count_of(row, counting))
    if not is_small_count(row.numerator) and not is_small_count(row.denominator):
        return row
    if row.denominator is not None:
        return _without_value(row, _("not shown: a count below 4"))
    text = wording.with_unit(wording.fewer_than(FEWEST_SHOWN), row.unit)
    return replace(row, **SPAN, estimated=True, value_text=text, numerator=None)


def _count_of(row: MeasureRow, counting: _Counting) -> float | None:
    """The value of a report of format 1 if it is an exact count of operations."""
    is_count = counting.formula == "value" and isinstance(counting.recipe, COUNTS_OF_OPERATIONS)
    return row.value if is_count and row.low == row.high else None


def _rate(row: MeasureRow, outcome: OutcomeRow) -> MeasureRow:
    row = _without_value(row, outcome.text)
    if outcome.cases is None and row.status == "insufficient_data":
        return replace(row, reason_text=too_few_cases())
    return row


def too_few_cases() -> str:
    """Why a rate is not judged yet, without the number of cases that are missing."""
    return _("More observed cases are needed before the rate can be judged.")


def _tells_a_part(counting: _Counting | None, untold: Untold) -> bool:
    """Whether the measure tells a number that is hidden in a table because of its sum."""
    if counting is None:
        return bool(untold.kinds or untold.pillars)
    recipe = counting.recipe
    if isinstance(recipe, LargestSurgeonShare):
        return any(pillar in untold.pillars for pillar in recipe.pillars)
    if isinstance(recipe, BusiestSurgeon | MedianPerSurgeon):
        return recipe.pillar in untold.pillars or any(p in untold.pillars for p in recipe.pathology)
    return isinstance(recipe, Operations) and any(kind in untold.kinds for kind in _kinds(recipe))


def _kinds(recipe: OperationFilter) -> set[Kind]:
    """The single pathology and the single technique that a filter asks for, if it does."""
    asked: set[Kind] = {(PATHOLOGY, one) for one in recipe.pathology}
    asked |= {(TECHNIQUE, one) for one in recipe.technique}
    if recipe.pillar is not None:
        asked.add(KIND_OF_PILLAR[recipe.pillar])
    axes = [axis for axis, _key in asked]
    return {kind for kind in asked if axes.count(kind[0]) == 1}


def _without_value(row: MeasureRow, text: str) -> MeasureRow:
    names = ("value", "low", "high", "cases", "numerator", "denominator")
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(row, **nothing, value_text=text, origin_text=text)
