"""Adding, changing, deleting and bringing back records: done, refused, and the history entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from assessments.editing import merging
from assessments.editing.record_refusals import (
    ChangedMeanwhile,
    EditConflict,
    PlaceTaken,
    RecordGone,
    StillUsed,
    TooLate,
    TooManyRecords,
)
from assessments.models import Certificate, Department, Partnership, Surgeon, TrainingRecord, User
from assessments.profile.completeness import services as completeness
from assessments.profile.records import services as records
from tests import factories as make

pytestmark = pytest.mark.django_db
FIELDS = ["partner", "tum_referrals", "since_year"]


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


@pytest.fixture
def partner(department: Department) -> Partnership:
    return make.partnership(department=department, partner="Onkologie Nord", tum_referrals=12)


def change(user: User, partner: Partnership, **values: object) -> records.Changed:
    base = merging.as_text(partner, values)
    return records.change(user=user, record=partner, values=values, base=base)


def test_new_record_is_saved_with_who_entered_it(department: Department, director: User) -> None:
    new = Partnership(
        department=department, partner="Haus Ost", kind="oncology_hospital", since_year=2020
    )
    records.create(user=director, record=new)
    assert (new.recorded_by, new.source, new.version) == (director, "typed", 1)
    assert [(h.history_type, h.history_user) for h in new.history.all()] == [("+", director)]


def test_change_is_saved_and_its_old_value_stays_in_the_history(
    director: User, partner: Partnership
) -> None:
    change(director, partner, tum_referrals=20)
    partner.refresh_from_db()
    assert (partner.tum_referrals, partner.version) == (20, 2)
    latest, first = partner.history.all()
    assert (latest.tum_referrals, latest.history_user) == (20, director)
    assert first.tum_referrals == 12


def test_saving_without_a_change_leaves_no_trace(director: User, partner: Partnership) -> None:
    change(director, partner, tum_referrals=12)
    assert partner.history.count() == 1


@pytest.mark.parametrize("role", ["consultant", None])
def test_who_may_not_record_changes_nothing(
    department: Department, partner: Partnership, role: str | None
) -> None:
    stranger = make.user(role=role, of=department) if role else make.user()
    with pytest.raises(PermissionDenied):
        change(stranger, partner, tum_referrals=20)
    with pytest.raises(PermissionDenied):
        records.delete(user=stranger, record=partner, version=1, now=timezone.now())
    partner.refresh_from_db()
    assert partner.tum_referrals == 12


def test_value_that_cannot_be_changes_nothing(director: User, partner: Partnership) -> None:
    with pytest.raises(ValidationError):
        change(director, partner, tum_referrals=1_000_000)
    partner.refresh_from_db()
    assert (partner.tum_referrals, partner.history.count()) == (12, 1)


def test_field_that_only_the_other_changed_is_kept_and_told(
    department: Department, director: User, partner: Partnership
) -> None:
    base = merging.as_text(partner, FIELDS)
    change(make.user(role="editor", of=department), partner, tum_referrals=30)
    values = {"partner": "Onkologie Süd", "tum_referrals": 12, "since_year": 2018}
    done = records.change(user=director, record=partner, values=values, base=base)
    partner.refresh_from_db()
    assert (partner.partner, partner.tum_referrals) == ("Onkologie Süd", 30)
    assert done.taken == ("tum_referrals",)


def test_field_that_both_changed_is_asked_about(
    department: Department, director: User, partner: Partnership
) -> None:
    base = merging.as_text(partner, FIELDS)
    other = make.user(role="editor", of=department)
    change(other, partner, tum_referrals=30)
    values = {"partner": "Onkologie Süd", "tum_referrals": 40, "since_year": 2018}
    with pytest.raises(EditConflict) as refused:
        records.change(user=director, record=partner, values=values, base=base)
    (conflict,) = refused.value.conflicts
    assert (conflict.name, conflict.before, conflict.mine, conflict.theirs) == (
        "tum_referrals",
        "12",
        "40",
        "30",
    )
    assert refused.value.person == other
    partner.refresh_from_db()
    assert partner.partner == "Onkologie Nord"


def test_record_that_was_deleted_meanwhile_is_not_changed(
    director: User, partner: Partnership
) -> None:
    records.delete(user=director, record=partner, version=1, now=timezone.now())
    partner.pk = partner.history.model.objects.get(history_type="-").id
    with pytest.raises(RecordGone):
        change(director, partner, tum_referrals=20)


def test_deletion_of_what_was_changed_meanwhile_is_refused(
    director: User, partner: Partnership
) -> None:
    change(director, partner, tum_referrals=20)
    with pytest.raises(ChangedMeanwhile):
        records.delete(user=director, record=partner, version=1, now=timezone.now())
    assert Partnership.objects.filter(pk=partner.pk).exists()


def deleted(record: object) -> object:
    return type(record).history.filter(history_type="-").latest()  # type: ignore[attr-defined]


def test_deleted_record_comes_back_as_it_was(director: User, partner: Partnership) -> None:
    plain = [field.name for field in Partnership._meta.fields if field.name != "updated_at"]
    before = merging.as_text(partner, plain)
    pk = partner.pk
    records.delete(user=director, record=partner, version=1, now=timezone.now())
    assert not Partnership.objects.filter(pk=pk).exists()
    records.restore(user=director, past=deleted(partner), now=timezone.now())
    after = merging.as_text(Partnership.objects.get(pk=pk), plain)
    assert after == before | {"version": "2"}
    kinds = Partnership.history.filter(id=pk).order_by("history_id")
    assert [one.history_type for one in kinds] == ["+", "-", "+"]


def test_surgeon_comes_back_with_certificates_and_training(
    department: Department, director: User
) -> None:
    surgeon = make.surgeon(department=department)
    make.certificate(surgeon=surgeon)
    make.training(surgeon=surgeon)
    older = make.training(surgeon=surgeon, pillar="TUM")
    records.delete(user=director, record=older, version=1, now=timezone.now())
    pk = surgeon.pk
    records.delete(user=director, record=surgeon, version=1, now=timezone.now())
    assert not Certificate.objects.exists()
    assert not TrainingRecord.objects.exists()
    records.restore(user=director, past=deleted(surgeon), now=timezone.now())
    back = Surgeon.objects.get(pk=pk)
    assert back.certificates.count() == 1
    assert [training.pillar for training in back.trainings.all()] == ["DEF"]  # not the older one


def test_surgeon_with_operations_is_not_deleted(department: Department, director: User) -> None:
    surgeon = make.surgeon(department=department)
    make.certificate(surgeon=surgeon)
    make.volume(surgeon=surgeon)
    with pytest.raises(StillUsed):
        records.delete(user=director, record=surgeon, version=1, now=timezone.now())
    assert surgeon.certificates.count() == 1


def test_deletion_of_a_month_ago_stays(director: User, partner: Partnership) -> None:
    then = timezone.now()
    records.delete(user=director, record=partner, version=1, now=then)
    past = deleted(partner)
    with pytest.raises(TooLate):
        records.restore(user=director, past=past, now=then + timedelta(days=30, seconds=1))
    records.restore(user=director, past=past, now=then + timedelta(days=30))


def test_record_does_not_come_back_where_it_was_entered_anew(
    department: Department, director: User, partner: Partnership
) -> None:
    records.delete(user=director, record=partner, version=1, now=timezone.now())
    make.partnership(department=department, partner="Onkologie Nord")
    with pytest.raises(PlaceTaken):
        records.restore(user=director, past=deleted(partner), now=timezone.now())


def test_certificate_does_not_come_back_without_its_surgeon(
    department: Department, director: User
) -> None:
    certificate = make.certificate(surgeon=make.surgeon(department=department, code="S1"))
    surgeon = certificate.surgeon
    records.delete(user=director, record=certificate, version=1, now=timezone.now())
    records.delete(user=director, record=surgeon, version=1, now=timezone.now())
    past = Certificate.history.filter(history_type="-").latest()
    with pytest.raises(PlaceTaken):
        records.restore(user=director, past=past, now=timezone.now())


def test_list_is_declared_complete_and_that_is_taken_back(
    department: Department, director: User
) -> None:
    for is_complete in (True, True, False, False):
        completeness.declare(
            user=director,
            department=department,
            year=2024,
            section="network",
            is_complete=is_complete,
        )
    history = department.completesections.model.history.order_by("history_id")
    assert [(one.history_type, one.history_user) for one in history] == [
        ("+", director),
        ("-", director),
    ]


def test_no_more_records_of_one_kind_than_a_department_can_have(
    department: Department, director: User, partner: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_RECORDS", 2)
    kind = {"department": department, "kind": "oncology_hospital", "since_year": 2020}
    records.create(user=director, record=Partnership(**kind, partner="Haus Ost"))
    with pytest.raises(TooManyRecords, match="2 entries"):
        records.create(user=director, record=Partnership(**kind, partner="Haus West"))
    records.delete(user=director, record=partner, version=1, now=timezone.now())
    records.create(user=director, record=Partnership(**kind, partner="Haus West"))
    past = Partnership.history.get(id=partner.pk, history_type="-")
    with pytest.raises(TooManyRecords):
        records.restore(user=director, past=past, now=timezone.now())


def test_certificates_of_all_surgeons_are_counted_together(
    department: Department, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_RECORDS", 1)
    held = make.certificate(surgeon=make.surgeon(department=department))
    other = make.surgeon(department=department, code="S2")
    with pytest.raises(TooManyRecords):
        records.create(
            user=director,
            record=Certificate(surgeon=other, kind=held.kind, issued_on=held.issued_on),
        )
    assert Certificate.objects.count() == 1
