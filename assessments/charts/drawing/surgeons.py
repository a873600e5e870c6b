"""The heatmap of surgeons and pillars as SVG."""

from __future__ import annotations

from assessments.charts.chart import Cell, HeatmapValues
from assessments.charts.drawing.canvas import Canvas
from assessments.charts.drawing.measuring import fitted, wrapped
from assessments.charts.palette import GRID, MUTED, readable_on_tint, tint

WIDTH, ROW, HEAD, LABEL = 493.0, 17.0, 24.0, 130.0


def draw_surgeons(values: HeatmapValues) -> str:
    """Counts in the cells; a triangle marks completed training."""
    canvas = Canvas(WIDTH, HEAD + ROW * len(values.names) + 14)
    width = (WIDTH - LABEL) / len(values.columns)
    for place, column in enumerate(values.columns):
        middle = LABEL + width * (place + 0.5)
        lines = wrapped(column, width - 4, 7.5, 2, bold=True)
        canvas.lines(middle, HEAD / 2, lines, size=7.5, anchor="middle", bold=True)
    for number, (name, cells) in enumerate(zip(values.names, values.cells, strict=True)):
        top = HEAD + ROW * number
        canvas.text(0, top + 11, fitted(name, LABEL - 6, 7.5), size=7.5)
        for place, cell in enumerate(cells):
            _cell(canvas, cell, LABEL + width * place, top, width)
    foot = canvas.height - 2.5
    canvas.text(0, foot, f"{values.share_label} {values.trained_label}.", size=6.5, colour=MUTED)
    return canvas.svg()


def _cell(canvas: Canvas, cell: Cell, x: float, y: float, width: float) -> None:
    canvas.box(x + 0.5, y + 0.5, width - 1, ROW - 1, fill=tint(cell.share), colour=GRID, line=0.4)
    colour = readable_on_tint(cell.share)
    canvas.text(
        x + width / 2, y + 11, cell.text, size=7.5, anchor="middle", colour=colour,
        bold=cell.trained,
    )  # fmt: skip
