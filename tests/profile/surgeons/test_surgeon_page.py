"""The page of one surgeon by what a reader finds there."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import Department, Surgeon
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def lead(department: Department) -> Surgeon:
    return department.surgeons.get(code="S1")


def browser(role: str, department: Department) -> Client:
    client = Client()
    client.force_login(make.user(role=role, of=department))
    return client


def page(surgeon: Surgeon, query: str = "") -> str:
    return f"/departments/{surgeon.department_id}/surgeons/{surgeon.pk}/{query}"


def test_sentence_then_what_is_missing_then_charts_then_training(
    department: Department, lead: Surgeon
) -> None:
    answer = browser("director", department).get(page(lead))
    assert faults(answer.text) == []
    words = text(answer.text)
    order = [
        "Dr Ahorn (S1) has done 270 minimally invasive operations so far, past the learning curve",
        f"What the benchmark asks of a surgeon, end of {YEAR}",
        "Surgeons leading 5 or more tumour operations",
        "5 more operations a year.",
        "Minimally invasive: past the learning curve since 2022",
        "Deformity: 36 operations so far",
        f"Minimally invasive: 90 operations in {YEAR}",
        "Universitätsklinikum Beispielstadt",
        "DWG Master certificate 1 January 2020",
    ]
    places = [words.find(part) for part in order]
    assert places == sorted(places)
    assert -1 not in places


def test_director_is_led_to_the_grid_to_training_and_to_certificates(
    department: Department, lead: Surgeon
) -> None:
    client = browser("director", department)
    shown = client.get(page(lead)).text
    for address in (
        f"/departments/{department.pk}/volumes/?surgeon={lead.pk}",
        f"/departments/{department.pk}/records/trainings/{lead.trainings.get().pk}/"
        f"?surgeon={lead.pk}",
        f"/departments/{department.pk}/records/certificates/{lead.certificates.get().pk}/"
        f"?surgeon={lead.pk}",
        f"/departments/{department.pk}/history/surgeons/{lead.pk}/",
    ):
        assert f'href="{address}"' in shown
        assert client.get(address).status_code == 200


def test_consultant_reads_the_page_and_is_led_to_no_form(
    department: Department, lead: Surgeon
) -> None:
    answer = browser("consultant", department).get(page(lead))
    assert faults(answer.text) == []
    assert "S1 has done 270" in answer.text
    assert "/records/" not in answer.text


def test_another_benchmark_asks_other_things(department: Department, lead: Surgeon) -> None:
    client = browser("director", department)
    shown = text(client.get(page(lead, "?benchmark=us-acss@1.0")).text)
    assert "This benchmark asks nothing of single surgeons." in shown
    assert "so far; 36 deformity operations" in shown
    assert client.get(page(lead, "?benchmark=unknown")).status_code == 404


def test_surgeon_without_operations_is_told_what_to_do(department: Department) -> None:
    beginner = make.surgeon(department=department, code="S10")
    answer = browser("editor", department).get(page(beginner))
    assert faults(answer.text) == []
    assert "No operations of this surgeon are recorded." in answer.text
    assert "50 more cases to the end of the learning curve." in answer.text


def test_operations_after_the_last_year_are_pointed_out(
    department: Department, lead: Surgeon
) -> None:
    client = browser("director", department)
    said = "Operations are recorded after the last year"
    for year, told in ((None, False), (YEAR, False), (YEAR - 1, True)):
        lead.leave_year = year
        lead.save()
        assert (said in client.get(page(lead)).text) == told


def test_surgeon_elsewhere_does_not_exist(department: Department) -> None:
    stranger = make.surgeon()
    client = browser("director", department)
    assert client.get(page(stranger)).status_code == 404
    assert client.get(f"/departments/{department.pk}/surgeons/{stranger.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["surgeons", "training", "network", "outcomes"])
def test_section_leads_to_its_history_and_to_what_was_deleted(
    department: Department, name: str
) -> None:
    client = browser("consultant", department)
    shown = client.get(f"/departments/{department.pk}/sections/{name}/").text
    history = f"/departments/{department.pk}/history/?section={name}"
    assert f'href="{history}"' in shown
    assert f'href="/departments/{department.pk}/history/deleted/"' in shown
    assert client.get(history).context["form"].cleaned_data["section"] == name
