"""The owner of a changed account is told by e-mail, in the language of the account."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.translation import gettext, override

from assessments.accounts.services import people
from assessments.models import User
from tests import factories as make
from tests.accounts.codes import protected
from tests.accounts.test_passwords import change, link
from tests.accounts.test_second_factor import CODES, REMOVE, set_up

pytestmark = pytest.mark.django_db

Mailbox = list[EmailMessage]
OnCommit = Callable[..., Any]


@pytest.fixture
def person() -> User:
    return make.user(username="ada", email="ada@example.org", language="en")


@pytest.fixture
def member(client: Client, person: User) -> Client:
    client.force_login(person)
    address = "/account/reauthenticate/?next=/account/second-factor/"
    client.post(address, {"password": make.PASSWORD})
    return client


def told(mailbox: Mailbox) -> list[str]:
    assert all(message.to == ["ada@example.org"] for message in mailbox)
    return [str(message.body) for message in mailbox]


def test_changed_password_is_told(
    member: Client, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert change(member) == "/account/"
    (body,) = told(mailoutbox)
    assert "your password was changed" in body
    assert "Your username: ada" in body


def test_password_that_was_not_changed_is_not_told(
    member: Client, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        change(member, oldpassword="mistyped-again")
    assert mailoutbox == []


def test_second_factor_and_its_codes_are_told(
    member: Client, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(member)
    with django_capture_on_commit_callbacks(execute=True):
        member.post(f"{CODES}new/")
    with django_capture_on_commit_callbacks(execute=True):
        member.post(REMOVE)
    bodies = told(mailoutbox)
    for wanted in ("was set up", "new recovery codes", "was removed"):
        assert any(wanted in body for body in bodies), wanted


def test_reset_by_an_administrator_is_told_with_the_name(
    person: User, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    protected(person)
    administrator = make.user(username="root", is_superuser=True, first_name="Rita", last_name="R")
    with django_capture_on_commit_callbacks(execute=True):
        people.reset_second_factor(user=administrator, person=person)
    (body,) = told(mailoutbox)
    assert "Rita R reset the second factor" in body


def test_silent_mail_server_does_not_undo_the_change(
    member: Client,
    person: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    def silent(*_arguments: Any, **_options: Any) -> None:
        raise smtplib.SMTPServerDisconnected("nobody answers")

    monkeypatch.setattr("assessments.accounts.services.mail.send_mail", silent)
    with django_capture_on_commit_callbacks(execute=True):
        assert change(member) == "/account/"
    person.refresh_from_db()
    assert not person.check_password(make.PASSWORD)


def test_link_to_a_new_password_is_followed_by_word_of_the_change(
    client: Client,
    person: User,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    client.post("/account/password/new/", {"email": person.email})
    address = client.get(link(mailoutbox)).headers["Location"]
    new = {"password1": "quiet-lamp-over-harbour", "password2": "quiet-lamp-over-harbour"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, new)
    assert "your password was changed" in told(mailoutbox)[-1]


def changed_by_an_administrator(
    change: Callable[[User, User], object], person: User, on_commit: OnCommit
) -> None:
    rita = make.user(is_superuser=True, first_name="Rita", last_name="R", email="")
    make.administrator()  # so that nobody is the last one
    with on_commit(execute=True):
        change(rita, person)


@pytest.mark.parametrize(
    ("change", "before", "wanted"),
    [
        (people.deactivate, {}, "Rita R deactivated your account"),
        (people.reactivate, {"is_active": False}, "Rita R reactivated your account"),
        (people.make_administrator, {}, "Rita R made you an administrator"),
        (
            people.end_administrator,
            {"is_superuser": True, "is_staff": True},
            "Rita R ended your rights as an administrator",
        ),
    ],
)
def test_account_changed_by_an_administrator_is_told(
    person: User,
    mailoutbox: Mailbox,
    django_capture_on_commit_callbacks: OnCommit,
    change: Callable[..., object],
    before: dict[str, bool],
    wanted: str,
) -> None:
    User.objects.filter(pk=person.pk).update(**before)

    def twice(rita: User, person: User) -> None:
        change(user=rita, person=person)
        change(user=rita, person=person)  # changes nothing any more

    changed_by_an_administrator(twice, person, django_capture_on_commit_callbacks)
    (body,) = told(mailoutbox)
    assert wanted in body
    assert "If this surprises you" in body


def test_roles_given_and_taken_are_told_in_the_language_of_the_account(
    person: User, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    hospital = make.hospital(name="St. John's & Mary's")
    User.objects.filter(pk=person.pk).update(language="de")
    person.refresh_from_db()

    def change(rita: User, person: User) -> None:
        role = people.add_role(user=rita, person=person, role="director", place=hospital)
        people.remove_role(user=rita, membership=role)

    changed_by_an_administrator(change, person, django_capture_on_commit_callbacks)
    with override("de"):
        director = gettext("Director")
    assert director != "Director"
    given, taken = told(mailoutbox)
    for body in (given, taken):
        assert f"{director}, St. John's & Mary's." in body
    assert given != taken


def test_invitation_is_the_one_message_of_a_new_account(
    mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        people.invite(
            user=make.administrator(),
            first_name="Nora",
            last_name="Neu",
            email="nora@example.org",
            language="en",
            roles=[("editor", make.department())],
            link=lambda _person: "https://spine.example.org/link/",
        )
    assert len(mailoutbox) == 1


def test_changed_address_is_told_at_the_old_and_the_new_one(
    person: User, mailoutbox: Mailbox, django_capture_on_commit_callbacks: OnCommit
) -> None:
    def change(rita: User, person: User) -> None:
        named = {"first_name": "Ada", "last_name": "L"}
        for _twice in range(2):
            people.change_details(user=rita, person=person, email="Ada.L@example.org", **named)

    changed_by_an_administrator(change, person, django_capture_on_commit_callbacks)
    assert sorted(message.to[0] for message in mailoutbox) == [
        "ada.l@example.org",
        "ada@example.org",
    ]
    assert all("Rita R changed your name or e-mail" in message.body for message in mailoutbox)
    person.refresh_from_db()
    assert (person.email, person.username) == ("ada.l@example.org", "ada")
    assert person.history.latest().history_user.first_name == "Rita"
