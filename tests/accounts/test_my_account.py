"""The page of one's own account."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import User
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    hospital = make.hospital(name="Klinikum Musterstadt")
    return make.user(role="director", of=hospital, email="ada@example.org", first_name="Ada")


@pytest.fixture
def member(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_page_tells_who_one_is_and_leads_to_what_protects_the_account(
    member: Client, person: User
) -> None:
    page = member.get("/account/")
    for words in (person.username, "ada@example.org", "Director: Klinikum Musterstadt"):
        assert words in text(page.text)
    for address in ("password/", "second-factor/", "sessions/"):
        assert f'href="/account/{address}"' in page.text
    assert faults(page.text) == []


def test_name_and_language_are_changed_and_the_pages_follow(member: Client, person: User) -> None:
    member.cookies["django_language"] = "en"
    form = {"first_name": "Augusta", "last_name": "King", "language": "de"}
    page = member.post("/account/", form, follow=True)
    assert '<html lang="de"' in page.text
    assert "Augusta King" in page.text
    person.refresh_from_db()
    assert (person.first_name, person.last_name, person.language) == ("Augusta", "King", "de")
    latest = person.history.latest()
    assert (latest.last_name, latest.history_user) == ("King", person)


def test_nothing_else_of_the_account_can_be_changed_there(member: Client, person: User) -> None:
    form = {"first_name": "A", "last_name": "B", "language": "", "is_superuser": "1", "email": "x"}
    member.post("/account/", form)
    person.refresh_from_db()
    assert (person.email, person.is_superuser) == ("ada@example.org", False)


def test_missing_name_is_told_and_nothing_changed(member: Client, person: User) -> None:
    page = member.post("/account/", {"first_name": "", "last_name": "King", "language": "fr"})
    assert "Nothing was changed" in text(page.text)
    assert faults(page.text) == []
    person.refresh_from_db()
    assert person.first_name == "Ada"
