"""Removes expired files in every web process: no file of patients stays where no worker runs."""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError
from django.dispatch import receiver

logger = logging.getLogger(__name__)

_looking = Lock()
_next_look = 0.0


@receiver(request_finished, dispatch_uid="expired files are removed")
def remove_now_and_then(**_kwargs: Any) -> None:
    """Look for expired files once in `settings.REMOVE_EXPIRED_EVERY` seconds a process.

    After a request, so that nobody waits for it; a few short queries and a list of a folder.
    """
    global _next_look
    every = settings.REMOVE_EXPIRED_EVERY
    if every is None or time.monotonic() < _next_look or not _looking.acquire(blocking=False):
        return
    # Not above: this module is imported when Django starts, and tasks are bound to the queue of the
    # settings when their module is.
    from assessments.imports.runs.services import runs

    try:
        _next_look = time.monotonic() + every
        runs.remove_expired()
    except (DatabaseError, OSError) as error:
        # The next look will do; what was asked for has been answered.
        logger.warning("Expired files could not be removed: %s", type(error).__name__)
    finally:
        _looking.release()
