"""Answers to a benchmark's questions and observed outcomes, as text, with their origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Department, FacilityFact, OutcomeRecord
from assessments.models.record import Record
from benchmarks.library.definition import Benchmark, Input, Section
from benchmarks.scoring.intervals import wilson

YEARS_SHOWN = 3


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answers by year; an empty cell: not reported."""

    label: str
    help: str
    cells: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class Questions:
    """The questions of one section."""

    section: str
    label: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Answers:
    """The answers of one section of the profile, over the years shown (rising)."""

    section: str
    label: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class OutcomeLine:
    """One observed outcome of one year with its rate and 95 % interval."""

    pk: int
    year: int
    pillar: str
    outcome: str
    events: int
    cases: int
    rate: str
    follow_up_days: int
    counted_by: str
    origin: str


def answers(
    department: Department, benchmark: Benchmark, years: tuple[int, ...]
) -> tuple[Answers, ...]:
    """Structure and process answers to this benchmark's questions; one query."""
    facts = {
        (fact.input_id, fact.year): fact
        for fact in FacilityFact.objects.filter(
            department=department, year__in=years
        ).select_related("recorded_by", "batch")
    }
    return tuple(
        Answers(
            section=asked.section,
            label=asked.label,
            lines=tuple(_line(item, facts, years) for item in asked.inputs),
        )
        for asked in questions(benchmark)
    )


def reported_inputs(benchmark: Benchmark) -> tuple[Input, ...]:
    """The inputs that the department reports itself, because no record holds them."""
    return tuple(item for item in benchmark.inputs if item.source == "reported")


def questions(benchmark: Benchmark) -> tuple[Questions, ...]:
    """The reported inputs by section, in order of definition."""
    asked = reported_inputs(benchmark)
    return tuple(
        Questions(section, _label(section), tuple(i for i in asked if i.section == section))
        for section in dict.fromkeys(item.section for item in asked)
    )


def _label(section: Section) -> str:
    return {
        "volumes": _("Answers on operations"),
        "surgeons": _("Answers on surgeons"),
        "training": _("Answers on training"),
        "network": _("Answers on the network"),
        "clinics": _("Answers on clinics"),
        "structure": _("Structure"),
        "process": _("Process"),
        "outcomes": _("Answers on outcomes"),
    }[section]


def _line(
    item: Input, facts: dict[tuple[str, int], FacilityFact], years: tuple[int, ...]
) -> AnswerLine:
    answered = [facts.get((item.id, year)) for year in years]
    latest = next((fact for fact in reversed(answered) if fact is not None), None)
    return AnswerLine(
        label=item.label,
        help=item.help,
        cells=tuple(
            "" if fact is None else wording.answer_text(item, fact.value) for fact in answered
        ),
        origin="" if latest is None else origin_of(latest),
    )


def origin_of(record: Record) -> str:
    """Where a record comes from: the file it was imported from, or who typed it and when."""
    day = date_format(timezone.localtime(record.updated_at), "SHORT_DATE_FORMAT")
    if record.batch is not None:
        return _("file %(file)s, %(day)s") % {"file": record.batch.file_name, "day": day}
    if record.recorded_by is not None:
        return _("%(person)s, %(day)s") % {"person": record.recorded_by, "day": day}
    return day


def outcome_lines(department: Department) -> tuple[OutcomeLine, ...]:
    """Observed outcomes, latest year first; one query."""
    records = OutcomeRecord.objects.filter(department=department).select_related(
        "recorded_by", "batch"
    )
    return tuple(
        OutcomeLine(
            pk=record.pk,
            year=record.year,
            pillar=str(record.get_pillar_display()),
            outcome=str(record.get_outcome_display()),
            events=record.events,
            cases=record.cases,
            rate=_rate(record),
            follow_up_days=record.follow_up_days,
            counted_by=str(record.get_counted_by_display()),
            origin=origin_of(record),
        )
        for record in records
    )


def _rate(record: OutcomeRecord) -> str:
    events, cases = np.array([float(record.events)]), np.array([float(record.cases)])
    low, high = wilson(events, cases)
    return wording.measured(
        100 * record.events / record.cases,
        100 * float(low[0]),
        100 * float(high[0]),
        unit=wording.PERCENT,
        decimals=1,
        estimated=False,
    )
