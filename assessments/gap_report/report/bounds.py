"""Sentences that explain the bounds of an estimate, with their numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.contents import EstimateNote
from assessments.models.choices import EstimateCategory
from benchmarks.casemix.estimate_bounds import Bound


def bound_notes(bounds: Iterable[Bound]) -> tuple[EstimateNote, ...]:
    """One note for each bound: the range the codes allow, the limit, and whether it was used."""
    return tuple(EstimateNote(bound.category, _text(bound)) for bound in bounds)


def _text(bound: Bound) -> str:
    facts = {
        "category": EstimateCategory(bound.category).label,
        "codes": wording.span(*bound.codes),
        "allowed": wording.span(*bound.allowed),
    }
    if bound.limit == "main_diagnoses" and not (bound.codes.high or bound.allowed.high):
        return _("%(category)s: neither a procedure code nor a main diagnosis names any.") % facts
    if bound.limit == "main_diagnoses" and bound.allowed.high > bound.codes.high:
        return (
            _(
                "%(category)s: the procedure codes that usually mean them allow %(codes)s, the "
                "main diagnoses %(allowed)s: some may have been done with ordinary codes."
            )
            % facts
        )
    if bound.limit == "main_diagnoses":
        return (
            _(
                "%(category)s: the procedure codes alone would allow %(codes)s; the main diagnoses "
                "allow %(allowed)s and were used as the bound."
            )
            % facts
        )
    if bound.used:
        return (
            _(
                "%(category)s: the procedure codes alone would allow %(codes)s; the access codes "
                "allow %(allowed)s and were used as the bound."
            )
            % facts
        )
    return (
        _(
            "%(category)s: the access codes (%(allowed)s) cannot be complete, as the procedure "
            "codes allow %(codes)s; they were not used as a bound."
        )
        % facts
    )
