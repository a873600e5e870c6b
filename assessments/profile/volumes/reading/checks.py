"""Figures in a grid of volumes that contradict each other, with the possible reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models.choices import EstimateCategory, Pathology, Technique, TechniqueFamily
from assessments.profile.volumes.reading.categories import Category, Cell
from assessments.profile.volumes.reading.grid import VolumeGrid

# Categories of estimates that mean the same operations in every benchmark. Others do not:
# spondylolisthesis is degenerative in one benchmark and deformity in another.
_COMPARED: dict[str, Callable[[Category], bool]] = {
    EstimateCategory.SPINE: lambda category: True,
    EstimateCategory.MIS: lambda category: (
        category.technique == Technique.MIS
        and category.technique_family != TechniqueFamily.AUGMENTATION
    ),
    EstimateCategory.TUM: lambda category: category.pathology == Pathology.TUM,
    EstimateCategory.TRA: lambda category: category.pathology == Pathology.TRA,
}


@dataclass(frozen=True)
class Difference:
    """Two figures of one year that contradict each other, and what counts at present."""

    year: int
    what: str
    one: str
    other: str
    counted: str
    explanation: str


def differences(grid: VolumeGrid) -> list[Difference]:
    """The contradictions in the years shown, the latest year first."""
    unsorted = [*_entered_twice(grid), *_sums_as_rows(grid), *_beside_estimates(grid)]
    return sorted(unsorted, key=lambda difference: -difference.year)


def _entered_twice(grid: VolumeGrid) -> Iterator[Difference]:
    """Categories with operations both of surgeons and of the department as a whole."""
    for cell in sorted(grid.department, key=lambda cell: cell.category.place):
        own, surgeons = grid.department[cell], grid.surgeons[cell]
        if cell.year not in grid.years or not own or not surgeons:
            continue
        yield Difference(
            year=cell.year,
            what=cell.category.full_label,
            one=_("surgeons together: %(count)s") % {"count": wording.number(surgeons)},
            other=_("whole department: %(count)s") % {"count": wording.number(own)},
            counted=wording.number(own + surgeons),
            explanation=_twice(own, surgeons),
        )


def _twice(own: int, surgeons: int) -> str:
    """Why the department's own figure may hold operations that the surgeons' figures hold too."""
    figures = {
        "own": wording.number(own),
        "surgeons": wording.number(surgeons),
        "rest": wording.number(own - surgeons),
    }
    if own == surgeons:
        reason = _(
            "Both figures are the same: probably the same operations stand here twice. Then clear "
            "the department's cell."
        )
    elif own > surgeons:
        reason = _(
            "If %(own)s is the sum of everybody, the surgeons' %(surgeons)s are in it and count "
            "twice. Then enter the rest, %(rest)s, for the department."
        )
    else:
        reason = _(
            "If %(own)s was meant as the sum of everybody, it is less than the surgeons have: "
            "either it is old, or an operation stands with two surgeons. Check the surgeons, then "
            "clear the department's cell."
        )
    right = _("Right if none of the surgeons did the department's %(own)s.")
    return f"{right} {reason}" % figures


def _sums_as_rows(grid: VolumeGrid) -> Iterator[Difference]:
    """Minimally invasive operations without a family that look like the sum of the families."""
    families: dict[Cell, int] = {}
    for cell, operations in grid.whole.items():
        if cell.category.technique_family:
            without = cell._replace(category=cell.category._replace(technique_family=""))
            families[without] = families.get(without, 0) + operations
    for cell, family_sum in families.items():
        general = grid.whole.get(cell, 0)
        if cell.year not in grid.years or not family_sum or general < family_sum:
            continue
        figures = {"rest": wording.number(general - family_sum)}
        yield Difference(
            year=cell.year,
            what=cell.category.full_label,
            one=_("technique families together: %(count)s") % {"count": wording.number(family_sum)},
            other=_("without a family: %(count)s") % {"count": wording.number(general)},
            counted=wording.number(general + family_sum),
            explanation=_(
                "Both count. If the row without a family was meant as the sum of the families, "
                "enter in it only what belongs to none of them: %(rest)s."
            )
            % figures,
        )


def _beside_estimates(grid: VolumeGrid) -> Iterator[Difference]:
    """Sums of entered operations outside the estimate from an imported list of the year."""
    for (name, year), estimate in grid.estimates.items():
        counted = grid.counted(year, _COMPARED[name]) if name in _COMPARED else None
        if counted is None or year not in grid.years:
            continue
        if counted < estimate.low:
            explanation = _(
                "Fewer operations are entered than the list has. Some may be missing here: from "
                "a year's first number on, an empty cell counts as none."
            )
        elif estimate.high is not None and counted > estimate.high:
            explanation = _(
                "More operations are entered than the list has. Some may stand here twice, or the "
                "list was not complete."
            )
        else:
            continue
        span = wording.span(estimate.low, estimate.high)
        yield Difference(
            year=year,
            what=str(EstimateCategory(name).label),
            one=_("entered: %(count)s") % {"count": wording.number(counted)},
            other=_("imported list: %(span)s") % {"span": span},
            counted=wording.number(counted),
            explanation=explanation,
        )
