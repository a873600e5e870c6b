"""Changing the password, and a new one by e-mail."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.core.mail import EmailMessage
from django.test import Client, override_settings

from assessments.models import User
from tests import factories as make
from tests.accounts.codes import protected
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

NEW = "quiet-lamp-over-harbour"
Mailbox = list[EmailMessage]


@pytest.fixture
def person() -> User:
    return make.user(username="ada", email="ada@example.org", language="de")


@pytest.fixture
def member(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def change(client: Client, **fields: str) -> str:
    form = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW} | fields
    answer = client.post("/account/password/", form)
    return answer.headers.get("Location", "") or text(answer.text)


def link(mailbox: Mailbox) -> str:
    """The address in the only e-mail, without the site."""
    (message,) = mailbox
    found = re.search(r"http://testserver(/\S+)", str(message.body))
    assert found
    return found[1]


def ask(client: Client, email: str = "ada@example.org") -> str:
    answer = client.post("/account/password/new/", {"email": email}, follow=True)
    return text(answer.text)


def test_new_password_replaces_the_old_one_and_the_session_goes_on(
    member: Client, person: User
) -> None:
    assert change(member) == "/account/"
    person.refresh_from_db()
    assert check_password(NEW, person.password)
    assert "The password was changed." in text(member.get("/account/").text)


def test_changing_the_password_ends_the_other_sessions(member: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)
    change(member)
    assert elsewhere.get("/account/").status_code == 302


def test_new_hash_is_no_change_in_the_history(member: Client, person: User) -> None:
    before = person.history.count()
    change(member)
    assert person.history.count() == before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"oldpassword": "mistyped-again"}, "This is not your password."),
        ({"password2": "another-lamp-over-harbour"}, "the same password each time"),
        ({"password1": "short-one", "password2": "short-one"}, "at least 12 characters"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ({"password1": "830162957401", "password2": "830162957401"}, "entirely numeric"),
        ({"password1": "ada@example.org", "password2": "ada@example.org"}, "too similar"),
    ],
)
def test_password_that_does_not_do_is_refused_with_the_reason(
    member: Client, person: User, fields: dict[str, str], told: str
) -> None:
    assert told in change(member, **fields)
    person.refresh_from_db()
    assert check_password(make.PASSWORD, person.password)


def test_link_in_the_e_mail_leads_to_a_new_password_and_logs_in(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    assert "a link is on its way" in ask(client)
    assert mailoutbox[0].to == ["ada@example.org"]

    page = client.get(link(mailoutbox), follow=True)
    assert "your username is ada" in text(page.text)
    assert faults(page.text) == []
    # The key does not stay in the address, where the next page would learn it.
    address = page.redirect_chain[-1][0]
    assert address.endswith("-set-password/")
    answer = client.post(address, {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/"
    assert client.get("/account/").context["user"] == person


def test_link_works_once(client: Client, person: User, mailoutbox: Mailbox) -> None:
    ask(client)
    address = link(mailoutbox)
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    again = Client().get(address, follow=True)
    assert "This link no longer works" in text(again.text)
    assert faults(again.text) == []


def test_link_expires(client: Client, person: User, mailoutbox: Mailbox) -> None:
    ask(client)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        page = client.get(link(mailoutbox), follow=True)
    assert "This link no longer works" in text(page.text)


def test_link_to_a_changed_address_is_worth_nothing(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    ask(client)
    person.email = "somebody.else@example.org"
    person.save()
    assert "no longer works" in text(client.get(link(mailoutbox), follow=True).text)


def test_new_password_does_not_bypass_the_second_factor(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    protected(person)
    ask(client)
    page = client.get(link(mailoutbox), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/account/second-factor/code/"
    assert client.get("/account/").status_code == 302


def test_unknown_address_gets_the_same_answer_and_no_e_mail(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    known = ask(Client())
    mailoutbox.clear()
    assert ask(client, "nobody@example.org") == known
    assert mailoutbox == []


def test_deactivated_account_gets_no_link(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    person.is_active = False
    person.save()
    ask(client)
    assert mailoutbox == []


def test_same_address_gets_five_links_a_minute_at_most(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    for _request in range(6):
        answer = client.post("/account/password/new/", {"email": "ada@example.org"})
    assert answer.status_code == 429
    assert len(mailoutbox) == 5


@pytest.mark.parametrize("address", ["/account/password/new/", "/account/password/new/sent/"])
def test_pages_on_the_way_are_sound(client: Client, address: str) -> None:
    assert faults(client.get(address).text) == []


def test_page_of_the_change_is_sound_with_and_without_errors(member: Client) -> None:
    assert faults(member.get("/account/password/").text) == []
    assert faults(member.post("/account/password/", {}).text) == []
