"""Scores → measure rows: value, level, thresholds with evidence, origin of the number."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.contents import MeasureRow, SourceRow, ThresholdRow
from assessments.gap_report.report.context import (
    VERDICTS,
    Context,
    finite,
    quantity_text,
    threshold_text,
)
from assessments.gap_report.report.implausible import implausible_text
from benchmarks.library.definition import Benchmark, Input, Measure, Threshold
from benchmarks.library.memo import memoised
from benchmarks.library.recipes import BusiestSurgeon, MedianPerSurgeon, Operations
from benchmarks.scoring.formulas import REASONS, STATUSES
from benchmarks.scoring.layout import HIGH, LOW

# Recipes whose value is a number of operations.
COUNTS_OF_OPERATIONS: Final = (Operations, BusiestSurgeon, MedianPerSurgeon)

# Threshold rows of one benchmark by language, measure, level and verdict, on which alone they
# depend. Cached because a page shows about 140 of them.
_ThresholdRows = dict[tuple[str, str, int, str], ThresholdRow]


class _Counts(NamedTuple):
    """Numerator and denominator of a value; see `MeasureRow`."""

    numerator: float | None = None
    denominator: float | None = None


@memoised
def source_rows(benchmark: Benchmark) -> tuple[SourceRow, ...]:
    """The cited references, numbered in order of first citation."""
    cited = dict.fromkeys(t.source for m in benchmark.measures for t in m.thresholds)
    return tuple(
        SourceRow(
            id=name,
            number=number,
            title=reference.title,
            publisher=reference.publisher,
            date=reference.date,
            url=reference.url,
        )
        for number, name in enumerate(cited, start=1)
        for reference in (benchmark.reference_by_id[name],)
    )


@memoised
def _threshold_rows(_benchmark: Benchmark) -> _ThresholdRows:
    """The cached rows of a benchmark; empty at first."""
    return {}


def measure_rows(context: Context) -> tuple[MeasureRow, ...]:
    """One row for each measure, in order of definition."""
    return tuple(
        _measure_row(context, column, measure)
        for column, measure in enumerate(context.benchmark.measures)
    )


def _measure_row(context: Context, column: int, measure: Measure) -> MeasureRow:
    status = STATUSES[context.scores.status[context.row, column]]
    counts = _counts(context, column, measure, status)
    return MeasureRow(
        id=measure.id,
        domain=measure.domain,
        label=measure.label,
        sentence=measure.sentence,
        unit=measure.unit,
        decimals=measure.decimals,
        better=measure.better,
        **_judgement(context, column, measure, status),
        weight=measure.weight,
        mandatory_from=measure.mandatory_from,
        mandatory_text=wording.mandatory(measure.mandatory_from),
        thresholds=tuple(
            _threshold_row(context, column, measure, threshold)
            for threshold in sorted(measure.thresholds, key=attrgetter("level"))
        ),
        levers=tuple(wording.lever(lever) for lever in measure.levers),
        note=measure.note,
        origin_text=_origin(context, measure, status, counts),
        **counts._asdict(),
    )


def _judgement(context: Context, column: int, measure: Measure, status: str) -> dict[str, Any]:
    """The fields of a measure's row that come from the scores: value, status, level, points."""
    scores, row = context.scores, context.row
    level, possible = (int(a[row, column]) for a in (scores.level, scores.level_possible))
    cases = finite(scores.cases[row, column])
    reason, needed = REASONS[scores.reason[row, column]], int(scores.cases_needed[row, column])
    return {
        "value": finite(scores.value[row, column]),
        "low": finite(scores.low[row, column]),
        "high": finite(scores.high[row, column]),
        "value_text": _value_text(context, column, measure, status),
        "estimated": bool(scores.estimated[row, column]),
        "status": status,
        "status_text": wording.status(status),
        "reason_text": implausible_text(context, measure)
        or wording.reason(reason, cases_needed=needed),
        "cases": None if cases is None else int(cases),
        "level": level,
        "level_possible": possible,
        "level_text": "" if status == "not_applicable" else wording.level(level, possible),
        "points": int(scores.points[row, column]),
        "points_max": int(scores.points_max[row, column]),
        "blocking": bool(scores.blocking[row, column]),
    }


def _value_text(context: Context, column: int, measure: Measure, status: str) -> str:
    scores, row = context.scores, context.row
    value = finite(scores.value[row, column])
    if value is None:
        return wording.status(status)
    item = context.measured_input(measure)
    low, high = finite(scores.low[row, column]), finite(scores.high[row, column])
    low = value if low is None else low
    if measure.formula in {"count_of", "steps"} and high is not None and high > low:
        return _("%(known)s known, %(possible)s possible") % {
            "known": quantity_text(measure, item, low),
            "possible": wording.number(high),
        }
    plain = measure.formula in {"count_of", "steps"} or (
        item is not None and item.kind in {"yes_no", "choice"}
    )
    if plain:
        return quantity_text(measure, item, value)
    estimated = bool(scores.estimated[row, column])
    unit = measure.unit_one if value == 1 and measure.unit_one else measure.unit
    return wording.measured(
        value, low, high, unit=unit, decimals=measure.decimals, estimated=estimated
    )


def _threshold_row(
    context: Context, column: int, measure: Measure, threshold: Threshold
) -> ThresholdRow:
    level = threshold.level
    code = VERDICTS[int(context.scores.verdict[context.row, column, level - 1])]
    rows, key = _threshold_rows(context.benchmark), (context.language, measure.id, level, code)
    if key not in rows:
        rows[key] = _new_threshold_row(context.benchmark, measure, threshold, code)
    return rows[key]


def _new_threshold_row(
    benchmark: Benchmark, measure: Measure, threshold: Threshold, code: str
) -> ThresholdRow:
    source = next(row for row in source_rows(benchmark) if row.id == threshold.source)
    return ThresholdRow(
        level=threshold.level,
        value=threshold.value,
        value_text=_("not known")
        if threshold.value is None
        else threshold_text(benchmark, measure, threshold.value),
        grade=threshold.grade,
        grade_text=wording.grade(threshold.grade),
        source_number=source.number,
        source_title=source.title,
        place=threshold.place,
        note=threshold.note,
        verdict=code,
        verdict_text=wording.verdict(code, threshold.level),
    )


def _counts(context: Context, column: int, measure: Measure, status: str) -> _Counts:
    """The operations, cases or events that the value of a measure is made of."""
    inputs = [context.benchmark.input_by_id[name] for name in measure.inputs]
    if status == "not_reported":
        return _Counts()
    if measure.formula == "value" and isinstance(inputs[0].record, COUNTS_OF_OPERATIONS):
        value, low, high = (
            finite(end[context.row, column])
            for end in (context.scores.value, context.scores.low, context.scores.high)
        )
        return _Counts(value) if low == high else _Counts()
    is_share = measure.formula == "share" and all(item.source == "record" for item in inputs)
    if measure.formula != "rate" and not is_share:
        return _Counts()
    if _from_code_list(context, inputs) and not all(_is_exact(context, item) for item in inputs):
        return _Counts()
    part, whole = (context.input_value(item.id) for item in inputs)
    return _Counts() if part is None or whole is None else _Counts(part, whole)


def _is_exact(context: Context, item: Input) -> bool:
    ends = {context.input_value(f"{item.id}{end}") for end in (LOW, HIGH)}
    return ends <= {None, context.input_value(item.id)}


def _origin(context: Context, measure: Measure, status: str, counts: _Counts) -> str:
    """A text that says where a measure's number comes from."""
    if status == "not_reported":
        return ""
    inputs = [context.benchmark.input_by_id[name] for name in measure.inputs]
    recorded = [item for item in inputs if item.source == "record"]
    part, whole = counts
    if measure.formula == "rate" and part is not None and whole is not None:
        return _("%(events)s events among %(cases)s observed cases") % {
            "events": wording.number(part),
            "cases": wording.number(whole),
        }
    if _from_code_list(context, recorded):
        return _("estimated from %(file)s") % {"file": context.file_name or _("a code list")}
    if measure.formula == "share" and part is not None and whole is not None:
        return _("%(part)s of %(whole)s operations") % {
            "part": wording.number(part),
            "whole": wording.number(whole),
        }
    return _("from the department's records") if recorded else _("reported by the department")


def _from_code_list(context: Context, inputs: list[Input]) -> bool:
    """Whether an input is estimated from a code list: the year has no counted operations.

    True even if the estimate is exact, such as a certain zero.
    """
    estimable = any(isinstance(item.record, Operations) and item.record.estimate for item in inputs)
    return estimable and not context.of_year(context.tables.volumes).any()
