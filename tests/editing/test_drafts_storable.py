"""What drafts keep of characters and addresses that the database does not store."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.editing.drafts import owner_mark
from assessments.models import Department, Draft, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


def test_nul_is_left_out_of_a_draft_and_the_rest_stays(
    client: Client, department: Department, director: User
) -> None:
    client.force_login(director)
    form = reverse("record_new", args=[department.pk, "partnerships"])
    sent = {"draft_path": form, "partner": "Bei\x00spiel", "other\x00": "x"}
    assert client.post("/drafts/", sent).status_code == 200
    assert Draft.objects.get().fields == {"partner": ["Beispiel"], "other": ["x"]}
    assert 'value="Beispiel"' in client.get(form).text


def test_nul_in_a_form_sent_after_log_out_does_not_keep_its_owner_out(
    client: Client, department: Department, director: User
) -> None:
    form = reverse("record_new", args=[department.pk, "partnerships"])
    owner = owner_mark(director)
    client.post(form, {"partner": "Bei\x00spiel", "draft_owner": owner})
    answer = client.post("/login/", {"username": director.username, "password": make.PASSWORD})
    assert answer.status_code == 302
    assert Draft.objects.get().fields == {"partner": ["Beispiel"]}


def test_form_at_a_longer_address_than_a_draft_has_is_not_kept(
    client: Client, department: Department, director: User
) -> None:
    form = reverse("record_new", args=[department.pk, "partnerships"])
    owner = owner_mark(director)
    client.post(f"{form}?a={'x' * 300}", {"partner": "Beispiel", "draft_owner": owner})
    answer = client.post("/login/", {"username": director.username, "password": make.PASSWORD})
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_form_says_that_nul_cannot_be_saved(
    client: Client, department: Department, director: User
) -> None:
    client.force_login(director)
    form = reverse("record_new", args=[department.pk, "partnerships"])
    answer = client.post(form, {"partner": "Bei\x00spiel"})
    assert answer.status_code == 200
    assert "Null characters are not allowed." in answer.text
