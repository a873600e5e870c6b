"""The answers that an import brought: withdrawn with it, and restored as they were."""

from __future__ import annotations

from simple_history.utils import bulk_create_with_history

from assessments.import_records.code_list_contents import CodeListEstimates, WithdrawnAnswer
from assessments.models import FacilityFact, ImportBatch
from assessments.models.choices import RecordSource

_PLAIN = ("id", "input_id", "value", "note", "recorded_by_id")
_TIMES = ("recorded_at", "updated_at")


def withdraw(batch: ImportBatch, *, keep: bool) -> None:
    """Delete the import's answers, except those that were changed by hand since.

    With `keep`, they are stored with the import for `bring_back`; the caller saves the batch.
    """
    facts = FacilityFact.objects.filter(batch=batch, source=RecordSource.IMPORTED)
    if keep:
        withdrawn = [_noted(fact) for fact in facts]
        CodeListEstimates.read(batch).with_values(withdrawn=withdrawn).put_into(batch)
    facts.delete()


def bring_back(batch: ImportBatch) -> None:
    """Record the stored answers again where no other answer is recorded; the caller saves."""
    estimates = CodeListEstimates.read(batch)
    noted = estimates.withdrawn or []
    estimates.with_values(withdrawn=None).put_into(batch)
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
            **{name: getattr(answer, name) for name in _PLAIN},
        )
        for answer in noted
        if answer.input_id not in recorded
    ]
    bulk_create_with_history(facts, FacilityFact)
    # Creation sets the current time; the records keep their own times.
    answers = {answer.id: answer for answer in noted}
    for fact in facts:
        for name in _TIMES:
            setattr(fact, name, getattr(answers[fact.pk], name))
    FacilityFact.objects.bulk_update(facts, _TIMES)


def _noted(fact: FacilityFact) -> WithdrawnAnswer:
    return WithdrawnAnswer(**{name: getattr(fact, name) for name in (*_PLAIN, *_TIMES)})
