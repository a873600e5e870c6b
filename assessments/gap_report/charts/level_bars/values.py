"""Values of the level bars: certain and possible level of each domain, and the year before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.charts.chart import Chart, ChartTable
from assessments.gap_report.report.contents import DomainRow, GapReport
from benchmarks.library.definition import LEVELS


@dataclass(frozen=True)
class LevelBar:
    """One domain: its level is `level` for certain, and at most `possible`.

    `before` is the certain level of the year before, None if it is not known; `details` are lines
    for whoever points at the bar.
    """

    label: str
    level: int
    possible: int
    text: str
    before: int | None
    before_text: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class LevelBarValues:
    """The domains in order of definition; `names` are those of the levels from 0 on.

    `range_label` is empty if nothing unknown could change a level, `before_label` if no domain has
    a level of the year before.
    """

    bars: tuple[LevelBar, ...]
    names: tuple[str, ...]
    reached_label: str
    range_label: str
    before_label: str


def level_bar_charts(report: GapReport) -> Iterable[Chart[LevelBarValues]]:
    """One chart of all domains, pillars and foundation."""
    if not report.domains:
        return
    bars = tuple(map(_bar, report.domains))
    is_unsure = any(bar.possible > bar.level for bar in bars)
    values = LevelBarValues(
        bars=bars,
        names=tuple(wording.level(level, level) for level in (0, *LEVELS)),
        reached_label=_reached_in(report.year),
        range_label=_("Worst to best case of what is unknown") if is_unsure else "",
        before_label=next((_reached_in(d.before.year) for d in report.domains if d.before), ""),
    )
    yield Chart(
        id="levels",
        kind="levels",
        domain="",
        title=_finding(report.domains),
        alt=_alt(values),
        values=values,
        table=_table(report),
    )


def _reached_in(year: int) -> str:
    return _("Level reached in %(year)s") % {"year": year}


def _bar(domain: DomainRow) -> LevelBar:
    return LevelBar(
        label=domain.label,
        level=domain.level,
        possible=domain.level_possible,
        text=domain.level_text,
        before=domain.before.level if domain.before else None,
        before_text=domain.before.text if domain.before else "",
        details=tuple(_details(domain)),
    )


def _details(domain: DomainRow) -> Iterator[str]:
    yield f"{domain.label}: {domain.level_text}"
    if domain.before:
        yield f"{domain.before.year}: {domain.before.text}"
    yield _("Index %(index)s") % {"index": domain.index_text}


def _finding(domains: tuple[DomainRow, ...]) -> str:
    """A title with the domains of highest and lowest certain level, of those judged at all."""
    judged = [domain for domain in domains if domain.index is not None]
    if not judged:
        return _("Nothing is known yet by which a level could be judged")
    levels = sorted({domain.level for domain in judged})
    if len(levels) == 1:
        if len(judged) == len(domains) > 1:
            return _("Certain level of every domain: %(level)s") % {"level": levels[0]}
        facts = {"domains": wording.listed([d.label for d in judged]), "level": levels[0]}
        return _("Certain level of %(domains)s: %(level)s") % facts
    first, last = (
        wording.listed([domain.label for domain in judged if domain.level == level])
        for level in (levels[-1], levels[0])
    )
    return _("Highest certain level: %(first)s (%(high)s); lowest: %(last)s (%(low)s)") % {
        "first": first,
        "high": levels[-1],
        "last": last,
        "low": levels[0],
    }


def _alt(values: LevelBarValues) -> str:
    bars = "; ".join(_(", ").join(bar.details) for bar in values.bars)
    return _("Bars of the levels, from %(lowest)s to %(highest)s. %(bars)s.") % {
        "lowest": values.names[0],
        "highest": values.names[-1],
        "bars": bars,
    }


def _table(report: GapReport) -> ChartTable:
    """Levels and indices; years before and peers have a column where they are known."""
    domains = report.domains
    columns = [
        (_("Domain"), [domain.label for domain in domains]),
        (_("Level"), [domain.level_text for domain in domains]),
    ]
    year = next((domain.before.year for domain in domains if domain.before), None)
    if year is not None:
        before = [domain.before.text if domain.before else "—" for domain in domains]
        columns.append((str(year), before))
    columns.append((_("Index (worst–best case)"), [domain.index_text for domain in domains]))
    if report.peers:
        medians = [wording.index(report.peers.medians.get(domain.id)) for domain in domains]
        columns.append((_("Median of peers"), medians))
    return ChartTable(
        caption=_("Level and index of each domain"),
        header=tuple(name for name, _texts in columns),
        rows=tuple(zip(*(texts for _name, texts in columns), strict=True)),
    )
