"""Values of the gap bars: each measure on its own scale, in its own unit, with thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.gap_report.charts.chart import Chart, ChartTable
from assessments.gap_report.charts.scales import bar_end
from assessments.gap_report.charts.thresholds import tick_text
from assessments.gap_report.report.contents import DomainRow, GapReport, MeasureRow, ThresholdRow

LEVELS = (1, 2, 3)


@dataclass(frozen=True)
class Mark:
    """A threshold on a bar's own scale; levels with the same threshold share a mark."""

    position: float
    levels: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One measure on its own scale from 0 to 1; the texts use the measure's unit.

    `length` is None without a value. `low` and `high` are set if there is an interval;
    `open_ended`: no upper bound is known; `beyond`: the value is past the end of the scale.
    """

    measure_id: str
    label: str
    status: str
    value_text: str
    level: int
    level_text: str
    length: float | None
    low: float | None
    high: float | None
    open_ended: bool
    beyond: bool
    marks: tuple[Mark, ...]
    blocking: bool


@dataclass(frozen=True)
class GapBarValues:
    """The measures of one domain as bars, in order of definition."""

    bars: tuple[Bar, ...]
    blocks_label: str
    scale_label: str


def gap_bar_charts(report: GapReport) -> Iterable[Chart[GapBarValues]]:
    """One chart for each domain."""
    return (_chart(domain, report.measures_of(domain.id)) for domain in report.domains)


def _chart(domain: DomainRow, measures: tuple[MeasureRow, ...]) -> Chart[GapBarValues]:
    values = GapBarValues(
        bars=tuple(_bar(measure) for measure in measures),
        blocks_label=_("holds the level"),
        scale_label=_("Each bar has its own scale; marks are the thresholds of levels 1 to 3."),
    )
    return Chart(
        id=f"gaps-{domain.id}",
        kind="gaps",
        domain=domain.id,
        title=domain.sentence,
        alt=_alt(domain, values),
        values=values,
        table=_table(domain, measures),
    )


def _bar(measure: MeasureRow) -> Bar:
    shown = [x for x in (measure.value, measure.high) if x is not None]
    known = [t.value for t in measure.thresholds if t.value is not None]
    end = bar_end(
        max(shown, default=0.0),
        max(known, default=0.0),
        lower_is_better=measure.better == "lower",
        percent=measure.unit.startswith("%"),
    )
    has_interval = measure.low is not None and (measure.low, measure.high) != (measure.value,) * 2
    return Bar(
        measure_id=measure.id,
        label=measure.label,
        status=measure.status,
        value_text=measure.value_text,
        level=measure.level,
        level_text=measure.level_text,
        length=None if measure.value is None else min(measure.value / end, 1.0),
        low=min(measure.low / end, 1.0) if has_interval and measure.low is not None else None,
        high=min(measure.high / end, 1.0) if has_interval and measure.high is not None else None,
        open_ended=has_interval and measure.high is None,
        beyond=measure.value is not None and measure.value > end,
        marks=_marks(measure, end),
        blocking=measure.blocking,
    )


def _marks(measure: MeasureRow, end: float) -> tuple[Mark, ...]:
    by_value: dict[float, list[ThresholdRow]] = {}
    for threshold in measure.thresholds:
        if threshold.value is not None:
            by_value.setdefault(threshold.value, []).append(threshold)
    return tuple(
        Mark(
            position=min(value / end, 1.0),
            levels="–".join(dict.fromkeys((str(rows[0].level), str(rows[-1].level)))),
            text=tick_text(rows[0].value_text),
        )
        for value, rows in by_value.items()
    )


def _alt(domain: DomainRow, values: GapBarValues) -> str:
    bars = "; ".join(
        f"{bar.label}: {bar.value_text}" + (f", {bar.level_text}" if bar.level_text else "")
        for bar in values.bars
    )
    return _("Bars of %(domain)s. %(bars)s.") % {"domain": domain.label, "bars": bars}


def _table(domain: DomainRow, measures: tuple[MeasureRow, ...]) -> ChartTable:
    return ChartTable(
        caption=_("%(domain)s: values and thresholds") % {"domain": domain.label},
        header=(
            _("Measure"),
            _("Value"),
            *(_("Level %(level)s") % {"level": level} for level in LEVELS),
            _("Reached"),
        ),
        rows=tuple(
            (
                measure.label,
                measure.value_text,
                *(_threshold_text(measure, level) for level in LEVELS),
                measure.level_text,
            )
            for measure in measures
        ),
    )


def _threshold_text(measure: MeasureRow, level: int) -> str:
    row = next((t for t in measure.thresholds if t.level == level), None)
    return row.value_text if row is not None and row.value_text else "—"
