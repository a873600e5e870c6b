"""Starting a year: what is copied and what never is, refusals, history, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import (
    CompleteSection,
    Department,
    FacilityFact,
    OutcomeRecord,
    ProcedureVolume,
    UnavailableInput,
    User,
)
from assessments.profile.records import services as records
from assessments.profile.years.reading.copied import copied_answers
from assessments.profile.years.services.refusals import (
    NothingCopied,
    SourceNotEarlier,
    SourceWithoutAnswers,
    YearRefused,
    YearToCome,
)
from assessments.profile.years.services.starting import StartedYear, start_year, undo_start
from tests import factories as make

pytestmark = pytest.mark.django_db

OLD, NEW = 2023, 2024
STRUCTURE = {"icu_access": 2.0, "navigation": 1.0, "brace_service": 0.0}


@pytest.fixture
def department() -> Department:
    department = make.department()
    for name, value in STRUCTURE.items():
        make.fact(department=department, year=OLD, input_id=name, value=value, note="Building B")
    return department


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


def start(
    user: User, department: Department, *, inputs: Collection[str] = tuple(STRUCTURE), **values: Any
) -> StartedYear:
    defaults = {"year": NEW, "source": OLD, "this_year": NEW}
    return start_year(user=user, department=department, inputs=inputs, **defaults | values)


def answers(department: Department, year: int = NEW) -> dict[str, float]:
    facts = FacilityFact.objects.filter(department=department, year=year)
    return dict(facts.values_list("input_id", "value"))


def test_answers_are_copied_with_their_notes_as_typed_by_whoever_started(
    department: Department, director: User
) -> None:
    batch = make.import_batch(department=department, year=OLD)
    FacilityFact.objects.update(source="imported", batch=batch)
    assert start(director, department) == StartedYear(copied=3, kept=0)
    assert answers(department) == STRUCTURE
    copy = FacilityFact.objects.get(department=department, year=NEW, input_id="icu_access")
    assert (copy.source, copy.batch, copy.recorded_by) == ("typed", None, director)
    assert copy.note == "Building B"


def test_only_the_chosen_inputs_are_copied(department: Department, director: User) -> None:
    assert start(director, department, inputs=["navigation", "unknown"]).copied == 1
    assert answers(department) == {"navigation": 1.0}


def test_nothing_that_the_year_has_answered_is_overwritten(
    department: Department, director: User
) -> None:
    make.fact(department=department, year=NEW, input_id="navigation", value=0)
    make.unavailable(department=department, year=NEW, input_id="brace_service")
    assert start(director, department) == StartedYear(copied=1, kept=2)
    assert answers(department) == {"navigation": 0.0, "icu_access": 2.0}


def test_starting_twice_copies_nothing_more(department: Department, director: User) -> None:
    start(director, department)
    assert start(director, department) == StartedYear(copied=0, kept=3)


def test_volumes_outcomes_and_declarations_are_never_copied(
    department: Department, director: User
) -> None:
    make.volume(department=department, year=OLD)
    make.outcome(department=department, year=OLD)
    make.complete(department=department, year=OLD)
    make.unavailable(department=department, year=OLD, input_id="cell_salvage")
    start(director, department, inputs=[*STRUCTURE, "cell_salvage"])
    for model in (ProcedureVolume, OutcomeRecord, CompleteSection, UnavailableInput):
        assert not model._default_manager.filter(year=NEW).exists(), model


def test_history_says_who_copied_from_which_year(department: Department, director: User) -> None:
    start(director, department)
    states = FacilityFact.history.filter(year=NEW)
    assert {
        (state.history_type, state.history_user, state.history_change_reason) for state in states
    } == {("+", director, f"copied from {OLD}")}
    assert states.count() == 3


@pytest.mark.parametrize(
    ("values", "refusal", "text"),
    [
        ({"year": NEW + 1}, YearToCome, "2025 has not begun."),
        ({"year": OLD}, SourceNotEarlier, "choose a year after 2023"),
        ({"source": 2020}, SourceWithoutAnswers, "2020 has no answers"),
        ({"inputs": ["mm_conferences"]}, SourceWithoutAnswers, "2023 has no answers"),
    ],
)
def test_start_is_refused_and_says_why(
    department: Department,
    director: User,
    values: dict[str, Any],
    refusal: type[YearRefused],
    text: str,
) -> None:
    with pytest.raises(refusal) as refused:
        start(director, department, **values)
    assert text in str(refused.value)
    assert answers(department) == {}


def test_consultant_may_not_start_a_year_nor_undo_it(
    department: Department, director: User
) -> None:
    consultant = make.user(role="consultant", of=department)
    with pytest.raises(PermissionDenied):
        start(consultant, department)
    start(director, department)
    with pytest.raises(PermissionDenied):
        undo_start(user=consultant, department=department, year=NEW, source=OLD)
    assert answers(department) == STRUCTURE


def test_undo_removes_the_copies_and_nothing_else(department: Department, director: User) -> None:
    make.fact(department=department, year=NEW, input_id="navigation", value=0)
    start(director, department)
    assert undo_start(user=director, department=department, year=NEW, source=OLD) == 2
    assert answers(department) == {"navigation": 0.0}
    assert answers(department, OLD) == STRUCTURE


def test_undo_keeps_copies_that_were_changed_since(department: Department, director: User) -> None:
    start(director, department)
    changed = FacilityFact.objects.get(year=NEW, input_id="icu_access")
    records.change(user=director, record=changed, values={"value": 1.0}, base={"value": "2.0"})
    assert undo_start(user=director, department=department, year=NEW, source=OLD) == 2
    assert answers(department) == {"icu_access": 1.0}


def test_undo_leaves_copies_from_another_year(department: Department, director: User) -> None:
    make.fact(department=department, year=OLD - 1, input_id="embolisation", value=1)
    start(director, department)
    start(director, department, source=OLD - 1, inputs=["embolisation"])
    undo_start(user=director, department=department, year=NEW, source=OLD)
    assert answers(department) == {"embolisation": 1.0}


def test_undo_is_in_history_with_whoever_did_it(department: Department, director: User) -> None:
    editor = make.user(role="editor", of=department)
    start(director, department)
    undo_start(user=editor, department=department, year=NEW, source=OLD)
    gone = FacilityFact.history.filter(year=NEW, history_type="-")
    assert [state.history_user for state in gone] == [editor] * 3


def test_undo_with_nothing_left_to_remove_is_refused(
    department: Department, director: User
) -> None:
    with pytest.raises(NothingCopied, match="no answer of 2024 is still as it was copied"):
        undo_start(user=director, department=department, year=NEW, source=OLD)
    start(director, department)
    undo_start(user=director, department=department, year=NEW, source=OLD)
    with pytest.raises(NothingCopied):
        undo_start(user=director, department=department, year=NEW, source=OLD)


def test_copies_of_another_department_are_none_of_ours(
    department: Department, director: User
) -> None:
    start(director, department)
    assert copied_answers(make.department(), NEW) == ()
    (copied,) = copied_answers(department, NEW)
    assert (copied.source, len(copied.answers)) == (OLD, 3)
