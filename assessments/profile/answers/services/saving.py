"""Saving a department's stated answers to a benchmark's questions for one year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from assessments.editing.authorship import name_author
from assessments.editing.locks import locked_department
from assessments.editing.merging import merge
from assessments.models import Department, FacilityFact, UnavailableInput, User
from assessments.models.choices import FIRST_YEAR, RecordSource
from assessments.models.record import Record
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from assessments.profile.answers.reading.stated_answers import (
    SILENCE,
    StatedAnswers,
    parts_above_wholes,
    stated_in,
)
from assessments.profile.answers.services.refusals import (
    AnswerConflict,
    AnswersConflict,
    Author,
    ImpossibleAnswer,
    PartAboveWhole,
    YearNotOpen,
)
from benchmarks.library.definition import Benchmark

_NOBODY = Author(None, None)
_REFERENCES = {"department", "batch", "recorded_by"}


@dataclass(frozen=True)
class SavedAnswers:
    """Ids of the inputs saved; `taken`: those that only somebody else changed, with the author."""

    changed: tuple[str, ...]
    taken: dict[str, Author]


@transaction.atomic
def save_answers(
    *,
    user: User,
    department: Department,
    year: int,
    today: date,
    benchmark: Benchmark,
    base: StatedAnswers,
    responses: StatedAnswers,
) -> SavedAnswers:
    """Record the stated answers `responses`, by id of the reported input; SILENCE deletes one.

    `base` is what was recorded when the person opened the form: what only somebody else changed
    since stays. Inputs that `responses` does not name are left alone, and unchanged rows are not
    written. Raises AnswersConflict, YearNotOpen, ImpossibleAnswer or PartAboveWhole; nothing is
    saved then.
    """
    locked_department(user, department.pk)
    if not FIRST_YEAR <= year <= today.year:
        raise YearNotOpen(today.year)
    stored = stated_in(department, year, reported_inputs(benchmark)).now
    theirs = {name: stored[name] for name in responses}
    merged = merge(_keys(base), _keys(responses), _keys(theirs))
    authors = _authors(department, year, {*merged.taken, *merged.conflicts})
    taken = {name: authors[name] for name in merged.taken}
    if merged.conflicts:
        conflicts = tuple(
            AnswerConflict(n, base.get(n, SILENCE), responses[n], theirs[n], authors[n])
            for n in merged.conflicts
        )
        raise AnswersConflict(conflicts, theirs, taken)
    wanted = {**stored, **responses, **{name: stored[name] for name in taken}}
    changed = tuple(name for name in responses if wanted[name] != stored[name])
    _refuse_impossible(benchmark, wanted, changed)
    _write(user, department, year, {name: wanted[name] for name in changed})
    return SavedAnswers(changed, taken)


def _keys(responses: StatedAnswers) -> dict[str, str]:
    return {name: response.key for name, response in responses.items()}


def _authors(department: Department, year: int, names: Collection[str]) -> dict[str, Author]:
    """Who changed each of these answers last."""
    authors = dict.fromkeys(names, _NOBODY)
    if not authors:
        return authors
    states = [
        state
        for model in (FacilityFact, UnavailableInput)
        for state in model.history.filter(
            department=department, year=year, input_id__in=authors
        ).select_related("history_user")
    ]
    for state in sorted(states, key=lambda state: state.history_date):
        authors[state.input_id] = Author(state.history_user, state.history_date)
    return authors


def _refuse_impossible(benchmark: Benchmark, wanted: StatedAnswers, changed: Iterable[str]) -> None:
    for name in changed:
        item, value = benchmark.input_by_id[name], wanted[name].value
        if value is not None and not item.allows(value):
            raise ImpossibleAnswer(item)
    for part, whole in parts_above_wholes(benchmark, wanted):
        raise PartAboveWhole(part, whole, wanted)


def _write(user: User, department: Department, year: int, changed: StatedAnswers) -> None:
    place = {"department": department, "year": year}
    filters = {**place, "input_id__in": changed}
    facts = {row.input_id: row for row in FacilityFact.objects.filter(**filters)}
    reasons = {row.input_id: row for row in UnavailableInput.objects.filter(**filters)}
    for name, response in changed.items():
        fact = facts.get(name) or FacilityFact(input_id=name, **place)
        _put(user, fact, "value", response.value)
        reason = reasons.get(name) or UnavailableInput(input_id=name, **place)
        _put(user, reason, "reason", response.reason or None)


def _put(user: User, row: Record, field: str, value: float | str | None) -> None:
    """Save the value in the row; None deletes the row."""
    name_author(row, user)
    is_new = row.pk is None
    if value is None:
        if not is_new:
            row.delete()
        return
    setattr(row, field, value)
    row.version += 0 if is_new else 1
    # A typed value no longer belongs to an import, so undoing the import leaves it.
    row.source, row.batch, row.recorded_by = RecordSource.TYPED, None, user
    row.clean_fields(exclude=_REFERENCES)
    row.save()
