"""Gaps as sentences that tell a director what to change."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.contents import GapRow, MeasureRow
from assessments.gap_report.report.context import Context, threshold_text
from assessments.gap_report.report.implausible import implausible_text
from benchmarks.library.definition import Measure
from benchmarks.scoring import gaps as engine


def gap_rows(context: Context, measures: tuple[MeasureRow, ...]) -> tuple[GapRow, ...]:
    """All gaps, ranked by the engine: blocking first, then points per effort."""
    rows = {row.id: row for row in measures}
    return tuple(
        _gap_row(context, gap, rows[gap.measure_id])
        for gap in engine.gaps(context.scores, context.row)
    )


def missing_answer_rows(context: Context, gaps: tuple[GapRow, ...]) -> tuple[GapRow, ...]:
    """Gaps for which an answer is missing, the most helpful answers first."""
    by_measure = {gap.measure_id: gap for gap in gaps}
    ranked = engine.answers_that_help(context.scores, context.row)
    measures = dict.fromkeys(answer.measure_id for answer in ranked)
    return tuple(by_measure[name] for name in measures if name in by_measure)


def _gap_row(context: Context, gap: engine.Gap, row: MeasureRow) -> GapRow:
    measure = context.benchmark.measure_by_id[gap.measure_id]
    domain = next(d for d in context.benchmark.domains if d.id == gap.domain)
    missing = gap.missing if gap.missing is not None and math.isfinite(gap.missing) else None
    return GapRow(
        measure_id=gap.measure_id,
        domain=gap.domain,
        domain_label=domain.label,
        label=measure.label,
        status=gap.status,
        value_text=row.value_text,
        level=gap.level,
        next_level=gap.next_level,
        threshold_text=threshold_text(context.benchmark, measure, gap.threshold),
        missing=missing,
        statement=_statement(context, gap, measure, row),
        blocks=gap.blocks,
        points_to_win=gap.points_to_win,
        effort=gap.effort,
        levers=row.levers,
        certain=gap.certain,
        holds_rung=gap.holds_rung,
    )


def _statement(context: Context, gap: engine.Gap, measure: Measure, row: MeasureRow) -> str:
    """What is missing for the next level, in the measure's unit."""
    level = {"level": gap.next_level}
    missing = gap.missing
    item = context.measured_input(measure)
    target = threshold_text(context.benchmark, measure, gap.threshold)
    if gap.status == "not_reported" and (reason := implausible_text(context, measure)):
        return reason
    if gap.status == "not_reported" and item is not None and item.kind == "yes_no":
        return _("Report this: level %(level)s requires it.") % level
    if gap.status == "not_reported":
        return _("Report this: level %(level)s asks for %(target)s.") % {**level, "target": target}
    if gap.status == "insufficient_data":
        return wording.reason("too_few_cases", cases_needed=gap.cases_needed)
    if missing is None or not gap.certain:
        return _open_question(context, measure, {**level, "target": target}, row)
    if item is not None and item.kind == "yes_no":
        return _("Put in place for level %(level)s.") % level
    if item is not None and item.kind == "choice":
        return _("Level %(level)s asks for: %(target)s.") % {**level, "target": target}
    if measure.formula in {"count_of", "steps"}:
        return _not_in_place(context, gap, measure, missing)
    # Least and most amount that is missing; both are the same if the value is exact.
    least = gap.threshold - gap.high if measure.better == "higher" else gap.low - gap.threshold
    return _amount(measure, least, missing, gap.next_level)


def _open_question(
    context: Context, measure: Measure, facts: dict[str, object], row: MeasureRow
) -> str:
    """Why it is not known whether the level is met, and which data would decide it."""
    facts = {**facts, "value": row.value_text}
    if measure.formula in {"count_of", "steps"}:
        unknown = [name for name in measure.inputs if context.input_value(name) is None]
        return _(
            "Cannot tell yet: %(value)s, and level %(level)s asks for %(target)s. "
            "Not reported: %(items)s."
        ) % {**facts, "items": _labels(context, unknown)}
    if measure.formula == "rate":
        return (
            _(
                "Cannot tell yet: %(value)s lies on both sides of what level %(level)s asks for, "
                "%(target)s. More observed cases would tell."
            )
            % facts
        )
    return (
        _(
            "Cannot tell yet: %(value)s lies on both sides of what level %(level)s asks for, "
            "%(target)s. Exact counts would tell."
        )
        % facts
    )


def _labels(context: Context, names: list[str]) -> str:
    return wording.listed([context.benchmark.input_by_id[name].label for name in names])


def _not_in_place(context: Context, gap: engine.Gap, measure: Measure, missing: float) -> str:
    """The items not in place, and separately those not reported, which may be in place."""
    needed = list(measure.inputs)
    if measure.formula == "steps":
        of_steps = {name for step in measure.steps[: int(gap.threshold)] for name in step}
        needed = [name for name in needed if name in of_steps]
    facts = {
        "level": gap.next_level,
        "count": wording.number(missing),
        "items": _labels(context, [name for name in needed if context.input_value(name) == 0]),
    }
    if measure.formula == "steps":
        text = _("Not yet in place for level %(level)s: %(items)s.") % facts
    else:
        text = (
            ngettext(
                "%(count)s more needed for level %(level)s; not in place: %(items)s.",
                "%(count)s more needed for level %(level)s; not in place: %(items)s.",
                int(missing),
            )
            % facts
        )
    unknown = [name for name in needed if context.input_value(name) is None]
    if unknown:
        # Not inside an f-string: makemessages does not find texts there.
        not_reported = _("Not reported: %(items)s.") % {"items": _labels(context, unknown)}
        text = f"{text} {not_reported}"
    return text


def _amount(measure: Measure, least: float, most: float, level: int) -> str:
    """'14 more operations a year for level 1'; '33–50 more …' if the value is an interval."""
    percent = wording.is_percent(measure.unit)
    whole = measure.decimals == 0 and not percent
    decimals = 0 if whole else max(measure.decimals, 1)
    least, most = (_rounded_up(n, decimals) for n in (least, most))
    amount = wording.plain(most, decimals)
    if wording.plain(least, decimals) != amount:
        amount = f"{wording.plain(least, decimals)}{wording.EN_DASH}{amount}"
    unit = measure.unit_one if most == 1 and measure.unit_one else measure.unit
    values = {"amount": amount, "unit": unit, "level": level}
    if percent and measure.better == "higher":
        text = ngettext(
            "%(amount)s percentage point more for level %(level)s.",
            "%(amount)s percentage points more for level %(level)s.",
            1 if amount == "1" else 2,
        )
        return text % values
    if percent:
        text = ngettext(
            "%(amount)s percentage point less for level %(level)s.",
            "%(amount)s percentage points less for level %(level)s.",
            1 if amount == "1" else 2,
        )
        return text % values
    if measure.better == "higher":
        return _("%(amount)s more %(unit)s for level %(level)s.") % values
    return _("%(amount)s fewer %(unit)s for level %(level)s.") % values


def _rounded_up(amount: float, decimals: int) -> float:
    """The amount rounded up: a count that is 3.5 short needs 4 more to reach the level."""
    # Rounded first because 30 - 29.9 is slightly more than 0.1 in floating point.
    scale = 10.0**decimals
    return math.ceil(round(amount * scale, 6)) / scale
