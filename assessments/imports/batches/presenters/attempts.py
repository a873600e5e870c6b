"""Runs changes that may be refused, and shows the result as a message."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from assessments.imports.batches.services.refusals import ImportRefused

_MOST_YEARS = 100


def accepted_years(request: HttpRequest) -> list[int]:
    """The years that were ticked on the page as rightly smaller than what is recorded."""
    return [int(year) for year in request.POST.getlist("smaller") if year.isdecimal()][:_MOST_YEARS]


def attempt(request: HttpRequest, change: Callable[[], object], done: str) -> None:
    """Run `change`; show `done` as a message, or the reason where it was refused."""
    try:
        change()
    except ImportRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
