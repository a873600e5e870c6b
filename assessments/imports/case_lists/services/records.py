"""The records that a case list brings, before they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from assessments.imports.case_lists.reading.answers import case_answers
from assessments.imports.case_lists.reading.stored_counts import (
    NO_WORD,
    VOLUME,
    StoredCases,
    outcome_sums,
    summed,
)
from assessments.models import FacilityFact, ImportBatch, OutcomeRecord, ProcedureVolume, User
from assessments.models.choices import ImportKind, RecordSource

_LONGEST_ORIGIN = 200


def new_volumes(
    batch: ImportBatch, cases: StoredCases, meant: Sequence[int | None], user: User
) -> list[ProcedureVolume]:
    """The volumes of the import; words without a surgeon count for the department as a whole.

    `meant`: by the number of the word, the surgeon it means.
    """
    sums: dict[tuple[Any, ...], int] = {}
    for (word, *kind), operations in summed(cases.operations, ("surgeon", *VOLUME)).items():
        key = (None if word == NO_WORD else meant[word], *kind)
        sums[key] = sums.get(key, 0) + operations
    return [
        ProcedureVolume(
            department_id=batch.department_id,
            surgeon_id=surgeon,
            **dict(zip(VOLUME, kind, strict=True)),
            operations=operations,
            source=RecordSource.IMPORTED,
            batch=batch,
            recorded_by=user,
            origin=batch.file_name[:_LONGEST_ORIGIN],
        )
        for (surgeon, *kind), operations in sums.items()
    ]


def new_outcomes(batch: ImportBatch, cases: StoredCases, user: User) -> list[OutcomeRecord]:
    """Observed cases and events, one record for each year, pillar and outcome."""
    return [
        OutcomeRecord(
            department_id=batch.department_id,
            year=year,
            pillar=pillar,
            outcome=outcome,
            cases=looked_at,
            events=events,
            source=RecordSource.IMPORTED,
            batch=batch,
            recorded_by=user,
        )
        for (year, pillar, outcome), (looked_at, events) in outcome_sums(cases.outcomes).items()
    ]


def same_outcomes(
    batch: ImportBatch, years: Sequence[int], outcomes: Sequence[OutcomeRecord]
) -> QuerySet[OutcomeRecord]:
    """The recorded outcomes of these years that the new ones replace."""
    new_places = {(one.year, one.pillar, one.outcome) for one in outcomes}
    recorded = OutcomeRecord.objects.filter(department=batch.department_id, year__in=years)
    same = [
        pk
        for pk, *place in recorded.values_list("pk", "year", "pillar", "outcome")
        if tuple(place) in new_places
    ]
    return OutcomeRecord.objects.filter(pk__in=same)


def new_answers(batch: ImportBatch, cases: StoredCases, user: User) -> list[FacilityFact]:
    """The answers that the list gives, where nothing but a case list has answered before."""
    recorded = FacilityFact.objects.filter(department=batch.department_id)
    answered = set(recorded.exclude(_by_case_list()).values_list("year", "input_id"))
    return [
        FacilityFact(
            department_id=batch.department_id,
            year=year,
            input_id=answer.input_id,
            value=answer.value,
            source=RecordSource.IMPORTED,
            batch=batch,
            recorded_by=user,
        )
        for year, answer in case_answers(cases.operations)
        if (year, answer.input_id) not in answered
    ]


def earlier_answers(batch: ImportBatch, years: Sequence[int]) -> QuerySet[FacilityFact]:
    """The answers that earlier case lists brought for these years."""
    return FacilityFact.objects.filter(
        _by_case_list(), department=batch.department_id, year__in=years
    )


def _by_case_list() -> Q:
    """Answers as a case list brought them; one that was changed by hand since is typed."""
    return Q(source=RecordSource.IMPORTED, batch__kind=ImportKind.CASE_LIST)
