"""The heatmap of surgeons and pillars as a Plotly figure."""

from __future__ import annotations

from assessments.charts.chart import HeatmapValues
from assessments.charts.figures.parts import Figure, broken, layout, rounded, shown
from assessments.charts.palette import BLUE, PAPER


def surgeons_figure(values: HeatmapValues) -> Figure:
    """Counts in the cells; places are numbers, so that two surgeons of one name stay two rows."""
    columns = [broken(name, 12, 3) for name in values.columns]
    names = [broken(name, 28, 1) for name in values.names]
    trace = {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(names))),
        "z": [[rounded(cell.share) for cell in row] for row in values.cells],
        "text": [[shown(cell.text) for cell in row] for row in values.cells],
        "texttemplate": "%{text}",
        "hoverinfo": "skip",
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, PAPER], [1, BLUE]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    return {
        "data": [trace],
        "layout": layout(
            30 * len(names) + 96,
            margin={"l": 8, "r": 8, "t": 8, "b": 26},
            plot_bgcolor="#E6E6E6",
            xaxis=_named_axis(columns, side="top", autotickangles=[0, 90]),
            yaxis=_named_axis(names, autorange="reversed", ticklabelstandoff=6),
            annotations=[_beneath(values.trained_label)],
        ),
    }


def _named_axis(names: list[str], **more: object) -> Figure:
    """An axis that takes the room its longest name needs."""
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
