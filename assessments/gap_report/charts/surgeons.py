"""Heatmap of surgeons by pillar: operations of the year, and completed training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.chart import Chart, ChartKind, ChartTable
from assessments.gap_report.charts.figure_parts import Figure, broken, layout, shown
from assessments.gap_report.charts.measuring import fitted, wrapped
from assessments.gap_report.charts.palette import GRID, MUTED, readable_on_tint, tint
from assessments.gap_report.report.contents import GapReport, SurgeonRow, SurgeonTable

TRAINED_SIGN = "▲"
# Lengths of the drawing in points.
WIDTH, ROW, HEAD, LABEL = 493.0, 17.0, 24.0, 130.0
# Between the cells of the figure.
BETWEEN = "#E6E6E6"


@dataclass(frozen=True)
class HeatmapCell:
    """One surgeon in one pillar; `share` of the pillar's operations this year, 0 to 1."""

    cases: int | None  # None: not shown
    share: float
    trained: bool
    text: str


@dataclass(frozen=True)
class HeatmapValues:
    """Surgeons (rows) by pillars (columns)."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    cells: tuple[tuple[HeatmapCell, ...], ...]
    trained_label: str
    share_label: str


def surgeon_charts(report: GapReport) -> Iterable[Chart[HeatmapValues]]:
    """The heatmap, if there are surgeons and pillars. Surgeons by name, or by code without one."""
    table = report.surgeons
    if not table.rows or not table.pillars:
        return
    names = tuple(row.name or row.code for row in table.rows)
    totals = [sum(row.cases[at] or 0 for row in table.rows) for at in range(len(table.pillars))]
    values = HeatmapValues(
        columns=table.labels,
        names=names,
        cells=tuple(_cells(row, totals) for row in table.rows),
        trained_label=_("%(sign)s completed training") % {"sign": TRAINED_SIGN},
        share_label=_("Numbers: operations this year. Shade: share of the pillar's operations."),
    )
    yield Chart(
        id="surgeons",
        kind="surgeons",
        domain="",
        title=table.statement,
        alt=_alt(values),
        values=values,
        table=_table(table, names),
    )


def _cells(row: SurgeonRow, totals: list[int]) -> tuple[HeatmapCell, ...]:
    return tuple(
        HeatmapCell(
            cases=cases,
            share=cases / total if cases and total else 0.0,
            trained=trained,
            text=wording.count(cases) + (f" {TRAINED_SIGN}" if trained else ""),
        )
        for cases, total, trained in zip(row.cases, totals, row.trained, strict=True)
    )


def _alt(values: HeatmapValues) -> str:
    trained = _("trained")
    rows = "; ".join(
        f"{name}: "
        + _(", ").join(
            f"{column} {wording.count(cell.cases)}" + (f" ({trained})" if cell.trained else "")
            for column, cell in zip(values.columns, cells, strict=True)
        )
        for name, cells in zip(values.names, values.cells, strict=True)
    )
    return _("Operations of each surgeon by pillar. %(rows)s.") % {"rows": rows}


def _table(table: SurgeonTable, names: tuple[str, ...]) -> ChartTable:
    trained = _("trained")
    return ChartTable(
        caption=_("Operations this year (all so far) and completed training, by surgeon"),
        header=(_("Surgeon"), _("Specialty"), _("Position"), *table.labels, _("Certificates")),
        rows=tuple(
            (
                name,
                row.specialty,
                row.position,
                *(
                    f"{wording.count(cases)} ({wording.count(total)})"
                    + (f", {trained}" if is_trained else "")
                    for cases, total, is_trained in zip(
                        row.cases, row.cumulative, row.trained, strict=True
                    )
                ),
                _(", ").join(row.certificates) or "—",
            )
            for name, row in zip(names, table.rows, strict=True)
        ),
    )


def surgeons_figure(values: HeatmapValues) -> Figure:
    """Counts in cells; axes use numbers, so that two surgeons of the same name stay two rows."""
    columns = [broken(name, 12, 3) for name in values.columns]
    names = [broken(name, 28, 1) for name in values.names]
    return {
        "data": [_boxes(values)],
        "layout": layout(
            30 * len(names) + 96,
            margin={"l": 8, "r": 8, "t": 8, "b": 26},
            xaxis=_named_axis(
                columns, range=[-0.5, len(columns) - 0.5], side="top", autotickangles=[0, 90]
            ),
            yaxis=_named_axis(names, range=[len(names) - 0.5, -0.5], ticklabelstandoff=6),
            annotations=[_beneath(values.trained_label)],
        ),
    }


def _boxes(values: HeatmapValues) -> Figure:
    """The cells, row by row, as bars: the library on the page has no heatmaps (decision 55)."""
    cells = [
        (row, column, cell)
        for row, cells in enumerate(values.cells)
        for column, cell in enumerate(cells)
    ]
    return {
        "type": "bar",
        "x": [column for _row, column, _cell in cells],
        "base": [row - 0.5 for row, _column, _cell in cells],
        "y": [1] * len(cells),
        "width": 1,
        "marker": {
            "color": [tint(cell.share) for _row, _column, cell in cells],
            "line": {"color": BETWEEN, "width": 2},
        },
        "text": [shown(cell.text) for _row, _column, cell in cells],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont": {"color": [readable_on_tint(cell.share) for *_place, cell in cells]},
        "textangle": 0,
        "constraintext": "none",
        "hoverinfo": "skip",
    }


def _named_axis(names: list[str], **more: object) -> Figure:
    """An axis with `names` as ticks, and room for the longest of them."""
    return {
        "automargin": True,
        "ticks": "",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        **more,
    }


def _beneath(text: str) -> Figure:
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 0, "yanchor": "top"}
    return {"text": shown(text), "showarrow": False, **place}


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


def _cell(canvas: Canvas, cell: HeatmapCell, x: float, y: float, width: float) -> None:
    canvas.box(x + 0.5, y + 0.5, width - 1, ROW - 1, fill=tint(cell.share), colour=GRID, line=0.4)
    colour = readable_on_tint(cell.share)
    canvas.text(
        x + width / 2, y + 11, cell.text, size=7.5, anchor="middle", colour=colour,
        bold=cell.trained,
    )  # fmt: skip


SURGEONS = ChartKind("surgeons", surgeon_charts, surgeons_figure, draw_surgeons)
