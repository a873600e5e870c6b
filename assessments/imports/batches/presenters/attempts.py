"""Changes that may be refused: the person is told what was done, or why it was not."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from assessments.imports.batches.services.refusals import ImportRefused


def attempt(request: HttpRequest, change: Callable[[], object], done: str) -> None:
    """Make a change to an import, or to what imports are read by, and say so."""
    try:
        change()
    except ImportRefused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
