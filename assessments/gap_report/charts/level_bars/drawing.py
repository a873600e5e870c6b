"""The level bars as SVG."""

from __future__ import annotations

from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.level_bars.values import LevelBar, LevelBarValues
from assessments.gap_report.charts.measuring import text_width, wrapped
from assessments.gap_report.charts.palette import BLUE, INK, MUTED, PAPER, TRACK

# Lengths in points: half a page wide; the scale leaves room for half the name of a level.
WIDTH, LEFT, RIGHT = 250.0, 16.0, 234.0
SIZE, SMALL, LINE, THICK, REST = 8.0, 7.2, 10.0, 9.0, 20.0
LEGEND_LINE, SYMBOL = 10.5, 18.0


def draw_level_bars(values: LevelBarValues) -> str:
    """One row for each domain, on one scale of all levels, with a legend beneath."""
    words = [_words(bar) for bar in values.bars]
    bottom = sum(LINE * len(lines) + REST for lines in words)
    legend = _legend(values)
    canvas = Canvas(WIDTH, bottom + 16 + LEGEND_LINE * sum(len(lines) for lines, _sign in legend))
    top = 0.0
    for bar, lines in zip(values.bars, words, strict=True):
        for number, line in enumerate(lines, start=1):
            _heading(canvas, bar, line, top + LINE * number - 2, last=number == len(lines))
        top += LINE * len(lines) + REST
        _bar(canvas, bar, top - REST + THICK / 2 + 2, len(values.names) - 1)
    for level, name in enumerate(values.names):
        x = _at(level, len(values.names) - 1)
        canvas.text(x, bottom, name, size=SMALL, anchor="middle", colour=MUTED)
    top = bottom + 16
    for lines, sign in legend:
        _sign(canvas, sign, top)
        for line in lines:
            canvas.text(LEFT + SYMBOL + 6, top + 2.6, line, size=SMALL)
            top += LEGEND_LINE
    return canvas.svg()


def _at(level: int, highest: int) -> float:
    return LEFT + (RIGHT - LEFT) * level / highest


def _words(bar: LevelBar) -> list[str]:
    """The lines of the domain's name; the last one leaves room for its level."""
    level = text_width(bar.text, SIZE)
    lines = wrapped(bar.label, RIGHT - LEFT, SIZE, 2, bold=True)
    has_room = text_width(lines[-1], SIZE, bold=True) + level + 8 <= RIGHT - LEFT
    return lines if has_room else [*lines, ""]


def _heading(canvas: Canvas, bar: LevelBar, line: str, y: float, *, last: bool) -> None:
    canvas.text(LEFT, y, line, size=SIZE, bold=True)
    if last:
        canvas.text(RIGHT, y, bar.text, size=SIZE, anchor="end")


def _bar(canvas: Canvas, bar: LevelBar, y: float, highest: int) -> None:
    top = y - THICK / 2
    canvas.box(LEFT, top, RIGHT - LEFT, THICK, fill=TRACK)
    reached, possible = _at(bar.level, highest), _at(bar.possible, highest)
    if bar.possible > bar.level:
        canvas.hatched(reached, top, possible - reached, THICK)
    canvas.box(LEFT, top, reached - LEFT, THICK, fill=BLUE)
    for level in range(1, highest):
        x = _at(level, highest)
        canvas.line(x, top, x, top + THICK, colour=PAPER, width=1.2)
    if bar.before is not None:
        _diamond(canvas, _at(bar.before, highest), y)


def _diamond(canvas: Canvas, x: float, y: float) -> None:
    points = [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)]
    canvas.shape(points, fill=PAPER, colour=INK, width=1.1)


def _legend(values: LevelBarValues) -> list[tuple[list[str], str]]:
    """Lines of text, and the sign that they explain."""
    signs = [
        (values.reached_label, "reached"),
        (values.range_label, "range"),
        (values.before_label, "before"),
    ]
    room = WIDTH - LEFT - SYMBOL - 6
    return [(wrapped(label, room, SMALL, 2), sign) for label, sign in signs if label]


def _sign(canvas: Canvas, sign: str, y: float) -> None:
    if sign == "before":
        _diamond(canvas, LEFT + SYMBOL / 2, y)
    elif sign == "range":
        canvas.hatched(LEFT, y - 3.5, SYMBOL, 7)
    else:
        canvas.box(LEFT, y - 3.5, SYMBOL, 7, fill=BLUE)
