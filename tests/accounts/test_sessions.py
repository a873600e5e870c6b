"""The list of one's own sessions, and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.accounts.views.sessions import device
from assessments.models import User
from spinecenter import sessions
from spinecenter.sessions import INTERVAL
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
)


@pytest.fixture
def person() -> User:
    return make.user(username="ada")


def browser(person: User, user_agent: str, address: str) -> Client:
    """A browser in which the person has logged in."""
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    form = {"username": person.username, "password": make.PASSWORD}
    assert client.post("/login/", form).status_code == 302
    return client


def test_sessions_are_listed_with_device_and_address(person: User) -> None:
    here = browser(person, FIREFOX, "198.51.100.7")
    browser(person, IPHONE, "203.0.113.9")
    browser(make.user(), EDGE, "192.0.2.1")

    page = here.get("/account/sessions/")
    assert "You are logged in on 2 devices." in text(page.text)
    assert "Firefox, Windows 198.51.100.7" in text(page.text)
    assert "Safari, iPhone 203.0.113.9" in text(page.text)
    assert "192.0.2.1" not in page.text
    assert page.text.count("this session") == 1
    assert faults(page.text) == []


def test_list_takes_as_many_queries_for_many_sessions_as_for_one(person: User) -> None:
    here = browser(person, FIREFOX, "198.51.100.7")
    with CaptureQueriesContext(connection) as alone:
        here.get("/account/sessions/")
    for address in range(5):
        browser(person, IPHONE, f"203.0.113.{address}")
    with CaptureQueriesContext(connection) as among_six:
        page = here.get("/account/sessions/")

    assert "You are logged in on 6 devices." in text(page.text)
    assert len(among_six) == len(alone)


def test_sessions_that_are_over_are_not_listed_any_more(person: User) -> None:
    here = browser(person, FIREFOX, "198.51.100.7")
    expired, logged_out = (browser(person, IPHONE, f"203.0.113.{n}") for n in (1, 2))
    browser(person, EDGE, "192.0.2.1")
    Session.objects.filter(pk=expired.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    Session.objects.filter(pk=logged_out.session.session_key).delete()
    of_old_password = UserSession.objects.get(user_agent=EDGE)
    stored = SessionStore(of_old_password.session_key)
    stored[HASH_SESSION_KEY] = "of another password"
    stored.save()

    assert "You are logged in on 1 device." in text(here.get("/account/sessions/").text)
    assert UserSession.objects.get().session_key == here.session.session_key


def test_one_session_is_ended_and_the_others_stay(person: User) -> None:
    here, phone, office = (browser(person, one, "198.51.100.7") for one in (FIREFOX, IPHONE, EDGE))
    ended = UserSession.objects.get(user_agent=IPHONE)
    here.post("/account/sessions/", {"session": ended.pk})

    assert phone.get("/account/").status_code == 302
    assert here.get("/account/").status_code == office.get("/account/").status_code == 200


def test_all_other_sessions_are_ended_at_once(person: User) -> None:
    here, phone, office = (browser(person, one, "198.51.100.7") for one in (FIREFOX, IPHONE, EDGE))
    here.post("/account/sessions/")

    assert here.get("/account/").status_code == 200
    assert phone.get("/account/").status_code == office.get("/account/").status_code == 302


def test_session_of_somebody_else_cannot_be_ended(person: User) -> None:
    here = browser(person, FIREFOX, "198.51.100.7")
    theirs = browser(make.user(), IPHONE, "203.0.113.9")
    their_session = UserSession.objects.get(user_agent=IPHONE)

    answer = here.post("/account/sessions/", {"session": their_session.pk})
    assert answer.status_code == 200
    assert theirs.get("/account/").status_code == 200


def test_last_use_is_noted_after_some_minutes_and_not_on_every_page(person: User) -> None:
    here = browser(person, FIREFOX, "198.51.100.7")
    session = UserSession.objects.get()
    here.get("/account/", REMOTE_ADDR="203.0.113.9")
    session.refresh_from_db()
    assert session.ip == "198.51.100.7"

    stored = here.session
    stored["seen_at"] -= INTERVAL
    stored.save()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    here.get("/account/", REMOTE_ADDR="203.0.113.9")
    session.refresh_from_db()
    assert session.ip == "203.0.113.9"
    assert timezone.now() - session.last_seen_at < timedelta(minutes=30)


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPHONE, "Safari, iPhone"),
        (EDGE, "Edge, macOS"),
        ("curl/8.5", "unknown device"),
    ],
)
def test_device_is_told_in_words(user_agent: str, shown: str) -> None:
    assert device(user_agent) == shown


def test_one_log_in_too_many_ends_the_session_not_used_for_longest(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    first, second, third = (browser(person, FIREFOX, "192.0.2.1") for _ in range(3))
    assert (Session.objects.count(), UserSession.objects.count()) == (2, 2)
    assert first.get("/").headers.get("Location", "").startswith("/login/")
    assert second.get("/account/sessions/").status_code == 200
    assert third.get("/account/sessions/").status_code == 200
