"""The sheets of gaps in their rank, and of missing answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.gap_report.report.contents import GapReport, GapRow, MeasureRow
from assessments.gap_report.sheets.measures import yes_no
from assessments.pages.spreadsheets.sheet import Cell, Number, Sheet, SheetColumn


def gaps_sheet(report: GapReport) -> Sheet:
    """All gaps, blocking ones first, then by points per effort."""
    return Sheet(
        title=_("Gaps"),
        columns=_columns(),
        rows=_rows(report, report.gaps),
        empty=_("Every measure reaches its highest level."),
        fixed_columns=3,
    )


def missing_answers_sheet(report: GapReport) -> Sheet:
    """All missing answers, the most helpful first."""
    return Sheet(
        title=_("Missing answers"),
        columns=_columns(),
        rows=_rows(report, report.missing_answers),
        empty=_("No answer is missing."),
        fixed_columns=3,
    )


def _columns() -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(_("Rank"), 7),
        SheetColumn(_("Domain"), 18),
        SheetColumn(_("Measure"), 38),
        SheetColumn(_("Today"), 26),
        SheetColumn(_("Level"), 8),
        SheetColumn(_("Next level"), 8),
        SheetColumn(_("Next level asks for"), 24),
        SheetColumn(_("Amount missing")),
        SheetColumn(_("Unit"), 18),
        SheetColumn(_("What is missing"), 48),
        SheetColumn(_("Certain"), 10),
        SheetColumn(_("Holds a level back"), 12),
        SheetColumn(_("Holds the next overall level back"), 12),
        SheetColumn(_("Points to win"), 9),
        SheetColumn(_("Effort"), 8),
        SheetColumn(_("Usual levers"), 26),
        SheetColumn(_("Id of the measure"), 28),
    )


def _rows(report: GapReport, gaps: tuple[GapRow, ...]) -> tuple[tuple[Cell, ...], ...]:
    measures = {measure.id: measure for measure in report.measures}
    return tuple(
        _row(rank, gap, measures[gap.measure_id]) for rank, gap in enumerate(gaps, start=1)
    )


def _row(rank: int, gap: GapRow, measure: MeasureRow) -> tuple[Cell, ...]:
    return (
        Number(rank),
        gap.domain_label,
        gap.label,
        gap.value_text,
        Number(gap.level),
        Number(gap.next_level),
        gap.threshold_text,
        _missing(gap, measure),
        measure.unit,
        gap.statement,
        yes_no(gap.certain),
        yes_no(gap.blocks),
        yes_no(gap.holds_rung),
        Number(gap.points_to_win),
        Number(gap.effort),
        _(", ").join(gap.levers),
        gap.measure_id,
    )


def _missing(gap: GapRow, measure: MeasureRow) -> Number | None:
    if gap.missing is None:
        return None
    # 3.2 missing cases must not appear as 3: the sentence in the same row rounds up.
    parted = not float(gap.missing).is_integer()
    return Number(gap.missing, max(measure.decimals, 1) if parted else measure.decimals)
