"""The second factor: set up, asked for, lost, removed, and required by the site."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from assessments.models import User
from tests import factories as make
from tests.accounts.codes import code, protected, wrong_code
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

SET_UP = "/account/second-factor/set-up/"
CODE = "/account/second-factor/code/"
REMOVE = "/account/second-factor/remove/"
CODES = "/account/recovery-codes/"


@pytest.fixture
def person() -> User:
    return make.user(username="ada", email="ada@example.org", language="de")


@pytest.fixture
def member(client: Client, person: User) -> Client:
    """Logged in, and the password typed once more."""
    client.force_login(person)
    return confirmed(client)


def confirmed(client: Client) -> Client:
    """Type the password again, as everything about the second factor asks for."""
    answer = client.post("/account/reauthenticate/?next=/account/", {"password": make.PASSWORD})
    assert answer.headers["Location"] == "/account/"
    return client


def password(client: Client) -> str:
    """Log in with the password; the address of the next page."""
    form = {"username": "ada", "password": make.PASSWORD}
    return client.post("/login/?next=/benchmarks/", form).headers["Location"]


def set_up(client: Client) -> str:
    """Set up a second factor as a person does; the address of the next page."""
    page = client.get(SET_UP)
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page.text)
    return client.post(SET_UP, {"code": code(secret)}).headers["Location"]


def test_the_password_is_asked_for_again_before_the_set_up(client: Client, person: User) -> None:
    client.force_login(person)
    asked = client.get(SET_UP)
    assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert faults(client.get(asked.headers["Location"]).text) == []
    wrong = client.post(asked.headers["Location"], {"password": "mistyped-again"})
    assert "This is not your password." in text(wrong.text)
    assert faults(wrong.text) == []


def test_set_up_with_the_code_of_the_app_shows_the_recovery_codes(
    member: Client, person: User
) -> None:
    assert set_up(member) == CODES
    page = member.get(CODES)
    assert "10 codes are left." in text(page.text)
    assert len(re.findall(r"<li>\d{8}</li>", page.text)) == 10
    assert faults(page.text) == []
    assert "password and a second factor" in text(member.get("/account/").text)


def test_page_of_the_set_up_is_sound_and_fetches_nothing(member: Client) -> None:
    page = member.get(SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert faults(page.text) == []


def test_wrong_code_sets_nothing_up_and_keeps_the_key(member: Client, person: User) -> None:
    key = re.findall(r'class="secret">([A-Z2-7]+)<', member.get(SET_UP).text)
    page = member.post(SET_UP, {"code": "12345"})
    assert "Type the one that is shown now." in text(page.text)
    assert re.findall(r'class="secret">([A-Z2-7]+)<', page.text) == key
    assert faults(page.text) == []
    assert not Authenticator.objects.filter(user=person).exists()


def test_log_in_asks_for_the_code_and_goes_on_where_one_wanted_to(
    client: Client, person: User
) -> None:
    protected(person)
    assert password(client) == CODE
    assert client.get("/benchmarks/").status_code == 302
    page = client.get(CODE)
    assert "Now type the code" in text(page.text)
    assert faults(page.text) == []

    answer = client.post(CODE, {"code": code()})
    assert answer.headers["Location"] == "/benchmarks/"
    # The language of the account counts after the second step too.
    assert '<html lang="de"' in client.get("/benchmarks/").text


def test_wrong_code_does_not_log_in(client: Client, person: User) -> None:
    protected(person)
    password(client)
    page = client.post(CODE, {"code": wrong_code()})
    assert "This code is wrong or too old." in text(page.text)
    assert faults(page.text) == []
    assert client.get("/account/").status_code == 302


def test_sixth_code_is_refused_though_it_is_right(client: Client, person: User) -> None:
    protected(person)
    password(client)
    for _attempt in range(5):
        client.post(CODE, {"code": wrong_code()})
    assert "Wait five minutes" in text(client.post(CODE, {"code": code()}).text)
    assert client.get("/account/").status_code == 302


def test_code_opens_once_only(person: User) -> None:
    protected(person)
    first, listener = Client(), Client()
    shown = code()
    password(first)
    assert first.post(CODE, {"code": shown}).status_code == 302
    password(listener)
    assert listener.post(CODE, {"code": shown}).status_code == 200


def test_recovery_code_replaces_the_phone_once(person: User) -> None:
    recovery, *_others = protected(person)
    first, second = Client(), Client()
    password(first)
    assert first.post(CODE, {"code": recovery}).headers["Location"] == "/benchmarks/"
    password(second)
    assert second.post(CODE, {"code": recovery}).status_code == 200
    assert "9 Codes sind noch gültig." in text(confirmed(first).get(CODES).text)


def test_recovery_codes_are_downloaded_as_text(member: Client, person: User) -> None:
    codes = protected(person)
    answer = member.get(f"{CODES}file/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert [line for line in answer.text.split() if len(line) == 8 and line.isdigit()] == codes


def test_new_recovery_codes_end_the_old_ones(member: Client, person: User) -> None:
    old = protected(person)
    assert faults(member.get(f"{CODES}new/").text) == []
    assert member.post(f"{CODES}new/").headers["Location"] == CODES
    new = re.findall(r"<li>(\d{8})</li>", member.get(CODES).text)
    assert len(new) == 10
    assert set(new).isdisjoint(old)
    other = Client()
    password(other)
    assert other.post(CODE, {"code": old[0]}).status_code == 200


def test_recovery_codes_need_the_password_once_more(client: Client, person: User) -> None:
    protected(person)
    client.force_login(person)
    for address in (CODES, f"{CODES}file/", f"{CODES}new/"):
        assert client.get(address).headers["Location"].startswith("/account/reauthenticate/")


def test_removed_second_factor_is_no_longer_asked_for(member: Client, person: User) -> None:
    protected(person)
    assert faults(member.get(REMOVE).text) == []
    assert member.post(REMOVE).headers["Location"] == "/account/second-factor/"
    page = member.get("/account/second-factor/")
    assert "a stolen password alone opens nothing" in text(page.text)
    assert faults(page.text) == []
    assert password(Client()) == "/benchmarks/"
    assert not Authenticator.objects.filter(user=person).exists()


def test_page_of_an_active_second_factor_is_sound(member: Client, person: User) -> None:
    protected(person)
    page = member.get("/account/second-factor/")
    assert "protected by a code from your phone" in text(page.text)
    assert faults(page.text) == []


def test_member_without_it_is_led_to_the_set_up_where_the_site_requires_it(
    client: Client, person: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    password(client)
    for address in ("/", "/benchmarks/", "/account/", "/account/sessions/", "/administration/"):
        assert client.get(address).headers["Location"] == SET_UP
    assert client.post("/drafts/").headers["Location"] == SET_UP
    page = confirmed_where_required(client)
    assert "Diese Website verlangt einen zweiten Faktor." in text(page)
    assert set_up(client) == CODES
    assert client.get(CODES).status_code == client.get("/benchmarks/").status_code == 200


def confirmed_where_required(client: Client) -> str:
    """Type the password again on the way to the set-up; the page of the set-up."""
    asked = client.get(SET_UP).headers["Location"]
    page = client.get(asked).text
    client.post(asked, {"password": make.PASSWORD})
    return page


def test_whoever_has_it_goes_on_where_the_site_requires_it(
    client: Client, person: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    protected(person)
    client.force_login(person)
    assert client.get("/benchmarks/").status_code == 200


def test_log_out_language_and_health_stay_open_where_the_site_requires_it(
    client: Client, person: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(person)
    assert client.get("/health/").status_code == 200
    moved = client.post("/language/", {"language": "de", "next": "/login/"})
    assert moved.headers["Location"] == "/login/"
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/login/").status_code == 200
