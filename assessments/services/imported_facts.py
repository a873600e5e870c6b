"""Answers an import brought: taken away with it, and brought back exactly as they were."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from simple_history.utils import bulk_create_with_history

from assessments.models import FacilityFact, ImportBatch
from assessments.models.choices import RecordSource

_PLAIN = ("id", "input_id", "value", "note", "recorded_by_id")
_TIMES = ("recorded_at", "updated_at")


def withdraw(batch: ImportBatch, *, keep: bool) -> None:
    """Delete the import's answers, except those changed by hand since.

    With `keep`, they are noted in `batch.findings` for `bring_back`; the caller saves the batch.
    """
    facts = FacilityFact.objects.filter(batch=batch, source=RecordSource.IMPORTED)
    if keep:
        batch.findings["withdrawn"] = [_noted(fact) for fact in facts]
    facts.delete()


def bring_back(batch: ImportBatch) -> None:
    """Record the noted answers again where no other answer stands now; the caller saves."""
    noted: list[dict[str, Any]] = batch.findings.pop("withdrawn", [])
    recorded = set(
        FacilityFact.objects.filter(department=batch.department_id, year=batch.year).values_list(
            "input_id", flat=True
        )
    )
    facts = [
        FacilityFact(
            department_id=batch.department_id,
            year=batch.year,
            batch=batch,
            source=RecordSource.IMPORTED,
            **{name: values[name] for name in _PLAIN},
        )
        for values in noted
        if values["input_id"] not in recorded
    ]
    bulk_create_with_history(facts, FacilityFact)
    # Creation stamps the present; the records are as old as they were.
    times = {values["id"]: values for values in noted}
    for fact in facts:
        for name in _TIMES:
            setattr(fact, name, parse_datetime(times[fact.pk][name]))
    FacilityFact.objects.bulk_update(facts, _TIMES)


def _noted(fact: FacilityFact) -> dict[str, Any]:
    plain = {name: getattr(fact, name) for name in _PLAIN}
    return plain | {name: getattr(fact, name).isoformat() for name in _TIMES}
