"""Saving stated answers: what is written, merged and refused, and the history entries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import Department, FacilityFact, UnavailableInput, User
from assessments.profile.answers.reading.stated_answers import SILENCE, StatedAnswer, StatedAnswers
from assessments.profile.answers.services.refusals import (
    AnswersConflict,
    ImpossibleAnswer,
    PartAboveWhole,
    YearNotOpen,
)
from assessments.profile.answers.services.saving import SavedAnswers, save_answers
from benchmarks import library
from benchmarks.library.definition import Benchmark
from tests import factories as make
from tests.benchmarks.build import small_benchmark
from tests.factories import YEAR

pytestmark = pytest.mark.django_db

TODAY = date(YEAR + 1, 3, 1)
RATE = {
    "id": "infections", "formula": "rate", "inputs": ["events", "cases"], "better": "lower",
    "minimum_cases": 10, "thresholds": [3, 2, 1],
}  # fmt: skip


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def anna(department: Department) -> User:
    return make.user(role="director", of=department, first_name="Anna", last_name="Weber")


@pytest.fixture
def ben(department: Department) -> User:
    return make.user(role="editor", of=department, first_name="Ben", last_name="Ahorn")


def save(
    user: User, department: Department, responses: StatedAnswers, **values: Any
) -> SavedAnswers:
    defaults: dict[str, Any] = {
        "year": YEAR,
        "today": TODAY,
        "benchmark": library.load("german-three-pillar"),
    }
    return save_answers(
        user=user,
        department=department,
        base=values.pop("base", {}),
        responses=responses,
        **defaults | values,
    )


def answers(department: Department) -> dict[str, float]:
    return dict(FacilityFact.objects.filter(department=department).values_list("input_id", "value"))


def history(department: Department) -> list[tuple[str, str, User | None]]:
    states = FacilityFact.history.filter(department=department).order_by("history_id")
    return [(state.input_id, state.history_type, state.history_user) for state in states]


def parts_and_wholes() -> Benchmark:
    return small_benchmark({"measures": [RATE]})


def test_answers_and_reasons_are_recorded_with_who_typed_them(
    department: Department, anna: User
) -> None:
    saved = save(
        anna,
        department,
        {
            "mm_conferences": StatedAnswer(12),
            "navigation": StatedAnswer(0),
            "registry_percent": StatedAnswer(reason="No registry yet."),
            "icu_access": SILENCE,
        },
    )

    assert saved == SavedAnswers(("mm_conferences", "navigation", "registry_percent"), {})
    assert answers(department) == {"mm_conferences": 12, "navigation": 0}
    fact = FacilityFact.objects.get(input_id="mm_conferences")
    assert (fact.year, fact.recorded_by, fact.source, fact.version) == (YEAR, anna, "typed", 1)
    reason = UnavailableInput.objects.get()
    assert (reason.input_id, reason.reason) == ("registry_percent", "No registry yet.")
    assert reason.recorded_by == anna
    assert history(department) == [("mm_conferences", "+", anna), ("navigation", "+", anna)]


def test_silence_deletes_the_answer_and_history_remembers_it(
    department: Department, anna: User
) -> None:
    make.fact(department=department)

    saved = save(
        anna, department, {"mm_conferences": SILENCE}, base={"mm_conferences": StatedAnswer(12)}
    )

    assert saved.changed == ("mm_conferences",)
    assert answers(department) == {}
    assert history(department)[-1] == ("mm_conferences", "-", anna)


def test_changed_answer_counts_its_version_and_is_no_longer_the_imports(
    department: Department, anna: User
) -> None:
    batch = make.import_batch(department=department)
    make.fact(department=department, source="imported", batch=batch)

    save(
        anna,
        department,
        {"mm_conferences": StatedAnswer(6)},
        base={"mm_conferences": StatedAnswer(12)},
    )

    fact = FacilityFact.objects.get()
    assert (fact.value, fact.version, fact.source, fact.batch) == (6, 2, "typed", None)
    assert history(department)[-1] == ("mm_conferences", "~", anna)


def test_unchanged_rows_are_not_written(department: Department, anna: User) -> None:
    make.fact(department=department)
    make.unavailable(department=department, input_id="registry_percent", reason="None yet.")
    before = FacilityFact.objects.get().updated_at
    said = {
        "mm_conferences": StatedAnswer(12),
        "registry_percent": StatedAnswer(reason="None yet."),
    }

    assert save(anna, department, said, base=said) == SavedAnswers((), {})
    assert FacilityFact.objects.get().updated_at == before
    assert FacilityFact.history.count() == UnavailableInput.history.count() == 1


def test_answer_takes_the_place_of_the_reason_why_there_was_none(
    department: Department, anna: User
) -> None:
    make.unavailable(department=department)

    save(
        anna,
        department,
        {"mm_conferences": StatedAnswer(4)},
        base={"mm_conferences": StatedAnswer(reason="Not counted so far.")},
    )

    assert answers(department) == {"mm_conferences": 4}
    assert not UnavailableInput.objects.exists()
    assert UnavailableInput.history.first().history_user == anna


def test_questions_of_other_benchmarks_and_years_are_left_alone(
    department: Department, anna: User
) -> None:
    make.fact(department=department, input_id="patients_served", value=900)
    make.fact(department=department, year=YEAR - 1)

    save(anna, department, {"mm_conferences": StatedAnswer(4)})

    assert FacilityFact.objects.filter(department=department).count() == 3


def test_what_only_the_other_person_changed_is_kept_and_told(
    department: Department, anna: User, ben: User
) -> None:
    opened = {"mm_conferences": SILENCE, "navigation": SILENCE}
    save(ben, department, {"mm_conferences": StatedAnswer(9)}, base=opened)

    saved = save(
        anna, department, {"mm_conferences": SILENCE, "navigation": StatedAnswer(1)}, base=opened
    )

    assert answers(department) == {"mm_conferences": 9, "navigation": 1}
    assert saved.changed == ("navigation",)
    assert [(name, author.person) for name, author in saved.taken.items()] == [
        ("mm_conferences", ben)
    ]


def test_what_both_changed_is_asked_and_nothing_is_saved(
    department: Department, anna: User, ben: User
) -> None:
    make.fact(department=department, value=3)
    opened = {"mm_conferences": StatedAnswer(3), "navigation": SILENCE, "cell_salvage": SILENCE}
    save(
        ben,
        department,
        {"mm_conferences": StatedAnswer(reason="Minutes lost."), "cell_salvage": StatedAnswer(1)},
        base=opened,
    )

    mine = {
        "mm_conferences": StatedAnswer(5),
        "navigation": StatedAnswer(1),
        "cell_salvage": SILENCE,
    }
    with pytest.raises(AnswersConflict) as caught:
        save(anna, department, mine, base=opened)

    (conflict,) = caught.value.conflicts
    assert (conflict.input_id, conflict.before, conflict.mine, conflict.theirs) == (
        "mm_conferences",
        StatedAnswer(3),
        StatedAnswer(5),
        StatedAnswer(reason="Minutes lost."),
    )
    assert conflict.author.person == ben
    assert set(caught.value.taken) == {"cell_salvage"}
    assert answers(department) == {"cell_salvage": 1}


def test_same_change_of_two_people_is_no_conflict(
    department: Department, anna: User, ben: User
) -> None:
    for person in (ben, anna):
        save(person, department, {"mm_conferences": StatedAnswer(7)}, base={})

    assert history(department) == [("mm_conferences", "+", ben)]


def test_deleted_meanwhile_and_changed_by_me_is_asked(
    department: Department, anna: User, ben: User
) -> None:
    make.fact(department=department)
    opened = {"mm_conferences": StatedAnswer(12)}
    save(ben, department, {"mm_conferences": SILENCE}, base=opened)

    with pytest.raises(AnswersConflict) as caught:
        save(anna, department, {"mm_conferences": StatedAnswer(13)}, base=opened)

    assert caught.value.conflicts[0].theirs == SILENCE
    assert caught.value.conflicts[0].author.person == ben


@pytest.mark.parametrize("year", [YEAR + 2, 1989])
def test_year_to_come_or_before_all_records_is_refused(
    department: Department, anna: User, year: int
) -> None:
    with pytest.raises(YearNotOpen, match=f"for the years 1990 to {YEAR + 1}"):
        save(anna, department, {"mm_conferences": StatedAnswer(1)}, year=year)
    assert answers(department) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("registry_percent", 101),
        ("registry_percent", -1),
        ("mm_conferences", float("inf")),
        ("mm_conferences", float("nan")),
        ("navigation", 0.5),
        ("icu_access", 4),
    ],
)
def test_value_that_the_definition_does_not_allow_is_refused(
    department: Department, anna: User, name: str, value: float
) -> None:
    with pytest.raises(ImpossibleAnswer, match="Enter a number from 0 to"):
        save(anna, department, {"cell_salvage": StatedAnswer(1), name: StatedAnswer(value)})
    assert answers(department) == {}


def test_part_larger_than_its_whole_is_refused_and_names_both(
    department: Department, anna: User
) -> None:
    benchmark = parts_and_wholes()
    with pytest.raises(PartAboveWhole, match=r"“events” \(5\) cannot be more than “cases” \(4\)"):
        save(
            anna,
            department,
            {"events": StatedAnswer(5), "cases": StatedAnswer(4)},
            benchmark=benchmark,
        )
    assert answers(department) == {}


def test_part_and_whole_typed_by_two_people_must_fit_too(
    department: Department, anna: User, ben: User
) -> None:
    benchmark = parts_and_wholes()
    opened = {"events": SILENCE, "cases": SILENCE}
    save(ben, department, {**opened, "cases": StatedAnswer(4)}, base=opened, benchmark=benchmark)

    with pytest.raises(PartAboveWhole):
        save(
            anna,
            department,
            {**opened, "events": StatedAnswer(5)},
            base=opened,
            benchmark=benchmark,
        )
    assert answers(department) == {"cases": 4}


def test_who_may_not_record_there_is_refused(department: Department) -> None:
    consultant = make.user(role="consultant", of=department)
    outsider = make.user(role="director", of=make.department())
    for person in (consultant, outsider):
        with pytest.raises(PermissionDenied):
            save(person, department, {"mm_conferences": StatedAnswer(1)})
    assert answers(department) == {}
