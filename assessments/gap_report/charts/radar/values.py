"""Values of the radar: index of each pillar against the target and the peers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.charts.chart import Chart, ChartTable
from assessments.gap_report.report.contents import DomainRow, GapReport

# Points are weight × level of at most weight × 3: with all measures at level 2, two thirds of 100.
TARGET = 200 / 3


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


def radar_charts(report: GapReport) -> Iterable[Chart[RadarValues]]:
    """The radar; none for a benchmark with fewer than three pillars."""
    if len(report.pillars) < 3:
        return
    spokes = tuple(_spoke(report, domain) for domain in report.pillars)
    values = RadarValues(
        spokes=spokes,
        target=TARGET,
        index_label=_("Index %(year)s") % {"year": report.year},
        target_label=_("Target: every measure at level 2 (%(index)s)")
        % {"index": wording.index(TARGET)},
        peer_label=_("Median of peers") if report.peers else "",
        range_label=_("Worst to best case of what is unknown"),
    )
    yield Chart(
        id="radar",
        kind="radar",
        domain="",
        title=_finding(spokes),
        alt=_alt(values),
        values=values,
        table=_table(values),
    )


def _finding(spokes: tuple[Spoke, ...]) -> str:
    """A title with the pillars of highest and lowest index; unscored pillars are left out."""
    known = sorted((s for s in spokes if s.index is not None), key=lambda s: s.index or 0.0)
    if len(known) < 2 or known[0].index == known[-1].index:
        return _("The pillars against the target of level 2")
    return _("Furthest: %(first)s, index %(high)s; furthest behind: %(last)s, index %(low)s") % {
        "first": known[-1].label,
        "high": wording.index(known[-1].index),
        "last": known[0].label,
        "low": wording.index(known[0].index),
    }


def _spoke(report: GapReport, domain: DomainRow) -> Spoke:
    peer = report.peers.medians.get(domain.id) if report.peers else None
    return Spoke(
        label=domain.label,
        level_text=domain.level_text,
        index=domain.index,
        worst=domain.index_worst,
        best=domain.index_best,
        index_text=domain.index_text,
        peer=peer,
        peer_text=wording.index(peer),
    )


def _alt(values: RadarValues) -> str:
    parts = []
    for spoke in values.spokes:
        facts = {"pillar": spoke.label, "index": spoke.index_text, "level": spoke.level_text}
        parts.append(_("%(pillar)s: index %(index)s, %(level)s") % facts)
        if spoke.peer is not None:
            parts[-1] += _(", peers %(peer)s") % {"peer": spoke.peer_text}
    return _("Radar of the pillars. %(pillars)s. %(target)s.") % {
        "pillars": "; ".join(parts),
        "target": values.target_label,
    }


def _table(values: RadarValues) -> ChartTable:
    with_peers = bool(values.peer_label)
    header = [_("Pillar"), _("Level"), _("Index (worst–best case)")]
    return ChartTable(
        caption=_("Level and index of each pillar"),
        header=tuple([*header, values.peer_label] if with_peers else header),
        rows=tuple(
            (spoke.label, spoke.level_text, spoke.index_text)
            + ((spoke.peer_text,) if with_peers else ())
            for spoke in values.spokes
        ),
    )
