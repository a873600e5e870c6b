"""Comparison of two years of a department: records, answers, levels and indices."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.reading import department_report
from assessments.models import Department, OutpatientClinic, Partnership, Surgeon, TrainingRecord
from assessments.profile.answers.reading.recorded_answers import outcome_lines
from assessments.profile.records.reading import holds_in
from assessments.profile.volumes.reading.table import VolumeTable, volume_table
from assessments.profile.years.reading.changes import (
    TwoYears,
    YearLine,
    answer_lines,
    network_lines,
    outcome_comparison,
    signed_difference,
    surgeon_lines,
    training_lines,
    volume_lines,
)
from benchmarks.library.definition import Benchmark


@dataclass(frozen=True)
class Part:
    """One part of the comparison, such as surgeons or volumes."""

    anchor: str
    title: str
    caption: str
    lines: tuple[YearLine, ...]

    @property
    def changed(self) -> tuple[YearLine, ...]:
        """The lines that differ between the years."""
        return tuple(line for line in self.lines if line.change)

    @property
    def unchanged(self) -> tuple[YearLine, ...]:
        """The lines that are the same in both years."""
        return tuple(line for line in self.lines if not line.change)


@dataclass(frozen=True)
class YearComparison:
    """What changed from the earlier to the later year; `headline` is the sentence about it."""

    years: TwoYears
    headline: str
    parts: tuple[Part, ...]


def compare_years(
    department: Department, years: TwoYears, benchmark: Benchmark, *, by_name: bool
) -> YearComparison:
    """The comparison of two recorded years; a constant number of queries.

    `by_name`: surgeons are shown by name, else by code. Raises `NothingRecorded`
    (`gap_report.report.reading`) where one of the years has no record.
    """
    before, after = (
        department_report(department, year, benchmark) for year in (years.earlier, years.later)
    )
    surgeons = list(Surgeon.objects.filter(department=department))
    trainings = TrainingRecord.objects.filter(department=department).select_related("surgeon")
    partners = list(Partnership.objects.filter(department=department))
    clinics = list(OutpatientClinic.objects.filter(department=department))
    volumes = volume_table(department)
    answers = answer_lines(department, benchmark, years)
    outcomes = outcome_comparison(outcome_lines(department), years)
    parts = (
        _part("levels", _level_lines(before, after)),
        _part("volumes", volume_lines(volumes, years)),
        _part("surgeons", surgeon_lines(surgeons, years, by_name=by_name)),
        _part("training", training_lines(list(trainings), years, by_name=by_name)),
        _part("network", network_lines(partners, clinics, years)),
        _part("answers", answers),
        _part("outcomes", outcomes),
    )
    clauses = [
        *_surgeon_clause(surgeons, years),
        *_volume_clause(volumes, years),
        *_level_clauses(before, after),
        *_answer_clause(answers),
    ]
    return YearComparison(years, _headline(years, clauses), parts)


def _part(anchor: str, lines: list[YearLine]) -> Part:
    titles = {
        "levels": (_("Levels and indices"), _("Levels and indices by the same benchmark")),
        "volumes": (_("Volumes"), _("Operations of the year by kind")),
        "surgeons": (_("Surgeons"), _("Surgeons in the department")),
        "training": (_("Training"), _("Trainings completed since the earlier year")),
        "network": (_("Network and clinics"), _("Partners and clinics in force in the year")),
        "answers": (_("Structure and process"), _("Answers to the questions of the benchmark")),
        "outcomes": (_("Outcomes"), _("Rates with their interval (95 %), events and cases")),
    }
    title, caption = titles[anchor]
    return Part(anchor, title, caption, tuple(lines))


def _level_lines(before: GapReport, after: GapReport) -> list[YearLine]:
    pairs = list(zip(before.domains, after.domains, strict=True))
    overall = (before.overall_text, after.overall_text), (before.overall_index, after.overall_index)
    coverage = (before.coverage_text, after.coverage_text), (before.coverage, after.coverage)
    return [
        _step(_("Overall level"), (before.rung_label, after.rung_label), (before.rung, after.rung)),
        *(_step(o.label, (o.level_text, n.level_text), (o.level, n.level)) for o, n in pairs),
        _number(_("Overall index"), *overall, decimals=1),
        *(
            _number(
                _("%(domain)s: index") % {"domain": old.label},
                (old.index_text, new.index_text),
                (old.index, new.index),
                decimals=1,
            )
            for old, new in pairs
        ),
        _number(_("Coverage"), *coverage, decimals=0),
    ]


def _step(name: str, texts: tuple[str, str], steps: tuple[int, int]) -> YearLine:
    """A line for a level or rung; a change of the possible level alone is a change, too."""
    old, new = steps
    change = signed_difference(new - old)
    return YearLine(name, *texts, change or (_("changed") if texts[0] != texts[1] else ""))


def _number(
    name: str,
    texts: tuple[str, str],
    values: tuple[float | None, float | None],
    *,
    decimals: int,
) -> YearLine:
    """A line for a number; the change is the difference of the rounded figures shown."""
    old, new = values
    if old is None or new is None:
        return YearLine(name, *texts, _("changed") if texts[0] != texts[1] else "")
    change = wording.rounded(new, decimals) - wording.rounded(old, decimals)
    return YearLine(name, *texts, signed_difference(float(change), decimals))


def _headline(years: TwoYears, clauses: list[str]) -> str:
    facts = {"later": years.later, "earlier": years.earlier}
    if not clauses:
        return (
            _(
                "%(later)s against %(earlier)s: surgeons, operations, levels and answers are "
                "the same."
            )
            % facts
        )
    return _("%(later)s against %(earlier)s: %(changes)s.") % {
        **facts,
        "changes": wording.listed(clauses),
    }


def _surgeon_clause(surgeons: list[Surgeon], years: TwoYears) -> list[str]:
    before, after = (
        sum(holds_in(year, surgeon.start_year, surgeon.leave_year) for surgeon in surgeons)
        for year in (years.earlier, years.later)
    )
    count = abs(after - before)
    if after > before:
        text = ngettext("%(count)s surgeon more", "%(count)s surgeons more", count)
    else:
        text = ngettext("%(count)s surgeon fewer", "%(count)s surgeons fewer", count)
    return [text % {"count": count}] if count else []


def _volume_clause(volumes: VolumeTable, years: TwoYears) -> list[str]:
    totals = [line for _heading, group in volumes.groups for line in group if line.is_total]
    counts = dict(zip(volumes.years, totals[0].counts, strict=True)) if totals else {}
    before, after = counts.get(years.earlier), counts.get(years.later)
    if before is None or after is None:
        return [_("operations that cannot be compared")] if counts else []
    count = abs(after - before)
    if after > before:
        text = ngettext("%(count)s operation more", "%(count)s operations more", count)
    else:
        text = ngettext("%(count)s operation fewer", "%(count)s operations fewer", count)
    return [text % {"count": wording.number(count)}] if count else []


def _level_clauses(before: GapReport, after: GapReport) -> list[str]:
    return [
        _("%(domain)s from level %(before)s to %(after)s")
        % {"domain": new.label, "before": old.level, "after": new.level}
        for old, new in zip(before.domains, after.domains, strict=True)
        if old.level != new.level
    ]


def _answer_clause(answers: list[YearLine]) -> list[str]:
    count = sum(bool(line.change) for line in answers)
    text = ngettext("%(count)s answer changed", "%(count)s answers changed", count)
    return [text % {"count": count}] if count else []
