"""A surgeon who leaves: a last year, and cases that stay."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from assessments.editing import merging
from assessments.editing.record_refusals import StillUsed
from assessments.gap_report.report.reading import department_report
from assessments.models import Department, Surgeon
from assessments.profile.records import services as records
from benchmarks import library
from tests import factories as make
from tests.factories import YEAR
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def surgeon() -> Surgeon:
    surgeon = make.surgeon(code="S1", name="Dr Ahorn", prior_mis_cases=1200)
    make.volume(surgeon=surgeon, year=YEAR - 1, technique_family="ube", operations=40)
    make.volume(department=surgeon.department, year=YEAR, operations=5)
    return surgeon


@pytest.fixture
def client(surgeon: Surgeon) -> Client:
    client = Client()
    client.force_login(make.user(role="director", of=surgeon.department))
    return client


def page(surgeon: Surgeon) -> str:
    return f"/departments/{surgeon.department_id}/surgeons/{surgeon.pk}/"


def mark(client: Client, surgeon: Surgeon, year: str) -> str:
    """Open the form, set the last year, and read the page it leads to."""
    address = f"{page(surgeon)}leaving/"
    base = client.get(address).context["form"]["base"].value()
    return client.post(address, {"base": base, "leave_year": year}, follow=True).text


def test_last_year_may_lie_ahead_and_is_told_on_page_and_list(
    client: Client, surgeon: Surgeon
) -> None:
    ahead = THIS_YEAR + 2
    assert f"Leaves in {ahead}" in mark(client, surgeon, str(ahead))
    surgeon.refresh_from_db()
    assert (surgeon.leave_year, surgeon.version) == (ahead, 2)
    listed = client.get(f"/departments/{surgeon.department_id}/sections/surgeons/").text
    assert f"leaves in {ahead}" in listed
    assert "surgeon has left" not in listed


def test_last_year_is_cleared_again(client: Client, surgeon: Surgeon) -> None:
    mark(client, surgeon, str(THIS_YEAR + 1))
    shown = mark(client, surgeon, "")
    assert "Leaves in" not in shown
    assert "Mark as leaving" in shown
    surgeon.refresh_from_db()
    assert surgeon.leave_year is None


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2010", "lies before the first, 2015"),
        ("20255", "Enter a year up to"),
        ("soon", "is not a number"),
    ],
)
def test_impossible_last_year_is_refused(
    client: Client, surgeon: Surgeon, year: str, said: str
) -> None:
    assert said in mark(client, surgeon, year)
    surgeon.refresh_from_db()
    assert surgeon.leave_year is None


def test_consultant_neither_sees_the_form_nor_a_way_to_it(surgeon: Surgeon) -> None:
    other = Client()
    other.force_login(make.user(role="consultant", of=surgeon.department))
    assert "leaving/" not in other.get(page(surgeon)).text
    assert other.get(f"{page(surgeon)}leaving/").status_code == 403


def test_surgeon_of_another_department_cannot_be_marked(client: Client) -> None:
    stranger, own = make.surgeon(), Department.objects.first()
    assert own is not None
    address = f"/departments/{own.pk}/surgeons/{stranger.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}leaving/", {"leave_year": "2020"}).status_code == 404


def test_those_who_left_are_folded_with_their_cases(client: Client, surgeon: Surgeon) -> None:
    make.surgeon(department=surgeon.department, code="S2", name="Dr Birke")
    mark(client, surgeon, str(YEAR - 1))
    answer = client.get(f"/departments/{surgeon.department_id}/sections/surgeons/")
    assert faults(answer.text) == []
    assert "1 surgeon has left" in answer.text
    fold = text(answer.text.split("<details", 1)[1])
    assert f"Dr Ahorn (S1) Consultant surgeon 2015–{YEAR - 1} 1,240 0 0" in fold
    shown = client.get(page(surgeon)).text
    assert f"Left in {YEAR - 1}" in shown
    assert f"end of {YEAR - 1}" in shown


def test_cases_survive_when_the_surgeon_leaves(client: Client, surgeon: Surgeon) -> None:
    benchmark = library.load(library.DEFAULT_ID)

    def told(year: int) -> tuple[object, ...]:
        report = department_report(surgeon.department, year, benchmark)
        values = {row.id: row.value for row in report.measures}
        return values["mis_surgeons_past_curve"], values["mis_operations"], report.surgeons.rows

    before = told(YEAR - 1)
    assert before[:2] == (1, 40)
    mark(client, surgeon, str(YEAR - 1))
    assert told(YEAR - 1) == before
    assert told(YEAR)[2] == ()


def test_surgeon_with_operations_is_not_deleted_but_may_leave(surgeon: Surgeon) -> None:
    with pytest.raises(StillUsed, match="Enter the last year"):
        records.delete(
            user=make.administrator(),
            record=surgeon,
            version=surgeon.version,
            now=timezone.now(),
        )


def test_two_people_who_set_the_last_year_choose(client: Client, surgeon: Surgeon) -> None:
    address = f"{page(surgeon)}leaving/"
    mine = client.get(address).context["form"]["base"].value()
    records.change(
        user=make.user(role="editor", of=surgeon.department, first_name="Eva"),
        record=surgeon,
        values={"leave_year": THIS_YEAR},
        base=merging.as_text(surgeon, ["leave_year"]),
    )
    answer = client.post(address, {"base": mine, "leave_year": str(THIS_YEAR + 1)})
    assert f"Theirs: {THIS_YEAR}" in answer.text


def test_training_and_certificate_added_on_the_page_lead_back_to_it(
    client: Client, surgeon: Surgeon
) -> None:
    shown = client.get(page(surgeon)).text
    for kind in ("trainings", "certificates"):
        new = f"/departments/{surgeon.department_id}/records/{kind}/new/?surgeon={surgeon.pk}"
        assert f'href="{new}"' in shown
        assert client.get(new).context["back"] == page(surgeon)
    typed = {"surgeon": surgeon.pk, "kind": "dwg_master", "issued_on": "2020-01-01"}
    assert client.post(new, typed).headers["Location"] == page(surgeon)
    assert surgeon.certificates.get().issued_on == date(2020, 1, 1)
