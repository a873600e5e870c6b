"""Shared by all charts: values with title, alternative text and a table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assessments.gap_report.charts.figure_parts import Figure

Source = TypeVar("Source")
Values = TypeVar("Values")


@dataclass(frozen=True)
class ChartTable:
    """The numbers of a chart as text, for reading aloud, copying and printing."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LevelLine:
    """A threshold drawn across a chart; level 0 if it belongs to no level of a measure."""

    level: int
    value: float
    text: str


@dataclass(frozen=True)
class Chart(Generic[Values]):
    """One chart; `domain` may be empty. `kind` is the id of its `ChartKind`."""

    id: str
    kind: str
    domain: str
    title: str
    alt: str
    values: Values
    table: ChartTable


@dataclass(frozen=True)
class ChartKind(Generic[Source, Values]):
    """One kind of chart: how its values are read from a source, and how they are drawn.

    `charts` yields only charts with data. `figure` is for the page: a dict
    `{"data": [...], "layout": {...}}` for Plotly.js. `drawing` is for print: one SVG document,
    lengths in points.
    """

    id: str
    charts: Callable[[Source], Iterable[Chart[Values]]]
    figure: Callable[[Values], Figure]
    drawing: Callable[[Values], str]
