"""Volume trend: yearly operations of a pillar against the thresholds of its volume measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.chart import Chart, ChartKind, ChartTable, LevelLine
from assessments.gap_report.charts.figure_parts import Figure, layout, rounded, shown
from assessments.gap_report.charts.measuring import fitted, text_width
from assessments.gap_report.charts.palette import BLUE, GRID, INK, MUTED
from assessments.gap_report.charts.scales import ticks
from assessments.gap_report.charts.thresholds import tick_text
from assessments.gap_report.report.contents import GapReport, TrendSeries

# Lengths of the drawing in points: a third of a page wide.
WIDTH, HEIGHT = 160.0, 140.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 152.0, 16.0, 124.0


@dataclass(frozen=True)
class YearPoint:
    """Operations of one year; low and high differ from value for an estimate."""

    year: int
    value: float
    low: float
    high: float | None
    text: str


@dataclass(frozen=True)
class TrendValues:
    """Yearly operations of one pillar; thresholds above `top` are named in the table only."""

    points: tuple[YearPoint, ...]
    lines: tuple[LevelLine, ...]
    ticks: tuple[float, ...]
    top: float
    unit: str


def trend_charts(report: GapReport) -> Iterable[Chart[TrendValues]]:
    """One chart for each pillar with at least one recorded year."""
    return (_chart(series) for series in report.trend if series.points)


def _chart(series: TrendSeries) -> Chart[TrendValues]:
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
    """The end of the axis: above all years and the next threshold, but not above all thresholds."""
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


def trend_figure(values: TrendValues) -> Figure:
    """Years across, operations up; whiskers for estimates, dashed lines for thresholds."""
    points = values.points
    return {
        "data": [_curve(values)],
        "layout": layout(
            250,
            margin={"l": 52, "r": 12, "t": 10, "b": 30},
            shapes=[_line(line, points) for line in values.lines],
            xaxis={"tickvals": [p.year for p in points], "showgrid": False, "fixedrange": True},
            yaxis={
                "range": [0, rounded(values.top)],
                "tickvals": list(values.ticks),
                "ticktext": [wording.number(t, 0 if t == int(t) else 1) for t in values.ticks],
                "gridcolor": GRID,
                "title": {"text": shown(values.unit), "standoff": 6},
                "fixedrange": True,
            },
        ),
    }


def _curve(values: TrendValues) -> Figure:
    """The points joined by a line; a whisker without an upper bound ends at the top."""
    points = values.points
    highs = [values.top if point.high is None else point.high for point in points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.year for point in points],
        "y": [rounded(point.value) for point in points],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [rounded(h - p.value) for h, p in zip(highs, points, strict=True)],
            "arrayminus": [rounded(p.value - p.low) for p in points],
            "color": INK,
            "thickness": 1.2,
            "width": 4,
        },
        "line": {"color": BLUE, "width": 2.5},
        "marker": {"size": 7, "color": BLUE},
        "text": [shown(f"{point.year}: {point.text}") for point in points],
        "hoverinfo": "text",
    }


def _line(line: LevelLine, points: tuple[YearPoint, ...]) -> Figure:
    """A threshold line, with its text at the end that is farther from the curve."""
    first, last = (abs(point.value - line.value) for point in (points[0], points[-1]))
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": line.value,
        "y1": line.value,
        "line": {"color": INK, "width": 1, "dash": "dash"},
        "label": {
            "text": shown(line.text),
            "textposition": "start" if first >= last else "end",
            "yanchor": "bottom",
            "font": {"size": 11},
        },
    }


def draw_trend(values: TrendValues) -> str:
    """Years across, operations up; whiskers for estimates, dashed lines for thresholds."""
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.text(0, 7, fitted(values.unit, WIDTH, 6.5), size=6.5, colour=MUTED)
    for tick in values.ticks:
        y = _y(values, tick)
        canvas.line(LEFT, y, RIGHT, y, width=0.4)
        decimals = 0 if tick == int(tick) else 1
        canvas.text(LEFT - 3, y + 2.3, wording.number(tick, decimals), size=6.5, anchor="end",
                    colour=MUTED)  # fmt: skip
    for line in values.lines:
        y = _y(values, line.value)
        canvas.line(LEFT, y, RIGHT, y, colour=INK, width=0.7, dash="3 2")
        text = fitted(line.text, RIGHT - LEFT, 6)
        canvas.box(LEFT + 1, y - 7.3, text_width(text, 6) + 2, 6.6, fill="#FFFFFF")
        canvas.text(LEFT + 2, y - 2, text, size=6, colour=INK)
    places = [(_x(values, point), _y(values, point.value)) for point in values.points]
    canvas.shape(places, colour=BLUE, width=1.4, closed=False)
    for point, (x, y) in zip(values.points, places, strict=True):
        _point(canvas, values, point, x, y)
    canvas.line(LEFT, BOTTOM, RIGHT, BOTTOM, colour=INK, width=0.7)
    return canvas.svg()


def _x(values: TrendValues, point: YearPoint) -> float:
    first, last = values.points[0].year, values.points[-1].year
    if first == last:
        return (LEFT + RIGHT) / 2
    return LEFT + 10 + (RIGHT - LEFT - 20) * (point.year - first) / (last - first)


def _y(values: TrendValues, value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(value / values.top, 1.0)


def _point(canvas: Canvas, values: TrendValues, point: YearPoint, x: float, y: float) -> None:
    if (point.low, point.high) != (point.value, point.value):
        high = values.top if point.high is None else point.high
        canvas.line(x, _y(values, point.low), x, _y(values, high), colour=INK, width=0.9)
        for end in (point.low, high):
            canvas.line(x - 2.5, _y(values, end), x + 2.5, _y(values, end), colour=INK, width=0.9)
    canvas.dot(x, y, 2.4, fill=BLUE)
    count = len(values.points)
    if count <= 6 or point in (values.points[0], values.points[-1]):
        canvas.text(x, BOTTOM + 9, str(point.year), size=6.5, anchor="middle", colour=MUTED)
        canvas.line(x, BOTTOM, x, BOTTOM + 2, colour=GRID)
    if point == values.points[-1]:
        label = wording.number(point.value)
        top = _y(values, values.top if point.high is None else max(point.high, point.value))
        canvas.text(x, max(top - 5, 14), label, size=7, anchor="middle", bold=True)


TREND = ChartKind("trend", trend_charts, trend_figure, draw_trend)
