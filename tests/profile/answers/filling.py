"""Filling in the form of questions as a browser sends it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from assessments.models import Department
from tests.factories import YEAR


def address(department: Department, *, year: int = YEAR, benchmark: str = "") -> str:
    """The page of a department and year."""
    query = f"?benchmark={benchmark}" if benchmark else ""
    return f"/departments/{department.pk}/years/{year}/structure/{query}"


def opened(client: Client, path: str) -> dict[str, str]:
    """What the fields of the page hold when it is opened."""
    form = client.get(path).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def fill_in(client: Client, path: str, typed: dict[str, str]) -> Any:
    """Open the page, type into some fields, save; the page that comes then."""
    return client.post(path, opened(client, path) | typed, follow=True)
