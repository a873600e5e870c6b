"""Volume trend: yearly operations of a pillar against the thresholds of its volume measure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.charts.chart import Chart, ChartTable, LevelLine, TrendValues, YearPoint
from assessments.charts.gap_bars import tick_text
from assessments.charts.scales import ticks
from assessments.reports.gap_report import GapReport, TrendSeries


def trend_charts(report: GapReport) -> Iterable[Chart]:
    """One chart for each pillar with at least one year on record."""
    return (_chart(series) for series in report.trend if series.points)


def _chart(series: TrendSeries) -> Chart:
    top = _top(series)
    values = TrendValues(
        points=tuple(YearPoint(p.year, p.value, p.low, p.high, p.text) for p in series.points),
        lines=tuple(
            LevelLine(
                t.level,
                t.value,
                _("level %(level)s: %(value)s")
                % {"level": t.level, "value": tick_text(t.value_text)},
            )
            for t in series.thresholds
            if t.value is not None and t.value <= top
        ),
        ticks=ticks(top),
        top=top,
        unit=series.unit,
    )
    return Chart(
        id=f"trend-{series.domain}",
        kind="trend",
        domain=series.domain,
        title=series.statement,
        alt=_alt(series),
        values=values,
        table=ChartTable(
            caption=_("%(pillar)s: %(unit)s") % {"pillar": series.label, "unit": series.unit},
            header=(_("Year"), series.label),
            rows=tuple((str(point.year), point.text) for point in series.points)
            + tuple(
                (_("Level %(level)s") % {"level": t.level}, t.value_text)
                for t in series.thresholds
                if t.value_text
            ),
        ),
    )


def _top(series: TrendSeries) -> float:
    """High enough for every year and the next threshold, so that small volumes stay readable."""
    largest = max(max(p.value, p.high or p.value) for p in series.points)
    ahead = [t.value for t in series.thresholds if t.value is not None and t.value > largest]
    return max(largest * 1.15, min(ahead, default=0.0) * 1.1, 1.0)


def _alt(series: TrendSeries) -> str:
    years = "; ".join(f"{point.year}: {point.text}" for point in series.points)
    return _("%(pillar)s, %(unit)s. %(years)s.") % {
        "pillar": series.label,
        "unit": series.unit,
        "years": years,
    }
