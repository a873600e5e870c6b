"""Logging in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def log_in(client: Client, language: str) -> str:
    person = factories.user()
    person.language = language
    person.save()
    answer = client.post(
        "/login/", {"username": person.username, "password": factories.PASSWORD}, follow=True
    )
    return answer.content.decode()


def test_pages_continue_in_the_language_of_the_account(client: Client) -> None:
    assert '<html lang="de"' in log_in(client, "de")


def test_language_chosen_on_this_machine_goes_before_the_account(client: Client) -> None:
    client.cookies["django_language"] = "zh-hans"

    assert '<html lang="zh-hans"' in log_in(client, "de")


def test_account_without_a_language_takes_the_browser_s(client: Client) -> None:
    assert '<html lang="en"' in log_in(client, "")
