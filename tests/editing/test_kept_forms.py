"""What is stored of a form that was sent after log-out, and of drafts: bounded in every way."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assessments.editing import drafts
from assessments.editing.drafts import owner_mark
from assessments.models import Department, Draft, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department, username="spaet")


def send(client: Client, department: Department, mark: str, **fields: str) -> Any:
    page = f"/departments/{department.pk}/records/surgeons/new/"
    return client.post(page, {"name": "Dr. Ada Beispiel", "draft_owner": mark} | fields)


@pytest.mark.parametrize("mark", ["", "1", "1:forged", "1:1tVqLk:forged", "\x00", "ü:ü:ü"])
def test_form_of_a_stranger_is_not_stored(department: Department, mark: str) -> None:
    assert send(Client(), department, mark).status_code == 302
    assert not Session.objects.exists()


def test_mark_of_a_page_opened_long_ago_is_worth_nothing(
    department: Department, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = owner_mark(director)
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    send(Client(), department, mark)
    assert not Session.objects.exists()


def test_larger_than_any_form_of_this_site_is_not_stored(
    department: Department, director: User
) -> None:
    send(Client(), department, owner_mark(director), notes="x" * drafts.MOST_CHARACTERS)
    assert not Session.objects.exists()


@pytest.mark.parametrize("from_one_address", [True, False])
def test_forms_sent_after_log_out_are_limited(
    department: Department, director: User, from_one_address: bool
) -> None:
    """By address for all marks, and by mark from any address."""
    others = [factories.user() for _ in range(30)]
    for number, other in enumerate(others):
        address = "192.0.2.1" if from_one_address else f"192.0.2.{number}"
        client = Client(REMOTE_ADDR=address)
        send(client, department, owner_mark(other if from_one_address else director))
    assert Session.objects.count() == 20


def test_form_sent_after_log_out_waits_for_a_day(department: Department, director: User) -> None:
    client = Client()
    send(client, department, owner_mark(director))
    waits = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=23) < waits < timedelta(hours=25)
    login = {"username": "spaet", "login": "spaet", "password": factories.PASSWORD}
    client.post("/login/", login)
    assert Draft.objects.get().user == director
    lasts = Session.objects.get(session_key=client.session.session_key).expire_date
    assert lasts - timezone.now() > timedelta(days=13)  # a log-in lasts as it always does


def test_a_person_has_a_hundred_drafts_at_most(department: Department, director: User) -> None:
    client = Client()
    client.force_login(director)
    page = f"/departments/{department.pk}/records/surgeons/new/"
    for number in range(drafts.MOST_DRAFTS + 3):
        answer = client.post("/drafts/", {"draft_path": f"{page}?x={number}", "name": "A"})
        assert answer.status_code == 200
    kept = set(Draft.objects.values_list("path", flat=True))
    wanted = range(3, drafts.MOST_DRAFTS + 3)
    assert kept == {f"{page}?x={number}" for number in wanted}


def test_old_drafts_of_everybody_are_forgotten(director: User) -> None:
    other = factories.user()
    for user in (director, other):
        drafts.keep(user=user, path="/old", fields={})
        drafts.keep(user=user, path="/new", fields={})
    Draft.objects.filter(path="/old").update(saved_at=timezone.now() - timedelta(days=61))
    assert drafts.forget_old(timezone.now()) == 2
    assert set(Draft.objects.values_list("path", flat=True)) == {"/new"}
