"""A department's profile as its page shows it: every record, and how complete they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.models import (
    CompleteSection,
    Department,
    FacilityFact,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    VolumeEstimate,
)
from assessments.models.choices import ImportStatus
from assessments.reports.answers import YEARS_SHOWN, Answers, OutcomeLine, answers, outcome_lines
from assessments.reports.volume_table import VolumeTable, volume_table
from benchmarks.definition import Benchmark

NOT_STARTED, IN_PROGRESS, COMPLETE = "not_started", "in_progress", "complete"


@dataclass(frozen=True)
class Part:
    """One part of the profile: what it holds, and how far it is."""

    anchor: str
    label: str
    text: str
    state: str  # not_started | in_progress | complete

    @property
    def state_text(self) -> str:
        """The state in words."""
        return {
            NOT_STARTED: _("not started"),
            IN_PROGRESS: _("in progress"),
            COMPLETE: _("complete"),
        }[self.state]


@dataclass(frozen=True)
class Profile:
    """All records of one department, ready to be shown."""

    years: tuple[int, ...]  # rising
    surgeons: tuple[Surgeon, ...]
    volumes: VolumeTable
    trainings: tuple[TrainingRecord, ...]
    partnerships: tuple[Partnership, ...]
    clinics: tuple[OutpatientClinic, ...]
    answer_years: tuple[int, ...]
    answers: tuple[Answers, ...]
    outcomes: tuple[OutcomeLine, ...]
    parts: tuple[Part, ...]

    @property
    def complete_parts(self) -> int:
        """How many parts are complete."""
        return sum(part.state == COMPLETE for part in self.parts)

    @property
    def headline(self) -> str:
        """The sentence at the top of the page."""
        if not self.years and not self.surgeons:
            return _("Nothing has been recorded yet.")
        facts = []
        if self.surgeons:
            surgeons = ngettext("%(count)s surgeon", "%(count)s surgeons", len(self.surgeons))
            facts.append(surgeons % {"count": len(self.surgeons)})
        if self.volumes.latest_text:
            facts.append(
                _("%(operations)s spine operations in %(year)s")
                % {"operations": self.volumes.latest_text, "year": self.volumes.years[-1]}
            )
        done = _("%(complete)s of %(parts)s parts of the profile are complete") % {
            "complete": self.complete_parts,
            "parts": len(self.parts),
        }
        return wording.sentence([wording.listed(facts), done] if facts else [done])


def recorded_years(department: Department) -> tuple[int, ...]:
    """Years with volumes, confirmed estimates, outcomes or answers, rising; one query."""
    estimates = VolumeEstimate.objects.filter(batch__status=ImportStatus.CONFIRMED)
    sources = [
        ProcedureVolume.objects.all(),
        estimates,
        OutcomeRecord.objects.all(),
        FacilityFact.objects.all(),
    ]
    first, *others = [
        source.filter(department=department).order_by().values_list("year", flat=True)
        for source in sources
    ]
    return tuple(sorted(first.union(*others)))


def profile(department: Department, benchmark: Benchmark) -> Profile:
    """The department's profile, its answers being those to this benchmark's questions.

    A constant number of queries.
    """
    years = recorded_years(department)
    answer_years = years[-YEARS_SHOWN:]
    volumes = volume_table(department)
    surgeons = tuple(Surgeon.objects.filter(department=department).prefetch_related("certificates"))
    trainings = tuple(
        TrainingRecord.objects.filter(department=department).select_related("surgeon")
    )
    partnerships = tuple(Partnership.objects.filter(department=department))
    clinics = tuple(OutpatientClinic.objects.filter(department=department))
    answered = answers(department, benchmark, answer_years)
    outcomes = outcome_lines(department)
    declared = _declared(department, years)
    parts = [
        _listed("surgeons", _("Surgeons"), surgeons, declared),
        _volumes_part(volumes),
        _listed("training", _("Training"), trainings, declared),
        _listed("network", _("Partnerships"), partnerships, declared),
        _listed("clinics", _("Outpatient clinics"), clinics, declared),
        *(_answers_part(section) for section in answered),
        _outcomes_part(outcomes, years),
    ]
    return Profile(
        years,
        surgeons,
        volumes,
        trainings,
        partnerships,
        clinics,
        answer_years,
        answered,
        outcomes,
        tuple(parts),
    )


def _declared(department: Department, years: tuple[int, ...]) -> set[str]:
    """Sections declared complete for the latest year."""
    sections = CompleteSection.objects.filter(department=department)
    if years:
        sections = sections.filter(year=years[-1])
    return set(sections.values_list("section", flat=True))


def _listed(anchor: str, label: str, rows: Iterable[object], declared: set[str]) -> Part:
    count = len(tuple(rows))
    text = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": count}
    if anchor in declared:
        return Part(anchor, label, text if count else _("none, declared"), COMPLETE)
    return Part(anchor, label, text, IN_PROGRESS if count else NOT_STARTED)


def _volumes_part(volumes: VolumeTable) -> Part:
    label = _("Operations")
    if not volumes.years:
        return Part("volumes", label, _("no year"), NOT_STARTED)
    latest = volumes.years[-1]
    if latest in volumes.estimated_years:
        text = _("%(year)s estimated from a code list") % {"year": latest}
        return Part("volumes", label, text, IN_PROGRESS)
    return Part("volumes", label, _("%(year)s counted") % {"year": latest}, COMPLETE)


def _answers_part(section: Answers) -> Part:
    text = _("%(answered)s of %(asked)s answers") % {
        "answered": section.answered,
        "asked": len(section.lines),
    }
    state = IN_PROGRESS if section.answered else NOT_STARTED
    if section.answered == len(section.lines):
        state = COMPLETE
    return Part(f"answers-{section.section}", section.label, text, state)


def _outcomes_part(outcomes: tuple[OutcomeLine, ...], years: tuple[int, ...]) -> Part:
    latest = sum(line.year == years[-1] for line in outcomes) if years else 0
    text = ngettext("%(count)s rate", "%(count)s rates", latest) % {"count": latest}
    state = COMPLETE if latest else IN_PROGRESS if outcomes else NOT_STARTED
    return Part("outcomes", _("Outcomes"), text, state)
