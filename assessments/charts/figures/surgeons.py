"""The heatmap of surgeons and pillars as a Plotly figure."""

from __future__ import annotations

from assessments.charts.chart import HeatmapValues
from assessments.charts.figures.parts import Figure, broken, layout, rounded, shown
from assessments.charts.palette import BLUE, PAPER


def surgeons_figure(values: HeatmapValues) -> Figure:
    """Counts in the cells; places are numbers, so that two surgeons of one name stay two rows."""
    columns, rows = len(values.columns), len(values.names)
    trace = {
        "type": "heatmap",
        "x": list(range(columns)),
        "y": list(range(rows)),
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
            30 * rows + 96,
            margin={"l": 120, "r": 8, "t": 64, "b": 26},
            plot_bgcolor="#E6E6E6",
            xaxis={
                "side": "top",
                "tickangle": 0,
                "tickvals": list(range(columns)),
                "ticktext": [broken(name, 12, 3) for name in values.columns],
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={
                "autorange": "reversed",
                "tickvals": list(range(rows)),
                "ticktext": [broken(name, 20, 1) for name in values.names],
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            annotations=[
                {
                    "text": shown(values.trained_label),
                    "xref": "paper",
                    "yref": "paper",
                    "x": 1,
                    "y": 0,
                    "yanchor": "top",
                    "showarrow": False,
                }
            ],
        ),
    }
