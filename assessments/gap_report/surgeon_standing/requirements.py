"""A benchmark's requirements for a surgeon: whether they are met, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from benchmarks.library.definition import Benchmark
from benchmarks.library.recipes import (
    CertifiedSurgeons,
    DevelopingSurgeons,
    SurgeonsPastCurve,
    SurgeonsWithOperations,
    TrainedSurgeons,
)
from benchmarks.records import derived_surgeons
from benchmarks.records.derivation import PreparedRecords
from benchmarks.records.record_tables import PILLARS, TRAINING_STATUSES

_PLANNED: Final = TRAINING_STATUSES.index("planned")


@dataclass(frozen=True)
class Evidence:
    """The evidence for a requirement: grade and source."""

    grade: str
    grade_text: str
    title: str
    place: str
    note: str


@dataclass(frozen=True)
class SurgeonFinding:
    """Whether a surgeon meets a requirement at the end of the year, and what is missing."""

    holds: bool
    standing: str
    gap: str = ""  # "" if the requirement is met


@dataclass(frozen=True)
class Requirement:
    """A measure's requirement for a surgeon, with the finding for one surgeon."""

    measure_id: str
    label: str
    sentence: str
    finding: SurgeonFinding
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class SurgeonYear:
    """One surgeon at the end of the last year of the records."""

    records: PreparedRecords
    place: int

    @property
    def year(self) -> int:
        """The year at the end of which the surgeon is judged."""
        return int(self.records.at.years[-1])

    def so_far(self, recipe: SurgeonsPastCurve) -> int:
        """All cases in the recipe's pillar."""
        table, volumes = self.records.tables.surgeons, self.records.volumes
        cases = derived_surgeons.cases_so_far(table, volumes, recipe.pillar)
        return int(cases[self.place, -1])

    def is_trained(self, recipe: SurgeonsPastCurve) -> bool:
        """Whether a training of the recipe's pillar is completed."""
        surgeons = self.records.surgeons
        return bool(surgeons.completed(surgeons.for_pillar(recipe.pillar))[self.place, -1])

    def most_supervised(self, recipe: TrainedSurgeons) -> int:
        """The largest number of supervised cases in a training of the recipe's pillar."""
        table = self.records.surgeons.trainings
        mine = (
            (table["surgeon"] == self.place)
            & (table["pillar"] == PILLARS.index(recipe.pillar))
            & (table["status"] != _PLANNED)
            & (table["start_year"] <= self.year)
        )
        return int(np.nan_to_num(table["supervised_cases"][mine]).max(initial=0))


def requirements(
    benchmark: Benchmark, records: PreparedRecords, place: int
) -> tuple[Requirement, ...]:
    """The benchmark's requirements in its order, with the findings for the surgeon at `place`."""
    subject = SurgeonYear(records, place)
    result = []
    for measure in benchmark.measures:
        item = benchmark.input_by_id[measure.inputs[0]]
        finding = _finding(subject, item.record) if measure.formula == "value" else None
        if finding is not None:
            evidence = dict.fromkeys(
                Evidence(
                    grade=threshold.grade,
                    grade_text=wording.grade(threshold.grade),
                    title=benchmark.reference_by_id[threshold.source].title,
                    place=threshold.place,
                    note=threshold.note,
                )
                for threshold in measure.thresholds
            )
            result.append(
                Requirement(measure.id, measure.label, measure.sentence, finding, tuple(evidence))
            )
    return tuple(result)


def _finding(subject: SurgeonYear, recipe: object) -> SurgeonFinding | None:
    """The finding for one recipe; None if it requires nothing of this surgeon."""
    match recipe:
        case SurgeonsPastCurve():
            return _past_curve(subject, recipe)
        case TrainedSurgeons():
            return _trained(subject, recipe)
        case SurgeonsWithOperations():
            return _operations(subject, recipe)
        case CertifiedSurgeons():
            return _certified(subject, recipe)
        case DevelopingSurgeons():
            return _developing(subject, recipe)
    return None


def _past_curve(subject: SurgeonYear, recipe: SurgeonsPastCurve) -> SurgeonFinding:
    records = subject.records
    past = derived_surgeons.past_curve(records.surgeons, records.volumes, recipe)
    done, trained = subject.so_far(recipe), subject.is_trained(recipe)
    if past[subject.place, -1]:
        cases = ngettext("%(count)s case", "%(count)s cases", done)
        return SurgeonFinding(True, cases % {"count": wording.number(done)})
    required = recipe.cases_with_training if trained else recipe.cases
    standing = _("%(done)s of %(asked)s cases") % {
        "done": wording.number(done),
        "asked": wording.number(required),
    }
    gap = ngettext(
        "%(count)s more case to the end of the learning curve.",
        "%(count)s more cases to the end of the learning curve.",
        required - done,
    ) % {"count": wording.number(required - done)}
    if not trained and done >= recipe.cases_with_training:
        gap += " " + _("A completed training would be enough.")
    elif not trained:
        gap += " " + _("With a completed training, %(cases)s cases are enough.") % {
            "cases": wording.number(recipe.cases_with_training)
        }
    return SurgeonFinding(False, standing, gap)


def _trained(subject: SurgeonYear, recipe: TrainedSurgeons) -> SurgeonFinding:
    if derived_surgeons.trained(subject.records.surgeons, recipe)[subject.place, -1]:
        return SurgeonFinding(True, _("trained"))
    if not recipe.supervised_cases:
        return SurgeonFinding(
            False, _("not trained"), _("A completed training that counts is missing.")
        )
    done = subject.most_supervised(recipe)
    facts = {"done": wording.number(done), "asked": wording.number(recipe.supervised_cases)}
    return SurgeonFinding(
        False,
        _("%(done)s of %(asked)s supervised cases") % facts,
        _(
            "A completed training that counts is missing; so far there are %(done)s of %(asked)s "
            "supervised cases."
        )
        % facts,
    )


def _operations(subject: SurgeonYear, recipe: SurgeonsWithOperations) -> SurgeonFinding:
    volumes = subject.records.volumes
    done = int(volumes.by_surgeon(volumes.matching(recipe))[subject.place, -1])
    facts = {
        "done": wording.number(done),
        "asked": wording.number(recipe.at_least),
        "year": subject.year,
    }
    if done >= recipe.at_least:
        text = ngettext("%(done)s operation in %(year)s", "%(done)s operations in %(year)s", done)
        return SurgeonFinding(True, text % facts)
    standing = _("%(done)s of %(asked)s operations in %(year)s") % facts
    missing = recipe.at_least - done
    gap = ngettext(
        "%(count)s more operation a year.", "%(count)s more operations a year.", missing
    ) % {"count": wording.number(missing)}
    return SurgeonFinding(False, standing, gap)


def _certified(subject: SurgeonYear, recipe: CertifiedSurgeons) -> SurgeonFinding:
    if derived_surgeons.certified(subject.records.surgeons, recipe)[subject.place, -1]:
        return SurgeonFinding(True, _("certified"))
    return SurgeonFinding(False, _("not certified"), _("A certificate that counts is missing."))


def _developing(subject: SurgeonYear, recipe: DevelopingSurgeons) -> SurgeonFinding | None:
    surgeons = subject.records.surgeons
    born = surgeons.table["birth_year"][subject.place]
    if np.isnan(born):
        return SurgeonFinding(False, _("age not known"), _("The year of birth is missing."))
    if subject.year - born >= recipe.under_age:
        return None
    if derived_surgeons.developing(surgeons, recipe)[subject.place, -1]:
        return SurgeonFinding(True, _("in training"))
    return SurgeonFinding(False, _("no training"), _("A running or planned training is missing."))
