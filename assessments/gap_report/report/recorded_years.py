"""The years for which a department has records."""

from __future__ import annotations

from assessments.models import (
    Department,
    FacilityFact,
    OutcomeRecord,
    ProcedureVolume,
    VolumeEstimate,
)
from assessments.models.choices import ImportStatus


def recorded_years(department: Department) -> tuple[int, ...]:
    """Years with volumes, confirmed estimates, outcomes or answers, ascending; one query."""
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
