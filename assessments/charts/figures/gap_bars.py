"""Gap bars as a Plotly figure: words above each bar, so that it can be as wide as a phone."""

from __future__ import annotations

from assessments.charts.chart import Bar, GapBarValues
from assessments.charts.figures.parts import Figure, bare_axis, layout, rounded, shown
from assessments.charts.palette import GRID, INK, LEVELS, MUTED, PAPER, TRACK

# High enough for two lines of words above a bar and its thresholds' figures beneath.
ROW = 78
THICK = 0.17


def gap_bars_figure(values: GapBarValues) -> Figure:
    """One row a measure, each on its own scale from 0 to 1."""
    bars = values.bars
    traces = [_track(bars), _values(bars), _words(bars), *_marks(bars)]
    traces += _intervals(bars)
    count = len(bars)
    return {
        "data": traces,
        "layout": layout(
            ROW * count + 16,
            barmode="overlay",
            xaxis=bare_axis(range=[-0.01, 1.03]),
            yaxis=bare_axis(range=[count - 0.62, -0.68]),
        ),
    }


def _track(bars: tuple[Bar, ...]) -> Figure:
    """The whole scale; hatched where nothing is known, dotted where nothing is asked."""
    patterns = {"not_applicable": ".", "scored": ""}
    return {
        "type": "bar",
        "orientation": "h",
        "x": [1] * len(bars),
        "y": list(range(len(bars))),
        "width": THICK,
        "hoverinfo": "skip",
        "marker": {
            "color": [TRACK if bar.length is not None else PAPER for bar in bars],
            "line": {"color": GRID, "width": [0 if bar.length is not None else 1 for bar in bars]},
            "pattern": {
                "shape": [
                    "" if bar.length is not None else patterns.get(bar.status, "/") for bar in bars
                ],
                "fgcolor": MUTED,
                "size": 6,
            },
        },
    }


def _values(bars: tuple[Bar, ...]) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [rounded(bar.length) for bar in bars],
        "y": list(range(len(bars))),
        "width": THICK,
        "marker": {"color": [LEVELS[bar.level] for bar in bars]},
        "hovertext": [shown(f"{bar.label}: {bar.value_text}") for bar in bars],
        "hoverinfo": "text",
    }


def _words(bars: tuple[Bar, ...]) -> Figure:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(bars),
        "y": [round(place - 0.22, 2) for place in range(len(bars))],
        "text": [_caption(bar) for bar in bars],
        "textposition": "top right",
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _caption(bar: Bar) -> str:
    level = f" · {shown(bar.level_text)}" if bar.level_text else ""
    label = shown(bar.label if len(bar.label) <= 62 else f"{bar.label[:61]}…")
    flag = "▶ " if bar.blocking else ""
    return f"{flag}{label}<br><b>{shown(bar.value_text[:80])}</b>{level}"


def _marks(bars: tuple[Bar, ...]) -> list[Figure]:
    marks = [(place, mark) for place, bar in enumerate(bars) for mark in bar.marks]
    x = [rounded(mark.position) for _place, mark in marks]
    small = {"size": 10, "color": MUTED}
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": x,
            "y": [place for place, _mark in marks],
            "marker": {
                "symbol": "line-ns",
                "size": 17,
                "line": {"color": INK, "width": 1.5},
            },
            "text": [f"{mark.levels}{shown(_short(mark.text))}" for _place, mark in marks],
            "textposition": "bottom center",
            "textfont": small,
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    ]


def _short(text: str) -> str:
    return f": {text}" if len(text) <= 9 else ""


def _intervals(bars: tuple[Bar, ...]) -> list[Figure]:
    rows = [(place, bar) for place, bar in enumerate(bars) if bar.low is not None]
    if not rows:
        return []
    highs = [1.0 if bar.high is None else bar.high for _place, bar in rows]
    middle = [bar.length or 0.0 for _place, bar in rows]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [rounded(value) for value in middle],
            "y": [place for place, _bar in rows],
            "marker": {
                "symbol": ["arrow-right" if bar.open_ended else "circle" for _p, bar in rows],
                "size": 5,
                "color": INK,
            },
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [rounded(h - m) for h, m in zip(highs, middle, strict=True)],
                "arrayminus": [
                    rounded(m - (bar.low or 0.0)) for m, (_p, bar) in zip(middle, rows, strict=True)
                ],
                "color": INK,
                "thickness": 1.5,
                "width": 4,
            },
            "hoverinfo": "skip",
        }
    ]
