"""Recently deleted records: which can be restored, for how long, and what prevents it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.editing.record_refusals import ReplacedByImport, TooLate
from assessments.history.reading.deleted import Deleted, deleted, deleted_lines
from assessments.imports.case_lists.services import importing as case_imports
from assessments.models import Department, OutpatientClinic, ProcedureVolume, User
from assessments.profile.records import services as records
from tests import factories as make
from tests.history.told import delete
from tests.imports.case_lists.lists import TEMPLATE, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="editor", of=department, first_name="Ada", last_name="Muster")


def waiting(department: Department, *, days: float = 0) -> tuple[Deleted, ...]:
    """What the page shows so many days from now."""
    now = timezone.now() + timedelta(days=days)
    return deleted(deleted_lines(department.pk, now=now), now=now, by_name=True)


def test_deleted_entry_waits_with_its_person_and_the_days_left(
    department: Department, ada: User
) -> None:
    delete(ada, make.clinic(department=department, name="Scoliosis"))
    (one,) = waiting(department)
    assert (one.change.name, one.change.person) == ("Scoliosis", "Ada Muster")
    assert (one.days_left, one.obstacle) == (30, "")
    assert [one.days_left for one in waiting(department, days=29)] == [1]


def test_restored_entry_is_as_it_was_and_waits_no_more(department: Department, ada: User) -> None:
    clinic = make.clinic(department=department, name="Scoliosis", new_patients_per_year=90)
    before = _values(clinic)
    past = OutpatientClinic.history.get(pk=delete(ada, clinic))
    records.restore(user=ada, past=past, now=past.history_date + timedelta(days=29))

    assert _values(OutpatientClinic.objects.get()) == before
    assert waiting(department) == ()


def test_entry_waits_no_more_after_30_days_and_is_refused(
    department: Department, ada: User
) -> None:
    past = OutpatientClinic.history.get(pk=delete(ada, make.clinic(department=department)))
    assert waiting(department, days=31) == ()
    with pytest.raises(TooLate):
        records.restore(user=ada, past=past, now=past.history_date + timedelta(days=31))
    assert not OutpatientClinic.objects.exists()


def test_entry_deleted_twice_waits_once(department: Department, ada: User) -> None:
    clinic = make.clinic(department=department)
    past = OutpatientClinic.history.get(pk=delete(ada, clinic))
    clinic = OutpatientClinic.objects.get(
        pk=records.restore(user=ada, past=past, now=past.history_date).pk
    )
    latest = delete(ada, clinic)
    assert [one.change.past_id for one in waiting(department)] == [latest]


@pytest.mark.parametrize("by_surgeon", [True, False])
def test_volume_whose_place_is_taken_says_so(
    department: Department, ada: User, by_surgeon: bool
) -> None:
    surgeon = make.surgeon(department=department)
    where = {"surgeon": surgeon} if by_surgeon else {"department": department}
    delete(ada, make.volume(**where))
    # The same kind of operations, but the other one's: no obstacle.
    make.volume(**{"department": department} if by_surgeon else {"surgeon": surgeon})
    assert [one.obstacle for one in waiting(department)] == [""]

    make.volume(**where)
    assert [one.obstacle for one in waiting(department)] == [
        "Cannot be brought back: an entry of the same kind stands in its place now."
    ]


def test_certificate_of_a_deleted_surgeon_waits_for_the_surgeon(
    department: Department, ada: User
) -> None:
    surgeon = make.surgeon(department=department, code="S1")
    make.certificate(surgeon=surgeon)
    delete(ada, surgeon)
    obstacles = {one.change.kind.slug: one.obstacle for one in waiting(department)}
    assert obstacles == {
        "surgeons": "",
        "certificates": "Belongs to a surgeon who was deleted too: bring the surgeon back first.",
    }


def test_answer_of_an_undone_import_comes_back_with_the_import_only(
    department: Department, ada: User
) -> None:
    batch = make.import_batch(department=department)
    delete(ada, make.fact(department=department, batch=batch, source="imported"))
    assert len(waiting(department)) == 1
    batch.status = "undone"
    batch.undone_by, batch.undone_at = ada, timezone.now()
    batch.save()
    assert waiting(department) == ()


def test_entry_that_an_import_in_force_replaced_comes_back_with_its_undoing_only(
    department: Department, ada: User
) -> None:
    make.volume(department=department, year=2024, operations=40)
    batch = case_imports.propose(
        user=ada, department=department, files=files(template=TEMPLATE), year=2024
    )
    case_imports.confirm(user=ada, batch=batch, smaller=[2024])
    (one,) = waiting(department)
    assert one.obstacle == (
        "Replaced by the import of template.csv: undo that import, and the entry comes back by "
        "itself."
    )
    past = ProcedureVolume.history.get(pk=one.change.past_id)
    before = list(ProcedureVolume.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.raises(ReplacedByImport, match=r"the import of template\.csv"):
        records.restore(user=ada, past=past, now=timezone.now())
    assert list(ProcedureVolume.objects.order_by("pk").values_list("pk", flat=True)) == before

    case_imports.undo(user=ada, batch=batch)
    assert ProcedureVolume.objects.get().operations == 40
    assert waiting(department) == ()


def test_number_of_queries_does_not_grow_with_what_waits(department: Department, ada: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert waiting(department)
        return len(captured)

    surgeon = make.surgeon(department=department)
    delete(ada, make.volume(surgeon=surgeon))
    few = queries()
    for year in range(2000, 2020):
        delete(ada, make.volume(surgeon=surgeon, year=year))
    assert queries() == few
    assert ProcedureVolume.objects.count() == 0


def _values(record: Any) -> dict[str, Any]:
    """All that the record holds, except how often it was saved and when last."""
    values = {field.name: field.value_from_object(record) for field in record._meta.fields}
    return {name: value for name, value in values.items() if name not in {"version", "updated_at"}}
