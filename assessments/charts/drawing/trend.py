"""The volume trend of one pillar as SVG, a third of a page wide."""

from __future__ import annotations

from assessments import wording
from assessments.charts.chart import TrendValues, YearPoint
from assessments.charts.drawing.canvas import Canvas
from assessments.charts.drawing.measuring import fitted, text_width
from assessments.charts.palette import BLUE, GRID, INK, MUTED

WIDTH, HEIGHT = 160.0, 140.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 152.0, 16.0, 124.0


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
