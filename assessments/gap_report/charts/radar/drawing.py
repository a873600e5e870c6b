"""The radar as SVG."""

from __future__ import annotations

import math

from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.measuring import wrapped
from assessments.gap_report.charts.palette import BLUE, GRID, INK, MUTED, PURPLE
from assessments.gap_report.charts.radar.values import RadarValues, Spoke

WIDTH, HEIGHT, RADIUS = 250.0, 214.0, 68.0
CENTRE = (WIDTH / 2, 100.0)
RINGS = ((100 / 3, "1"), (200 / 3, "2"), (100.0, "3"))
Point = tuple[float, float]


def draw_radar(values: RadarValues) -> str:
    """The radar; its rings are the indices at which every measure reaches level 1, 2 and 3."""
    canvas = Canvas(WIDTH, HEIGHT)
    count = len(values.spokes)
    for ring, name in RINGS:
        canvas.shape([_at(place, count, ring) for place in range(count)], colour=GRID, width=0.6)
        x, y = _at(0, count, ring)
        canvas.text(x + 3, y + 6.5, name, size=6.5, colour=MUTED)
    for place, spoke in enumerate(values.spokes):
        canvas.line(*CENTRE, *_at(place, count, 100.0), colour=GRID)
        _label(canvas, spoke, place, count)
    _range(canvas, values.spokes)
    target = [_at(place, count, values.target) for place in range(count)]
    canvas.shape(target, colour=INK, width=1, dash="4 2.5")
    if values.peer_label:
        _series(canvas, [spoke.peer for spoke in values.spokes], PURPLE, dash="1.5 1.5", size=2.2)
    _series(canvas, [spoke.index for spoke in values.spokes], BLUE, size=3.2)
    _legend(canvas, values)
    return canvas.svg()


def _at(place: int, count: int, index: float) -> Point:
    angle = math.tau * place / count - math.pi / 2
    length = RADIUS * index / 100
    return CENTRE[0] + length * math.cos(angle), CENTRE[1] + length * math.sin(angle)


def _label(canvas: Canvas, spoke: Spoke, place: int, count: int) -> None:
    x, y = _at(place, count, 112.0)
    offset = x - CENTRE[0]
    anchor = "middle" if abs(offset) < 5 else ("start" if offset > 0 else "end")
    room = WIDTH - 16
    if anchor != "middle":
        anchor, room = "middle", WIDTH / 2 - 8
        x, y = (WIDTH * 0.77 if offset > 0 else WIDTH * 0.23), y + 12
    else:
        y -= 16
    name = wrapped(spoke.label, room, 8, 2, bold=True)
    canvas.lines(x, y, name, size=8, anchor=anchor, bold=True)
    below = y + 5 * len(name) + 6
    canvas.text(x, below, spoke.level_text, size=7, anchor=anchor)
    canvas.text(x, below + 9, spoke.index_text, size=7, anchor=anchor, colour=MUTED)


def _range(canvas: Canvas, spokes: tuple[Spoke, ...]) -> None:
    count = len(spokes)
    best = [_at(place, count, spoke.best) for place, spoke in enumerate(spokes)]
    worst = [_at(place, count, spoke.worst) for place, spoke in enumerate(spokes)]
    ring = [*best, best[0], worst[0], *reversed(worst[1:]), worst[0]]
    canvas.shape(ring, fill=BLUE, opacity=0.16, rule="evenodd")


def _series(
    canvas: Canvas, indices: list[float | None], colour: str, *, dash: str = "", size: float
) -> None:
    """Points joined by lines; an unknown index leaves a gap."""
    count = len(indices)
    points = [
        None if index is None else _at(place, count, index) for place, index in enumerate(indices)
    ]
    for first, second in zip(points, [*points[1:], points[0]], strict=True):
        if first is not None and second is not None:
            canvas.line(*first, *second, colour=colour, width=1.6, dash=dash)
    for point in points:
        if point is not None:
            canvas.dot(*point, size, fill=colour)


def _legend(canvas: Canvas, values: RadarValues) -> None:
    y = HEIGHT - 32
    rows = [
        (values.index_label, BLUE, "", 1.6),
        (values.target_label, INK, "4 2.5", 1.0),
        (values.range_label, BLUE, "area", 0.0),
    ]
    if values.peer_label:
        rows.append((values.peer_label, PURPLE, "1.5 1.5", 1.6))
    for number, (label, colour, style, width) in enumerate(rows):
        row = y + number * 9.2
        if style == "area":
            canvas.shape(
                [(20, row - 6), (36, row - 6), (36, row), (20, row)], fill=colour, opacity=0.16
            )
        else:
            canvas.line(20, row - 3, 36, row - 3, colour=colour, width=width, dash=style)
        for line in wrapped(label, WIDTH - 46, 6.8, 1):
            canvas.text(41, row - 0.6, line, size=6.8)
