"""Gap bars as a Plotly figure: texts above the bars, so that it fits the width of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.gap_report.charts.figure_parts import (
    LINE,
    Figure,
    across,
    bare_axis,
    fits,
    layout,
    pieces,
    rounded,
    shown,
)
from assessments.gap_report.charts.gap_bars.values import Bar, GapBarValues, Mark
from assessments.gap_report.charts.palette import GRID, INK, LEVELS, MUTED, PAPER, TRACK

# In pixels: height of a bar, distance to the text above it, height of a row without its text.
THICK, ABOVE, REST = 13, 12.5, 47
# Texts of thresholds overlap if they are closer together than this part of the scale.
CLOSE = 0.1


@dataclass(frozen=True)
class Row:
    """A bar with its text and its position, in pixels below the top of the first row."""

    bar: Bar
    words: tuple[str, ...]  # lines, escaped for Plotly
    place: float


def gap_bars_figure(values: GapBarValues) -> Figure:
    """One row for each measure, on its own scale from 0 to 1."""
    rows, height = _rows(values.bars)
    traces = [*_tracks(rows), _values(rows), _words(rows), _marks(rows), *_intervals(rows)]
    return {
        "data": traces,
        "layout": layout(
            round(height) + 16,
            barmode="overlay",
            xaxis=bare_axis(range=[-0.01, 1.03]),
            yaxis=bare_axis(range=[round(height), 0]),
        ),
    }


def _rows(bars: tuple[Bar, ...]) -> tuple[list[Row], float]:
    """Rows with room for their texts, and their total height in pixels."""
    rows, top = [], 0.0
    for bar in bars:
        words = _lines(bar)
        place = top + LINE * len(words) + ABOVE
        rows.append(Row(bar, words, round(place, 1)))
        top += LINE * len(words) + REST
    return rows, top


def _lines(bar: Bar) -> tuple[str, ...]:
    """The measure's name, and its value with the level; both may need two lines on a phone."""
    label = f"▶ {bar.label}" if bar.blocking else bar.label
    level = f" · {bar.level_text}" if bar.level_text else ""
    value = pieces(bar.value_text, across(bar.value_text))
    lines = [
        *map(shown, pieces(label, across(label))),
        *(f"<b>{shown(line)}</b>" for line in value),
    ]
    if fits(f"{value[-1]}{level}"):
        lines[-1] += shown(level)
    elif level:
        lines.append(shown(bar.level_text))
    return tuple(lines)


def _tracks(rows: list[Row]) -> list[Figure]:
    """The scale of each bar: plain, hatched if no value is known, dotted if not applicable."""
    applicable = [row for row in rows if row.bar.status != "not_applicable"]
    known = [row for row in applicable if row.bar.length is not None]
    return [
        _track(known, {"color": TRACK}),
        _track([row for row in applicable if row not in known], _pattern("/")),
        _track([row for row in rows if row not in applicable], _pattern(".")),
    ]


def _pattern(shape: str) -> Figure:
    pattern = {"shape": shape, "fgcolor": MUTED, "bgcolor": PAPER, "size": 6, "solidity": 0.2}
    return {"color": PAPER, "line": {"color": GRID, "width": 1}, "pattern": pattern}


def _track(rows: list[Row], marker: Figure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [1] * len(rows),
        "y": [row.place for row in rows],
        "width": THICK,
        "hoverinfo": "skip",
        "marker": marker,
    }


def _values(rows: list[Row]) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [rounded(row.bar.length) for row in rows],
        "y": [row.place for row in rows],
        "width": THICK,
        "marker": {"color": [LEVELS[row.bar.level] for row in rows]},
        "hovertext": [shown(f"{row.bar.label}: {row.bar.value_text}") for row in rows],
        "hoverinfo": "text",
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
        "cliponaxis": False,
    }


def _marks(rows: list[Row]) -> Figure:
    marks = [(row.place, mark, text) for row in rows for mark, text in _named(row.bar)]
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
    """Each mark with its text (level and number); no text if the last one is too close."""
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


def _intervals(rows: list[Row]) -> list[Figure]:
    known = [row for row in rows if row.bar.low is not None]
    if not known:
        return []
    bars = [row.bar for row in known]
    highs = [1.0 if bar.high is None else bar.high for bar in bars]
    middle = [bar.length or 0.0 for bar in bars]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [rounded(value) for value in middle],
            "y": [row.place for row in known],
            "marker": {
                "symbol": ["arrow-right" if bar.open_ended else "circle" for bar in bars],
                "size": 5,
                "color": INK,
            },
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [rounded(h - m) for h, m in zip(highs, middle, strict=True)],
                "arrayminus": [
                    rounded(m - (bar.low or 0.0)) for m, bar in zip(middle, bars, strict=True)
                ],
                "color": INK,
                "thickness": 1.5,
                "width": 4,
            },
            "hoverinfo": "skip",
        }
    ]
