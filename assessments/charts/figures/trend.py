"""The volume trend of one pillar as a Plotly figure."""

from __future__ import annotations

from assessments import wording
from assessments.charts.chart import LevelLine, TrendValues, YearPoint
from assessments.charts.figures.parts import Figure, layout, rounded, shown
from assessments.charts.palette import BLUE, GRID, INK


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
    """A threshold, named at the end where the curve is farther away."""
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
