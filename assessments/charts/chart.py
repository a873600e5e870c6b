"""What every chart is: an id, a finding, its numbers, and the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChartTable:
    """The numbers of a chart as text, for reading aloud, copying and printing."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Spoke:
    """One pillar on the radar; indices run from 0 to 100, `index` is None if nothing is scored."""

    label: str
    level_text: str
    index: float | None
    worst: float
    best: float
    index_text: str
    peer: float | None
    peer_text: str


@dataclass(frozen=True)
class RadarValues:
    """Index of each pillar with worst and best case, the target, and the peers' median."""

    spokes: tuple[Spoke, ...]
    target: float
    index_label: str
    target_label: str
    peer_label: str
    range_label: str


@dataclass(frozen=True)
class Mark:
    """A threshold on a bar's own scale; levels with the same threshold share a mark."""

    position: float
    levels: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One measure on its own scale from 0 to 1; the texts are in natural units.

    `length` is None when there is no value. `low` and `high` are set where an interval is known;
    `open_ended` says that no upper bound is, `beyond` that the value lies past the scale's end.
    """

    measure_id: str
    label: str
    status: str
    value_text: str
    level: int
    level_text: str
    length: float | None
    low: float | None
    high: float | None
    open_ended: bool
    beyond: bool
    marks: tuple[Mark, ...]
    blocking: bool


@dataclass(frozen=True)
class GapBarValues:
    """The measures of one domain as bars, in order of definition."""

    bars: tuple[Bar, ...]
    blocks_label: str
    scale_label: str


@dataclass(frozen=True)
class Cell:
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
    cells: tuple[tuple[Cell, ...], ...]
    trained_label: str
    share_label: str


@dataclass(frozen=True)
class YearPoint:
    """Operations of one year; low and high differ from value for an estimate."""

    year: int
    value: float
    low: float
    high: float | None
    text: str


@dataclass(frozen=True)
class LevelLine:
    """A threshold drawn across a chart; level 0 where it belongs to no level of a measure."""

    level: int
    value: float
    text: str


@dataclass(frozen=True)
class TrendValues:
    """Yearly operations of one pillar; thresholds above `top` are named in the table only."""

    points: tuple[YearPoint, ...]
    lines: tuple[LevelLine, ...]
    ticks: tuple[float, ...]
    top: float
    unit: str


@dataclass(frozen=True)
class RateRow:
    """One outcome rate in per cent with its Wilson interval; `level` is the best level it clears.

    `state` is met, missed or cannot_tell, as judged by the interval, or unknown: too few cases to
    judge, even if a rate is known. `state_text` says it in a few words.
    """

    label: str
    rate: float | None
    low: float | None
    high: float | None
    text: str
    counts_text: str
    verdict_text: str
    level: int
    state: str
    state_text: str
    ceilings: tuple[LevelLine, ...]


@dataclass(frozen=True)
class OutcomeValues:
    """All outcome rates on one axis in per cent, from 0 to `top`."""

    rows: tuple[RateRow, ...]
    ticks: tuple[float, ...]
    top: float
    axis_label: str
    ceiling_label: str


Values = RadarValues | GapBarValues | HeatmapValues | TrendValues | OutcomeValues


@dataclass(frozen=True)
class Chart:
    """One chart; `domain` may be empty.

    `kind` is radar, gaps, surgeons, trend or outcomes, and of one surgeon cases or curve.
    """

    id: str
    kind: str
    domain: str
    title: str
    alt: str
    values: Values
    table: ChartTable
