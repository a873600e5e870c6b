from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_answers_without_a_log_in(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_health_refuses_to_be_posted_to(client: Client) -> None:
    assert client.post("/health/").status_code == 405
