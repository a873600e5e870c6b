"""Outcome rates as SVG: a point with its interval, and the ceilings as marks."""

from __future__ import annotations

from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.measuring import wrapped
from assessments.gap_report.charts.outcomes.values import OutcomeValues, RateRow
from assessments.gap_report.charts.palette import GRID, INK, LEVELS, MUTED, PAPER

WIDTH, ROW, TOP = 493.0, 25.0, 6.0
LABEL, LEFT, RIGHT, VALUE = 150.0, 162.0, 348.0, 362.0


def draw_outcomes(values: OutcomeValues) -> str:
    """One row for each outcome, on a common axis in per cent."""
    bottom = TOP + ROW * len(values.rows)
    canvas = Canvas(WIDTH, bottom + 30)
    for tick in values.ticks:
        x = _x(values, tick)
        canvas.line(x, TOP, x, bottom, width=0.4)
        text = f"{tick:g}"
        canvas.text(x, bottom + 9, text, size=6.5, anchor="middle", colour=MUTED)
    axis = f"{values.axis_label}. {values.ceiling_label}."
    canvas.text(LEFT, bottom + 19, axis, size=6.5, colour=MUTED)
    for number, row in enumerate(values.rows):
        _row(canvas, values, row, TOP + ROW * (number + 0.5))
    return canvas.svg()


def _x(values: OutcomeValues, rate: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(rate / values.top, 1.0)


def _row(canvas: Canvas, values: OutcomeValues, row: RateRow, y: float) -> None:
    canvas.lines(0, y, wrapped(row.label, LABEL, 7.3, 2), size=7.3)
    words = [*wrapped(row.text, WIDTH - VALUE, 7.3, 1), *wrapped(
        f"{row.counts_text} · {row.state_text}", WIDTH - VALUE, 6.5, 1)]  # fmt: skip
    canvas.text(VALUE, y - 1.5, words[0], size=7.3, bold=row.rate is not None)
    canvas.text(VALUE, y + 7.5, words[1], size=6.5, colour=MUTED)
    for ceiling in row.ceilings:
        x = _x(values, ceiling.value)
        canvas.line(x, y - 4, x, y + 6, colour=INK, width=0.9)
        canvas.text(x, y - 5.5, str(ceiling.level), size=6, anchor="middle", colour=MUTED)
    if row.rate is None:
        return
    low, high = row.low, row.high
    if low is not None and high is not None:
        canvas.whisker(_x(values, low), _x(values, high), y, half=2.5)
    fill = PAPER if row.state in {"cannot_tell", "unknown"} else LEVELS[row.level]
    canvas.dot(_x(values, row.rate), y, 3, fill=fill, colour=INK if fill == PAPER else GRID)
