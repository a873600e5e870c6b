"""Gap bars: each measure of a domain on its own scale, in its own unit, with its thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.charts.chart import Bar, Chart, ChartTable, GapBarValues, Mark
from assessments.charts.scales import bar_end
from assessments.reports.gap_report import DomainRow, GapReport, MeasureRow, ThresholdRow

# A number in any locale: digits with points, commas, apostrophes or thin blanks between them.
_NUMBER = re.compile(r"(≤?)≥?[\s\u00a0]*(\d+(?:[.,’\u00a0\u202f]\d+)*)(?!\w)")
LEVELS = (1, 2, 3)


def gap_bar_charts(report: GapReport) -> Iterable[Chart]:
    """One chart a domain."""
    return (_chart(domain, report.measures_of(domain.id)) for domain in report.domains)


def _chart(domain: DomainRow, measures: tuple[MeasureRow, ...]) -> Chart:
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


def bare_threshold(threshold_text: str) -> str:
    """A threshold without its unit, where the unit stands beside it: '≥ 50', '≤ 6.5'."""
    found = _NUMBER.match(threshold_text)
    sign = "≤" if threshold_text.startswith("≤") else "≥"
    return f"{sign} {found[2]}" if found else threshold_text


def tick_text(threshold_text: str) -> str:
    """A threshold as it stands beside its mark: its number, with a '≤' but without a mere '≥'.

    A threshold in words stays as it is.
    """
    found = _NUMBER.match(threshold_text)
    return " ".join(part for part in found.groups() if part) if found else threshold_text


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
