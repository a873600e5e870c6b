"""The records of a department compared for two years, one line for each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import (
    Department,
    FacilityFact,
    OutpatientClinic,
    Partnership,
    Surgeon,
    TrainingRecord,
)
from assessments.models.choices import TrainingStatus
from assessments.profile.answers.reading.recorded_answers import OutcomeLine
from assessments.profile.records.reading import holds_in
from assessments.profile.volumes.reading.table import VolumeTable
from benchmarks.library.definition import Benchmark
from benchmarks.scoring.intervals import wilson

DASH = "–"


@dataclass(frozen=True)
class YearLine:
    """One item in both years; `change` is a text, empty where nothing changed."""

    name: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class TwoYears:
    """The years that are compared; `earlier` lies before `later`."""

    earlier: int
    later: int


def signed_difference(value: float, decimals: int = 0) -> str:
    """A difference with its sign, in the reader's locale; "" where it rounds to 0."""
    if wording.rounded(value, decimals) == 0:
        return ""
    return f"{'+' if value > 0 else '−'}{wording.number(abs(value), decimals)}"


def surgeon_lines(surgeons: Sequence[Surgeon], years: TwoYears, *, by_name: bool) -> list[YearLine]:
    """Surgeons who were in the department in at least one of the years."""
    return _presence(
        [(s.shown(by_name=by_name), s.start_year, s.leave_year) for s in surgeons],
        years,
        began=_("joined in %(year)s"),
        ended=_("last year %(year)s"),
    )


def network_lines(
    partners: Sequence[Partnership], clinics: Sequence[OutpatientClinic], years: TwoYears
) -> list[YearLine]:
    """Partners and clinics in force in at least one of the years, and new written agreements."""
    named = [
        *((f"{p} ({p.get_kind_display()})", p.since_year, p.until_year) for p in partners),
        *((f"{c} ({c.get_pillar_display()})", c.since_year, c.until_year) for c in clinics),
    ]
    lines = _presence(named, years, began=_("begun in %(year)s"), ended=_("ended in %(year)s"))
    written = [
        YearLine(
            name=_("Written agreement: %(partner)s") % {"partner": partner},
            before=DASH,
            after=str(partner.written_since_year),
            change=_("agreed in writing"),
        )
        for partner in partners
        if partner.written_since_year is not None
        and years.earlier < partner.written_since_year <= years.later
    ]
    return lines + written


def _presence(
    named: Sequence[tuple[str, int, int | None]], years: TwoYears, *, began: str, ended: str
) -> list[YearLine]:
    """A line for each item in force in one of the years.

    `named`: (name, first year, last year or None). `began`, `ended`: texts that name the year.
    """
    lines = []
    for name, first, last in named:
        before, after = (holds_in(year, first, last) for year in (years.earlier, years.later))
        if not before and not after:
            continue
        change = ""
        if after and not before:
            change = began % {"year": first}
        elif before and not after:
            change = ended % {"year": last}
        lines.append(YearLine(name, _yes_or_dash(before), _yes_or_dash(after), change))
    return lines


def _yes_or_dash(holds: bool) -> str:
    return _("yes") if holds else DASH


def training_lines(
    trainings: Sequence[TrainingRecord], years: TwoYears, *, by_name: bool
) -> list[YearLine]:
    """Trainings completed after the earlier year, up to the end of the later one."""
    return [
        YearLine(
            name=f"{training.surgeon.shown(by_name=by_name)}: {training.get_kind_display()}",
            before=DASH,
            after=f"{training.ends_on:%Y-%m}",
            change=_("completed: %(pillar)s") % {"pillar": training.get_pillar_display()},
        )
        for training in trainings
        if training.status == TrainingStatus.COMPLETED
        and training.ends_on is not None
        and years.earlier < training.ends_on.year <= years.later
    ]


def volume_lines(volumes: VolumeTable, years: TwoYears) -> list[YearLine]:
    """Operations by kind; a difference only where both years were counted."""
    lines = []
    for _heading, group in volumes.groups:
        for line in group:
            cells = zip(line.cells, line.counts, strict=True)
            of_year = dict(zip(volumes.years, cells, strict=True))
            before = of_year.get(years.earlier, ("", None))
            after = of_year.get(years.later, ("", None))
            if before[0] or after[0]:
                change = _volume_change(before[1], after[1])
                lines.append(
                    YearLine(line.label, _operations(*before), _operations(*after), change)
                )
    return lines


def _operations(text: str, count: int | None) -> str:
    return text or (DASH if count is None else wording.number(count))


def _volume_change(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return _("cannot be compared: not counted in both years")
    return signed_difference(after - before)


def answer_lines(department: Department, benchmark: Benchmark, years: TwoYears) -> list[YearLine]:
    """Answers to the benchmark's questions in either year; one query."""
    facts = FacilityFact.objects.filter(
        department=department, year__in=(years.earlier, years.later)
    )
    values = {
        (name, year): value for name, year, value in facts.values_list("input_id", "year", "value")
    }
    lines = []
    for item in benchmark.inputs:
        pair = [values.get((item.id, year)) for year in (years.earlier, years.later)]
        if item.source == "reported" and any(value is not None for value in pair):
            before, after = (
                _("not reported") if value is None else wording.answer_text(item, value)
                for value in pair
            )
            changed = pair[0] != pair[1]
            lines.append(YearLine(item.label, before, after, _("changed") if changed else ""))
    return lines


def outcome_comparison(outcomes: Sequence[OutcomeLine], years: TwoYears) -> list[YearLine]:
    """Rates of both years; called lower or higher only where the intervals do not overlap."""
    by_key = {(line.pillar, line.outcome, line.year): line for line in outcomes}
    lines = []
    for pillar, outcome in dict.fromkeys((line.pillar, line.outcome) for line in outcomes):
        pair = [by_key.get((pillar, outcome, year)) for year in (years.earlier, years.later)]
        if any(pair):
            before, after = (
                _("not reported") if line is None else f"{line.rate} ({line.events}/{line.cases})"
                for line in pair
            )
            lines.append(YearLine(f"{outcome} ({pillar})", before, after, _rate_change(pair)))
    return lines


def _rate_change(pair: Sequence[OutcomeLine | None]) -> str:
    before, after = pair
    if before is None or after is None:
        return _("reported in one year only")
    if (before.events, before.cases) == (after.events, after.cases):
        return ""
    low, high = wilson(
        np.array([float(line.events) for line in (before, after)]),
        np.array([float(line.cases) for line in (before, after)]),
    )
    if high[1] < low[0]:
        return _("lower")
    if low[1] > high[0]:
        return _("higher")
    return _("cannot tell: the intervals overlap")
