"""Hides values of measures that are small counts, or from which a hidden count follows."""

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

# Replaces a count that is hidden because it is small: 1 to 3.
SPAN: Final[dict[str, Any]] = {"value": 2.0, "low": 1.0, "high": 3.0}


@dataclass(frozen=True)
class HiddenNumbers:
    """What is hidden in the tables of a report, and must be hidden in its measures, too.

    `rates`: hidden outcomes by measure id. `kinds` of the case mix and `pillars` of the surgeons:
    their numbers are hidden because of a sum, although they are not small.
    """

    rates: Mapping[str, OutcomeRow]
    kinds: Collection[Kind]
    pillars: Collection[str]


@dataclass(frozen=True)
class _Counting:
    """How a measure is calculated: its formula, and the recipe of its first input."""

    formula: str
    recipe: object


def without_small_measures(report: GapReport, untold: HiddenNumbers) -> tuple[MeasureRow, ...]:
    """The measures as they may be shown, in order."""
    counting = _counting(report.benchmark)
    has_counts = report.format_version > 1
    return tuple(
        _measure(row, counting.get(row.id), untold, has_counts=has_counts)
        for row in report.measures
    )


def _counting(benchmark: BenchmarkFacts) -> dict[str, _Counting]:
    """How each measure is calculated; empty if the benchmark's definition no longer exists."""
    try:
        definition = load(benchmark.id, benchmark.version)
    except UnknownBenchmark:
        return {}
    inputs = definition.input_by_id
    return {
        measure.id: _Counting(measure.formula, inputs[measure.inputs[0]].record)
        for measure in definition.measures
    }


def _measure(
    row: MeasureRow, counting: _Counting | None, untold: HiddenNumbers, *, has_counts: bool
) -> MeasureRow:
    if row.id in untold.rates:
        return _rate(row, untold.rates[row.id])
    if row.value is None:
        return row
    if _tells_a_part(counting, untold):
        return _without_value(row, wording.not_shown())
    if not has_counts:
        # The counts of a share are not known; without the definition, no counts are.
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


def _tells_a_part(counting: _Counting | None, untold: HiddenNumbers) -> bool:
    """Whether a number that a table hides because of its sum follows from the measure."""
    if counting is None:
        return bool(untold.kinds or untold.pillars)
    recipe = counting.recipe
    if isinstance(recipe, LargestSurgeonShare):
        return any(pillar in untold.pillars for pillar in recipe.pillars)
    if isinstance(recipe, BusiestSurgeon | MedianPerSurgeon):
        return recipe.pillar in untold.pillars or any(p in untold.pillars for p in recipe.pathology)
    return isinstance(recipe, Operations) and any(kind in untold.kinds for kind in _kinds(recipe))


def _kinds(recipe: OperationFilter) -> set[Kind]:
    """The pathology and the technique of a filter; an axis with several values is left out."""
    kinds: set[Kind] = {(PATHOLOGY, key) for key in recipe.pathology}
    kinds |= {(TECHNIQUE, key) for key in recipe.technique}
    if recipe.pillar is not None:
        kinds.add(KIND_OF_PILLAR[recipe.pillar])
    axes = [axis for axis, _key in kinds]
    return {kind for kind in kinds if axes.count(kind[0]) == 1}


def _without_value(row: MeasureRow, text: str) -> MeasureRow:
    names = ("value", "low", "high", "cases", "numerator", "denominator")
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(row, **nothing, value_text=text, origin_text=text)
