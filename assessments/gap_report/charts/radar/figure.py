"""The radar as a Plotly figure."""

from __future__ import annotations

from assessments.gap_report.charts.figure_parts import Figure, broken, layout, rounded, shown
from assessments.gap_report.charts.palette import BLUE, GRID, INK, MUTED, PURPLE
from assessments.gap_report.charts.radar.values import RadarValues

FILL = "rgba(0,114,178,0.16)"


def radar_figure(values: RadarValues) -> Figure:
    """The radar; its rings are the indices at which every measure reaches level 1, 2 and 3."""
    theta = [f"{broken(s.label, 14, 3)}<br>{broken(s.level_text, 14)}" for s in values.spokes]
    best = [s.best for s in values.spokes]
    worst = [s.worst for s in values.spokes]
    closed = [*theta, theta[0]]
    traces = [
        {
            "type": "scatterpolar",
            "name": shown(values.range_label),
            "theta": [*closed, *closed[::-1]],
            "r": [*best, best[0], worst[0], *worst[::-1]],
            "mode": "lines",
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": FILL,
            "hoverinfo": "skip",
        },
        {
            "type": "scatterpolar",
            "name": shown(values.target_label),
            "theta": closed,
            "r": [round(values.target, 1)] * len(closed),
            "mode": "lines",
            "line": {"color": INK, "width": 1.5, "dash": "dash"},
            "hoverinfo": "skip",
        },
    ]
    if values.peer_label:
        peers = [(s.peer, s.peer_text) for s in values.spokes]
        marker = {"symbol": "diamond", "size": 7, "color": PURPLE}
        traces.append(_line(values.peer_label, closed, peers, "dot", PURPLE, marker))
    own = [(s.index, s.index_text) for s in values.spokes]
    traces.append(_line(values.index_label, closed, own, "solid", BLUE, {"size": 9, "color": BLUE}))
    return {"data": traces, "layout": _layout()}


def _line(
    name: str,
    theta: list[str],
    series: list[tuple[float | None, str]],
    dash: str,
    colour: str,
    marker: Figure,
) -> Figure:
    points = [*series, series[0]]
    return {
        "type": "scatterpolar",
        "name": shown(name),
        "theta": theta,
        "r": [rounded(value) for value, _text in points],
        "text": [shown(text) for _value, text in points],
        "hovertemplate": "%{theta}<br>%{text}",
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "marker": marker,
    }


def _layout() -> Figure:
    return layout(
        480,
        margin={"l": 108, "r": 108, "t": 84, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "y": 0.06, "x": 0.5, "xanchor": "center"},
        polar={
            "gridshape": "linear",
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [33.3, 66.7, 100],
                "ticktext": ["1", "2", "3"],
                "angle": 90,
                "tickangle": 90,
                "gridcolor": GRID,
                "tickfont": {"color": MUTED},
                "showline": False,
            },
            "angularaxis": {
                "direction": "clockwise",
                "rotation": 90,
                "gridcolor": GRID,
                "tickfont": {"size": 11},
            },
        },
    )
