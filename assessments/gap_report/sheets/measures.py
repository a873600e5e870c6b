"""The sheet of measures, one row each: value, status, level, thresholds with evidence, points."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.contents import GapReport, MeasureRow, ThresholdRow
from assessments.pages.spreadsheets.sheet import Cell, Number, Sheet, SheetColumn, number
from benchmarks.library.definition import LEVELS


def measures_sheet(report: GapReport) -> Sheet:
    """The measures in order of definition."""
    labels = {domain.id: domain.label for domain in report.domains}
    return Sheet(
        title=_("Measures"),
        columns=_columns(),
        rows=tuple(_row(measure, labels[measure.domain]) for measure in report.measures),
        fixed_columns=2,
    )


def _columns() -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(_("Domain"), 18),
        SheetColumn(_("Measure"), 38),
        SheetColumn(_("Value")),
        SheetColumn(_("At least")),
        SheetColumn(_("At most")),
        SheetColumn(_("Unit"), 18),
        SheetColumn(_("As the report says it"), 26),
        SheetColumn(_("Estimate"), 10),
        SheetColumn(_("Status"), 14),
        SheetColumn(_("Reason"), 30),
        SheetColumn(_("Level"), 8),
        SheetColumn(_("Level still possible"), 10),
        *_a_level(_("Threshold of level %(level)s"), 12),
        *_a_level(_("Level %(level)s asks for"), 22),
        *_a_level(_("Evidence grade of level %(level)s"), 20),
        *_a_level(_("Source of level %(level)s"), 34),
        SheetColumn(_("Mandatory from level"), 12),
        SheetColumn(_("Holds a level back"), 12),
        SheetColumn(_("Weight"), 8),
        SheetColumn(_("Points"), 8),
        SheetColumn(_("Points possible"), 10),
        SheetColumn(_("Observed cases"), 10),
        SheetColumn(_("Where the number comes from"), 34),
        SheetColumn(_("Usual levers"), 26),
        SheetColumn(_("Note"), 34),
        SheetColumn(_("Id of the measure"), 28),
    )


def _a_level(header: str, width: int) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(header % {"level": level}, width) for level in LEVELS)


def _row(measure: MeasureRow, domain: str) -> tuple[Cell, ...]:
    by_level = {threshold.level: threshold for threshold in measure.thresholds}
    thresholds = [by_level.get(level) for level in LEVELS]
    decimals = measure.decimals
    # A measure that does not apply has no level, not level 0.
    applies = measure.status != "not_applicable"
    return (
        domain,
        measure.label,
        number(measure.value, decimals, about=_is_about(measure)),
        number(measure.low, decimals),
        number(measure.high, decimals),
        measure.unit,
        measure.value_text,
        yes_no(measure.estimated),
        measure.status_text,
        measure.reason_text,
        Number(measure.level) if applies else None,
        Number(measure.level_possible) if applies else None,
        *(number(t.value, decimals) if t else None for t in thresholds),
        *(t.value_text if t else None for t in thresholds),
        *(t.grade_text if t else None for t in thresholds),
        *(_source(t) if t else None for t in thresholds),
        number(measure.mandatory_from),
        yes_no(measure.blocking),
        Number(measure.weight),
        Number(measure.points),
        Number(measure.points_max),
        number(measure.cases),
        measure.origin_text,
        _(", ").join(measure.levers),
        measure.note,
        measure.id,
    )


def _is_about(measure: MeasureRow) -> bool:
    return measure.estimated and (measure.low, measure.high) != (measure.value, measure.value)


def _source(threshold: ThresholdRow) -> str:
    """The source's number on the sheet of sources, its title, and the place in it."""
    parts = (threshold.source_title, threshold.place, threshold.note)
    return f"[{threshold.source_number}] {_(', ').join(part for part in parts if part)}"


def yes_no(answer: bool) -> str:
    """The text for a boolean."""
    return wording.yes_no(float(answer))
