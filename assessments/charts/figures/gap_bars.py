"""Gap bars as a Plotly figure: words above each bar, so that it can be as wide as a phone."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.charts.chart import Bar, GapBarValues, Mark
from assessments.charts.figures.parts import Figure, bare_axis, layout, rounded, shown
from assessments.charts.palette import GRID, INK, LEVELS, MUTED, PAPER, TRACK

# High enough for two lines of words above a bar and its thresholds' figures beneath.
ROW = 78
THICK = 0.17
WORDS_ABOVE = 0.16
# Numbers of thresholds closer together than this part of the scale would run into each other.
CLOSE = 0.1


def gap_bars_figure(values: GapBarValues) -> Figure:
    """One row a measure, each on its own scale from 0 to 1."""
    bars = values.bars
    traces = [*_tracks(bars), _values(bars), _words(bars), _marks(bars), *_intervals(bars)]
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


def _tracks(bars: tuple[Bar, ...]) -> list[Figure]:
    """The whole scale: plain, hatched where nothing is known, dotted where nothing is asked."""
    asked = [place for place, bar in enumerate(bars) if bar.status != "not_applicable"]
    known = [place for place in asked if bars[place].length is not None]
    return [
        _track(known, {"color": TRACK}),
        _track([place for place in asked if place not in known], _pattern("/")),
        _track([place for place in range(len(bars)) if place not in asked], _pattern(".")),
    ]


def _pattern(shape: str) -> Figure:
    pattern = {"shape": shape, "fgcolor": MUTED, "bgcolor": PAPER, "size": 6, "solidity": 0.2}
    return {"color": PAPER, "line": {"color": GRID, "width": 1}, "pattern": pattern}


def _track(places: list[int], marker: Figure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [1] * len(places),
        "y": places,
        "width": THICK,
        "hoverinfo": "skip",
        "marker": marker,
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
        "y": [round(place - WORDS_ABOVE, 2) for place in range(len(bars))],
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


def _marks(bars: tuple[Bar, ...]) -> Figure:
    marks = [(place, mark, text) for place, bar in enumerate(bars) for mark, text in _named(bar)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [rounded(mark.position) for _place, mark, _text in marks],
        "y": [place for place, _mark, _text in marks],
        "marker": {"symbol": "line-ns", "size": 17, "line": {"color": INK, "width": 1.5}},
        "text": [shown(text) for _place, _mark, text in marks],
        "textposition": [f"bottom {_side(mark.position)}" for _place, mark, _text in marks],
        "textfont": {"size": 10, "color": MUTED},
        "hovertext": [shown(f"{mark.levels}: {mark.text}") for _place, mark, _text in marks],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _named(bar: Bar) -> Iterator[tuple[Mark, str]]:
    """Each mark with level and number; only the line where the last number is too close."""
    last = -1.0
    for mark in sorted(bar.marks, key=lambda mark: mark.position):
        close = mark.position - last < CLOSE
        number = f": {mark.text}" if len(mark.text) <= 9 else ""
        yield mark, "" if close else f"{mark.levels}{number}"
        last = last if close else mark.position


def _side(position: float) -> str:
    if position < 0.04:
        return "right"
    return "left" if position > 0.96 else "center"


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
