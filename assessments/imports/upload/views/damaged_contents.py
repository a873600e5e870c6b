"""Shows an error page where the stored contents of an import cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.import_records.contents import DamagedContents

logger = logging.getLogger(__name__)


class DamagedContentsPage:
    """Middleware: says which import is damaged and whom to tell, and logs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Any other answer stays as it is."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page with status 500; None leaves any other error alone."""
        if not isinstance(error, DamagedContents):
            return None
        # The place is a key; what stands there may be a name out of a file.
        logger.error("Import %s cannot be read at %s", error.batch.pk, error.place)
        context = {"page": "imports", "text": str(error)}
        return render(request, "imports/damaged.html", context, status=500)
