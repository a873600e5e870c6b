"""Logging in by either name, the limits of attempts, and who does not get in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from assessments.models import User
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

TOLD = "Wait five minutes, then try again"


@pytest.fixture
def person() -> User:
    return make.user(username="ada", email="ada@example.org")


def log_in(client: Client, name: str, password: str = make.PASSWORD, address: str = "") -> str:
    """The address after the log-in, or the text of the form that is shown again."""
    form = {"username": name, "password": password}
    answer = client.post("/login/", form, REMOTE_ADDR=address or "198.51.100.7")
    return answer.headers.get("Location", "") or text(answer.text)


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@example.org", "Ada@Example.org", " ada "])
def test_username_and_e_mail_both_open_the_account(client: Client, person: User, name: str) -> None:
    assert log_in(client, name) == "/"
    assert client.get("/account/").context["user"] == person


def test_sixth_attempt_is_refused_with_the_right_password_too_and_says_so(
    client: Client, person: User
) -> None:
    for _attempt in range(5):
        assert "do not fit together" in log_in(client, "ada", "mistyped-again")

    assert TOLD in log_in(client, "ada")
    assert client.get("/account/").status_code == 302
    # It is the account that is closed, wherever and however one asks for it. A name that was not
    # typed before does not say so, or one could learn which names belong together.
    elsewhere = Client()
    refused = log_in(elsewhere, "ada@example.org", address="203.0.113.9")
    assert "After five failed attempts on an account the right password is refused" in refused
    assert elsewhere.get("/account/").status_code == 302


def test_username_and_e_mail_of_an_account_share_its_attempts(client: Client, person: User) -> None:
    for name in ("ada", "ada@example.org", "Ada", "ada@example.org", "ada"):
        log_in(client, name, "mistyped-again")

    log_in(client, "ada@example.org")
    assert client.get("/account/").status_code == 302


def test_one_closed_account_leaves_the_others_open(client: Client, person: User) -> None:
    for _attempt in range(6):
        log_in(client, "ada", "mistyped-again")
    other = make.user(email="other@example.org")

    assert log_in(client, other.username) == "/"


def test_an_account_without_e_mail_is_limited_by_its_username(client: Client) -> None:
    person = make.user(email="")
    for _attempt in range(5):
        log_in(client, person.username, "mistyped-again")

    assert TOLD in log_in(client, person.username)


def test_many_wrong_passwords_from_one_address_close_it_for_every_account(
    client: Client, person: User
) -> None:
    for number in range(20):
        assert TOLD not in log_in(client, f"nobody{number}", "mistyped-again")

    assert TOLD in log_in(client, "ada")
    assert log_in(client, "ada", address="203.0.113.9") == "/"


def test_right_passwords_are_not_counted(person: User) -> None:
    for _log_in in range(7):
        assert log_in(Client(), "ada") == "/"


def test_closed_log_in_page_is_sound(client: Client, person: User) -> None:
    for _attempt in range(6):
        answer = client.post("/login/", {"username": "ada", "password": "mistyped-again"})
    assert faults(answer.text) == []
    assert 'role="alert"' in answer.text


def test_too_many_requests_get_a_page_that_says_to_wait(client: Client) -> None:
    for _request in range(31):
        answer = client.post("/login/", {})
    assert answer.status_code == 429
    assert "Wait a minute" in text(answer.text)
    assert faults(answer.text) == []


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1, raising=False)
    # What a client writes in front of it to look like somebody else does not count.
    for number in range(20):
        Client().post(
            "/login/",
            {"username": f"nobody{number}", "password": "mistyped-again"},
            headers={"x-forwarded-for": f"192.0.2.{number}, 198.51.100.7"},
        )
    right = {"username": "ada", "password": make.PASSWORD}
    refused = Client().post("/login/", right, headers={"x-forwarded-for": "198.51.100.7"})
    taken = Client().post("/login/", right, headers={"x-forwarded-for": "203.0.113.9"})
    assert TOLD in text(refused.text)
    assert taken.headers["Location"] == "/"


def test_deactivated_account_is_told_who_can_help(client: Client, person: User) -> None:
    person.is_active = False
    person.save()

    assert log_in(client, "ada") == "/account/inactive/"
    page = client.get("/account/inactive/")
    assert "An administrator of this site can reactivate it" in text(page.text)
    assert faults(page.text) == []
    assert client.get("/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    for address in ("/signup/", "/account/signup/", "/account/email/"):
        assert client.get(address).status_code == 404


def test_cookies_of_other_people_s_sessions_open_nothing_after_log_out(
    client: Client, person: User
) -> None:
    log_in(client, "ada")
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/logout/")
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert again.get("/account/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["username", "password"])
def test_what_is_longer_than_any_name_or_password_is_refused(field: str) -> None:
    typed = {"username": "somebody", "password": "some-pass-word"} | {field: "a" * 60_000}
    answer = Client().post("/login/", typed)
    assert answer.status_code == 200
    assert "at most 1000 characters" in answer.text


@pytest.mark.django_db
def test_no_answer_repeats_a_password() -> None:
    typed = {"username": "somebody", "password": "some-pass-word"}
    answer = Client().post("/login/", typed, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "some-pass-word" not in answer.text
