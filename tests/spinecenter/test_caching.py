"""What may stay behind in a browser after log-out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/benchmarks/", "/departments/nobody/"])
def test_answers_to_a_logged_in_person_are_not_stored(client: Client, address: str) -> None:
    client.force_login(factories.user())

    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_what_a_view_says_of_itself_stays(client: Client) -> None:
    said = client.get("/health/").headers["Cache-Control"]
    client.force_login(factories.user())

    assert client.get("/health/").headers["Cache-Control"] == said != "private, no-store"


def test_log_in_page_carries_no_such_header(client: Client) -> None:
    assert client.get("/login/").headers.get("Cache-Control") != "private, no-store"
