"""Gap bars as SVG: label, bar on its own scale with thresholds, value as text."""

from __future__ import annotations

from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.gap_bars.values import Bar, GapBarValues, Mark
from assessments.gap_report.charts.measuring import text_width, wrapped
from assessments.gap_report.charts.palette import GRID, INK, LEVELS, MUTED, PAPER, TRACK, VERMILLION

WIDTH, ROW, TOP = 493.0, 21.0, 3.0
LABEL, LEFT, RIGHT, VALUE = 160.0, 170.0, 342.0, 370.0
THICK, NUDGE, LONGEST_TICK = 6.0, 4.0, 9


def draw_gap_bars(values: GapBarValues) -> str:
    """One row for each measure, with the level reached as a number between bar and value."""
    canvas = Canvas(WIDTH, TOP + ROW * len(values.bars) + 11)
    for number, bar in enumerate(values.bars):
        middle = TOP + ROW * number + ROW / 2
        if number:
            canvas.line(0, middle - ROW / 2, WIDTH, middle - ROW / 2, width=0.4)
        _words(canvas, bar, middle)
        _bar(canvas, bar, middle)
        _marks(canvas, bar, middle)
        _level(canvas, bar, middle)
    foot = canvas.height - 2
    canvas.text(LEFT, foot, values.scale_label, size=6.3, colour=MUTED)
    if any(bar.blocking for bar in values.bars):
        canvas.shape(_flag(2.5, foot - 2.4), fill=VERMILLION)
        canvas.text(8, foot, values.blocks_label, size=6.3, colour=MUTED)
    return canvas.svg()


def _flag(x: float, y: float) -> list[tuple[float, float]]:
    return [(x - 2.5, y - 3), (x + 2.5, y), (x - 2.5, y + 3)]


def _words(canvas: Canvas, bar: Bar, y: float) -> None:
    if bar.blocking:
        canvas.shape(_flag(2.5, y), fill=VERMILLION)
    label = wrapped(bar.label, LABEL - 8, 7.2, 2, bold=bar.blocking)
    canvas.lines(8, y, label, size=7.3, bold=bar.blocking)
    known = bar.length is not None
    value = wrapped(bar.value_text, WIDTH - VALUE, 7.3, 2, bold=known)
    canvas.lines(VALUE, y, value, size=7.3, bold=known, colour=INK if known else MUTED)


def _bar(canvas: Canvas, bar: Bar, y: float) -> None:
    span, top = RIGHT - LEFT, y - THICK / 2
    if bar.length is None:
        if bar.status == "not_applicable":
            canvas.line(LEFT, y, RIGHT, y, colour=MUTED, dash="1 2")
        else:
            canvas.hatched(LEFT, top, span, THICK)
        return
    canvas.box(LEFT, top, span, THICK, fill=TRACK)
    canvas.box(LEFT, top, span * bar.length, THICK, fill=LEVELS[bar.level])
    if bar.beyond:
        for place in (RIGHT - 9, RIGHT - 6):
            slash = [(place, y + 5), (place + 3, y - 5)]
            canvas.shape(slash, colour=PAPER, width=1.2, closed=False)
    if bar.low is not None:
        high = 1.0 if bar.high is None else bar.high
        canvas.whisker(
            LEFT + span * bar.low, LEFT + span * high, y, half=2.4, open_ended=bar.open_ended
        )


def _marks(canvas: Canvas, bar: Bar, y: float) -> None:
    """Thresholds: level above the line, value below; a text without room is left out."""
    free_above = free_below = LEFT - 20
    for mark in sorted(bar.marks, key=lambda mark: mark.position):
        x = LEFT + (RIGHT - LEFT) * mark.position
        canvas.line(x, y - THICK / 2 - 1.5, x, y + THICK / 2 + 1.5, colour=INK, width=0.9)
        free_above = _beside(canvas, mark.levels, x, y - THICK / 2 - 2, free_above, bold=True)
        free_below = _beside(canvas, _short(mark), x, y + THICK / 2 + 6.4, free_below, bold=False)


def _short(mark: Mark) -> str:
    """The threshold's number; "" for longer texts, which are in the table only."""
    return mark.text if len(mark.text) <= LONGEST_TICK else ""


def _beside(canvas: Canvas, text: str, x: float, y: float, free: float, *, bold: bool) -> float:
    half = text_width(text, 6, bold=bold) / 2
    x = min(max(x, LEFT + half), RIGHT + 12 - half)
    if x - half < free - NUDGE:
        return free
    x = max(x, free + half)
    canvas.text(x, y, text, size=6, anchor="middle", colour=MUTED, bold=bold)
    return x + half + 1.5


def _level(canvas: Canvas, bar: Bar, y: float) -> None:
    x = (RIGHT + VALUE) / 2 + 1
    if bar.length is None:
        canvas.text(x, y + 2.5, "–" if bar.status == "not_applicable" else "?",
                    size=7.5, anchor="middle", colour=MUTED)  # fmt: skip
        return
    fill = LEVELS[bar.level]
    canvas.box(x - 5, y - 5.5, 10, 11, fill=fill, colour=GRID)
    colour = PAPER if bar.level == 3 else INK
    canvas.text(x, y + 2.8, str(bar.level), size=7.5, anchor="middle", bold=True, colour=colour)
