"""Filters of the history: page, field, person, kind of change, time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import get_default_timezone

from assessments.history.reading.changes import (
    changes,
    people_in,
    sources_of,
    sources_of_everything,
    sources_of_record,
)
from assessments.history.reading.kinds import DEPARTMENT_KINDS, KINDS
from assessments.history.reading.lines import HistoryFilters, lines
from assessments.models import Department, OutpatientClinic, User
from assessments.models.versioned import Versioned
from assessments.profile.records import services as records
from tests import factories as make
from tests.history.told import delete, edit, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="editor", of=department, first_name="Ada", last_name="Muster")


def names(department: Department, **choice: Any) -> list[str]:
    return [one.name for one in told(department, **choice)]


def test_page_shows_its_records_and_its_declaration(department: Department) -> None:
    make.training(surgeon=make.surgeon(department=department, code="S1"))
    make.clinic(department=department, name="Scoliosis")
    make.complete(department=department, section="clinics")
    make.fact(department=department)
    assert set(names(department, section="network")) == {
        "Scoliosis",
        "Outpatient clinics, 2024",
    }
    assert names(department, section="training") == ["Fellowship, Deformity, S1"]
    assert names(department, section="surgeons") == ["S1"]


def test_field_shows_the_changes_of_it_and_the_first_value(
    department: Department, ada: User
) -> None:
    clinic = make.clinic(department=department, sessions_per_month=4)
    edit(ada, clinic, new_patients_per_year=90)
    edit(ada, clinic, sessions_per_month=5)
    edit(ada, clinic, new_patients_per_year=None)
    delete(ada, clinic)

    def happened(field: str) -> list[tuple[str, list[str]]]:
        found = told(department, field=field)
        return [(one.what, [field.after for field in one.fields]) for one in found]

    assert [what for what, _after in happened("clinics.sessions_per_month")] == [
        "changed",
        "added",
    ]
    assert happened("clinics.new_patients_per_year")[:2] == [("changed", [""]), ("changed", ["90"])]


def test_field_of_an_answer_is_the_question(department: Department) -> None:
    make.fact(department=department, input_id="mm_conferences", year=2023)
    make.fact(department=department, input_id="something_else")
    make.unavailable(department=department, input_id="mm_conferences", year=2024)
    found = told(department, field="answers.mm_conferences")
    assert sorted(one.kind.slug for one in found) == ["facts", "unavailable"]


def test_person_shows_what_that_person_did(department: Department, ada: User) -> None:
    clinic = make.clinic(department=department)
    other = make.user(role="director", of=department)
    edit(ada, clinic, sessions_per_month=5)
    edit(other, clinic, sessions_per_month=6)
    assert [one.fields[0].after for one in told(department, person=ada.pk)] == ["5"]
    assert set(people_in(sources_of(department.pk))) == {ada, other}


def test_what_happened_is_told_apart(department: Department, ada: User) -> None:
    clinic = make.clinic(department=department, name="Scoliosis")
    edit(ada, clinic, sessions_per_month=5)
    past = OutpatientClinic.history.get(pk=delete(ada, clinic))
    records.restore(user=ada, past=past, now=past.history_date)
    batch = make.import_batch(department=department)
    make.fact(department=department, batch=batch, source="imported")

    for what in ("added", "changed", "deleted", "back"):
        assert [one.what for one in told(department, what=what, section="network")] == [what]
    assert [one.what for one in told(department, what="imported")] == ["imported"]


def test_days_are_included_from_first_to_last(department: Department) -> None:
    for day in (9, 10, 11, 12):
        clinic = make.clinic(department=department, name=f"Clinic {day}")
        _date(clinic, datetime(2025, 3, day, 12, tzinfo=get_default_timezone()))
    chosen = names(department, section="network", since=date(2025, 3, 10), until=date(2025, 3, 11))
    assert chosen == ["Clinic 11", "Clinic 10"]


def test_page_and_field_that_do_not_meet_show_nothing(department: Department) -> None:
    make.surgeon(department=department)
    assert told(department, section="training", field="surgeons.position") == ()


def test_record_shows_its_own_states_only(department: Department, ada: User) -> None:
    clinic, _other = make.clinic(department=department), make.clinic(department=department)
    edit(ada, clinic, sessions_per_month=5)
    delete(ada, clinic)
    key = OutpatientClinic.history.filter(history_type="-").get().id
    sources = sources_of_record(department.pk, DEPARTMENT_KINDS["clinics"], key)
    found = changes(lines(sources, HistoryFilters(each=True)), by_name=True)
    assert [one.what for one in found] == ["deleted", "changed", "added"]


def test_nothing_of_another_department_is_in_the_history(department: Department) -> None:
    surgeon = make.surgeon(code="ELSEWHERE")
    make.certificate(surgeon=surgeon)
    make.training(surgeon=surgeon)
    assert {one.kind.slug for one in told(department)} == {"department"}


def test_certificate_of_a_deleted_surgeon_stays_in_the_history(
    department: Department, ada: User
) -> None:
    surgeon = make.surgeon(department=department, code="S1")
    make.certificate(surgeon=surgeon)
    delete(ada, surgeon)
    found = told(department, section="surgeons", what="deleted")
    assert {one.name for one in found} == {"S1", "DWG Master certificate, S1"}


def test_everything_holds_accounts_memberships_and_hospitals(
    department: Department, ada: User
) -> None:
    membership = ada.memberships.get()
    membership.role = "consultant"
    membership.save()
    department.hospital.city = "Teststadt"
    department.hospital.save()
    ada.email = "ada@example.org"
    ada.save()
    columns = make.column_assignment(hospital=department.hospital, columns={"case": "Nr"})
    columns.columns = {"case": "Nr", "date": "Tag", "surgeon": ""}
    columns.save()
    found = changes(
        lines(sources_of_everything(), HistoryFilters(what="changed")),
        by_name=True,
        with_departments=True,
    )
    assert {
        one.kind.slug: [(field.label, field.before, field.after) for field in one.fields]
        for one in found
    } == {
        "memberships": [("Role", "Editor", "Consultant")],
        "hospitals": [("City", "", "Teststadt")],
        "accounts": [("Email address", "", "ada@example.org")],
        "columns": [("Columns", "case: Nr", "case: Nr; date: Tag")],
    }
    assert {one.department for one in found} == {"", str(department)}


def test_everything_of_one_department_holds_its_memberships(
    department: Department, ada: User
) -> None:
    make.user(role="director", of=make.department())
    found = changes(
        lines(sources_of_everything(department.pk), HistoryFilters(each=True)), by_name=True
    )
    assert [one.name for one in found if one.kind.slug == "memberships"] == ["Ada Muster, Editor"]


def test_number_of_queries_does_not_grow_with_the_history(
    department: Department, ada: User
) -> None:
    surgeon = make.surgeon(department=department)
    volume = make.volume(surgeon=surgeon)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert told(department)
        return len(captured)

    edit(ada, surgeon, birth_year=1980)
    edit(ada, volume, operations=11)
    few = queries()
    for number in range(40):
        surgeon = make.surgeon(department=department, code=f"M{number}")
        for year in range(2010, 2020):
            volume = make.volume(surgeon=surgeon, year=year)
        edit(ada, surgeon, birth_year=1970)
        edit(ada, volume, operations=12)
    assert queries() == few
    # The lines, each kind among them, and the names of surgeons with their departments.
    assert few <= 1 + len(KINDS) + 4


def _date(record: Versioned, moment: datetime) -> None:
    record.history.update(history_date=moment)


def test_day_ends_at_midnight_where_the_reader_is(department: Department) -> None:
    clinic = make.clinic(department=department, name="Late")
    midnight = datetime(2025, 3, 11, tzinfo=get_default_timezone())
    _date(clinic, midnight - timedelta(seconds=1))
    assert names(department, section="network", until=date(2025, 3, 10)) == ["Late"]
    _date(clinic, midnight)
    assert names(department, section="network", until=date(2025, 3, 10)) == []
