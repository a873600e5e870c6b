"""Outcome rates as a Plotly figure: a point with its interval, and the ceilings as marks."""

from __future__ import annotations

from assessments.gap_report.charts.figure_parts import (
    LINE,
    Figure,
    across,
    bare_axis,
    broken,
    layout,
    rounded,
    shown,
)
from assessments.gap_report.charts.outcomes.values import OutcomeValues, RateRow
from assessments.gap_report.charts.palette import GRID, INK, LEVELS, MUTED, PAPER

# In pixels: height of a row with a label of one line; distance from a row's middle to its text.
ROW, ABOVE = 74, 13.3


def outcomes_figure(values: OutcomeValues) -> Figure:
    """One row for each outcome, on a common axis in per cent."""
    count = len(values.rows)
    labels = [broken(row.label, across(row.label)) for row in values.rows]
    row = ROW + LINE * any("<br>" in label for label in labels)
    return {
        "data": [_words(values.rows, labels, row), _ceilings(values.rows), _rates(values.rows)],
        "layout": layout(
            round(row * count) + 56,
            margin={"l": 8, "r": 8, "t": 8, "b": 44},
            xaxis={
                "range": [0, rounded(values.top)],
                "tickvals": list(values.ticks),
                "gridcolor": GRID,
                "zeroline": False,
                "title": {"text": shown(values.axis_label)},
                "fixedrange": True,
            },
            yaxis=bare_axis(range=[count - 0.55, -0.7]),
        ),
    }


def _words(rows: tuple[RateRow, ...], labels: list[str], height: float) -> Figure:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(rows),
        "y": [round(place - ABOVE / height, 2) for place in range(len(rows))],
        "text": [
            f"{label}<br><b>{shown(row.text)}</b> · {shown(row.state_text)}"
            for label, row in zip(labels, rows, strict=True)
        ],
        "textposition": "top right",
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _ceilings(rows: tuple[RateRow, ...]) -> Figure:
    marks = [(place, line) for place, row in enumerate(rows) for line in row.ceilings]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [line.value for _place, line in marks],
        "y": [place for place, _line in marks],
        "marker": {"symbol": "line-ns", "size": 14, "line": {"color": INK, "width": 1.5}},
        "text": [str(line.level) for _place, line in marks],
        "textposition": "bottom center",
        "textfont": {"size": 10, "color": MUTED},
        "hovertext": [shown(f"{line.level}: {line.text}") for _place, line in marks],
        "hoverinfo": "text",
    }


def _rates(rows: tuple[RateRow, ...]) -> Figure:
    known = [(place, row) for place, row in enumerate(rows) if row.rate is not None]
    rates = [(row.rate or 0.0, row.low, row.high) for _place, row in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [rounded(rate) for rate, _low, _high in rates],
        "y": [place for place, _row in known],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [rounded((rate if high is None else high) - rate) for rate, _l, high in rates],
            "arrayminus": [
                rounded(rate - (rate if low is None else low)) for rate, low, _h in rates
            ],
            "color": INK,
            "thickness": 1.5,
            "width": 4,
        },
        "marker": {
            "size": 10,
            "color": [
                PAPER if row.state in {"cannot_tell", "unknown"} else LEVELS[row.level]
                for _p, row in known
            ],
            "line": {"color": INK, "width": 1},
        },
        "text": [shown(f"{row.label}: {row.text} ({row.counts_text})") for _place, row in known],
        "hoverinfo": "text",
    }
