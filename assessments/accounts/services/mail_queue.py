"""Who sends the e-mails that wait in the queue, and when. docs/decisions/0050

The worker (`manage.py import_worker`) sends them within a second. Where none runs, or while it
reads a long file, the web server sends them: some seconds after one was queued, in a thread, so
that no answer waits for it or shows whether there was anything to send.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from threading import Lock, Timer
from typing import Final

from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

QUEUE: Final = "mail"
# Each step of sending one ends after EMAIL_TIMEOUT; whoever takes longer was killed.
_ABANDONED_AFTER: Final = timedelta(minutes=10)
_KEPT_FOR: Final = timedelta(days=1)
# Longer than any delay; what may be sent at once has a date in the year 9999.
_FAR_AWAY: Final = timedelta(days=2)

_lock = Lock()
_looks_at: float | None = None  # by time.monotonic()


def batch_worker(*queues: str, interval: float = 1.0) -> Worker:
    """The worker of django-tasks-db in the mode that returns when no task is due."""
    return Worker(
        queue_names=list(queues),
        interval=interval,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def recover() -> None:
    """Queue again what a killed process was sending, and forget what was sent a day ago."""
    now, queued = timezone.now(), DBTaskResult.objects.filter(queue_name=QUEUE)
    abandoned = queued.filter(status="RUNNING", started_at__lt=now - _ABANDONED_AFTER)
    abandoned.update(status="READY")
    queued.exclude(status__in=("READY", "RUNNING")).filter(finished_at__lt=now - _KEPT_FOR).delete()


def look_later(seconds: float) -> None:
    """Have this process send, some seconds from now, what is due and nobody else has sent."""
    global _looks_at
    at = time.monotonic() + seconds
    with _lock:
        if _looks_at is not None and _looks_at <= at:
            return
        _looks_at = at
    timer = Timer(seconds, _look)
    # The server must be able to end; what waits is sent by the next one.
    timer.daemon = True
    timer.start()


def _look() -> None:
    """Send what is due, and come back when the next attempt is."""
    global _looks_at
    with _lock:
        _looks_at = None
    try:
        recover()
        batch_worker(QUEUE).run()
        now = timezone.now()
        waiting = DBTaskResult.objects.filter(
            queue_name=QUEUE, status="READY", run_after__lt=now + _FAR_AWAY
        )
        due = waiting.order_by("run_after").values_list("run_after", flat=True).first()
        if due is not None:
            look_later(max(1.0, (due - now).total_seconds()))
    except Exception as error:
        # Nobody above would write it down. The e-mails wait for the worker, or for the next one.
        logger.error("The queue of e-mails was not worked off: %s", type(error).__name__)
    finally:
        connections.close_all()
