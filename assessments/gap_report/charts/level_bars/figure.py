"""The level bars as a Plotly figure: texts above the bars, so that it fits the width of a phone."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.gap_report.charts.figure_parts import (
    LINE,
    Figure,
    across,
    bare_axis,
    broken,
    fits,
    layout,
    pieces,
    shown,
)
from assessments.gap_report.charts.level_bars.values import LevelBar, LevelBarValues
from assessments.gap_report.charts.palette import BLUE, INK, MUTED, PAPER, TRACK

# In pixels: height of a bar, distance to the text above it, height of a row without its text.
THICK, ABOVE, REST = 18, 15.0, 41
# In pixels: half the name of a level at either end; the names below the bars; a line and the
# edges of the legend.
SIDE, NAMES, LEGEND_LINE, LEGEND_EDGE = 28, 28, 19, 8
LEGEND_CHARACTERS = 40


@dataclass(frozen=True)
class Row:
    """A bar with its text and its position, in pixels below the top of the first row."""

    bar: LevelBar
    words: tuple[str, ...]  # lines, escaped for Plotly
    place: float


def level_bars_figure(values: LevelBarValues) -> Figure:
    """One row for each domain, on one scale of all levels."""
    rows, height = _rows(values.bars)
    highest = len(values.names) - 1
    traces = [
        _track(rows, highest),
        _reached(rows, values.reached_label),
        *_range(rows, values.range_label),
        _steps(rows, highest),
        *_before(rows, values.before_label),
        _words(rows),
    ]
    legend = sum(t.get("name", "").count("<br>") + 1 for t in traces if t.get("showlegend"))
    beneath = NAMES + LEGEND_LINE * legend + LEGEND_EDGE
    return {
        "data": traces,
        "layout": layout(
            round(height) + beneath,
            margin={"l": SIDE, "r": SIDE, "t": 0, "b": beneath, "autoexpand": False},
            barmode="overlay",
            showlegend=True,
            legend={
                "yref": "container",
                "y": 0,
                "yanchor": "bottom",
                "xref": "container",
                "x": 0,
                "xanchor": "left",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            hoverlabel={"align": "left"},
            xaxis=bare_axis(
                range=[0, highest],
                showticklabels=True,
                tickvals=list(range(highest + 1)),
                ticktext=[shown(name) for name in values.names],
                tickangle=0,
                tickfont={"color": MUTED},
            ),
            yaxis=bare_axis(range=[round(height), 0]),
        ),
    }


def _rows(bars: tuple[LevelBar, ...]) -> tuple[list[Row], float]:
    """Rows with room for their texts, and their total height in pixels."""
    rows, top = [], 0.0
    for bar in bars:
        words = _lines(bar)
        rows.append(Row(bar, words, round(top + LINE * len(words) + ABOVE, 1)))
        top += LINE * len(words) + REST
    return rows, top


def _lines(bar: LevelBar) -> tuple[str, ...]:
    """The domain's name and its level, on one line if a phone has room for both."""
    level = f"<b>{shown(bar.text)}</b>"
    if fits(f"{bar.label} · {bar.text}"):
        return (f"{shown(bar.label)} · {level}",)
    return (*map(shown, pieces(bar.label, across(bar.label))), level)


def _bars(rows: list[Row], starts: list[int], lengths: list[int], marker: Figure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "base": starts,
        "x": lengths,
        "y": [row.place for row in rows],
        "width": THICK,
        "marker": marker,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _track(rows: list[Row], highest: int) -> Figure:
    """The whole scale behind each bar, which also answers whoever points at it."""
    texts = ["<br>".join(broken(line, LEGEND_CHARACTERS) for line in r.bar.details) for r in rows]
    track = _bars(rows, [0] * len(rows), [highest] * len(rows), {"color": TRACK})
    return {**track, "hovertext": texts, "hoverinfo": "text"}


def _reached(rows: list[Row], name: str) -> Figure:
    bars = _bars(rows, [0] * len(rows), [row.bar.level for row in rows], {"color": BLUE})
    return bars | _named(name)


def _range(rows: list[Row], name: str) -> list[Figure]:
    unsure = [row for row in rows if row.bar.possible > row.bar.level]
    if not unsure:
        return []
    pattern = {"shape": "/", "fgcolor": MUTED, "bgcolor": PAPER, "size": 6, "solidity": 0.2}
    marker = {"color": PAPER, "line": {"color": MUTED, "width": 1}, "pattern": pattern}
    starts = [row.bar.level for row in unsure]
    lengths = [row.bar.possible - row.bar.level for row in unsure]
    return [_bars(unsure, starts, lengths, marker) | _named(name)]


def _named(name: str) -> Figure:
    return {"name": broken(name, LEGEND_CHARACTERS, 3), "showlegend": True}


def _steps(rows: list[Row], highest: int) -> Figure:
    """White lines that divide the bars into levels."""
    places = [(level, row.place) for row in rows for level in range(1, highest)]
    line = {"color": PAPER, "width": 2}
    return _marks(places, {"symbol": "line-ns", "size": THICK, "line": line})


def _before(rows: list[Row], name: str) -> list[Figure]:
    places = [(row.bar.before, row.place) for row in rows if row.bar.before is not None]
    if not places:
        return []
    marker = {"symbol": "diamond", "size": 13, "color": PAPER, "line": {"color": INK, "width": 2}}
    return [_marks(places, marker) | _named(name)]


def _marks(places: list[tuple[int, float]], marker: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _y in places],
        "y": [y for _x, y in places],
        "marker": marker,
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _words(rows: list[Row]) -> Figure:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(rows),
        "y": [round(row.place - ABOVE, 1) for row in rows],
        "text": ["<br>".join(row.words) for row in rows],
        "textposition": "top right",
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }
