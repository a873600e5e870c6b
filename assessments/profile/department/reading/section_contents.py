"""One line of text about what each section of a department's profile holds for a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.models import OutpatientClinic, Partnership
from assessments.profile.completeness.reading.answered_year import AnsweredYear
from assessments.profile.completeness.reading.completeness import (
    TaskSection,
    completeness,
    inputs_of,
)
from assessments.profile.records.reading import Profile, holds_in

# The number of entries of a section in all years, and the text about the year.
Holding = tuple[int, str]


def _surgeons(answered: AnsweredYear, profile: Profile) -> Holding:
    present = [
        surgeon
        for surgeon in profile.surgeons
        if holds_in(answered.year, surgeon.start_year, surgeon.leave_year)
    ]
    return len(profile.surgeons), ngettext(
        "%(count)s surgeon in %(year)s", "%(count)s surgeons in %(year)s", len(present)
    ) % {"count": len(present), "year": answered.year}


def _volumes(answered: AnsweredYear, profile: Profile) -> Holding:
    total = profile.volumes.totals.get(answered.year)
    if not total:
        return 0, _("no operations of %(year)s") % {"year": answered.year}
    facts = {"operations": total, "year": answered.year}
    if answered.year in profile.volumes.estimated_years:
        return 1, _("from a code list of %(year)s: %(operations)s") % facts
    return 1, _("%(operations)s operations counted in %(year)s") % facts


def _training(answered: AnsweredYear, profile: Profile) -> Holding:
    count = len(profile.trainings)
    return count, ngettext("%(count)s training", "%(count)s trainings", count) % {"count": count}


def _network(answered: AnsweredYear, profile: Profile) -> Holding:
    partners = _in_force(answered.year, profile.partnerships)
    clinics = _in_force(answered.year, profile.clinics)
    texts = [
        ngettext("%(count)s partner", "%(count)s partners", partners) % {"count": partners},
        ngettext("%(count)s clinic", "%(count)s clinics", clinics) % {"count": clinics},
    ]
    held = _("%(what)s in %(year)s") % {"what": wording.listed(texts), "year": answered.year}
    return len(profile.partnerships) + len(profile.clinics), held


def _in_force(year: int, records: Iterable[Partnership | OutpatientClinic]) -> int:
    return sum(holds_in(year, record.since_year, record.until_year) for record in records)


def _structure(answered: AnsweredYear, _profile: Profile) -> Holding:
    asked = inputs_of(answered.benchmark, "structure")
    done = completeness(asked, answered.reported, answered.unavailable)
    text = ngettext("%(count)s answer", "%(count)s answers", done.reported) % {
        "count": done.reported
    }
    if done.unavailable:
        text = _("%(answers)s, %(count)s declared not available") % {
            "answers": text,
            "count": done.unavailable,
        }
    return done.answered, text


def _outcomes(answered: AnsweredYear, profile: Profile) -> Holding:
    count = sum(line.year == answered.year for line in profile.outcomes)
    return len(profile.outcomes), ngettext(
        "%(count)s outcome of %(year)s", "%(count)s outcomes of %(year)s", count
    ) % {"count": count, "year": answered.year}


CONTENTS: Final[dict[TaskSection, Callable[[AnsweredYear, Profile], Holding]]] = {
    "surgeons": _surgeons,
    "volumes": _volumes,
    "training": _training,
    "network": _network,
    "structure": _structure,
    "outcomes": _outcomes,
}
