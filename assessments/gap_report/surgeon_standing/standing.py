"""One surgeon's operations by pillar, and the requirements of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report import frames
from assessments.gap_report.report.reading import recorded_years
from assessments.gap_report.surgeon_standing.cases import PillarCases, pillar_cases, seen_years
from assessments.gap_report.surgeon_standing.requirements import Requirement, requirements
from assessments.models import Surgeon
from benchmarks.library.definition import Benchmark
from benchmarks.library.recipes import SurgeonsPastCurve, SurgeonsWithOperations
from benchmarks.records import derived_surgeons
from benchmarks.records.derivation import PreparedRecords
from benchmarks.records.record_tables import RecordTables


@dataclass(frozen=True)
class Curve:
    """A learning curve of the benchmark, and the surgeon's progress.

    `asked`: cases this surgeon needs to complete it, fewer with a completed training.
    """

    cases: int
    cases_with_training: int
    asked: int
    past_since: int | None  # the first of the shown years at the end of which it is completed
    missing: int  # cases still needed; 0 if it is completed


@dataclass(frozen=True)
class PillarStanding:
    """One pillar: the surgeon's cases and, if the benchmark has them, curve and minimum."""

    cases: PillarCases
    curve: Curve | None
    counts_from: int | None  # minimum of operations a year for a surgeon to be counted


@dataclass(frozen=True)
class SurgeonStanding:
    """The numbers and texts of a surgeon's page."""

    year: int
    shown: str
    statement: str
    pillars: tuple[PillarStanding, ...]
    requirements: tuple[Requirement, ...]

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements the surgeon does not meet yet."""
        return tuple(item for item in self.requirements if not item.finding.holds)


def surgeon_standing(
    surgeon: Surgeon, benchmark: Benchmark, *, by_name: bool, this_year: int
) -> SurgeonStanding:
    """The surgeon's standing at the end of the last recorded year in the department; four queries.

    Years after `this_year` do not count. `by_name`: with the surgeon's name, otherwise the code.
    """
    tables = frames.record_tables([surgeon.department_id])
    place = tables.people.index(surgeon.pk)
    last = _last_year(surgeon, tables, this_year)
    years = tuple(range(_first_year(tables, place, last), last + 1))
    records = seen_years(tables, benchmark, surgeon.department_id, years)
    pillars = tuple(
        _pillar(benchmark, records, place, cases) for cases in pillar_cases(records, place)
    )
    shown = surgeon.shown(by_name=by_name)
    return SurgeonStanding(
        year=last,
        shown=shown,
        statement=_statement(shown, pillars),
        pillars=pillars,
        requirements=requirements(benchmark, records, place),
    )


def _last_year(surgeon: Surgeon, tables: RecordTables, this_year: int) -> int:
    """The last recorded year in which the surgeon was in post, or the nearest one."""
    recorded = recorded_years(tables).get(surgeon.department_id, ())
    latest = max((year for year in recorded if year <= this_year), default=this_year - 1)
    last = min(latest, surgeon.leave_year or latest)
    return max(last, surgeon.start_year)


def _first_year(tables: RecordTables, place: int, last: int) -> int:
    years = tables.volumes["year"][tables.volumes["surgeon"] == place]
    return min(last, int(years.min(initial=last)))


def _pillar(
    benchmark: Benchmark, records: PreparedRecords, place: int, cases: PillarCases
) -> PillarStanding:
    recipes = [item.record for item in benchmark.inputs]
    curve = next(
        (
            _curve(records, place, cases, recipe)
            for recipe in recipes
            if isinstance(recipe, SurgeonsPastCurve) and recipe.pillar == cases.pillar
        ),
        None,
    )
    whole_pillar = [
        recipe.at_least
        for recipe in recipes
        if isinstance(recipe, SurgeonsWithOperations)
        and recipe.model_dump(exclude={"kind", "at_least"}, exclude_defaults=True)
        == {"pillar": cases.pillar}
    ]
    return PillarStanding(cases, curve, min(whole_pillar, default=None))


def _curve(
    records: PreparedRecords, place: int, cases: PillarCases, recipe: SurgeonsPastCurve
) -> Curve:
    surgeons = records.surgeons
    past = derived_surgeons.past_curve(surgeons, records.volumes, recipe)[place]
    trained = surgeons.completed(surgeons.for_pillar(recipe.pillar))[place, -1]
    fewer = trained and cases.so_far[-1] < recipe.cases
    required = recipe.cases_with_training if fewer else recipe.cases
    return Curve(
        cases=recipe.cases,
        cases_with_training=recipe.cases_with_training,
        asked=required,
        past_since=cases.years[int(np.argmax(past))] if past[-1] else None,
        missing=0 if past[-1] else required - cases.so_far[-1],
    )


def _statement(shown: str, pillars: tuple[PillarStanding, ...]) -> str:
    """A sentence with the operations of each pillar and the progress of the learning curve."""
    first, *others = sorted(pillars, key=lambda pillar: pillar.curve is None)
    facts = {"surgeon": shown, "operations": _operations(first.cases)}
    if first.curve is None:
        start = _("%(surgeon)s has done %(operations)s so far") % facts
    else:
        facts |= {
            "cases": wording.number(first.curve.asked),
            "missing": wording.number(first.curve.missing),
        }
        start = (
            _(
                "%(surgeon)s has done %(operations)s so far, %(missing)s short of the learning "
                "curve of %(cases)s"
            )
            if first.curve.missing
            else _(
                "%(surgeon)s has done %(operations)s so far, past the learning curve of %(cases)s"
            )
        ) % facts
    return wording.sentence(
        [start, wording.listed([_operations(pillar.cases) for pillar in others])]
    )


def _operations(cases: PillarCases) -> str:
    """The number of operations with their kind, as one phrase: grammar differs by language."""
    count = cases.so_far[-1]
    text = {
        "MIS": ngettext(
            "%(count)s minimally invasive operation",
            "%(count)s minimally invasive operations",
            count,
        ),
        "DEF": ngettext("%(count)s deformity operation", "%(count)s deformity operations", count),
        "TUM": ngettext(
            "%(count)s spinal tumour operation", "%(count)s spinal tumour operations", count
        ),
    }[cases.pillar]
    return text % {"count": wording.number(count)}
