"""Whoever is not logged in leaves nothing behind, whatever address they ask for."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from assessments.models import Draft, ImportRun
from tests.test_access import TABLE, World, built, world

__all__ = ["built", "world"]
pytestmark = pytest.mark.django_db


def stored() -> tuple[int, int, int]:
    return Session.objects.count(), Draft.objects.count(), ImportRun.objects.count()


def test_no_address_stores_anything_of_a_stranger(world: World) -> None:
    before = stored()
    for route in TABLE:
        address = world.address(route)
        for typed in (None, {}, {"email": "nobody@example.org", "username": "a", "name": "b"}):
            client = Client()
            answer = client.get(address) if typed is None else client.post(address, typed)
            assert answer.status_code < 500, address
            assert "sessionid" not in client.cookies, address
            assert stored() == before, address
